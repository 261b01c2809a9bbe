import bwipjs from 'bwip-js/node'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Element } from '../../src/gs1/ai.ts'
import { CSET_82 } from '../../src/gs1/charset.ts'
import { checkDigit } from '../../src/gs1/check-digit.ts'
import { parseDigitalLink } from '../../src/gs1/digital-link.ts'
import { formatDigitalLink } from '../../src/gs1/digital-link-format.ts'
import { gdtiFor, parseGdti } from '../../src/gs1/gdti.ts'
import { parseGtin } from '../../src/gs1/gtin.ts'

const SEED = Date.now() % 0x7fffffff

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
const completed = (length: number) => digits(length - 1).map((body) => `${body}${checkDigit(body)}`)
const text82 = (maxLength: number) =>
  fc
    .array(fc.constantFrom(...CSET_82), { minLength: 1, maxLength })
    .map((characters) => characters.join(''))

/** What a stamp or a document of this register may carry. */
const elements: fc.Arbitrary<Element[]> = fc.oneof(
  fc
    .tuple(completed(14), fc.option(text82(20)), fc.option(text82(20)), fc.option(text82(90)))
    .map(([gtin, lot, serial, internal]) =>
      present([
        ['01', gtin],
        ['10', lot],
        ['21', serial],
        ['99', internal],
      ]),
    ),
  fc
    .tuple(completed(13), fc.option(text82(17)), fc.option(text82(30)))
    .map(([gdti, serial, internal]) =>
      present([
        ['253', gdti + (serial ?? '')],
        ['90', internal],
      ]),
    ),
  fc.tuple(completed(13), fc.option(text82(20))).map(([gln, extension]) =>
    present([
      ['414', gln],
      ['254', extension],
    ]),
  ),
)

function present(pairs: readonly (readonly [string, string | null])[]): Element[] {
  return pairs.flatMap(([ai, value]) => (value === null ? [] : [[ai, value] as const]))
}

function uriOf(given: readonly Element[]): string {
  const result = formatDigitalLink('https://tem.example.vn', given)
  if (!result.ok) throw new Error(`${result.reason} of ${JSON.stringify(given)}`)
  return result.uri
}

/** Whether BWIPP, an implementation nobody here wrote, takes the URI. */
function bwippTakes(uri: string): boolean {
  try {
    bwipjs.raw('gs1dlqrcode', uri, '')
    return true
  } catch {
    return false
  }
}

describe(`Digital Link URIs of all kinds (seed ${SEED})`, () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(elements, (given) => {
        const result = parseDigitalLink(uriOf(given))
        expect(result).to.deep.include({ ok: true, elements: given })
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  it('are written the same whatever the order of the elements', () => {
    fc.assert(
      fc.property(
        elements.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
        ),
        ([given, shuffled]) => {
          expect(uriOf(shuffled)).to.equal(uriOf(given))
        },
      ),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('are valid or not as an independent implementation has it, after a slip of the pen', () => {
    const slip = fc.record({ at: fc.nat(), character: fc.constantFrom(...'/0123456789=%?&AB') })
    fc.assert(
      fc.property(elements, fc.option(slip), (given, change) => {
        const right = uriOf(given)
        const at = change === null ? 0 : (change.at % (right.length - 24)) + 24
        const uri =
          change === null ? right : right.slice(0, at) + change.character + right.slice(at + 1)
        fc.pre(!isKnownDifference(uri))
        expect(parseDigitalLink(uri).ok, uri).to.equal(bwippTakes(uri))
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  it('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
        expect(parseDigitalLink(text).ok).to.equal(false)
      }),
      { seed: SEED, numRuns: 500 },
    )
  })
})

/**
 * BWIPP also fills up GTINs of 8, 12 and 13 digits, and refuses a parameter without a name and a
 * percent sign without two hexadecimal digits.
 */
function isKnownDifference(uri: string): boolean {
  // A digit may be written in per cent: what counts is the key it stands for.
  const plain = uri.replaceAll(/%3(\d)/g, '$1')
  return /\/01\/[^/?]{0,13}(?:[/?]|$)|[?&]01=|[?&]=|%(?![0-9A-F]{2})/.test(plain)
}

describe(`GS1 keys of all kinds (seed ${SEED})`, () => {
  it('are GTINs only with the digit that the refusal names', () => {
    fc.assert(
      fc.property(fc.constantFrom(8, 12, 13, 14), digits(14), (length, drawn) => {
        const text = drawn.slice(0, length)
        const result = parseGtin(text)
        if (result.ok) return
        expect(result.reason).to.be.oneOf(['check_digit', 'restricted_prefix'])
        if (result.reason !== 'check_digit') return
        const corrected = parseGtin(text.slice(0, -1) + result.expectedCheckDigit)
        expect(corrected.ok || corrected.reason === 'restricted_prefix').to.equal(true)
      }),
      { seed: SEED },
    )
  })

  it('are different GDTIs for different document types, each readable', () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.nat(99_999), (a, b) => {
        expect(gdtiFor('9529000', a) === gdtiFor('9529000', b)).to.equal(a === b)
        expect(parseGdti(gdtiFor('9529000', a)).ok).to.equal(true)
      }),
      { seed: SEED },
    )
  })
})
