/** The alphabet of base 64 in URIs: six bits a character (RFC 4648, section 5). */
export const BASE64_URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Hexadecimal digits: four bits a character. */
export const HEX_LOWER = '0123456789abcdef'
export const HEX_UPPER = '0123456789ABCDEF'

/**
 * Bits, read from left to right. Reading never throws: past the end there are zeros, and the
 * reading counts as failed. Who reads in a loop without a bound of its own looks at `hasFailed`.
 */
export interface BitReader {
  /** The next bits as a number, 53 of them at most. */
  read(bitCount: number): number
  /** The next bits as a decimal number without zeros in front. */
  readInteger(bitCount: number): string
  /** The next bits as a decimal number of just so many digits; fails where it has more. */
  readDigits(bitCount: number, digitCount: number): string
  /** How many bits are left. */
  left(): number
  /** Whether no bit that is left is set. */
  hasOnlyZeros(): boolean
  /** Marks what was read as meaningless. */
  fail(): void
  hasFailed(): boolean
}

/**
 * The bits that a text stands for.
 * @param alphabet its characters in the order of their values, a power of two of them
 * @returns null where the text has another character
 */
export function bitsOf(text: string, alphabet: string): BitReader | null {
  const width = Math.log2(alphabet.length)
  let bits = ''
  for (const character of text) {
    const value = alphabet.indexOf(character)
    if (value < 0) return null
    bits += value.toString(2).padStart(width, '0')
  }
  return createBitReader(bits)
}

function createBitReader(bits: string): BitReader {
  let at = 0
  let isFailed = false
  const take = (bitCount: number): string => {
    const taken = bits.slice(at, at + bitCount)
    at += bitCount
    if (at > bits.length) isFailed = true
    return taken.padEnd(bitCount, '0')
  }
  const readInteger = (bitCount: number): string => BigInt(`0b0${take(bitCount)}`).toString()
  return {
    read: (bitCount) => Number.parseInt(`0${take(bitCount)}`, 2),
    readInteger,
    readDigits(bitCount, digitCount) {
      const digits = readInteger(bitCount).replace(/^0+/, '').padStart(digitCount, '0')
      if (digits.length > digitCount) isFailed = true
      return digits
    },
    left: () => Math.max(bits.length - at, 0),
    hasOnlyZeros: () => !bits.includes('1', at),
    fail() {
      isFailed = true
    },
    hasFailed: () => isFailed,
  }
}
