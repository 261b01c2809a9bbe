import { expect } from 'chai'
import {
  ACTIONS,
  decide,
  merge,
  STATES,
  type StampAction,
  type StampState,
  TRANSITIONS,
  type Trail,
} from '../../src/features/stamps/ledger.rules.ts'
import {
  change,
  event,
  FACTS,
  FIRST,
  LOT,
  SECOND,
  segment,
  THIRD,
} from '../support/ledger-facts.ts'

/** The table of design §3, written out: what each action makes of each state. */
const ALLOWED: Record<StampState, Partial<Record<StampAction, StampState>>> = {
  in_stock: { deliver: 'delivered', void: 'voided' },
  delivered: {
    affix: 'affixed',
    spoil: 'spoiled',
    lose: 'lost',
    return: 'in_stock',
    void: 'voided',
  },
  affixed: { void: 'voided' },
  spoiled: { lose: 'lost', hand_in: 'handed_in' },
  lost: { find: 'spoiled' },
  handed_in: { destroy: 'destroyed' },
  destroyed: {},
  voided: {},
}

/** The stamps 0 to 9, whose latest event took them from where `before` says. */
function trail(before: StampState, more: Partial<Trail['live']> = {}): Trail {
  const live = { ...event(7, { action: 'void', prev: FACTS[before] }), ...more }
  return { from: 0, to: 9, live, postingMonth: '2024-02' }
}

describe('What an action does to a stamp', () => {
  for (const state of STATES) {
    for (const action of ACTIONS.filter((action) => action !== 'correct')) {
      const next = ALLOWED[state][action]
      it(`${action} makes of ${state} ${next ?? 'nothing: it is refused'}`, () => {
        const trails = [trail('spoiled')]
        const ranges = [{ from: 0, to: 9 }]
        const decision = decide([segment(0, 9, state)], ranges, change(action), trails)
        if (next === undefined) {
          expect(decision).to.deep.equal({ ok: false, refusals: [{ from: 0, to: 9, state }] })
        } else {
          expect(decision.ok && decision.segments.map(({ state }) => state)).to.deep.equal([next])
        }
      })
    }
    it(`correct gives a stamp that is ${state} what its latest event took from it`, () => {
      for (const before of STATES) {
        const ranges = [{ from: 0, to: 9 }]
        const given = [segment(0, 9, state)]
        const decision = decide(given, ranges, change('correct'), [trail(before)])
        expect(decision.ok && decision.segments).to.deep.equal([segment(0, 9, before)])
        expect(decision.ok && decision.steps.map(({ undoes }) => undoes)).to.deep.equal([7])
      }
    })
  }

  it('keeps the dates and the lot that an earlier state gave', () => {
    const voided = decide([segment(0, 0, 'affixed')], [{ from: 0, to: 0 }], change('void'))
    expect(voided.ok && voided.segments).to.deep.equal([segment(0, 0, 'voided')])
    const affixed = decide([segment(0, 0, 'delivered')], [{ from: 0, to: 0 }], change('affix'))
    expect(affixed.ok && affixed.segments).to.deep.equal([
      { from: 0, to: 0, state: 'affixed', lotId: LOT, deliveredOn: FIRST, affixedOn: THIRD },
    ])
    for (const [action, from] of [
      ['spoil', 'delivered'],
      ['lose', 'delivered'],
      ['lose', 'spoiled'],
      ['hand_in', 'spoiled'],
      ['destroy', 'handed_in'],
    ] as const) {
      const decision = decide([segment(0, 0, from)], [{ from: 0, to: 0 }], change(action))
      expect(decision.ok && decision.segments[0]?.deliveredOn, action).to.equal(FIRST)
    }
  })

  it('takes the day of delivery when the stamps come back, and only then', () => {
    const back = decide([segment(0, 9, 'delivered')], [{ from: 0, to: 9 }], change('return'))
    expect(back.ok && back.segments).to.deep.equal([segment(0, 9, 'in_stock')])
  })

  it('needs a lot to affix, minutes to hand in and to destroy', () => {
    for (const action of ACTIONS) {
      const { needsLot = false, needsMinutes = false } = TRANSITIONS[action]
      expect(needsLot, action).to.equal(action === 'affix')
      expect(needsMinutes, action).to.equal(action === 'hand_in' || action === 'destroy')
    }
  })

  it('needs a reason wherever stamps leave the ordinary way, and "other" is always one', () => {
    const without: StampAction[] = ['deliver', 'affix', 'find', 'hand_in', 'destroy']
    for (const action of ACTIONS) {
      const { reasons } = TRANSITIONS[action]
      if (without.includes(action)) expect(reasons, action).to.equal(null)
      else expect(reasons, action).to.include('other')
    }
    expect(TRANSITIONS.void.reasons).to.include.members(['copied', 'revoked'])
  })
})

describe('The day of an event', () => {
  it('is not before the last fact of a stamp; that very day is taken', () => {
    const held = [segment(0, 4, 'delivered'), segment(5, 9, 'affixed')]
    const early = decide(held, [{ from: 0, to: 9 }], change('void', '2024-01-01'))
    // Neighbours that are refused alike are named as one.
    expect(early).to.deep.equal({ ok: false, refusals: [{ from: 0, to: 9, state: 'later' }] })
    const between = decide(held, [{ from: 0, to: 9 }], change('void', '2024-02-02'))
    expect(between).to.deep.equal({ ok: false, refusals: [{ from: 5, to: 9, state: 'later' }] })
    expect(decide(held, [{ from: 0, to: 9 }], change('void', SECOND)).ok).to.equal(true)
  })

  it('is not before the latest event of a stamp, which the refusal names', () => {
    const trails = [
      { ...trail('in_stock', { seq: 3, occurredOn: SECOND }), to: 4 },
      { ...trail('in_stock', { seq: 4, occurredOn: THIRD }), from: 5 },
    ]
    const held = [segment(0, 9, 'delivered')]
    const ranges = [{ from: 2, to: 7 }]
    expect(decide(held, ranges, change('spoil', '2024-03-03'), trails)).to.deep.equal({
      ok: false,
      refusals: [{ from: 5, to: 7, state: 'later', seq: 4 }],
    })
    expect(decide(held, ranges, change('spoil', THIRD), trails).ok).to.equal(true)
  })

  it('holds for what undoes as well: a correction is not before what it undoes', () => {
    const trails = [trail('delivered', { action: 'lose', occurredOn: SECOND })]
    for (const action of ['correct', 'find'] as const) {
      const early = change(action, '2024-02-02')
      expect(decide([segment(0, 9, 'lost')], [{ from: 0, to: 9 }], early, trails)).to.deep.equal({
        ok: false,
        refusals: [{ from: 0, to: 9, state: 'later', seq: 7 }],
      })
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
    expect(decide(batch, ranges, change('affix'))).to.deep.equal({
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
      (['in_stock', 'delivered', 'affixed', 'delivered'] as const).map((state) => FACTS[state]),
    )
  })

  it('makes one step of ranges that meet and of trails that differ in nothing it records', () => {
    const ranges = [
      { from: 0, to: 4 },
      { from: 5, to: 9 },
    ]
    const whole = decide([segment(0, 9, 'delivered')], ranges, change('lose'))
    expect(whole.ok && whole.steps.map(({ from, to }) => [from, to])).to.deep.equal([[0, 9]])
    const trails = [
      { ...trail('delivered', { seq: 3 }), to: 4, postingMonth: '2024-04' },
      { ...trail('delivered', { seq: 4 }), from: 5, postingMonth: '2024-03' },
    ]
    const found = decide([segment(0, 9, 'lost')], ranges, change('find'), trails)
    expect(found.ok && found.steps).to.deep.equal([
      {
        from: 0,
        to: 9,
        before: FACTS.lost,
        after: FACTS.delivered,
        undoes: null,
        postedFrom: '2024-04',
      },
    ])
    const corrected = decide([segment(0, 9, 'lost')], ranges, change('correct'), trails)
    expect(corrected.ok && corrected.steps.map((step) => step.undoes)).to.deep.equal([3, 4])
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

describe('A correction', () => {
  it('never undoes the issue', () => {
    const trails = [{ from: 0, to: 9, live: event(1), postingMonth: '2024-01' }]
    const held = [segment(0, 9, 'in_stock')]
    expect(decide(held, [{ from: 2, to: 3 }], change('correct'), trails)).to.deep.equal({
      ok: false,
      refusals: [{ from: 2, to: 3, state: 'issued', seq: 1 }],
    })
  })

  it('of a named event is refused where a later one stands, which is named', () => {
    const trails = [
      { ...trail('in_stock', { seq: 3 }), to: 4 },
      { ...trail('delivered', { seq: 5 }), from: 5 },
    ]
    const held = [segment(0, 4, 'delivered'), segment(5, 9, 'spoiled')]
    const ranges = [{ from: 0, to: 9 }]
    expect(decide(held, ranges, change('correct', THIRD, 3), trails)).to.deep.equal({
      ok: false,
      refusals: [{ from: 5, to: 9, state: 'later_event', seq: 5 }],
    })
    expect(decide(held, [{ from: 0, to: 4 }], change('correct', THIRD, 3), trails).ok).to.equal(
      true,
    )
  })

  it('can not be decided without knowing the events', () => {
    for (const action of ['find', 'correct'] as const) {
      const decideIt = () => decide([segment(0, 9, 'lost')], [{ from: 0, to: 9 }], change(action))
      expect(decideIt).to.throw('needs the trails')
    }
  })
})
