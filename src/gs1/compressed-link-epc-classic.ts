import type { Element } from './ai.ts'
import { checkDigit } from './check-digit.ts'
import type { BitReader } from './compressed-link-bits.ts'

type Reader = (bits: BitReader) => string

/** Bits of the company prefix by the partition; its digits are 12 less the partition. */
const PREFIX_BITS = [40, 37, 34, 30, 27, 24, 20]

interface Partition {
  readonly prefix: string
  /** What the bits and the digits that both share leave for the reference. */
  readonly bitCount: number
  readonly digitCount: number
}

/** Reads the company prefix, which shares so many bits and so many digits with the reference. */
function readPrefix(bits: BitReader, sharedBits: number, sharedDigits: number): Partition {
  const partition = bits.read(3)
  const prefixBits = PREFIX_BITS[partition]
  if (prefixBits === undefined) {
    bits.fail()
    return { prefix: '', bitCount: 0, digitCount: 0 }
  }
  const prefix = bits.readDigits(prefixBits, 12 - partition)
  const digitCount = sharedDigits - 12 + partition
  return { prefix, bitCount: sharedBits - prefixBits, digitCount }
}

const withCheckDigit = (body: string): string => body + checkDigit(body)

const prefixFirst =
  (sharedBits: number, sharedDigits: number): Reader =>
  (bits) => {
    const { prefix, bitCount, digitCount } = readPrefix(bits, sharedBits, sharedDigits)
    const reference = bits.readDigits(bitCount, digitCount)
    return bits.hasFailed() ? '' : withCheckDigit(prefix + reference)
  }

/** The first digit of the reference, an indicator or an extension, stands before the prefix. */
const referenceAround =
  (sharedBits: number, sharedDigits: number): Reader =>
  (bits) => {
    const { prefix, bitCount, digitCount } = readPrefix(bits, sharedBits, sharedDigits)
    const reference = bits.readDigits(bitCount, digitCount)
    if (bits.hasFailed()) return ''
    return withCheckDigit(reference.charAt(0) + prefix + reference.slice(1))
  }

/** A reference without zeros in front, and no check digit. */
const unpadded =
  (sharedBits: number, sharedDigits: number): Reader =>
  (bits) => {
    const { prefix, bitCount, digitCount } = readPrefix(bits, sharedBits, sharedDigits)
    const reference = bits.readInteger(bitCount)
    if (reference.length > digitCount) bits.fail()
    return prefix + reference
  }

const referenceInAscii =
  (sharedBits: number): Reader =>
  (bits) => {
    const { prefix, bitCount } = readPrefix(bits, sharedBits, 30)
    return prefix + ascii(bitCount)(bits)
  }

/** Characters in the last six bits of ASCII up to a zero, as in references of parts. */
const referenceInSixBits: Reader = (bits) => {
  let text = readPrefix(bits, 0, 30).prefix
  while (!bits.hasFailed()) {
    const code = bits.read(6)
    if (code === 0) break
    text += String.fromCharCode(code < 0x20 ? code + 0x40 : code)
  }
  return text
}

/** Characters of seven bits, filled up with zeros. */
const ascii =
  (bitCount: number): Reader =>
  (bits) => {
    const codes = Array.from({ length: Math.floor(bitCount / 7) }, () => bits.read(7))
    const end = codes.indexOf(0)
    const used = end < 0 ? codes.length : end
    const filling = [...codes.slice(used), bits.read(bitCount % 7)]
    if (filling.some((code) => code !== 0)) bits.fail()
    return String.fromCharCode(...codes.slice(0, used))
  }

const integer =
  (bitCount: number): Reader =>
  (bits) =>
    bits.readInteger(bitCount)

/** A number that a 1 in front keeps the zeros of. */
const digitsAfterOne =
  (bitCount: number): Reader =>
  (bits) => {
    const digits = bits.readInteger(bitCount)
    if (!/^1[0-9]/.test(digits)) bits.fail()
    return digits.slice(1)
  }

const twoDigits: Reader = (bits) => bits.readDigits(7, 2)
const zero: Reader = () => '0'
const reserved: Reader = (bits) => {
  if (bits.read(24) !== 0) bits.fail()
  return ''
}

type Scheme = readonly (readonly [ai: string, ...readers: Reader[]])[]

const GTIN = referenceAround(44, 13)
const SSCC = referenceAround(58, 17)
const GSRN = prefixFirst(58, 17)
/** GLN, GDTI and GCN without serial components. */
const KEY_13 = prefixFirst(41, 12)
const GRAI = [zero, prefixFirst(44, 12)]
const ITIP = [GTIN, twoDigits, twoDigits]

/** The schemes from before edition 2.0 that have a Digital Link, by header. */
const SCHEMES: ReadonlyMap<number, Scheme> = new Map<number, Scheme>([
  [0x2c, [['253', KEY_13, integer(41)]]],
  [0x2d, [['8018', GSRN, reserved]]],
  [0x2e, [['8017', GSRN, reserved]]],
  [
    0x30,
    [
      ['01', GTIN],
      ['21', integer(38)],
    ],
  ],
  [0x31, [['00', SSCC, reserved]]],
  [
    0x32,
    [
      ['414', KEY_13],
      ['254', integer(41)],
    ],
  ],
  [0x33, [['8003', ...GRAI, integer(38)]]],
  [0x34, [['8004', unpadded(82, 25)]]],
  [
    0x36,
    [
      ['01', GTIN],
      ['21', ascii(140)],
    ],
  ],
  [0x37, [['8003', ...GRAI, ascii(112)]]],
  [0x38, [['8004', referenceInAscii(188)]]],
  [
    0x39,
    [
      ['414', KEY_13],
      ['254', ascii(140)],
    ],
  ],
  [0x3a, [['253', KEY_13, digitsAfterOne(58)]]],
  [
    0x3c,
    [
      ['8010', unpadded(51, 15)],
      ['8011', integer(31)],
    ],
  ],
  [
    0x3d,
    [
      ['8010', referenceInSixBits],
      ['8011', integer(40)],
    ],
  ],
  [0x3e, [['253', KEY_13, ascii(119)]]],
  [0x3f, [['255', KEY_13, digitsAfterOne(41)]]],
  [
    0x40,
    [
      ['8006', ...ITIP],
      ['21', integer(38)],
    ],
  ],
  [
    0x41,
    [
      ['8006', ...ITIP],
      ['21', ascii(140)],
    ],
  ],
])

/**
 * Reads an EPC of a scheme that counts with the length of the company prefix, after its header.
 * @returns its elements, the key first; null where the header is that of no such scheme
 * @see GS1 EPC Tag Data Standard 2.3, sections 14.4 and 14.6
 */
export function readClassicEpc(bits: BitReader, header: number): Element[] | null {
  const scheme = SCHEMES.get(header)
  if (scheme === undefined) return null
  bits.read(3) // the filter: what kind of pack it is, which a Digital Link does not say
  return scheme.map(([ai, ...readers]) => [ai, readers.map((read) => read(bits)).join('')])
}
