import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Element, isValidAiValue } from '../../src/gs1/ai.ts'
import { hasValidCheckDigit } from '../../src/gs1/check-digit.ts'
import { parseDigitalLink } from '../../src/gs1/digital-link.ts'
import { formatDigitalLink } from '../../src/gs1/digital-link-format.ts'
import { parseGdti } from '../../src/gs1/gdti.ts'
import { parseGln } from '../../src/gs1/gln.ts'
import { parseGtin } from '../../src/gs1/gtin.ts'
import { parseTaxCode } from '../../src/vn/tax-code.ts'

interface CheckDigitVector {
  kind: 'GTIN-8' | 'GTIN-12' | 'GTIN-13' | 'GTIN-14' | 'GLN' | 'SSCC' | 'GDTI'
  value: string
  valid: boolean
}
interface AiVector {
  ai: string
  value: string
  valid: boolean
}
interface ParseVector {
  uri: string
  valid: boolean
  elements: Element[] | null
}
interface GenerateVector {
  stem: string
  elements: Element[]
  uri: string | null
}
interface TaxCodeVector {
  input: string
  valid: boolean
  canonical: string | null
}

const folder = process.env.VECTORS_DIR ?? ''

/** Those of a file for which a check answers otherwise than they say. */
function failuresOf<V>(file: string, agrees: (vector: V) => boolean): V[] {
  return disagreements(readFileSync(join(folder, file), 'utf8'), agrees)
}

function disagreements<V>(text: string, agrees: (vector: V) => boolean): V[] {
  const { vectors } = JSON.parse(text) as { vectors: V[] }
  expect(vectors).to.not.have.length(0)
  return vectors.filter((vector) => !agrees(vector))
}

describe('a file of vectors', () => {
  it('gives those with which a check disagrees, and is refused when it is empty', () => {
    const file = JSON.stringify({ vectors: [{ valid: true }, { valid: false }] })
    expect(disagreements<{ valid: boolean }>(file, ({ valid }) => valid)).to.deep.equal([
      { valid: false },
    ])
    expect(() => disagreements(JSON.stringify({ vectors: [] }), () => true)).to.throw()
  })
})

/** Vectors of check digits leave prefixes aside: a restricted one is a right number here. */
function isRightKey({ kind, value }: CheckDigitVector): boolean {
  switch (kind) {
    case 'GLN':
      return parseGln(value).ok
    case 'GDTI':
      return parseGdti(value).ok
    case 'SSCC':
      return value.length === 18 && hasValidCheckDigit(value)
    default: {
      const result = parseGtin(value)
      const isRight = result.ok || result.reason === 'restricted_prefix'
      return isRight && value.length === Number(kind.slice('GTIN-'.length))
    }
  }
}

function writtenAs({ stem, elements }: GenerateVector): { path: string; query: string[] } | null {
  const result = formatDigitalLink(stem, elements)
  return result.ok ? splitUri(result.uri) : null
}

/** The order of the parameters of a query is free. */
function splitUri(uri: string): { path: string; query: string[] } {
  const [path = '', query = ''] = uri.split('?')
  return { path, query: query.split('&').sort() }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

if (existsSync(folder)) {
  describe('published vectors', () => {
    it('agree on check digits', () => {
      const failures = failuresOf<CheckDigitVector>(
        'check-digits.json',
        (vector) => isRightKey(vector) === vector.valid,
      )
      expect(failures).to.deep.equal([])
    })

    it('agree on values of application identifiers', () => {
      const failures = failuresOf<AiVector>(
        'ai-values.json',
        ({ ai, value, valid }) => isValidAiValue(ai, value) === valid,
      )
      expect(failures).to.deep.equal([])
    })

    it('agree on reading Digital Link URIs', () => {
      const failures = failuresOf<ParseVector>('digital-link-parse.json', ({ uri, elements }) => {
        const result = parseDigitalLink(uri)
        return same(result.ok ? result.elements : null, elements)
      })
      expect(failures).to.deep.equal([])
    })

    it('agree on writing Digital Link URIs', () => {
      const failures = failuresOf<GenerateVector>('digital-link-generate.json', (vector) =>
        same(writtenAs(vector), vector.uri === null ? null : splitUri(vector.uri)),
      )
      expect(failures).to.deep.equal([])
    })

    it('agree on tax codes', () => {
      const failures = failuresOf<TaxCodeVector>('mst.json', ({ input, valid, canonical }) => {
        const result = parseTaxCode(input)
        return same(result.ok ? result.value : null, valid ? canonical : null)
      })
      expect(failures).to.deep.equal([])
    })
  })
} else {
  console.warn(
    'VECTORS_DIR names no folder: the published vectors of GS1 and tax codes did not run',
  )
}
