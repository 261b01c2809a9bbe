import type { Element } from '../../src/gs1/ai.ts'

/**
 * A compressor of Digital Links that shares no table with what it tests. N: digits, X: text; `..`
 * stands before a length that varies.
 */
const FORMATS: readonly (readonly [ais: RegExp, format: string])[] = [
  [/^(?:00|8006|801[78])$/, 'N18'],
  [/^0[12]$/, 'N14'],
  [/^(?:10|2[12]|254)$/, 'X..20'],
  [/^(?:11|15|16|17|31..|32..)$/, 'N6'],
  [/^235$/, 'X..28'],
  [/^253$/, 'N13 X..17'],
  [/^255$/, 'N13 N..12'],
  [/^3[07]$/, 'N..8'],
  [/^39[02].$/, 'N..15'],
  [/^39[13].$/, 'N3 N..15'],
  [/^394.$/, 'N4'],
  [/^41.$/, 'N13'],
  [/^421$/, 'N3 X..9'],
  [/^423$/, 'N3 N..12'],
  [/^7003$/, 'N10'],
  [/^7007$/, 'N6 N..6'],
  [/^703.$/, 'N3 X..27'],
  [/^7040$/, 'N1 X3'],
  [/^(?:723.|8004|8010|90)$/, 'X..30'],
  [/^8003$/, 'N14 X..16'],
  [/^8007$/, 'X..24'],
  [/^8008$/, 'N8 N..4'],
  [/^8011$/, 'N..12'],
  [/^8019$/, 'N..10'],
  [/^8020$/, 'X..25'],
  [/^9[1-9]$/, 'X..90'],
]

/** The codes that stand for two AIs or more, those for the most AIs first. */
export const CODES: readonly (readonly [code: string, ais: readonly string[]])[] = (
  '1A=01+10+21+17 1F=01+10+15 0A=01+22 0B=01+10 0C=01+21 0D=01+17 0E=01+7003 0F=01+30 1B=01+15 ' +
  '1C=01+11 1D=01+16 1E=01+91 2A=01+3100 2B=01+3101 2C=01+3102 2D=01+3103 2E=01+3104 2F=01+3105 ' +
  '3A=01+3200 3B=01+3201 3C=01+3202 3D=01+3203 3E=01+3204 3F=01+3205 9A=8010+8011 9B=8017+8019 ' +
  '9C=8018+8019 9D=414+254 A0=01+3920 A1=01+3921 A2=01+3922 A3=01+3923 A4=01+3924 A5=01+3925 ' +
  'A6=01+3926 A7=01+3927 A8=01+3928 A9=01+3929 C0=255+3900 C1=255+3901 C2=255+3902 C3=255+3903 ' +
  'C4=255+3904 C5=255+3905 C6=255+3906 C7=255+3907 C8=255+3908 C9=255+3909 CA=255+3940 ' +
  'CB=255+3941 CC=255+3942 CD=255+3943'
)
  .split(' ')
  .map((entry) => [entry.slice(0, 2), entry.slice(3).split('+')])

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export interface CompressOptions {
  /** Whether codes for several AIs are used. */
  readonly codes?: boolean
  /** Whether every text is written in ASCII, the longest way. */
  readonly ascii?: boolean
  readonly parameters?: readonly (readonly [name: string, value: string])[]
}

/** The last segment of a compressed link. */
export function compress(elements: readonly Element[], options: CompressOptions = {}): string {
  const values = new Map(elements)
  let bits = ''
  for (const [code, ais] of options.codes === true ? CODES : []) {
    if (!ais.every((ai) => values.has(ai))) continue
    bits += hex(code)
    for (const ai of ais) {
      bits += valueBits(ai, values.get(ai) ?? '', options)
      values.delete(ai)
    }
  }
  for (const [ai, value] of values) bits += hex(ai) + valueBits(ai, value, options)
  for (const [name, value] of options.parameters ?? []) {
    bits += `1111${binary(name.length, 7)}${packed(name, BASE64)}${textBits(value, 7, options)}`
  }
  return toBase64(bits)
}

/** Bits in base 64, filled up with zeros. */
export function toBase64(bits: string): string {
  const groups = bits.padEnd(Math.ceil(bits.length / 6) * 6, '0').match(/.{6}/g) ?? []
  return groups.map((group) => BASE64.charAt(Number.parseInt(group, 2))).join('')
}

/** A number in so many bits. */
export function binary(value: bigint | number, width: number): string {
  return value.toString(2).padStart(width, '0')
}

/** Hexadecimal digits, four bits each. */
export function hex(digits: string): string {
  return [...digits].map((digit) => binary(Number.parseInt(digit, 16), 4)).join('')
}

/** Characters of an alphabet of base 16 or 64. */
export function packed(text: string, alphabet: string): string {
  const width = alphabet.length === 64 ? 6 : 4
  return [...text].map((character) => binary(alphabet.indexOf(character), width)).join('')
}

function valueBits(ai: string, value: string, options: CompressOptions): string {
  let rest = value
  let bits = ''
  for (const format of formatOf(ai).split(' ')) {
    const isFixed = !format.includes('..')
    const length = Number(/[0-9]+$/.exec(format)?.[0])
    const part = isFixed ? rest.slice(0, length) : rest
    rest = rest.slice(part.length)
    const lengthWidth = isFixed ? 0 : length.toString(2).length
    if (format.startsWith('X')) bits += textBits(part, lengthWidth, options)
    else bits += (isFixed ? '' : binary(part.length, lengthWidth)) + numberBits(part)
  }
  return bits
}

function formatOf(ai: string): string {
  const found = FORMATS.find(([ais]) => ais.test(ai))
  if (found === undefined) throw new Error(`No format of AI ${ai} is stated here`)
  return found[1]
}

/** No digits take one bit, and 59 take one more than they need. */
function numberBits(digits: string): string {
  const most = 10n ** BigInt(digits.length) - 1n
  const isLonger = digits.length === 0 || digits.length === 59
  const width = digits === '' ? 0 : most.toString(2).length
  return binary(BigInt(`0${digits}`), isLonger ? width + 1 : width)
}

function textBits(text: string, lengthWidth: number, { ascii = false }: CompressOptions): string {
  const length = lengthWidth === 0 ? '' : binary(text.length, lengthWidth)
  if (!ascii && /^[0-9]+$/.test(text)) return `000${length}${numberBits(text)}`
  if (!ascii && /^[0-9a-f]+$/.test(text)) return `001${length}${hex(text)}`
  if (!ascii && /^[0-9A-F]+$/.test(text)) return `010${length}${hex(text)}`
  if (!ascii && /^[\w-]+$/.test(text)) return `011${length}${packed(text, BASE64)}`
  const codes = [...text].map((character) => binary(character.charCodeAt(0), 7))
  return `100${length}${codes.join('')}`
}
