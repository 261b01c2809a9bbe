import { expect } from 'chai'
import fc from 'fast-check'
import {
  type Change,
  type Decision,
  decide,
  type Facts,
  type Range,
  type Segment,
  sortRanges,
} from '../../src/features/stamps/ledger.rules.ts'

const SEED = Date.now() % 0x7fffffff
const STAMPS_MAX = 60
const LOTS = ['65a0c0ffee00000000000001', '65a0c0ffee00000000000002']
/** Few days, so that facts often meet on one and sometimes come out of order. */
const DAYS = ['2024-01-01', '2024-01-02']

const IN_STOCK: Facts = { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null }
const DELIVERED: Facts = { ...IN_STOCK, state: 'delivered', deliveredOn: '2024-01-01' }

interface Act {
  change: Change
  ranges: Range[]
}

/** What a batch is, stamp by stamp: the model has no ranges at all. */
type Stamps = Facts[]

/** One stamp under one change: its new facts, or the word of the refusal. Design §3, by hand. */
function modelOf(stamp: Facts, { action, occurredOn, lotId }: Change): Facts | string {
  const { state, deliveredOn, affixedOn } = stamp
  const fits =
    (action === 'deliver' && state === 'in_stock') ||
    (action === 'affix' && state === 'delivered') ||
    (action === 'spoil' && state === 'delivered') ||
    (action === 'void' && ['in_stock', 'delivered', 'affixed'].includes(state))
  if (!fits) return state
  for (const day of [deliveredOn, affixedOn]) if (day !== null && day > occurredOn) return 'later'
  if (action === 'deliver') return { ...stamp, state: 'delivered', deliveredOn: occurredOn }
  if (action === 'affix') return { ...stamp, state: 'affixed', affixedOn: occurredOn, lotId }
  return { ...stamp, state: action === 'spoil' ? 'spoiled' : 'voided' }
}

/** The whole request on the model: what each stamp becomes, and each refused one by its index. */
function runModel(stamps: Stamps, { change, ranges }: Act) {
  const next = [...stamps]
  const refused: [index: number, word: string][] = []
  for (const { from, to } of ranges) {
    for (let index = from; index <= to; index += 1) {
      const outcome = modelOf(stamps[index] as Facts, change)
      if (typeof outcome === 'string') refused.push([index, outcome])
      else next[index] = outcome
    }
  }
  return { next, refused }
}

/** Every stamp of some ranges with what the range says of it. */
function spread<T extends Range, V>(items: readonly T[], of: (item: T) => V): [number, V][] {
  return items.flatMap((item) =>
    Array.from({ length: item.to - item.from + 1 }, (_, n): [number, V] => [
      item.from + n,
      of(item),
    ]),
  )
}

/** Facts as one word, so that many of them are compared quickly. */
function wordOf({ state, lotId, deliveredOn, affixedOn }: Facts): string {
  return [state, lotId, deliveredOn, affixedOn].join(' ')
}

/** Invariant 1, and the canonical form: no two neighbours are alike. */
function expectTiling(segments: readonly Segment[], size: number): void {
  let at = 0
  for (const [n, segment] of segments.entries()) {
    expect(segment.from, 'no gap and no overlap').to.equal(at)
    expect(segment.to).to.be.at.least(segment.from)
    const before = segments[n - 1]
    if (before !== undefined) expect(wordOf(before)).not.to.equal(wordOf(segment))
    at = segment.to + 1
  }
  expect(at).to.equal(size)
}

/** The stretch of the batch that a request reads: what touches its ranges, and the neighbours. */
function around(segments: readonly Segment[], ranges: readonly Range[]): Segment[] {
  const read = new Set<Segment>()
  for (const { from, to } of ranges) {
    const before = segments.findLast((segment) => segment.from < from)
    if (before !== undefined) read.add(before)
    for (const segment of segments) {
      if (segment.from >= from && segment.from <= to + 1) read.add(segment)
    }
  }
  return segments.filter((segment) => read.has(segment))
}

/** Puts the new stretch in the place of the one that was read, as the store does. */
function putBack(all: readonly Segment[], read: Segment[], after: readonly Segment[]): Segment[] {
  const kept = all.filter((segment) => !read.includes(segment))
  return [...kept, ...after].sort((a, b) => a.from - b.from)
}

function expectSame(decision: Decision, stamps: Stamps, act: Act): Stamps {
  const { next, refused } = runModel(stamps, act)
  if (!decision.ok) {
    expect(spread(decision.refusals, ({ state }) => state)).to.deep.equal(refused)
    expect(refused).not.to.be.empty
    return stamps
  }
  expect(refused).to.be.empty
  const named = spread(decision.steps, ({ after }) => after)
  expect(named.map(([index]) => index)).to.deep.equal(spread(act.ranges, () => 0).map(([at]) => at))
  const replayed = [...stamps]
  for (const { from, to, before, after } of decision.steps) {
    for (let index = from; index <= to; index += 1) {
      expect(wordOf(replayed[index] as Facts), 'one previous set of facts').to.equal(wordOf(before))
      replayed[index] = after
    }
  }
  expect(replayed.map(wordOf)).to.deep.equal(next.map(wordOf))
  return next
}

/** Any range, or one between marks of ten: those meet, so that neighbours become one again. */
const range = (size: number) =>
  fc
    .oneof(
      fc.tuple(fc.nat(size - 1), fc.nat(12)).map(([from, more]) => ({ from, to: from + more })),
      fc
        .tuple(fc.nat(Math.floor((size - 1) / 10)), fc.integer({ min: 1, max: 3 }))
        .map(([tens, more]) => ({ from: 10 * tens, to: 10 * (tens + more) - 1 })),
    )
    .map(({ from, to }) => ({ from, to: Math.min(to, size - 1) }))

const change: fc.Arbitrary<Change> = fc
  .record({
    action: fc.constantFrom('deliver', 'affix', 'affix', 'affix', 'spoil', 'void'),
    occurredOn: fc.constantFrom(...DAYS),
    lot: fc.constantFrom(...LOTS),
  })
  .map(({ action, occurredOn, lot }) => ({
    action,
    occurredOn,
    lotId: action === 'affix' ? lot : null,
  }))

/** A batch and what happens to it; the ranges of a request do not overlap, as the wire asks. */
const histories = fc.integer({ min: 1, max: STAMPS_MAX }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    /** Half of the batches are delivered whole before anything else happens. */
    isDelivered: fc.boolean(),
    acts: fc.array(
      fc.record({
        change,
        ranges: fc
          .array(range(size), { minLength: 1, maxLength: 2 })
          .map(sortRanges)
          .filter((sorted) => sorted.ok)
          .map((sorted) => (sorted.ok ? sorted.ranges : [])),
      }),
      { minLength: 10, maxLength: 30 },
    ),
  }),
)

describe(`The ledger of a batch of at most ${STAMPS_MAX} stamps (seed ${SEED})`, () => {
  const seen = { taken: 0, refused: 0, later: 0, joined: 0 }

  it('does to ranges what a plain row of stamps does one by one', () => {
    fc.assert(
      fc.property(histories, ({ size, isDelivered, acts }) => {
        const first: Facts = isDelivered ? DELIVERED : IN_STOCK
        let stamps: Stamps = Array.from({ length: size }, () => first)
        let segments: Segment[] = [{ from: 0, to: size - 1, ...first }]
        for (const act of acts) {
          const whole = decide(segments, act.ranges, act.change)
          const read = around(segments, act.ranges)
          const part = decide(read, act.ranges, act.change)
          stamps = expectSame(whole, stamps, act)
          expect(part.ok).to.equal(whole.ok)
          count(whole, segments.length)
          if (!whole.ok || !part.ok) {
            expect(part).to.deep.equal(whole)
            continue
          }
          expect(part.steps).to.deep.equal(whole.steps)
          expect(putBack(segments, read, part.segments)).to.deep.equal(whole.segments)
          segments = whole.segments
          expectTiling(segments, size)
          expect(spread(segments, wordOf).map(([, word]) => word)).to.deep.equal(stamps.map(wordOf))
        }
      }),
      { seed: SEED, numRuns: 400 },
    )
  })

  it('met, in these histories, everything it can answer', () => {
    for (const [what, times] of Object.entries(seen)) {
      expect(times, `${what}: ${JSON.stringify(seen)}`).to.be.greaterThan(0)
    }
  })

  function count(decision: Decision, before: number): void {
    if (decision.ok) {
      seen.taken += 1
      if (decision.segments.length < before) seen.joined += 1
    } else {
      seen.refused += 1
      if (decision.refusals.some(({ state }) => state === 'later')) seen.later += 1
    }
  }
})
