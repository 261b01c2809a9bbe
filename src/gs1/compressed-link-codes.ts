import { type Element, findAiRule } from './ai.ts'
import { BASE64_URL, type BitReader } from './compressed-link-bits.ts'
import {
  type CompressedContent,
  ELEMENTS_MAX,
  fieldsOf,
  readRestOfAi,
} from './compressed-link-fields.ts'
import { DIGITAL_LINK_CODING, readField } from './compressed-link-values.ts'

/** The last character of base 64 may hold up to five bits that mean nothing. */
const PADDING_BITS_MAX = 5

/** A code, eight bits that are no two digits, stands for AIs whose values follow in this order. */
const SEQUENCES: ReadonlyMap<string, readonly string[]> = new Map([
  ...pairs('0a 0b 0c 0d 0e 0f', '01', '22 10 21 17 7003 30'),
  ['1a', ['01', '10', '21', '17']],
  ...pairs('1b 1c 1d 1e', '01', '15 11 16 91'),
  ['1f', ['01', '10', '15']],
  ...pairs('2a 2b 2c 2d 2e 2f', '01', '3100 3101 3102 3103 3104 3105'),
  ...pairs('3a 3b 3c 3d 3e 3f', '01', '3200 3201 3202 3203 3204 3205'),
  ...pairs('9a', '8010', '8011'),
  ...pairs('9b', '8017', '8019'),
  ...pairs('9c', '8018', '8019'),
  ...pairs('9d', '414', '254'),
  ...pairs('a0 a1 a2 a3 a4', '01', '3920 3921 3922 3923 3924'),
  ...pairs('a5 a6 a7 a8 a9', '01', '3925 3926 3927 3928 3929'),
  ...pairs('c0 c1 c2 c3 c4', '255', '3900 3901 3902 3903 3904'),
  ...pairs('c5 c6 c7 c8 c9', '255', '3905 3906 3907 3908 3909'),
  ...pairs('ca cb cc cd', '255', '3940 3941 3942 3943'),
])

/** The value of a parameter that is no AI: up to 127 characters. */
const PARAMETER_VALUE = { kind: 'text', length: 127, isFixed: false } as const

/**
 * Reads AIs with their values, codes for several AIs, and parameters that are no AIs.
 * @param order some writers put the values after a code into the order of their AIs as texts,
 *   instead of that of the published table
 * @returns null where the bits are no such sequence
 * @see GS1 Digital Link Standard 1.1, compression
 */
export function readCompressedContent(
  bits: BitReader,
  order: 'published' | 'sorted',
): CompressedContent | null {
  const elements: Element[] = []
  const parameters: [string, string][] = []
  while (bits.left() > PADDING_BITS_MAX) {
    const code = bits.read(8).toString(16).padStart(2, '0')
    if (code.startsWith('f')) {
      parameters.push(readParameter(bits, Number.parseInt(code.charAt(1), 16)))
    } else {
      const ais = aisOf(bits, code)
      for (const ai of order === 'sorted' ? ais.toSorted() : ais) {
        elements.push([ai, readValue(bits, ai)])
      }
    }
    if (bits.hasFailed() || elements.length + parameters.length > ELEMENTS_MAX) return null
  }
  return bits.hasOnlyZeros() ? { elements, key: null, parameters } : null
}

function aisOf(bits: BitReader, code: string): readonly string[] {
  const sequence = SEQUENCES.get(code)
  if (sequence !== undefined) return sequence
  const ai = readRestOfAi(bits, code)
  if (ai !== null) return [ai]
  bits.fail()
  return []
}

function readValue(bits: BitReader, ai: string): string {
  const rule = findAiRule(ai)
  if (rule === null) return ''
  return fieldsOf(rule)
    .map((field) => readField(bits, DIGITAL_LINK_CODING, field))
    .join('')
}

/** A name of up to 127 characters of base 64, of whose length four bits are known, and a value. */
function readParameter(bits: BitReader, lengthStart: number): [name: string, value: string] {
  const length = lengthStart * 8 + bits.read(3)
  const name = Array.from({ length }, () => BASE64_URL.charAt(bits.read(6))).join('')
  const value = readField(bits, DIGITAL_LINK_CODING, PARAMETER_VALUE)
  // A name of digits alone would pass for an AI.
  if (/^[0-9]*$/.test(name) || !/^[ -~]*$/.test(value)) bits.fail()
  return [name, value]
}

function pairs(codes: string, first: string, seconds: string): [string, readonly string[]][] {
  const others = seconds.split(' ')
  return codes.split(' ').map((code, at) => [code, [first, others[at] ?? '']])
}
