import { expect } from 'chai'
import {
  productVerdictOf,
  VERDICT_TEXTS,
  VERDICTS,
  verdictOf,
} from '../../src/features/scans/verdict.rules.ts'
import { STATES, type StampState } from '../../src/features/stamps/ledger.rules.ts'

describe('The verdict of a scan', () => {
  const plain: Record<StampState, string> = {
    in_stock: 'not_released',
    delivered: 'not_reported',
    affixed: 'in_use',
    spoiled: 'withdrawn',
    lost: 'withdrawn',
    handed_in: 'withdrawn',
    destroyed: 'withdrawn',
    voided: 'withdrawn',
  }
  for (const [state, verdict] of Object.entries(plain)) {
    it(`is ${verdict} for a stamp that is ${state}`, () => {
      expect(verdictOf(state as StampState, FINE)).to.equal(verdict)
    })
  }

  it('says of every state something, and never "in use" of one that is not affixed', () => {
    for (const state of STATES) {
      for (const standing of STANDINGS) {
        const verdict = verdictOf(state, standing)
        expect(VERDICTS).to.include(verdict)
        if (state !== 'affixed') expect(verdict, state).not.to.equal('in_use')
      }
    }
  })

  it('puts withdrawn before recalled, that before suspended, and that before the rest', () => {
    for (const state of ['spoiled', 'lost', 'handed_in', 'destroyed', 'voided'] as const) {
      for (const standing of STANDINGS) expect(verdictOf(state, standing)).to.equal('withdrawn')
    }
    for (const state of ['in_stock', 'delivered', 'affixed'] as const) {
      expect(verdictOf(state, { isRecalled: true, isSuspended: true })).to.equal('recalled')
      expect(verdictOf(state, { isRecalled: false, isSuspended: true })).to.equal('suspended')
    }
  })

  it('of a product without a stamp is the same, or that the product is known', () => {
    expect(STANDINGS.map(productVerdictOf)).to.deep.equal([
      'product_only',
      'suspended',
      'recalled',
      'recalled',
    ])
  })
})

const FINE = { isRecalled: false, isSuspended: false }
const STANDINGS = [
  FINE,
  { isRecalled: false, isSuspended: true },
  { isRecalled: true, isSuspended: false },
  { isRecalled: true, isSuspended: true },
]

describe('The words of a verdict', () => {
  const sentences = VERDICTS.flatMap((verdict) => {
    const { title, advice } = VERDICT_TEXTS[verdict]
    return [title, advice].map((text) => ({ verdict, text }))
  })

  it('stand in both languages, and differ from verdict to verdict', () => {
    for (const { verdict, text } of sentences) {
      expect(text.vi, verdict).to.match(/\S{2}/)
      expect(text.en, verdict).to.match(/\S{2}/)
      expect(text.vi, verdict).not.to.equal(text.en)
    }
    for (const language of ['vi', 'en'] as const) {
      const titles = VERDICTS.map((verdict) => VERDICT_TEXTS[verdict].title[language])
      expect(new Set(titles).size).to.equal(VERDICTS.length)
    }
  })

  it('never call goods genuine or fake: a tag says who issued a code, no more', () => {
    const claims = /hàng\s+(?:thật|giả|chính hãng)|genuine|authentic|counterfeit|fake|real goods/i
    for (const { verdict, text } of sentences) {
      expect(text.vi.normalize('NFC'), verdict).not.to.match(claims)
      expect(text.en, verdict).not.to.match(claims)
    }
  })

  it('do not blame the seller for a stamp whose affixing is only not reported yet', () => {
    const { title, advice } = VERDICT_TEXTS.not_reported
    expect(`${title.vi} ${advice.vi}`).not.to.match(/cảnh báo|nghi ngờ|báo cho Sở/i)
  })
})
