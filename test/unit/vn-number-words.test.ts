import { expect } from 'chai'
import fc from 'fast-check'
import { NUMBER_IN_WORDS_MAX, numberInWords } from '../../src/vn/number-words.ts'

const WORDS: [value: number, words: string][] = [
  [0, 'không'],
  [1, 'một'],
  [4, 'bốn'],
  [5, 'năm'],
  [10, 'mười'],
  [11, 'mười một'],
  [14, 'mười bốn'],
  [15, 'mười lăm'],
  [20, 'hai mươi'],
  [21, 'hai mươi mốt'],
  [24, 'hai mươi tư'],
  [25, 'hai mươi lăm'],
  [55, 'năm mươi lăm'],
  [100, 'một trăm'],
  [101, 'một trăm linh một'],
  [104, 'một trăm linh bốn'],
  [105, 'một trăm linh năm'],
  [110, 'một trăm mười'],
  [111, 'một trăm mười một'],
  [121, 'một trăm hai mươi mốt'],
  [999, 'chín trăm chín mươi chín'],
  [1_000, 'một nghìn'],
  [1_001, 'một nghìn không trăm linh một'],
  [1_010, 'một nghìn không trăm mười'],
  [1_300, 'một nghìn ba trăm'],
  [2_024, 'hai nghìn không trăm hai mươi tư'],
  [21_000, 'hai mươi mốt nghìn'],
  [100_000, 'một trăm nghìn'],
  [105_015, 'một trăm linh năm nghìn không trăm mười lăm'],
  [1_000_000, 'một triệu'],
  [1_000_001, 'một triệu không trăm linh một'],
  [1_001_000, 'một triệu không trăm linh một nghìn'],
  [1_048_576, 'một triệu không trăm bốn mươi tám nghìn năm trăm bảy mươi sáu'],
  [20_050_000, 'hai mươi triệu không trăm năm mươi nghìn'],
  [
    999_999_999,
    'chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín',
  ],
  [1_000_000_000, 'một tỷ'],
]

const UNITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']
const AFTER_TENS: Record<string, number> = { mốt: 1, tư: 4, lăm: 5 }
const SCALES: Record<string, number> = { nghìn: 1_000, triệu: 1_000_000, tỷ: 1_000_000_000 }

/** Reads words back, in the way a person does: left to right, group by group. */
function read(words: string): number {
  let [total, group, last] = [0, 0, 0]
  for (const word of words.split(' ')) {
    const scale = SCALES[word]
    if (scale !== undefined) {
      total += (group + last) * scale
      group = 0
      last = 0
    } else if (word === 'trăm') {
      group += last * 100
      last = 0
    } else if (word === 'mươi') {
      group += last * 10
      last = 0
    } else if (word === 'mười') group += 10
    else if (word === 'linh') last = 0
    else {
      last = AFTER_TENS[word] ?? UNITS.indexOf(word)
      expect(last, `the word "${word}"`).to.be.within(0, 9)
    }
  }
  return total + group + last
}

describe('numbers in Vietnamese words', () => {
  it('are what a form says', () => {
    for (const [value, words] of WORDS) expect(numberInWords(value), String(value)).to.equal(words)
  })

  it('read back as the number, each of them', () => {
    for (let value = 0; value < 20_000; value += 1)
      expect(read(numberInWords(value))).to.equal(value)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: NUMBER_IN_WORDS_MAX }), (value) => {
        expect(read(numberInWords(value))).to.equal(value)
      }),
    )
  })

  it('have one spelling: NFC, single blanks, lower case', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: NUMBER_IN_WORDS_MAX }), (value) => {
        const words = numberInWords(value)
        expect(words).to.equal(words.normalize('NFC').toLowerCase().trim().replaceAll(/\s+/g, ' '))
      }),
    )
  })

  it('are refused beyond their range, and for what is no whole number', () => {
    for (const value of [-1, NUMBER_IN_WORDS_MAX + 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => numberInWords(value), String(value)).to.throw(RangeError)
    }
  })
})
