import type {
  Change,
  Facts,
  Segment,
  StampAction,
  Step,
  Trail,
} from '../../src/features/stamps/ledger.rules.ts'
import * as ledgerRules from '../../src/features/stamps/ledger.rules.ts'
import type { Range } from '../../src/features/stamps/ranges.rules.ts'
import * as rangesRules from '../../src/features/stamps/ranges.rules.ts'
import * as replayRules from '../../src/features/stamps/replay.rules.ts'
import type { TrailEvent } from '../../src/features/stamps/trails.rules.ts'
import * as trailsRules from '../../src/features/stamps/trails.rules.ts'
import type { Card } from '../../src/features/stock/stock.rules.ts'
import * as stockRules from '../../src/features/stock/stock.rules.ts'
import { type BatchRange, dayOf, type Operation } from './ledger-stamps.ts'

/** The pure rules of the ledger, or a copy of them. */
export interface Rules {
  ledger: typeof ledgerRules
  ranges: typeof rangesRules
  replay: typeof replayRules
  stock: typeof stockRules
  trails: typeof trailsRules
}

export const RULES: Rules = {
  ledger: ledgerRules,
  ranges: rangesRules,
  replay: replayRules,
  stock: stockRules,
  trails: trailsRules,
}

export interface PureEvent extends TrailEvent {
  next: Facts
  node: number
}

export interface PureBatch {
  id: number
  enterpriseId: string
  segments: Segment[]
  events: PureEvent[]
}

type Refusal = BatchRange & { state: string; seq?: number }
export type PureOutcome =
  | { kind: 'recorded'; events: (PureEvent & { batchId: number })[] }
  | { kind: 'refused'; refusals: Refusal[] }
  | { kind: 'fault'; rule: string }

/** When an operation is recorded. */
interface Moment {
  now: Date
  postingMonthOf(enterpriseId: string, occurredOn: string): string
}

export type PureLedger = ReturnType<typeof createPureLedger>

/**
 * A ledger in memory that is moved by the rules alone, in the steps of recordStampEvents: the
 * stretch and the events that the database would be asked for are taken from arrays.
 */
export function createPureLedger(rules: Rules) {
  const batches = new Map<number, PureBatch>()
  const cards = new Map<string, Card>()
  const { TRANSITIONS } = rules.ledger

  function batchOf(id: number): PureBatch {
    const batch = batches.get(id)
    if (batch === undefined) throw new Error(`No batch ${id}`)
    return batch
  }

  /** What the index over (batch, node) finds, and of that what touches the range. */
  function eventsTouching({ events }: PureBatch, range: Range): PureEvent[] {
    const { single, run } = rules.ranges.nodesTouching(range)
    return events.filter(
      ({ node, from, to }) =>
        (single.includes(node) || (node >= run.from && node <= run.to)) &&
        from <= range.to &&
        to >= range.from,
    )
  }

  function trailsFor(batch: PureBatch, ranges: readonly Range[]): Trail[] {
    return ranges.flatMap((range) => rules.trails.trailsOf(range, eventsTouching(batch, range)))
  }

  function decide(batch: PureBatch, ranges: readonly Range[], change: Change, today: string) {
    const looksBack = TRANSITIONS[change.action].to === null
    const datedBack = change.occurredOn < today
    const trails = looksBack || datedBack ? trailsFor(batch, ranges) : null
    const read = stretchOf(batch.segments, ranges)
    const decision = rules.ledger.decide([...read], ranges, change, trails)
    return { decision, read }
  }

  /** Adds to the cards as the database does, by the columns of each. */
  function addToCards({ enterpriseId, id }: PureBatch, events: readonly PureEvent[]): void {
    const moving = events.map((event) => {
      return { ...event, batchId: id, enterpriseId, productId: 'P', n: rules.ranges.sizeOf(event) }
    })
    for (const card of rules.stock.cardsOf(moving)) {
      const held = cards.get(card._id)
      if (held === undefined) cards.set(card._id, { ...card })
      else for (const name of rules.stock.COLUMN_NAMES) held[name] += card[name]
    }
  }

  return {
    batchOf,
    cards,

    /** The stock card of an enterprise's month. */
    statementOf(enterpriseId: string, month: string) {
      const own = [...cards.values()].filter((card) => card.enterpriseId === enterpriseId)
      return rules.stock.statementOf(enterpriseId, month, own)
    },

    issue(id: number, enterpriseId: string, quantity: number, now: Date): void {
      const next: Facts = { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null }
      const range = { from: 0, to: quantity - 1 }
      const occurredOn = dayOf(now.getTime())
      const issue: PureEvent = {
        seq: 1,
        action: 'issue',
        ...range,
        node: rules.ranges.nodeOf(range),
        prev: null,
        next,
        undoes: null,
        occurredOn,
        postingMonth: occurredOn.slice(0, 7),
        recordedAt: now,
        byRole: 'officer',
      }
      batches.set(id, { id, enterpriseId, segments: [{ ...range, ...next }], events: [issue] })
    },

    record(operation: Operation, moment: Moment): PureOutcome {
      const today = dayOf(moment.now.getTime())
      const { lotId, seq, occurredOn = today } = operation
      const action = operation.action as StampAction
      const change: Change = { action, occurredOn: occurredOn ?? today, lotId, seq }
      const refusals: Refusal[] = []
      const doings: (() => (PureEvent & { batchId: number })[])[] = []
      for (const [batchId, ranges] of byBatch(operation.ranges)) {
        const sorted = rules.ranges.sortRanges(ranges)
        if (!sorted.ok) return { kind: 'fault', rule: 'range.overlap' }
        const batch = batchOf(batchId)
        const { decision, read } = decide(batch, sorted.ranges, change, today)
        if (!decision.ok) {
          refusals.push(...decision.refusals.map((refusal) => ({ batchId, ...refusal })))
          continue
        }
        doings.push(() => {
          const kept = batch.segments.filter((segment) => !read.has(segment))
          batch.segments = [...kept, ...decision.segments].sort((a, b) => a.from - b.from)
          const events = decision.steps.map((step) => enter(batch, step, change, moment))
          addToCards(batch, events)
          return events.map((event) => ({ ...event, batchId }))
        })
      }
      if (refusals.length > 0) return { kind: 'refused', refusals }
      return { kind: 'recorded', events: doings.flatMap((write) => write()) }
    },

    async replay(batchId: number): Promise<Segment[]> {
      return await rules.replay.replay(streamOf(batchOf(batchId).events))
    },
  }

  function enter(batch: PureBatch, step: Step, change: Change, moment: Moment): PureEvent {
    const { from, to, before, after, undoes, postedFrom } = step
    const open = moment.postingMonthOf(batch.enterpriseId, change.occurredOn)
    const event: PureEvent = {
      seq: batch.events.length + 1,
      action: change.action,
      from,
      to,
      node: rules.ranges.nodeOf(step),
      prev: before,
      next: after,
      undoes,
      occurredOn: change.occurredOn,
      postingMonth: postedFrom !== null && postedFrom > open ? postedFrom : open,
      recordedAt: moment.now,
      byRole: 'officer',
    }
    batch.events.push(event)
    return event
  }
}

/** The segments that touch ranges or stand beside them; what lies between ranges is not read. */
function stretchOf(segments: readonly Segment[], ranges: readonly Range[]): Set<Segment> {
  const touches = (segment: Segment) =>
    ranges.some(({ from, to }) => segment.from <= to + 1 && segment.to >= from - 1)
  return new Set(segments.filter(touches))
}

function byBatch(ranges: readonly BatchRange[]): [number, Range[]][] {
  const grouped = new Map<number, Range[]>()
  for (const { batchId, ...range } of ranges) {
    grouped.set(batchId, [...(grouped.get(batchId) ?? []), range])
  }
  return [...grouped].sort(([a], [b]) => a - b)
}

async function* streamOf(events: readonly PureEvent[]): AsyncGenerator<PureEvent> {
  yield* events
}
