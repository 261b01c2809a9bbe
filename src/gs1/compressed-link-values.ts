import { BASE64_URL, type BitReader, HEX_LOWER, HEX_UPPER } from './compressed-link-bits.ts'

/** A number or a text within the value of an AI, of a length or of up to that length. */
export interface Field {
  readonly kind: 'number' | 'text'
  readonly length: number
  readonly isFixed: boolean
}

/** How numbers and texts are written; the two standards differ in a few points. */
export interface Coding {
  /** The bits that a number of so many digits takes. */
  readonly numberBits: (digitCount: number) => number
  /** The ways to write a text, by the number in the three bits in front of it. */
  readonly texts: readonly TextEncoding[]
}

type TextEncoding = (bits: BitReader, length: number) => string

/**
 * The slack of 0.01 comes with the formula: no digits take one bit, and 59 digits one bit more than
 * they need.
 * @see GS1 Digital Link Standard 1.1, compression
 */
const digitalLinkNumberBits = (digitCount: number): number =>
  Math.ceil(digitCount * Math.log2(10) + 0.01)

/** @see GS1 EPC Tag Data Standard 2.3, section 14.5.6.1 */
const epcNumberBits = (digitCount: number): number => Math.ceil(digitCount * Math.log2(10))

const number =
  (numberBits: Coding['numberBits']): TextEncoding =>
  (bits, length) =>
    bits.readDigits(numberBits(length), length)

const characters =
  (alphabet: string): TextEncoding =>
  (bits, length) =>
    repeat(length, () => alphabet.charAt(bits.read(Math.log2(alphabet.length))))

const ascii: TextEncoding = (bits, length) =>
  repeat(length, () => String.fromCharCode(bits.read(7)))

/** Three characters in 16 bits; the first of the alphabet fills up the last three. */
const URN_CODE_40 = '\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789'

const urnCode40: TextEncoding = (bits, length) => {
  const padded = repeat(Math.ceil(length / 3), () => {
    const value = bits.read(16) - 1
    const places = [Math.floor(value / 1600), Math.floor(value / 40) % 40, value % 40]
    return places.map((place) => URN_CODE_40.charAt(place)).join('')
  })
  const text = padded.replace(/\0{0,2}$/, '')
  if (text.length !== length || text.includes('\0')) bits.fail()
  return text
}

export const DIGITAL_LINK_CODING: Coding = {
  numberBits: digitalLinkNumberBits,
  texts: [
    number(digitalLinkNumberBits),
    characters(HEX_LOWER),
    characters(HEX_UPPER),
    characters(BASE64_URL),
    ascii,
  ],
}

export const EPC_CODING: Coding = {
  numberBits: epcNumberBits,
  texts: [
    number(epcNumberBits),
    characters(HEX_UPPER),
    characters(HEX_LOWER),
    characters(BASE64_URL),
    ascii,
    urnCode40,
  ],
}

/** Reads a number or a text; its length stands before it unless that is fixed. */
export function readField(bits: BitReader, coding: Coding, field: Field): string {
  if (field.kind === 'number') {
    const digitCount = readLength(bits, field)
    return bits.readDigits(coding.numberBits(digitCount), digitCount)
  }
  const encoding = coding.texts[bits.read(3)]
  const length = readLength(bits, field)
  if (encoding !== undefined) return encoding(bits, length)
  bits.fail()
  return ''
}

function readLength(bits: BitReader, { length, isFixed }: Field): number {
  return isFixed ? length : bits.read(length.toString(2).length)
}

function repeat(count: number, read: () => string): string {
  return Array.from({ length: count }, read).join('')
}
