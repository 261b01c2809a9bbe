/** The largest number that has words here: one thousand million. */
export const NUMBER_IN_WORDS_MAX = 1_000_000_000

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const

/** Values of groups of three digits, from the highest. */
const GROUPS = [
  { value: 1_000_000_000, name: 'tỷ' },
  { value: 1_000_000, name: 'triệu' },
  { value: 1_000, name: 'nghìn' },
  { value: 1, name: '' },
] as const

/**
 * A whole number as it is written out on a Vietnamese form, in lower case: 1.305 is `một nghìn ba
 * trăm linh năm`. Groups of three zeros are left out; after another group the hundreds are said
 * even where there are none.
 * @param value 0 to NUMBER_IN_WORDS_MAX
 * @throws RangeError for any other number
 */
export function numberInWords(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > NUMBER_IN_WORDS_MAX) {
    throw new RangeError(`No words for ${value}: a whole number up to ${NUMBER_IN_WORDS_MAX}`)
  }
  if (value === 0) return digit(0)
  const words: string[] = []
  let rest = value
  for (const group of GROUPS) {
    const count = Math.floor(rest / group.value)
    rest -= count * group.value
    if (count === 0) continue
    words.push(...groupWords(count, words.length > 0), group.name)
  }
  return words.filter((word) => word !== '').join(' ')
}

/** @param count 1 to 999 */
function groupWords(count: number, follows: boolean): string[] {
  const [hundreds, tens, ones] = [Math.floor(count / 100), Math.floor(count / 10) % 10, count % 10]
  const saysHundreds = hundreds > 0 || follows
  return [
    ...(saysHundreds ? [digit(hundreds), 'trăm'] : []),
    ...tensWords(tens, ones, saysHundreds),
  ]
}

function tensWords(tens: number, ones: number, follows: boolean): string[] {
  if (tens === 0) {
    if (ones === 0) return []
    return follows ? ['linh', digit(ones)] : [digit(ones)]
  }
  const name = tens === 1 ? ['mười'] : [digit(tens), 'mươi']
  return ones === 0 ? name : [...name, onesAfterTens(ones, tens)]
}

/** One, four and five change their sound after tens: mốt, tư (not after mười), lăm. */
function onesAfterTens(ones: number, tens: number): string {
  if (ones === 5) return 'lăm'
  if (tens > 1 && ones === 1) return 'mốt'
  if (tens > 1 && ones === 4) return 'tư'
  return digit(ones)
}

function digit(value: number): string {
  return DIGITS[value] ?? ''
}
