import { binary, hex, packed, toBase64 } from './compress-link.ts'

/** How values are written into tags; a second statement, beside that of what it tests. */

/** A text in ASCII, after a length of so many bits. */
export function inAscii(text: string, lengthWidth: number): string {
  const codes = [...text].map((character) => binary(character.charCodeAt(0), 7))
  return `100${binary(text.length, lengthWidth)}${codes.join('')}`
}

/** Digits as a number, after a length of so many bits. */
export const inDigits = (digits: string, lengthWidth: number): string =>
  binary(digits.length, lengthWidth) + asNumber(digits)

/** Digits as a number of the least bits that hold all numbers of so many digits. */
export function asNumber(digits: string): string {
  const most = 10n ** BigInt(digits.length) - 1n
  return binary(BigInt(digits), most.toString(2).length)
}

/** YYMMDD, YYMMDDhh and so on: 7, 4, 5, 5, 6 and 6 bits. */
export function asDate(text: string): string {
  const parts = text.match(/../g) ?? []
  return parts.map((part, at) => binary(Number(part), [7, 4, 5, 5, 6, 6][at] ?? 0)).join('')
}

const URN_CODE_40 = '\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789'

/** Three characters in 16 bits, without a length. */
export function inUrnCode40(text: string): string {
  const groups = text.match(/.{1,3}/g) ?? []
  return groups
    .map((group) => {
      const [a = 0, b = 0, c = 0] = [...group].map((each) => URN_CODE_40.indexOf(each))
      return binary(1600 * a + 40 * b + c + 1, 16)
    })
    .join('')
}

/** An AI and the bits of its value, as data that follow an EPC. */
export const data = (ai: string, valueBits: string): string => hex(ai) + valueBits

/** An item with a serial number: scheme SGTIN+, or SGTIN++ where a host follows. */
export function itemEpc(gtin: string, serial: string, host = ''): string {
  const header = host === '' ? 'F7' : 'FD'
  return `${hex(header)}0001${hex(gtin)}${inAscii(serial, 5)}${host}`
}

/** A segment of hexadecimal digits, filled up to words of 16 bits like the memory of a tag. */
export function toHexSegment(bits: string): string {
  const filled = bits.padEnd(Math.ceil(bits.length / 16) * 16, '0')
  const digits = (filled.match(/.{4}/g) ?? []).map((each) => Number.parseInt(each, 2).toString(16))
  return `eh${digits.join('')}`
}

/** A segment of base 64. */
export const toBase64Segment = (bits: string): string => `ex${toBase64(bits)}`

/** A segment of base 64 for hexadecimal digits. */
export const inBase64 = (digits: string): string => toBase64Segment(packed(digits, HEX))
const HEX = '0123456789abcdef'
