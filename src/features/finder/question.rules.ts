import { askedWords } from '../../vn/words.ts'
import { isWellFormedSerial, SERIAL_LENGTH } from '../stamps/serial.rules.ts'
import { type NumberReading, readNumber } from './number.rules.ts'
import { explainSerial, type SerialHelp } from './serial-help.rules.ts'
import { findLink, readCode, readLink, type StampText } from './stamp-text.rules.ts'
import { readTypedSerial, splitGroups, type TypedSerial } from './typed-serial.rules.ts'

/** Longest text that is looked up; a link may be longer. */
export const WORDS_LENGTH_MAX = 100
export const QUESTION_LENGTH_MAX = 300
export const WORDS_MAX = 8

/** What is told beside the answer. */
export type Note =
  /** The link leads to a host that is not of this register. */
  | { note: 'foreign_host'; host: string }
  /** The part before the serial is no key; the serial is looked up alone. */
  | { note: 'wrong_key' }
  /** Accents were taken off. */
  | { note: 'accents' }

/** What somebody asks for, as it is read. */
export type Question =
  | { kind: 'nothing' }
  | { kind: 'too_long'; length: number }
  /** The address of something else. */
  | { kind: 'foreign_link' }
  /** A serial whose check holds; words too where it may as well be a name. */
  | { kind: 'stamp'; key: string | null; serial: string; notes: Note[]; words: string[] }
  | { kind: 'mistyped'; key: string | null; help: SerialHelp; notes: Note[] }
  | { kind: 'product'; key: string; notes: Note[] }
  | { kind: 'number'; reading: NumberReading }
  /** Words of a name; where nothing has them, it may have been meant for a serial. */
  | { kind: 'words'; words: string[]; help: SerialHelp | null }

/**
 * Reads what was typed into the one box.
 * @param hosts of this register, in lower case
 */
export function readQuestion(raw: string, hosts: readonly string[]): Question {
  const text = clean(raw)
  if (text === '') return { kind: 'nothing' }
  const address = findLink(text)
  const { length } = [...text]
  if (length > (address === null ? WORDS_LENGTH_MAX : QUESTION_LENGTH_MAX)) {
    return { kind: 'too_long', length }
  }
  if (address !== null) {
    const link = readLink(address)
    return link === null ? { kind: 'foreign_link' } : ofStampText(link, hosts)
  }
  const groups = splitGroups(text.toUpperCase())
  const joined = groups.join('')
  if (/^\d+$/.test(joined) && joined.length < SERIAL_LENGTH - 1) {
    const reading = readNumber(joined, /^\d{10}\p{Pd}\d{3}$/u.test(text))
    return { kind: 'number', reading }
  }
  const code = readCode(text, groups)
  return code === null ? ofText(text) : ofStampText(code, hosts)
}

/** The text without what nobody sees, full-width characters as the usual ones. */
function clean(raw: string): string {
  const text = raw.replaceAll(/\s/g, ' ').replaceAll(/\p{C}/gu, '')
  return text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim()
}

function ofStampText(found: StampText, hosts: readonly string[]): Question {
  const { key, isKeyWrong, serial, host } = found
  const notes: Note[] = []
  if (host !== null && !hosts.includes(host)) notes.push({ note: 'foreign_host', host })
  if (serial === null) {
    return isKeyWrong
      ? { kind: 'number', reading: readNumber(key, false) }
      : { kind: 'product', key, notes }
  }
  if (isKeyWrong) notes.push({ note: 'wrong_key' })
  return ofSerial(readTypedSerial(serial), isKeyWrong ? null : key, notes)
}

function ofSerial(typed: TypedSerial, key: string | null, notes: Note[]): Question {
  const { read } = typed
  if (isWellFormedSerial(read)) return { kind: 'stamp', key, serial: read, notes, words: [] }
  if (typed.characters.some(({ lost }) => lost.length > 0)) notes.push({ note: 'accents' })
  return { kind: 'mistyped', key, help: explainSerial(typed), notes }
}

/** A serial alone, or words: what it looks more like. */
function ofText(text: string): Question {
  const within = findSerial(text)
  if (within !== null) return ofSerial(within, null, [])
  const words = askedWords(text).slice(0, WORDS_MAX)
  const typed = readTypedSerial(text)
  const looks = looksOf(text, typed)
  if (looks === 'serial') return ofSerial(typed, null, [])
  if (isWellFormedSerial(typed.read)) {
    return { kind: 'stamp', key: null, serial: typed.read, notes: [], words }
  }
  return { kind: 'words', words, help: looks === 'either' ? explainSerial(typed) : null }
}

/** A serial that stands in a text with other words, such as what is printed around it. */
function findSerial(text: string): TypedSerial | null {
  const groups = splitGroups(text)
  for (const [at, group] of groups.entries()) {
    const four = groups.slice(at, at + 4)
    const isGrouped = four.length === 4 && four.every(({ length }) => length === 4)
    for (const candidate of isGrouped ? [four.join(' '), group] : [group]) {
      const typed = readTypedSerial(candidate)
      if (/\d/.test(candidate) && isWellFormedSerial(typed.read)) return typed
    }
  }
  return null
}

const DIGITS_OF_SERIAL_MIN = 3
/** Lengths in which a text of digits and letters is taken for a serial; one that is near it. */
const LIKE_SERIAL = { from: 10, to: 22 }
const NEAR_SERIAL = { from: 14, to: 18 }

function looksOf(text: string, typed: TypedSerial): 'serial' | 'words' | 'either' {
  const digits = (text.match(/\d/g) ?? []).length
  const syllables = splitGroups(text).filter(isSyllable).length
  const { length } = typed.characters
  if (syllables > 1) return 'words'
  if (isWellFormedSerial(typed.read)) return syllables === 0 || digits > 0 ? 'serial' : 'words'
  const isWithin = ({ from, to }: typeof LIKE_SERIAL): boolean => length >= from && length <= to
  if (digits >= DIGITS_OF_SERIAL_MIN && isWithin(LIKE_SERIAL)) return 'serial'
  return isWithin(NEAR_SERIAL) && (digits > 0 || length === SERIAL_LENGTH) ? 'either' : 'words'
}

/** Letters with a vowel, more than one: what words are made of, and groups of serials seldom. */
function isSyllable(group: string): boolean {
  const letters = group.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return /^[a-zđ]{2,}$/i.test(letters) && /[aeiouy]/i.test(letters) && !/^[oil]+$/i.test(letters)
}
