import { expect } from 'chai'
import { findAiRule, isValidAiValue, knownAis } from '../../src/gs1/ai.ts'

const gtin = '08934588000010'
const gln = '9529000019016'

/** For each AI: values it permits, and values it does not. */
const CASES: readonly (readonly [ai: string, good: readonly string[], bad: readonly string[]])[] = [
  ['01', [gtin], ['8934588000010', '08934588000011', '0893458800001A', `${gtin}0`, '']],
  ['10', ['1', 'Lo/26-A', 'x'.repeat(20)], ['', 'x'.repeat(21), 'lô 1', 'A#1', 'A B', 'A\n']],
  ['11', ['240229', '260700', '000229'], ['230229', '261301', '260732', '26070', '2607011']],
  ['21', ['%', '"', 'z_'], ['{', '^', '~', '\\', '']],
  ['235', ['x'.repeat(28)], ['x'.repeat(29)]],
  ['37', ['1', '99999999'], ['999999999', '1x']],
  ['253', [gln, `${gln}A1`, gln + 'x'.repeat(17)], [gln + 'x'.repeat(18), '9529000019011A1']],
  ['255', [gln, `${gln}123456789012`], [`${gln}A`, `${gln}1234567890123`]],
  ['3103', ['000750'], ['750', '0007500']],
  ['3912', ['7041', '704123456789012345'], ['0011', '704', '7041234567890123456']],
  ['401', ['9529A'], ['952', '952A9']],
  ['422', ['704'], ['000', '70', '7040', 'VNM']],
  ['423', ['704', '704156', '704156418116360'], ['7041', '70415641811636', '704000']],
  ['426', ['704'], ['987']],
  ['4300', ['A%20B'], ['A%2', 'A%GG']],
  ['4307', ['VN'], ['XX', 'vn', 'VNM']],
  ['4309', ['18000000003600000000', '00000000000000000000'], ['18000000013600000000']],
  ['4321', ['0', '1'], ['2', '']],
  ['4324', ['2607001230', '2607012359'], ['2607012400', '260701']],
  ['4326', ['260701'], ['260700']],
  ['4330', ['000123', '000123-'], ['000123+', '00123']],
  ['7003', ['2607010000'], ['2607001230', '2607012360', '26070112']],
  ['7007', ['260701', '260701260731'], ['260732', '2607012607']],
  ['7011', ['260701', '2607011159'], ['2607011160']],
  ['7023', ['9529000A'], ['95A']],
  ['7030', ['999A', '704HP-1'], ['998A', '704']],
  ['7040', ['1AB_', '0a-9'], ['1AB=', 'XAB9', '1AB']],
  ['7230', ['AAX'], ['AA']],
  ['7241', ['01', '10', '80', '99'], ['00', '11', '79', '1']],
  ['7250', ['20000229'], ['19000229', '20001301']],
  ['7252', ['0', '1', '2', '9'], ['3']],
  ['7258', ['1/2', '9/9'], ['2/1', '0/1', '1-2']],
  ['8001', ['12341234512311'], ['00001234512311', '12341234512321']],
  ['8003', [`0${gln}KEG`], [`1${gln}KEG`, `0${gln}${'x'.repeat(17)}`]],
  ['8006', [`${gtin}0102`, `${gtin}0202`], [`${gtin}0001`, `${gtin}0302`, `${gtin}01`]],
  ['8007', ['GB98MIDL07009312345678'], ['GB98MIDL07009312345679', 'XX361234567890', 'GB98']],
  ['8008', ['26070123', '2607012359', '260701235959'], ['260701', '26070124', '260701235960']],
  ['8010', ['9529-A/#'], ['9529a', '952']],
  ['8011', ['0', '1', '10'], ['01', '1234567890123']],
  ['8013', ['1987654Ad4X4bL5ttr2310c2K'], ['1987654Ad4X4bL5ttr2310c2L', '22']],
  ['8030', ['aZ-_9', 'YQ=='], ['a+b', 'a===']],
  ['99', ['x'.repeat(90)], ['x'.repeat(91), 'a b']],
]

describe('values of application identifiers', () => {
  for (const [ai, good, bad] of CASES) {
    it(`permits and refuses by the rule of (${ai})`, () => {
      for (const value of good) expect(isValidAiValue(ai, value), value).to.equal(true)
      for (const value of bad) expect(isValidAiValue(ai, value), value).to.equal(false)
    })
  }

  it('permits nothing under an AI that is none', () => {
    for (const ai of ['', '1', '89', '999', '0001', 'gtin', '001', '__proto__']) {
      expect(isValidAiValue(ai, '1'), ai).to.equal(false)
      expect(findAiRule(ai), ai).to.equal(null)
    }
  })
})

describe('the table of application identifiers', () => {
  const ais = knownAis()
  const rules = ais.map((ai) => {
    const rule = findAiRule(ai)
    if (rule === null) throw new Error(ai)
    return rule
  })

  it('has each AI once, of two to four digits', () => {
    expect(new Set(ais).size).to.equal(ais.length)
    for (const ai of ais) expect(ai).to.match(/^[0-9]{2,4}$/)
  })

  it('tells the length of an AI from its first two digits', () => {
    const lengths = new Map(ais.map((ai) => [ai.slice(0, 2), ai.length]))
    for (const ai of ais) expect(lengths.get(ai.slice(0, 2)), ai).to.equal(ai.length)
  })

  it('lets only the last component vary, so that a value has one reading', () => {
    for (const { ai, parts } of rules) {
      const varying = parts.slice(0, -1).filter((part) => part.min !== part.max)
      expect(varying, ai).to.deep.equal([])
      const order = parts.map((part) => Number(part.optional))
      expect(order, ai).to.deep.equal([...order].sort())
    }
  })

  it('names only known AIs in what an AI needs or excludes', () => {
    const isKnown = (pattern: string): boolean =>
      ais.some((ai) => new RegExp(`^${pattern.replaceAll('n', '[0-9]')}$`).test(ai))
    for (const { ai, needs, excludes } of rules) {
      const patterns = [...needs, excludes].flatMap((text) => text.split(/[ +]/)).filter(Boolean)
      for (const pattern of patterns) expect(isKnown(pattern), `${ai}: ${pattern}`).to.equal(true)
    }
  })
})
