import { findAiRule } from './ai.ts'
import { type BitReader, HEX_LOWER } from './compressed-link-bits.ts'
import { fieldsOf } from './compressed-link-fields.ts'
import { EPC_CODING, type Field, readField } from './compressed-link-values.ts'

type ValueReader = (bits: BitReader) => string

/** AIs that are not permitted in tags. */
const NOT_IN_TAGS = new Set(['03', '8014'])

/** Keys are written digit by digit, so that tags can be selected by a part of them. */
const DIGIT_BY_DIGIT = new Set(
  '00 01 02 253 255 410 411 412 413 414 415 416 417 7241 8003 8006 8017 8018 8026'.split(' '),
)

const field = (kind: Field['kind'], length: number, isFixed: boolean): ValueReader => {
  const described: Field = { kind, length, isFixed }
  return (bits) => readField(bits, EPC_CODING, described)
}

const twoDigits = (bitCount: number): ValueReader => {
  return (bits) => bits.readDigits(bitCount, 2)
}

const inTurn = (...readers: ValueReader[]): ValueReader => {
  return (bits) => readers.map((read) => read(bits)).join('')
}

/** YYMMDD in 7, 4 and 5 bits. */
export const readDate: ValueReader = inTurn(twoDigits(7), twoDigits(4), twoDigits(5))
const readHours = twoDigits(5)
const readSixtieths = twoDigits(6)
const readDateTime = inTurn(readDate, readHours, readSixtieths)

/** YYMMDD, and with it the end of a range where the first bit is set. */
const readDates: ValueReader = (bits) => {
  const isRange = bits.read(1) === 1
  return readDate(bits) + (isRange ? readDate(bits) : '')
}

/** By the first two bits: YYMMDDhh, YYMMDDhhmm, YYMMDDhhmmss or YYMMDD. */
const readPreciseDate: ValueReader = (bits) => {
  const partCount = [1, 2, 3, 0][bits.read(2)] ?? 0
  return inTurn(readDate, ...[readHours, readSixtieths, readSixtieths].slice(0, partCount))(bits)
}

const readBit: ValueReader = (bits) => String(bits.read(1))
const readSign: ValueReader = (bits) => (bits.read(1) === 1 ? '-' : '')
const readTemperature = inTurn(field('number', 6, true), readSign)
/** Two letters, in six bits each. */
const readCountry: ValueReader = (bits) =>
  String.fromCharCode(0x41 + bits.read(6), 0x41 + bits.read(6))
const readPlaceInSequence: ValueReader = (bits) => `${bits.read(4)}/${bits.read(4)}`

/** Digits of four bits each up to a mark; after one of the two marks the rest, which is a text. */
const readDigitsThenText: ValueReader = (bits) => {
  let digits = ''
  while (!bits.hasFailed()) {
    const nibble = bits.read(4)
    if (nibble === 0xf) return digits
    if (nibble === 0xe) return digits + field('text', 30, false)(bits)
    if (nibble > 9) bits.fail()
    digits += nibble
  }
  return digits
}

/** AIs whose values are not written by the kinds and lengths of their components. */
const OTHERWISE: ReadonlyMap<string, ValueReader> = new Map([
  ...each('11 12 13 15 16 17 4326 7006', readDate),
  ...each('4324 4325 7003', readDateTime),
  ...each('7007', readDates),
  ...each('7011 8008', readPreciseDate),
  ...each('4321 4322 4323', readBit),
  ...each('4330 4331 4332 4333', readTemperature),
  ...each('4307 4317', readCountry),
  ...each('423 425', field('number', 15, false)),
  ...each('7040', field('text', 4, false)),
  ...each('7258', readPlaceInSequence),
  ...each('7023 8004 8010', readDigitsThenText),
])

/**
 * Reads the value of an AI from a tag.
 * @see GS1 EPC Tag Data Standard 2.3, sections 14.5 and 15.3, table F
 */
export function readEpcValue(bits: BitReader, ai: string): string {
  const rule = findAiRule(ai)
  if (rule === null || NOT_IN_TAGS.has(ai)) {
    bits.fail()
    return ''
  }
  const otherwise = OTHERWISE.get(ai)
  if (otherwise !== undefined) return otherwise(bits)
  return fieldsOf(rule)
    .map(({ kind, length, isFixed }) => {
      if (kind === 'text') return field('text', length, false)(bits)
      if (!isFixed || !DIGIT_BY_DIGIT.has(ai)) return field('number', length, isFixed)(bits)
      return Array.from({ length }, () => HEX_LOWER.charAt(bits.read(4))).join('')
    })
    .join('')
}

function each(ais: string, read: ValueReader): [string, ValueReader][] {
  return ais.split(' ').map((ai) => [ai, read])
}
