import { expect } from 'chai'
import {
  type Change,
  decide,
  type Facts,
  merge,
  type Segment,
  type StampAction,
  type StampState,
  sizeOf,
  sortRanges,
  TRANSITIONS,
  within,
} from '../../src/features/stamps/ledger.rules.ts'

const LOT = '65a0c0ffee00000000000001'
const FIRST = '2024-01-02'
const SECOND = '2024-02-03'
const THIRD = '2024-03-04'

/** A stamp in a state, with the facts it came there with. */
const FACTS: Record<string, Facts> = {
  in_stock: { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null },
  delivered: { state: 'delivered', lotId: null, deliveredOn: FIRST, affixedOn: null },
  affixed: { state: 'affixed', lotId: LOT, deliveredOn: FIRST, affixedOn: SECOND },
  spoiled: { state: 'spoiled', lotId: null, deliveredOn: FIRST, affixedOn: null },
  voided: { state: 'voided', lotId: LOT, deliveredOn: FIRST, affixedOn: SECOND },
}

const segment = (from: number, to: number, state: string): Segment => ({
  from,
  to,
  ...(FACTS[state] as Facts),
})

const change = (action: StampAction, occurredOn = THIRD): Change => ({
  action,
  occurredOn,
  lotId: action === 'affix' ? LOT : null,
})

describe('What an action does to a stamp', () => {
  // The table of design §3, written out.
  const allowed: Record<string, Partial<Record<StampAction, StampState>>> = {
    in_stock: { deliver: 'delivered', void: 'voided' },
    delivered: { affix: 'affixed', spoil: 'spoiled', void: 'voided' },
    affixed: { void: 'voided' },
    spoiled: {},
    voided: {},
  }
  for (const [state, nexts] of Object.entries(allowed)) {
    for (const action of ['deliver', 'affix', 'spoil', 'void'] as const) {
      const next = nexts[action]
      it(`${action} makes of ${state} ${next ?? 'nothing: it is refused'}`, () => {
        const decision = decide([segment(0, 9, state)], [{ from: 0, to: 9 }], change(action))
        if (next === undefined) {
          expect(decision).to.deep.equal({ ok: false, refusals: [{ from: 0, to: 9, state }] })
        } else {
          expect(decision.ok && decision.segments.map(({ state }) => state)).to.deep.equal([next])
        }
      })
    }
  }

  it('keeps the dates and the lot that an earlier state gave', () => {
    const voided = decide([segment(0, 0, 'affixed')], [{ from: 0, to: 0 }], change('void'))
    expect(voided.ok && voided.segments).to.deep.equal([
      { from: 0, to: 0, state: 'voided', lotId: LOT, deliveredOn: FIRST, affixedOn: SECOND },
    ])
    const affixed = decide([segment(0, 0, 'delivered')], [{ from: 0, to: 0 }], change('affix'))
    expect(affixed.ok && affixed.segments).to.deep.equal([
      { from: 0, to: 0, state: 'affixed', lotId: LOT, deliveredOn: FIRST, affixedOn: THIRD },
    ])
  })

  it('is refused before the day of the last fact, taken on that very day', () => {
    const held = [segment(0, 4, 'delivered'), segment(5, 9, 'affixed')]
    const early = decide(held, [{ from: 0, to: 9 }], change('void', '2024-01-01'))
    expect(early).to.deep.equal({
      ok: false,
      refusals: [
        { from: 0, to: 4, state: 'later' },
        { from: 5, to: 9, state: 'later' },
      ],
    })
    const between = decide(held, [{ from: 0, to: 9 }], change('void', '2024-02-02'))
    expect(between).to.deep.equal({ ok: false, refusals: [{ from: 5, to: 9, state: 'later' }] })
    expect(decide(held, [{ from: 0, to: 9 }], change('void', SECOND)).ok).to.equal(true)
  })

  it('needs a lot only to affix, and a reason only to spoil and to void', () => {
    for (const [action, { needsLot, reasons }] of Object.entries(TRANSITIONS)) {
      if (['deliver', 'affix', 'spoil', 'void'].includes(action)) {
        expect(needsLot, action).to.equal(action === 'affix')
        expect(reasons === null, action).to.equal(action === 'deliver' || action === 'affix')
      }
    }
  })
})

describe('A request over ranges of a batch', () => {
  const batch = [
    segment(0, 9, 'in_stock'),
    segment(10, 19, 'delivered'),
    segment(20, 29, 'affixed'),
    segment(30, 39, 'delivered'),
  ]

  it('is refused whole, with exactly the sub-ranges in the way', () => {
    const ranges = [
      { from: 5, to: 12 },
      { from: 18, to: 31 },
    ]
    const decision = decide(batch, ranges, change('affix'))
    expect(decision).to.deep.equal({
      ok: false,
      refusals: [
        { from: 5, to: 9, state: 'in_stock' },
        { from: 20, to: 29, state: 'affixed' },
      ],
    })
  })

  it('makes one step for each set of facts it finds', () => {
    const decision = decide(batch, [{ from: 5, to: 34 }], change('void'))
    expect(decision.ok && decision.steps.map(({ from, to }) => [from, to])).to.deep.equal([
      [5, 9],
      [10, 19],
      [20, 29],
      [30, 34],
    ])
    expect(decision.ok && decision.steps.map(({ before }) => before)).to.deep.equal(
      ['in_stock', 'delivered', 'affixed', 'delivered'].map((state) => FACTS[state]),
    )
  })

  it('cuts what it takes a part of, and joins neighbours that become equal', () => {
    const cut = decide(batch, [{ from: 3, to: 3 }], change('void'))
    expect(
      cut.ok && cut.segments.slice(0, 3).map(({ from, to, state }) => [from, to, state]),
    ).to.deep.equal([
      [0, 2, 'in_stock'],
      [3, 3, 'voided'],
      [4, 9, 'in_stock'],
    ])
    const joined = decide(batch, [{ from: 0, to: 9 }], change('deliver', FIRST))
    expect(joined.ok && joined.segments[0]).to.deep.equal(segment(0, 19, 'delivered'))
    const apart = decide(batch, [{ from: 0, to: 9 }], change('deliver', SECOND))
    expect(apart.ok && apart.segments).to.have.length(4)
  })

  it('leaves what it was given as it was', () => {
    const copy = structuredClone(batch)
    decide(batch, [{ from: 0, to: 39 }], change('void'))
    merge(batch)
    expect(batch).to.deep.equal(copy)
  })
})

describe('Ranges of stamps', () => {
  it('are sorted, and neighbours are no overlap', () => {
    const ranges = [
      { from: 10, to: 19 },
      { from: 0, to: 9 },
      { from: 20, to: 20 },
    ]
    expect(sortRanges(ranges)).to.deep.equal({
      ok: true,
      ranges: [
        { from: 0, to: 9 },
        { from: 10, to: 19 },
        { from: 20, to: 20 },
      ],
    })
  })

  it('overlap where they share one stamp, or one lies in the other', () => {
    for (const other of [
      { from: 9, to: 12 },
      { from: 3, to: 4 },
      { from: 0, to: 9 },
    ]) {
      expect(sortRanges([{ from: 0, to: 9 }, other]).ok, JSON.stringify(other)).to.equal(false)
    }
  })

  it('count both their ends', () => {
    expect(sizeOf({ from: 7, to: 7 })).to.equal(1)
    expect(sizeOf({ from: 0, to: 1_048_575 })).to.equal(1_048_576)
  })

  it('take of each segment the part that lies in them', () => {
    const parts = within([segment(0, 4, 'in_stock'), segment(5, 9, 'delivered')], {
      from: 4,
      to: 5,
    })
    expect(parts).to.deep.equal([segment(4, 4, 'in_stock'), segment(5, 5, 'delivered')])
    expect(within([segment(0, 4, 'in_stock')], { from: 5, to: 9 })).to.deep.equal([])
  })
})
