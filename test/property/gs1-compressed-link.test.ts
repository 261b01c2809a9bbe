import { expect } from 'chai'
import fc from 'fast-check'
import type { Element } from '../../src/gs1/ai.ts'
import { CSET_82 } from '../../src/gs1/charset.ts'
import { checkDigit } from '../../src/gs1/check-digit.ts'
import { decompressDigitalLink } from '../../src/gs1/compressed-link.ts'
import { parseDigitalLink } from '../../src/gs1/digital-link.ts'
import { formatDigitalLink } from '../../src/gs1/digital-link-format.ts'
import { compress, toBase64 } from '../support/compress-link.ts'
import { toHexSegment } from '../support/write-epc.ts'

const SEED = Date.now() % 0x7fffffff
const STEM = 'https://tem.example.vn/x'
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const charactersOf = (alphabet: string, maxLength: number, minLength = 1) =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength, maxLength })
    .map((characters) => characters.join(''))
const digits = (maxLength: number, minLength = maxLength) =>
  charactersOf('0123456789', maxLength, minLength)
const completed = (length: number) => digits(length - 1).map((body) => `${body}${checkDigit(body)}`)
/** Texts of each kind that compression tells apart. */
const text = (maxLength: number) =>
  fc.oneof(
    ...['0123456789', '0123456789abcdef', '0123456789ABCDEF', BASE64, CSET_82].map((alphabet) =>
      charactersOf(alphabet, maxLength),
    ),
  )
const date = fc
  .tuple(fc.nat(99), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''))

const value: Record<string, fc.Arbitrary<string>> = {
  '01': completed(14),
  '10': text(20),
  '17': date,
  '21': text(20),
  '22': text(20),
  '253': fc.tuple(completed(13), fc.option(text(17), { nil: '' })).map((parts) => parts.join('')),
  '254': text(20).filter((extension) => extension !== '0'),
  '255': fc
    .tuple(completed(13), fc.option(digits(12, 1), { nil: '' }))
    .map((parts) => parts.join('')),
  '30': digits(8, 1),
  '3103': digits(6),
  '3900': digits(15, 1),
  '414': completed(13),
  '7003': date.map((day) => `${day}2359`),
  '7007': fc.tuple(date, fc.option(date, { nil: '' })).map((parts) => parts.join('')),
  '8008': date.map((day) => `${day}2359`),
  '8010': fc.tuple(digits(4), charactersOf('#-/0123456789ABCXYZ', 26)).map((p) => p.join('')),
  '8011': digits(12, 1).map((serial) => serial.replace(/^0+(?=.)/, '')),
  '90': text(30),
  '99': text(90),
}

/** Links with the key first and some of what may stand beside it. */
const elements: fc.Arbitrary<Element[]> = fc.oneof(
  ...[
    ['01', '10', '17', '21', '22', '30', '3103', '7003', '7007', '8008', '90', '99'],
    ['253', '90', '99'],
    ['414', '254', '99'],
    ['255', '3900', '99'],
    ['8010', '8011', '99'],
  ].map(([key = '', ...others]) =>
    fc
      .tuple(elementFor(key), fc.shuffledSubarray(others))
      .chain(([first, ais]) => fc.tuple(fc.constant(first), ...ais.map(elementFor)))
      .map((found): Element[] => found),
  ),
)

function elementFor(ai: string): fc.Arbitrary<Element> {
  return (value[ai] ?? fc.constant('')).map((found) => [ai, found])
}

const parameters = fc.array(
  fc.tuple(
    charactersOf(BASE64, 12).filter((name) => !/^[0-9]+$/.test(name)),
    fc.oneof(text(30), fc.string({ unit: 'grapheme-ascii', maxLength: 30 })),
  ),
  { maxLength: 3 },
)

const options = fc.record({ codes: fc.boolean(), ascii: fc.boolean(), parameters })

function uriOf(given: readonly Element[]): string {
  const result = formatDigitalLink(STEM, given)
  if (!result.ok) throw new Error(`${result.reason} of ${JSON.stringify(given)}`)
  return result.uri
}

function elementsOf(uri: string): Element[] {
  const result = parseDigitalLink(uri)
  return result.ok ? result.elements.toSorted(([a], [b]) => a.localeCompare(b)) : []
}

describe(`Compressed Digital Links of all kinds (seed ${SEED})`, () => {
  it('say what was compressed, wholly or after the key', () => {
    fc.assert(
      fc.property(elements, options, fc.boolean(), (given, how, isKeyInClear) => {
        const [key = ['', ''], ...others] = given
        fc.pre(!isKeyInClear || others.length + how.parameters.length > 0)
        const uri = isKeyInClear
          ? `${uriOf([key])}/${compress(others, how)}`
          : `${STEM}/${compress(given, how)}`
        const result = decompressDigitalLink(uri)
        if (!result.ok) return expect.fail(`${result.reason} of ${uri}`)
        expect(elementsOf(result.uri)).to.deep.equal(elementsOf(uriOf(given)))
        const found = [...new URL(result.uri).searchParams].filter(
          ([name]) => !/^[0-9]+$/.test(name),
        )
        expect(found).to.deep.equal(how.parameters)
        expect(result.uri.startsWith(`${STEM}/`)).to.equal(true)
      }),
      { seed: SEED, numRuns: 400 },
    )
  })

  it('never make the reader throw, and never give anything but a Digital Link', () => {
    const bits = fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 700 })
    const prefix = fc.constantFrom('', '0', '00000001', '00011010', '1111', '11110111', '00110110')
    const slip = fc.record({
      at: fc.nat(),
      character: fc.constantFrom(...BASE64, '/', '%', '.', 'đ'),
    })
    const segment = fc.oneof(
      charactersOf(BASE64, 1100, 0),
      fc.tuple(prefix, bits).map(([first, rest]) => toBase64(first + rest)),
      fc.tuple(prefix, bits).map(([first, rest]) => toHexSegment(first + rest)),
      fc.tuple(prefix, bits).map(([first, rest]) => `ex${toBase64(first + rest)}`),
      fc.string(),
      fc.tuple(elements, options, slip).map(([given, how, { at, character }]) => {
        const right = compress(given, how)
        return right.slice(0, at % right.length) + character + right.slice((at % right.length) + 1)
      }),
      fc
        .tuple(elements, options, fc.nat())
        .map(([given, how, length]) => compress(given, how).slice(0, length % 40)),
    )
    const before = fc.constantFrom('', '01/', '01/08934588000010/', 'a/b/', '21/', '00/x/')
    const after = fc.constantFrom('', '?', '?17=270701&a', '#x', '/', '?%')
    fc.assert(
      fc.property(before, segment, after, (first, last, tail) => {
        const result = decompressDigitalLink(`${STEM}/${first}${last}${tail}`)
        if (!result.ok) return
        expect(parseDigitalLink(result.uri).ok, result.uri).to.equal(true)
        expect(result.uri.startsWith(`${STEM}/`)).to.equal(true)
      }),
      { seed: SEED, numRuns: 1500 },
    )
  })

  it('never pass for one when they are not compressed', () => {
    fc.assert(
      fc.property(elements, (given) => {
        expect(decompressDigitalLink(uriOf(given))).to.deep.equal({
          ok: false,
          reason: 'not_compressed',
        })
      }),
      { seed: SEED, numRuns: 200 },
    )
  })
})
