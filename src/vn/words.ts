import { fold } from './fold.ts'

/** Short forms that names of enterprises are written with, folded, and what they stand for. */
const SHORT_FORMS: readonly (readonly [short: string, long: string])[] = [
  ['htx', 'hop tac xa'],
  ['tnhh', 'trach nhiem huu han'],
  ['mtv', 'mot thanh vien'],
  ['cp', 'co phan'],
  ['cty', 'cong ty'],
  ['dntn', 'doanh nghiep tu nhan'],
  ['hkd', 'ho kinh doanh'],
]

/** Stands before the words of a whole name, so that none of its words can be taken for it. */
const WHOLE = '='

/** The words of a text in their order: folded, runs of letters and digits of any script. */
export function splitWords(text: string): string[] {
  return fold(text.normalize('NFKC'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/**
 * The words that a question asks for, each once and in their order, the last one last; long forms
 * as their short ones: "Hợp tác xã Bến Sóng" asks for htx, ben, song.
 */
export function askedWords(text: string): string[] {
  const words = shorten(splitWords(text))
  return words.filter((word, at) => !words.includes(word, at + 1))
}

/**
 * All that a record is found by: each word of its names, short forms also as what they stand for
 * and the other way round, and each whole name as one word (see `wholeName`).
 */
export function searchWords(names: readonly (string | null)[]): string[] {
  const found = new Set<string>()
  for (const name of names) {
    if (name === null) continue
    const words = splitWords(name)
    const short = shorten(words)
    for (const word of [...words, ...short, ...short.flatMap(lengthen)]) found.add(word)
    found.add(wholeName(words))
  }
  return [...found]
}

/** One word for all words of a name, in whatever order they stand. */
export function wholeName(words: readonly string[]): string {
  return WHOLE + [...new Set(shorten(words))].sort().join(' ')
}

function shorten(words: readonly string[]): string[] {
  let text = ` ${words.join(' ')} `
  for (const [short, long] of SHORT_FORMS) text = text.replaceAll(` ${long} `, ` ${short} `)
  return text.split(' ').filter((word) => word !== '')
}

function lengthen(word: string): string[] {
  return SHORT_FORMS.find(([short]) => short === word)?.[1].split(' ') ?? []
}
