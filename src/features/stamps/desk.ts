import type { Tx } from '../../db/unit-of-work.ts'
import { merge, type Segment, type Step } from './ledger.rules.ts'
import type { BatchRecord, EventRecord, HeadRecord } from './ledger.schema.ts'
import type { LedgerStore, Rewrite } from './ledger.store.ts'
import { firstReaching, nodeOf, type Range, sizeOf } from './ranges.rules.ts'
import type { StampStore } from './stamps.store.ts'

export interface DeskParts {
  batches: Pick<StampStore, 'findBatch'>
  ledger: LedgerStore
  addMoves: (events: readonly EventRecord[], session: Tx['session']) => Promise<void>
}

/** What the events of one step do not say by themselves. */
export interface Entry {
  steps: readonly (Step & { postingMonth: string })[]
  fields: Omit<
    EventRecord,
    | '_id'
    | 'batchId'
    | 'seq'
    | 'from'
    | 'to'
    | 'n'
    | 'node'
    | 'prev'
    | 'next'
    | 'undoes'
    | 'postingMonth'
    | 'recordedAt'
    | 'enterpriseId'
    | 'productId'
    | 'productGroup'
  >
  /** The stretch with the steps done, as `decide` gave it. */
  segments: readonly Segment[]
}

/** Events after which a transaction takes no more requests. */
const EVENTS_MAX = 1_000
/** Reads of stretches and events after which it takes no more either. */
const READS_MAX = 200
/** Ranges that are read one by one. */
const SINGLE_READS_MAX = 8

/** A batch whose head is taken, with the ranges that will be looked at, where they are known. */
export interface DeskNeed {
  /** Number of the batch. */
  lane: number
  ranges: readonly Range[]
}

/** The part of one batch that a transaction has in hand. */
interface Sheet {
  batch: BatchRecord
  head: HeadRecord
  /** What was read, by its first stamp. */
  read: Map<number, Segment>
  /** The same stretches as they are to be: ascending, canonical. */
  now: Segment[]
  events: EventRecord[]
  /** The head has changed. */
  changed: boolean
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

/**
 * The working set of one transaction: heads taken in order, segments read once, changes kept in
 * memory until `flush` writes them together. Requests that share a transaction see what those
 * before them did.
 */
export async function openDesk(
  parts: DeskParts,
  needs: readonly DeskNeed[],
  session: Tx['session'],
  at: Date,
) {
  const batchIds = [...new Set(needs.map(({ lane }) => lane))]
  const sheets = new Map<number, Sheet>()
  if (batchIds.length > 0) await parts.ledger.takeHeads(batchIds, session)
  const laidOut = batchIds.length === 0 ? [] : await parts.ledger.layOut(needs, session)
  for (const { head, segments } of laidOut) {
    const batch = await parts.batches.findBatch(head._id, session)
    if (batch === null) throw new Error(`Batch ${head._id} has a head only`)
    const fresh = { batch, head, read: new Map(), now: [], events: [], changed: false }
    const sheet = sheets.get(head._id) ?? fresh
    adopt(sheet, segments)
    sheets.set(head._id, sheet)
  }

  function sheetOf(batchId: number): Sheet {
    const sheet = sheets.get(batchId)
    if (sheet === undefined) throw new Error(`The head of batch ${batchId} is not taken`)
    return sheet
  }

  /** Counts one more audit entry of a batch, of what is kept beside its events; its number. */
  function addEntry(batchId: number): number {
    const sheet = sheetOf(batchId)
    sheet.head.revision += 1
    sheet.changed = true
    return sheet.head.revision
  }

  const known = new Map<string, unknown>()
  let reads = 0

  return {
    /** What `find` answered in this transaction, asked once. */
    async once<T>(key: string, find: () => Promise<T>): Promise<T> {
      if (!known.has(key)) known.set(key, await find())
      return known.get(key) as T
    },

    /** The batches that are in hand; a number without a batch is not among them. */
    batchOf: (batchId: number): BatchRecord | null => sheets.get(batchId)?.batch ?? null,
    headOf: (batchId: number): HeadRecord => sheetOf(batchId).head,

    /** The segments over ranges with a neighbour on each side, ascending. */
    async stretch(batchId: number, ranges: readonly Range[]): Promise<Segment[]> {
      const sheet = sheetOf(batchId)
      const read = async (range: Range): Promise<void> => {
        reads += 1
        adopt(sheet, await parts.ledger.findStretch(batchId, range, session))
      }
      const missing = ranges.filter((range) => !covers(sheet, range))
      const [first, last] = [missing[0], missing.at(-1)]
      // Many short ranges lie in a stretch that is mostly read as quickly as one of them.
      if (first !== undefined && last !== undefined && missing.length > SINGLE_READS_MAX) {
        await read({ from: first.from, to: last.to })
      }
      for (const range of missing) if (!covers(sheet, range)) await read(range)
      return around(sheet, ranges)
    },

    /** Takes in segments that were read elsewhere in this transaction. */
    adopt: (batchId: number, segments: readonly Segment[]) => adopt(sheetOf(batchId), segments),

    /** Numbers of the batches in hand, ascending. */
    batchIds: (): number[] => [...sheets.keys()].sort((a, b) => a - b),

    isFull: (): boolean => {
      let entered = 0
      for (const { events } of sheets.values()) entered += events.length
      return entered >= EVENTS_MAX || reads >= READS_MAX
    },

    /** What is in hand of a batch, ascending. */
    inHand: (batchId: number): readonly Segment[] => sheetOf(batchId).now,

    /** The events near ranges, ascending by seq, those not yet written too. */
    async eventsNear(
      batchId: number,
      ranges: readonly Range[],
      limit: number,
    ): Promise<EventRecord[]> {
      reads += 1
      const stored = await parts.ledger.findEventsNear(batchId, ranges, limit, session)
      return [...stored, ...sheetOf(batchId).events]
    },

    /** Puts decided steps into the ledger; the events and the number of the audit entry. */
    enter(batchId: number, entry: Entry): { events: EventRecord[]; revision: number } {
      const sheet = sheetOf(batchId)
      const { batch, head } = sheet
      if (at > head.recordedAt) head.recordedAt = at
      const events = entry.steps.map((step) => {
        head.seq += 1
        return eventOf(batch, head, step, entry.fields)
      })
      head.revision += 1
      sheet.changed = true
      sheet.events.push(...events)
      sheet.now = patch(sheet.now, entry.segments)
      return { events, revision: head.revision }
    },

    /** Holds more or fewer ranges of a batch; the number of the audit entry. */
    addHolds(batchId: number, count: number): number {
      sheetOf(batchId).head.holds += count
      return addEntry(batchId)
    },

    addEntry,

    async flush(): Promise<void> {
      const all = [...sheets.values()].filter(({ changed }) => changed)
      const events = all.flatMap((sheet) => sheet.events)
      const rewrites: Rewrite[] = all
        .filter((sheet) => sheet.events.length > 0)
        .map(({ batch, read, now }) => ({ batch, before: [...read.values()], after: now }))
      if (events.length > 0) {
        await parts.ledger.insertEvents(events, session)
        await parts.ledger.rewriteSegments(rewrites, session)
        await parts.addMoves(events, session)
      }
      const heads = all.map(({ head }) => head)
      if (heads.length > 0) await parts.ledger.writeHeads(heads, session)
    },
  }
}

function covers({ now, batch }: Sheet, range: Range): boolean {
  const low = Math.max(range.from - 1, 0)
  const high = Math.min(range.to + 1, batch.quantity - 1)
  let next = low
  for (let at = firstReaching(now, low); at < now.length; at += 1) {
    const segment = now[at]
    if (segment === undefined || segment.from > next) return false
    if (segment.to >= high) return true
    next = segment.to + 1
  }
  return false
}

/** Adds segments of the database to those in hand; a stretch already in hand is newer. */
function adopt(sheet: Sheet, found: readonly Segment[]): void {
  const known = new Map(found.map((segment) => [segment.from, segment]))
  const fresh = [...known.values()].filter(({ from }) => !isInHand(sheet.now, from))
  for (const segment of fresh) sheet.read.set(segment.from, segment)
  if (fresh.length === 0) return
  sheet.now = merge([...sheet.now, ...fresh].sort((a, b) => a.from - b.from))
}

function isInHand(now: readonly Segment[], index: number): boolean {
  const segment = now[firstReaching(now, index)]
  return segment !== undefined && segment.from <= index
}

function around({ now }: Sheet, ranges: readonly Range[]): Segment[] {
  const first = ranges[0]?.from ?? 0
  const last = ranges.at(-1)?.to ?? 0
  return now.slice(firstReaching(now, first - 1), firstReaching(now, last + 1) + 1)
}

/** Exchanges the stretch that `fresh` covers, whose borders are borders of `now`. */
function patch(now: readonly Segment[], fresh: readonly Segment[]): Segment[] {
  const first = fresh[0]
  const last = fresh.at(-1)
  if (first === undefined || last === undefined) return [...now]
  const begin = firstReaching(now, first.from)
  const end = firstReaching(now, last.to) + 1
  return [...now.slice(0, begin), ...fresh, ...now.slice(end)]
}

function eventOf(
  batch: BatchRecord,
  head: HeadRecord,
  step: Step & { postingMonth: string },
  fields: Entry['fields'],
): EventRecord {
  const { from, to, before, after, undoes, postingMonth } = step
  const { enterpriseId, productId, productGroup } = batch
  return {
    _id: `${batch._id}:${head.seq}`,
    batchId: batch._id,
    seq: head.seq,
    from,
    to,
    n: sizeOf(step),
    node: nodeOf(step),
    prev: before,
    next: after,
    undoes,
    postingMonth,
    recordedAt: head.recordedAt,
    enterpriseId,
    productId,
    productGroup,
    ...fields,
  }
}
