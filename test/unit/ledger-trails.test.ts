import { expect } from 'chai'
import { type Facts, merge, type Segment } from '../../src/features/stamps/ledger.rules.ts'
import { place, replay } from '../../src/features/stamps/replay.rules.ts'
import { trailsOf } from '../../src/features/stamps/trails.rules.ts'
import { event, FACTS, segment } from '../support/ledger-facts.ts'

/** Ten stamps: delivered; five of them affixed, three of those voided; the voids corrected. */
const EVENTS = [
  event(1),
  event(2, { action: 'deliver', prev: FACTS.in_stock }),
  event(3, { action: 'affix', from: 0, to: 4, prev: FACTS.delivered, postingMonth: '2024-02' }),
  event(4, { action: 'void', from: 2, to: 4, prev: FACTS.affixed, postingMonth: '2024-03' }),
  event(5, {
    action: 'correct',
    from: 3,
    to: 4,
    prev: FACTS.voided,
    undoes: 4,
    postingMonth: '2024-04',
  }),
]

const shown = (range: { from: number; to: number }, events = EVENTS) =>
  trailsOf(range, events).map(
    ({ from, to, live, postingMonth }) => `${from}-${to} ${live.seq} ${postingMonth}`,
  )

describe('The trails of a range', () => {
  it('name for each run of stamps the event that a correction would undo', () => {
    expect(shown({ from: 0, to: 9 })).to.deep.equal([
      '0-1 3 2024-02',
      '2-2 4 2024-03',
      '3-4 3 2024-04',
      '5-9 2 2024-01',
    ])
  })

  it('begin and end with the range, inside an event or at its borders', () => {
    expect(shown({ from: 4, to: 5 })).to.deep.equal(['4-4 3 2024-04', '5-5 2 2024-01'])
    expect(shown({ from: 6, to: 6 })).to.deep.equal(['6-6 2 2024-01'])
    expect(shown({ from: 2, to: 4 })).to.deep.equal(['2-2 4 2024-03', '3-4 3 2024-04'])
  })

  it('go back one event more with each correction, down to the issue', () => {
    const undo = (seq: number, undoes: number) =>
      event(seq, { action: 'correct', from: 3, to: 4, undoes, postingMonth: '2024-05' })
    expect(shown({ from: 3, to: 4 }, [...EVENTS, undo(6, 3)])).to.deep.equal(['3-4 2 2024-05'])
    expect(shown({ from: 3, to: 4 }, [...EVENTS, undo(6, 3), undo(7, 2)])).to.deep.equal([
      '3-4 1 2024-05',
    ])
  })

  it('take what follows a correction for the latest event', () => {
    const again = event(6, { action: 'void', from: 3, to: 3, postingMonth: '2024-06' })
    expect(shown({ from: 3, to: 4 }, [...EVENTS, again])).to.deep.equal([
      '3-3 6 2024-06',
      '4-4 3 2024-04',
    ])
  })

  it('are refused where the events do not add up', () => {
    const wrong = event(6, { action: 'correct', from: 3, to: 3, undoes: 2 })
    expect(() => trailsOf({ from: 3, to: 3 }, [...EVENTS, wrong])).to.throw('is the latest')
    expect(() => trailsOf({ from: 0, to: 10 }, EVENTS)).to.throw('Stamp 10 has no event')
  })
})

describe('Placing facts on segments', () => {
  /** Every way to place one range on ten stamps that are cut in three, stamp by stamp. */
  it('changes the stamps of the range and no other, for every range of ten stamps', () => {
    const before = [segment(0, 2, 'in_stock'), segment(3, 6, 'affixed'), segment(7, 9, 'delivered')]
    const statesOf = (segments: readonly Segment[]) =>
      segments.flatMap(({ from, to, state }) => Array(to - from + 1).fill(state))
    for (let from = 0; from < 10; from += 1) {
      for (let to = from; to < 10; to += 1) {
        const segments = [...before]
        place(segments, { from, to }, FACTS.spoiled)
        const expected = statesOf(before).fill('spoiled', from, to + 1)
        expect(statesOf(segments), `${from}-${to}`).to.deep.equal(expected)
        expect(segments.map((part) => part.from)).to.deep.equal([
          0,
          ...segments.slice(0, -1).map((part) => part.to + 1),
        ])
      }
    }
  })

  it('in the order of the events gives the canonical segments', async () => {
    async function* events(): AsyncGenerator<{ from: number; to: number; next: Facts }> {
      yield { from: 0, to: 9, next: FACTS.in_stock }
      yield { from: 0, to: 4, next: FACTS.delivered }
      yield { from: 5, to: 9, next: FACTS.delivered }
      yield { from: 3, to: 7, next: FACTS.voided }
      yield { from: 3, to: 6, next: FACTS.delivered }
    }
    expect(await replay(events())).to.deep.equal([
      segment(0, 6, 'delivered'),
      segment(7, 7, 'voided'),
      segment(8, 9, 'delivered'),
    ])
  })

  it('of nothing is nothing', async () => {
    async function* none(): AsyncGenerator<{ from: number; to: number; next: Facts }> {}
    expect(await replay(none())).to.deep.equal([])
    expect(merge([])).to.deep.equal([])
  })
})
