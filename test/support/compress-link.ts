import type { Element } from '../../src/gs1/ai.ts'

/**
 * A compressor of Digital Links that shares no table with what it tests. N: digits, X: text; `..`
 * stands before a length that varies.
 */
const FORMATS: Readonly<Record<string, string>> = {
  '00': 'N18',
  '01': 'N14',
  '02': 'N14',
  '10': 'X..20',
  '17': 'N6',
  '21': 'X..20',
  '22': 'X..20',
  '235': 'X..28',
  '253': 'N13 X..17',
  '254': 'X..20',
  '255': 'N13 N..12',
  '30': 'N..8',
  '3103': 'N6',
  '37': 'N..8',
  '3900': 'N..15',
  '3922': 'N..15',
  '3932': 'N3 N..15',
  '414': 'N13',
  '417': 'N13',
  '421': 'N3 X..9',
  '423': 'N3 N..12',
  '4309': 'N20',
  '7003': 'N10',
  '7007': 'N6 N..6',
  '7030': 'N3 X..27',
  '7040': 'N1 X3',
  '7230': 'X..30',
  '8003': 'N14 X..16',
  '8004': 'X..30',
  '8006': 'N18',
  '8008': 'N8 N..4',
  '8010': 'X..30',
  '8011': 'N..12',
  '8018': 'N18',
  '8019': 'N..10',
  '90': 'X..30',
  '99': 'X..90',
}

/** Some of the codes that stand for two AIs or more. */
const CODES: readonly (readonly [code: string, ais: readonly string[]])[] = [
  ['1A', ['01', '10', '21', '17']],
  ['9A', ['8010', '8011']],
  ['9C', ['8018', '8019']],
  ['9D', ['414', '254']],
  ['A2', ['01', '3922']],
  ['C0', ['255', '3900']],
  ['0F', ['01', '30']],
  ['0E', ['01', '7003']],
  ['2D', ['01', '3103']],
  ['0B', ['01', '10']],
  ['0C', ['01', '21']],
]

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export interface CompressOptions {
  /** Whether codes for several AIs are used. */
  readonly codes?: boolean
  /** Whether every text is written in ASCII, the longest way. */
  readonly ascii?: boolean
  readonly parameters?: readonly (readonly [name: string, value: string])[]
}

export function isCompressible(ai: string): boolean {
  return ai in FORMATS
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
  for (const format of (FORMATS[ai] ?? '').split(' ')) {
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
