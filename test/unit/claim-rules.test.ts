import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import {
  assertClaimMove,
  CLAIM_MOVES,
  type ClaimMove,
  linesOf,
  totalsOf,
} from '../../src/features/subsidies/claims.rules.ts'
import {
  CLAIM_STATUSES,
  type ClaimRecord,
  type ClaimStatus,
} from '../../src/features/subsidies/claims.schema.ts'
import type { Counted } from '../../src/features/subsidies/eligibility.rules.ts'
import type { PolicyRecord } from '../../src/features/subsidies/policies.schema.ts'

const AT = new Date('2024-05-01T00:00:00Z')
const PAPER = '65a0c0ffee00000000000009'

const step = (status: ClaimStatus, by: string): ClaimRecord['steps'][number] => ({
  status,
  at: AT,
  by,
  documentId: null,
  reason: null,
})

function claim(status: ClaimStatus, steps = [step('draft', 'Thư ký')]): ClaimRecord {
  return {
    _id: '65a0c0ffee00000000000001',
    enterpriseId: '65a0c0ffee00000000000002',
    policy: 'NQ15-2021',
    from: '2024-01-01',
    to: '2024-12-31',
    status,
    lines: [],
    stamps: 0,
    amountVnd: 0,
    steps,
    createdAt: AT,
    revision: steps.length,
  }
}

const FULL = { documentId: PAPER, reason: 'Đủ điều kiện' }
const NONE = { documentId: null, reason: null }

/** The code of the refusal, or null where the step may be taken. */
function refusal(record: ClaimRecord, name: ClaimMove, body: typeof FULL | object, by = 'Người D') {
  try {
    assertClaimMove(record, name, { ...NONE, ...body }, by)
    return null
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

describe('The steps of a claim', () => {
  // Design §4: from each state exactly these steps lead on.
  const allowed: Record<ClaimStatus, Partial<Record<ClaimMove, ClaimStatus>>> = {
    draft: { submission: 'submitted', withdrawal: 'withdrawn' },
    submitted: { verification: 'verified', rejection: 'rejected', withdrawal: 'withdrawn' },
    verified: { approval: 'approved', rejection: 'rejected' },
    approved: { payment: 'paid' },
    paid: {},
    rejected: {},
    withdrawn: {},
  }
  for (const status of CLAIM_STATUSES) {
    it(`lead on from ${status} as the table says, and no others`, () => {
      for (const name of Object.keys(CLAIM_MOVES) as ClaimMove[]) {
        const error = refusal(claim(status), name, FULL)
        const next = allowed[status][name]
        if (next === undefined) {
          expect(error?.code, name).to.equal('wrong_state')
          expect(error?.details.state).to.equal(status)
        } else {
          expect(error, name).to.equal(null)
          expect(CLAIM_MOVES[name].to).to.equal(next)
        }
      }
    })
  }

  it('need a document to approve and to pay, a reason to reject, naming the field', () => {
    const needs = [
      ['verified', 'approval', 'documentId'],
      ['approved', 'payment', 'documentId'],
      ['submitted', 'rejection', 'reason'],
      ['verified', 'rejection', 'reason'],
    ] as const
    for (const [status, name, field] of needs) {
      const error = refusal(claim(status), name, { ...FULL, [field]: null })
      expect(error?.code, name).to.equal('invalid_fields')
      expect(error?.details.fields?.[0]?.field).to.equal(`body.${field}`)
    }
    expect(refusal(claim('draft'), 'submission', NONE)).to.equal(null)
    expect(refusal(claim('submitted'), 'verification', NONE)).to.equal(null)
  })
})

describe('The persons of a claim', () => {
  const submitted = claim('submitted', [step('draft', 'Người A'), step('submitted', 'Người A')])
  const verified = claim('verified', [...submitted.steps, step('verified', 'Người B')])
  const approved = claim('approved', [...verified.steps, step('approved', 'Người C')])

  it('who submit, verify and approve are three', () => {
    expect(refusal(submitted, 'verification', FULL, 'Người A')?.code).to.equal('same_person')
    expect(refusal(submitted, 'verification', FULL, 'Người B')).to.equal(null)
    for (const person of ['Người A', 'Người B']) {
      expect(refusal(verified, 'approval', FULL, person)?.code).to.equal('same_person')
    }
    expect(refusal(verified, 'approval', FULL, 'Người C')).to.equal(null)
  })

  it('are told apart however the name is typed', () => {
    const spellings = ['NGƯỜI B', ' người  b ', 'Người B'.normalize('NFD'), 'người\u00a0b']
    for (const person of spellings) {
      expect(refusal(verified, 'approval', FULL, person)?.code, person).to.equal('same_person')
    }
    // Another mark is another name.
    expect(refusal(verified, 'approval', FULL, 'Ngươi B')).to.equal(null)
  })

  it('may draft and submit as one, and pay what they approved', () => {
    expect(
      refusal(claim('draft', [step('draft', 'Người A')]), 'submission', NONE, 'Người A'),
    ).to.equal(null)
    expect(refusal(approved, 'payment', FULL, 'Người C')).to.equal(null)
  })
})

describe('The lines of a claim', () => {
  const version = (n: number, rateVnd: number) =>
    ({ _id: `NQ15-2021:${n}`, version: n, rateVnd }) as PolicyRecord
  const piece = (
    from: number,
    to: number,
    of: PolicyRecord | null,
    more: object = {},
  ): Counted => ({
    batchId: 1,
    from,
    to,
    enterpriseId: '65a0c0ffee00000000000002',
    productId: '65a0c0ffee00000000000003',
    productGroup: 'agricultural',
    lotId: null,
    state: 'affixed',
    countedOn: '2024-05-01',
    version: of,
    leftOut: null,
    ...more,
  })
  const [first, second] = [version(1, 300), version(2, 350)]

  it('are one for each version, of eligible stamps only', () => {
    const lines = linesOf([
      piece(0, 9, first),
      piece(10, 10, second),
      piece(20, 29, first),
      piece(30, 39, first, { leftOut: 'voided' }),
      piece(40, 49, null, { leftOut: 'outside_period' }),
    ])
    expect(lines).to.deep.equal([
      { policyId: 'NQ15-2021:1', rateVnd: 300, stamps: 20, amountVnd: 6_000 },
      { policyId: 'NQ15-2021:2', rateVnd: 350, stamps: 1, amountVnd: 350 },
    ])
    expect(totalsOf(lines)).to.deep.equal({ stamps: 21, amountVnd: 6_350 })
  })

  it('are none where nothing is eligible', () => {
    expect(linesOf([piece(0, 9, first, { leftOut: 'already_claimed' })])).to.deep.equal([])
    expect(totalsOf([])).to.deep.equal({ stamps: 0, amountVnd: 0 })
  })

  it('hold whole đồng up to the largest claim there can be', () => {
    const huge = Array.from({ length: 100 }, (_, n) =>
      piece(0, 1_048_575, version(1, 1_000_000), { batchId: n + 1 }),
    )
    const { stamps, amountVnd } = totalsOf(linesOf(huge))
    expect([stamps, amountVnd]).to.deep.equal([104_857_600, 104_857_600_000_000])
  })
})
