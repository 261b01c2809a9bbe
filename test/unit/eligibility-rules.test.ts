import { expect } from 'chai'
import {
  type Counted,
  judge,
  type Piece,
  type PieceFacts,
  splitClaimed,
  sumOf,
} from '../../src/features/subsidies/eligibility.rules.ts'
import type { PolicyRecord } from '../../src/features/subsidies/policies.schema.ts'

const POLICY: PolicyRecord = {
  _id: 'NQ15-2021:1',
  version: 1,
  code: 'NQ15-2021',
  title: 'Hỗ trợ tem',
  legalBasis: 'Nghị quyết 15/2021/NQ-HĐND',
  rateVnd: 300,
  supportForm: 'cash',
  countedAt: 'affixed',
  validFrom: '2022-01-01',
  validTo: '2025-12-31',
  territory: { decidedBy: 'seat', formerProvinces: [{ code: '31', name: 'Hải Phòng' }] },
  productGroups: ['agricultural', 'aquatic'],
  createdAt: new Date('2022-01-01T00:00:00Z'),
  createdBy: 'Sổ Tem',
  revision: 1,
}

const PIECE: Piece = {
  batchId: 1,
  from: 0,
  to: 9,
  enterpriseId: '65a0c0ffee00000000000001',
  productId: '65a0c0ffee00000000000002',
  productGroup: 'agricultural',
  lotId: '65a0c0ffee00000000000003',
  state: 'affixed',
  countedOn: '2024-05-01',
}

const address = (wardCode: string, validFrom: string) => ({ wardCode, street: 'Thôn 3', validFrom })
/** Former Hải Phòng, former Hải Dương, and the ward of 2025 over the first. */
const HAI_PHONG = address('11476', '2023-01-01')
const HAI_DUONG = address('10507', '2023-01-01')

const FACTS: PieceFacts = { registeredOn: '2023-06-01', revokedOn: null, addresses: [HAI_PHONG] }

const reason = (piece: object, facts: object = {}, versions = [POLICY]) =>
  judge({ ...PIECE, ...piece }, versions, { ...FACTS, ...facts }).leftOut

describe('A run of stamps under a policy', () => {
  it('is eligible within period, territory, product group and registration', () => {
    const judged = judge(PIECE, [POLICY], FACTS)
    expect(judged).to.deep.equal({ ...PIECE, version: POLICY, leftOut: null })
  })

  it('counts from the first day of the policy to its last, both included', () => {
    const early = { registeredOn: '2020-01-01', addresses: [address('11476', '2020-01-01')] }
    expect(reason({ countedOn: '2021-12-31' }, early)).to.equal('outside_period')
    expect(reason({ countedOn: '2022-01-01' }, early)).to.equal(null)
    expect(reason({ countedOn: '2025-12-31' }, early)).to.equal(null)
    expect(reason({ countedOn: '2026-01-01' }, early)).to.equal('outside_period')
  })

  it('counts from the day of the registration, and no more from that of its revocation', () => {
    expect(reason({ countedOn: '2023-05-31' })).to.equal('not_registered_then')
    expect(reason({ countedOn: '2023-06-01' })).to.equal(null)
    const revoked = { revokedOn: '2024-05-02' }
    expect(reason({ countedOn: '2024-05-01' }, revoked)).to.equal(null)
    expect(reason({ countedOn: '2024-05-02' }, revoked)).to.equal('not_registered_then')
    expect(reason({}, { registeredOn: null })).to.equal('not_registered_then')
  })

  it('is outside the territory in the former Hải Dương, and without an address that day', () => {
    expect(reason({}, { addresses: [HAI_DUONG] })).to.equal('outside_territory')
    expect(reason({}, { addresses: [] })).to.equal('outside_territory')
    expect(reason({ countedOn: '2022-12-31' })).to.equal('outside_territory')
  })

  it('follows the address of the day, not the last one', () => {
    const addresses = [HAI_PHONG, address('10507', '2024-05-02')]
    expect(reason({ countedOn: '2024-05-01' }, { addresses })).to.equal(null)
    expect(reason({ countedOn: '2024-05-02' }, { addresses })).to.equal('outside_territory')
  })

  it('is judged by the former province also where the address names a ward of today', () => {
    const wards = [
      ['11473', null],
      ['10507', 'outside_territory'],
    ] as const
    for (const [ward, expected] of wards) {
      const addresses = [address(ward, '2025-07-01')]
      expect(reason({ countedOn: '2025-08-01' }, { addresses }), ward).to.equal(expected)
    }
  })

  it('is left out for another product group and where it was voided', () => {
    expect(reason({ productGroup: 'other' })).to.equal('other_product_group')
    expect(reason({ productGroup: 'aquatic' })).to.equal(null)
    expect(reason({ state: 'voided' })).to.equal('voided')
  })

  it('has one reason, the first that applies', () => {
    const all = { productGroup: 'other', state: 'voided' }
    const facts = { addresses: [HAI_DUONG], registeredOn: null }
    expect(reason({ ...all, countedOn: '2030-01-01' }, facts)).to.equal('outside_period')
    expect(reason(all, facts)).to.equal('outside_territory')
    expect(reason(all, { registeredOn: null })).to.equal('other_product_group')
    expect(reason({ state: 'voided' }, { registeredOn: null })).to.equal('not_registered_then')
  })
})

describe('The version of a policy that a run falls under', () => {
  const second = { ...POLICY, _id: 'NQ15-2021:2', version: 2, rateVnd: 350 }
  const versionOn = (countedOn: string, next: Partial<PolicyRecord>) =>
    judge({ ...PIECE, countedOn }, [POLICY, { ...second, ...next }], FACTS).version?._id

  it('is the one whose days hold it', () => {
    const next = { validFrom: '2026-01-01', validTo: '2026-12-31' }
    expect(versionOn('2025-12-31', next)).to.equal('NQ15-2021:1')
    expect(versionOn('2026-01-01', next)).to.equal('NQ15-2021:2')
  })

  it('is the newest where two hold it: an earlier one is never edited to end sooner', () => {
    const next = { validFrom: '2024-07-01', validTo: '2025-12-31' }
    expect(versionOn('2024-06-30', next)).to.equal('NQ15-2021:1')
    expect(versionOn('2024-07-01', next)).to.equal('NQ15-2021:2')
  })
})

describe('Stamps that a claim holds already', () => {
  const eligible: Counted = { ...PIECE, version: POLICY, leftOut: null }
  const cut = (claimed: { from: number; to: number }[], piece = eligible) =>
    splitClaimed(
      piece,
      claimed.map((range) => ({ batchId: 1, ...range })),
    ).map(({ from, to, leftOut }) => `${from}-${to} ${leftOut ?? 'eligible'}`)

  it('are cut out, whether at an end, in the middle or all', () => {
    expect(cut([])).to.deep.equal(['0-9 eligible'])
    expect(cut([{ from: 0, to: 2 }])).to.deep.equal(['0-2 already_claimed', '3-9 eligible'])
    expect(cut([{ from: 9, to: 30 }])).to.deep.equal(['0-8 eligible', '9-9 already_claimed'])
    expect(cut([{ from: 0, to: 9 }])).to.deep.equal(['0-9 already_claimed'])
    expect(
      cut([
        { from: 1, to: 2 },
        { from: 5, to: 5 },
      ]),
    ).to.deep.equal([
      '0-0 eligible',
      '1-2 already_claimed',
      '3-4 eligible',
      '5-5 already_claimed',
      '6-9 eligible',
    ])
  })

  it('do not change the reason of a run that is left out anyway', () => {
    const voided: Counted = { ...eligible, leftOut: 'voided' }
    expect(cut([{ from: 0, to: 9 }], voided)).to.deep.equal(['0-9 voided'])
  })

  it('always leave as many stamps as there were', () => {
    for (let from = 0; from < 10; from += 1) {
      for (let to = from; to < 10; to += 1) {
        const parts = splitClaimed(eligible, [{ batchId: 1, from, to }])
        const indexes = parts.flatMap((part) =>
          Array.from({ length: part.to - part.from + 1 }, (_, n) => part.from + n),
        )
        expect(indexes).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        expect(sumOf(parts)).to.include({ counted: 10, eligible: 10 - (to - from + 1) })
      }
    }
  })
})

describe('The sum of runs', () => {
  it('is stamps times the rate of each version, and the reasons of the rest', () => {
    const dear = { ...POLICY, rateVnd: 350 }
    const pieces: Counted[] = [
      { ...PIECE, version: POLICY, leftOut: null },
      { ...PIECE, to: 0, version: dear, leftOut: null },
      { ...PIECE, to: 2, version: POLICY, leftOut: 'voided' },
      { ...PIECE, to: 3, version: null, leftOut: 'outside_period' },
      { ...PIECE, to: 1, version: POLICY, leftOut: 'voided' },
    ]
    expect(sumOf(pieces)).to.deep.equal({
      counted: 20,
      eligible: 11,
      amountVnd: 3_350,
      leftOut: [
        { reason: 'voided', stamps: 5 },
        { reason: 'outside_period', stamps: 4 },
      ],
    })
    expect(sumOf([])).to.deep.equal({ counted: 0, eligible: 0, amountVnd: 0, leftOut: [] })
  })
})
