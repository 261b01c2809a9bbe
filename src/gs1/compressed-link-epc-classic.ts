import type { Element } from './ai.ts'
import { checkDigit } from './check-digit.ts'
import type { BitReader } from './compressed-link-bits.ts'

type Reader = (bits: BitReader) => string

/** Bits of the company prefix by the partition; its digits are 12 less the partition. */
const PREFIX_BITS = [40, 37, 34, 30, 27, 24, 20]

/**
 * Reads the company prefix.
 * @param sharedBits the bits that prefix and reference have together
 * @returns the prefix, and the bits of the reference, which follow
 */
function readPrefix(bits: BitReader, sharedBits: number): [prefix: string, bitCount: number] {
  const partition = bits.read(3)
  const prefixBits = PREFIX_BITS[partition]
  if (prefixBits !== undefined) {
    return [bits.readDigits(prefixBits, 12 - partition), sharedBits - prefixBits]
  }
  bits.fail()
  return ['', 0]
}

/** A prefix and a reference that share so many bits and so many digits. */
const padded =
  (sharedBits: number, sharedDigits: number, arrange: (prefix: string, rest: string) => string) =>
  (bits: BitReader): string => {
    const [prefix, bitCount] = readPrefix(bits, sharedBits)
    const reference = bits.readDigits(bitCount, sharedDigits - prefix.length)
    if (bits.hasFailed()) return ''
    const body = arrange(prefix, reference)
    return body + checkDigit(body)
  }

const prefixFirst = (prefix: string, reference: string): string => prefix + reference

/** The first digit of the reference, an indicator or an extension, stands before the prefix. */
const referenceAround = (prefix: string, reference: string): string =>
  reference.charAt(0) + prefix + reference.slice(1)

/** A reference without zeros in front, and no check digit. */
const unpadded =
  (sharedBits: number): Reader =>
  (bits) => {
    const [prefix, bitCount] = readPrefix(bits, sharedBits)
    return prefix + bits.readInteger(bitCount)
  }

const referenceInAscii =
  (sharedBits: number): Reader =>
  (bits) => {
    const [prefix, bitCount] = readPrefix(bits, sharedBits)
    return prefix + ascii(bitCount)(bits)
  }

/** Characters in the last six bits of ASCII up to a zero, as in references of parts. */
const referenceInSixBits: Reader = (bits) => {
  let [text] = readPrefix(bits, 0)
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

type Part = readonly [ai: string, ...readers: Reader[]]
type Scheme = readonly Part[]
const keyWith = (key: Part, qualifier: Part): Scheme => [key, qualifier]

const GTIN = padded(44, 13, referenceAround)
const SSCC = padded(58, 17, referenceAround)
const GSRN = padded(58, 17, prefixFirst)
/** GLN, GDTI and GCN without serial components. */
const KEY_13 = padded(41, 12, prefixFirst)
const GRAI = [zero, padded(44, 12, prefixFirst)]
const ITIP = [GTIN, twoDigits, twoDigits]

/** The schemes from before edition 2.0 that have a Digital Link, by header. */
const SCHEMES: ReadonlyMap<number, Scheme> = new Map<number, Scheme>([
  [0x2c, [['253', KEY_13, integer(41)]]],
  [0x2d, [['8018', GSRN, reserved]]],
  [0x2e, [['8017', GSRN, reserved]]],
  [0x30, keyWith(['01', GTIN], ['21', integer(38)])],
  [0x31, [['00', SSCC, reserved]]],
  [0x32, keyWith(['414', KEY_13], ['254', integer(41)])],
  [0x33, [['8003', ...GRAI, integer(38)]]],
  [0x34, [['8004', unpadded(82)]]],
  [0x36, keyWith(['01', GTIN], ['21', ascii(140)])],
  [0x37, [['8003', ...GRAI, ascii(112)]]],
  [0x38, [['8004', referenceInAscii(188)]]],
  [0x39, keyWith(['414', KEY_13], ['254', ascii(140)])],
  [0x3a, [['253', KEY_13, digitsAfterOne(58)]]],
  [0x3c, keyWith(['8010', unpadded(51)], ['8011', integer(31)])],
  [0x3d, keyWith(['8010', referenceInSixBits], ['8011', integer(40)])],
  [0x3e, [['253', KEY_13, ascii(119)]]],
  [0x3f, [['255', KEY_13, digitsAfterOne(41)]]],
  [0x40, keyWith(['8006', ...ITIP], ['21', integer(38)])],
  [0x41, keyWith(['8006', ...ITIP], ['21', ascii(140)])],
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
