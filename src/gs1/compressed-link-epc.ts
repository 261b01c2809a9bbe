import type { Element } from './ai.ts'
import { BASE64_URL, type BitReader, bitsOf, HEX_LOWER } from './compressed-link-bits.ts'
import { readClassicEpc } from './compressed-link-epc-classic.ts'
import { readDate, readEpcValue } from './compressed-link-epc-values.ts'
import { type CompressedContent, ELEMENTS_MAX, readRestOfAi } from './compressed-link-fields.ts'

/** AIs of the schemes since edition 2.0, by header without and with a host name. */
const AIS_OF_SCHEMES: readonly (readonly [plain: number, withHost: number, ais: string])[] = [
  [0xf0, 0xe6, '8010 8011'],
  [0xf1, 0xeb, '8003'],
  [0xf2, 0xe9, '414 254'],
  [0xf3, 0xed, '8006 21'],
  [0xf4, 0xe7, '8018'],
  [0xf5, 0xe8, '8017'],
  [0xf6, 0xea, '253'],
  [0xf7, 0xfd, '01 21'],
  [0xf8, 0xec, '255'],
  [0xf9, 0xef, '00'],
  [0xfa, 0xee, '8004'],
  [0xfb, 0xfc, '01 21'],
]

/** The schemes in which a date stands before the key, and the AIs of the date. */
const DATED_SCHEMES = [0xfb, 0xfc]
const DATE_AIS = ['11', '13', '15', '16', '17', '7006', '7007']

/** Whether a segment of a path can only be an EPC: bits in hexadecimal or in base 64. */
export function isEpcSegment(segment: string): boolean {
  return /^(?:eh[0-9a-f]+|ex[A-Za-z0-9_-]+)$/.test(segment)
}

/**
 * Reads the EPC of a tag, as a tag writes it into a link: `eh` and hexadecimal digits, or `ex` and
 * base 64. The key comes first. A host name in it is passed over: it is the host of the link that
 * counts.
 * @returns null where the bits are no EPC that has a Digital Link
 * @see GS1 Digital Link URI: Compression Technical Standard for EPC binary strings 1.0, section 4;
 *   GS1 EPC Tag Data Standard 2.3
 */
export function readEpcSegment(segment: string): CompressedContent | null {
  const alphabet = segment.startsWith('eh') ? HEX_LOWER : BASE64_URL
  const bits = bitsOf(segment.slice(2), alphabet)
  if (bits === null) return null
  const header = bits.read(8)
  const elements = readClassicEpc(bits, header) ?? readPlusEpc(bits, header)
  if (elements === null || bits.hasFailed() || !bits.hasOnlyZeros()) return null
  const key = elements[0]?.[0] ?? null
  return { elements: elements.filter(isNoEmptyExtension), key, parameters: [] }
}

/** The extension 0 of a location says that it has none. */
function isNoEmptyExtension([ai, value]: Element): boolean {
  return ai !== '254' || value !== '0'
}

function readPlusEpc(bits: BitReader, header: number): Element[] | null {
  const scheme = AIS_OF_SCHEMES.find((each) => each.indexOf(header) >= 0)
  if (scheme === undefined) return null
  bits.read(4) // whether data follow, which shows; and the filter
  const dates = DATED_SCHEMES.includes(header) ? [readTypedDate(bits)] : []
  const keys = scheme[2].split(' ').map((ai): Element => [ai, readEpcValue(bits, ai)])
  if (header === scheme[1]) passOverHost(bits)
  return [...keys, ...dates, ...readData(bits)]
}

function readTypedDate(bits: BitReader): Element {
  const ai = DATE_AIS[bits.read(4)]
  if (ai === undefined) bits.fail()
  return [ai ?? '', readDate(bits)]
}

/** A length in units of seven bits, or in characters of which three take 16 bits. */
function passOverHost(bits: BitReader): void {
  const isInUnits = bits.read(1) === 1
  const length = bits.read(6)
  if (length === 0) bits.fail()
  const bitCount = isInUnits ? length * 7 : Math.ceil(length / 3) * 16
  bits.readInteger(bitCount)
}

/** AIs with their values up to the zeros that fill the tag. */
function readData(bits: BitReader): Element[] {
  const elements: Element[] = []
  while (!bits.hasFailed() && !bits.hasOnlyZeros()) {
    const ai = readRestOfAi(bits, bits.read(8).toString(16).padStart(2, '0'))
    if (ai === null || elements.length >= ELEMENTS_MAX) bits.fail()
    else elements.push([ai, readEpcValue(bits, ai)])
  }
  return elements
}
