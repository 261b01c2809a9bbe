import { openAuditTrail } from './audit-trail.ts'
import type { CheckClaimed } from './claimed-stamps.ts'
import { compareSegments } from './compare-segments.ts'
import type { Report } from './findings.ts'
import { type Cell, overlapping } from './interval-map.ts'
import { openReplay, type Stretch } from './replay-events.ts'
import {
  BATCH,
  missingFrom,
  type StoredAuditEntry,
  type StoredBatch,
  type StoredEvent,
  type StoredHead,
  type StoredSegment,
  type StoredTaking,
} from './shapes.ts'
import type { StockBooks } from './stock-books.ts'
import { type Card, recountCards } from './stock-cards.ts'
import type { GroupedStream } from './streams.ts'
import type { Tally } from './tally.ts'

/** The documents of batches, by the number of the batch. */
export type BatchStreams = Record<
  'heads' | 'events' | 'segments' | 'entries' | 'cards' | 'holds' | 'ranges',
  GroupedStream<number>
>

export interface BatchParts {
  report: Report
  books: StockBooks
  tally: Tally
  checkClaimed: CheckClaimed
  progress: (tally: Tally) => void
}

/** Events after which progress is told within a batch. */
const PROGRESS_EVENTS = 10_000

/** Recounts one batch from its events and compares everything that is kept about it. */
export async function verifyBatch(
  parts: BatchParts,
  batch: StoredBatch,
  streams: BatchStreams,
): Promise<void> {
  const { report, tally, books } = parts
  const { _id: batchId } = batch
  const faults = missingFrom(batch, BATCH)
  for (const fault of faults) report({ code: 'batch.shape', batchId, ...fault })
  if (faults.some(({ field }) => field === 'quantity' || field === 'issuedOn')) return
  tally.batches += 1
  tally.stamps += batch.quantity

  const replay = openReplay(batch, report)
  const cards = recountCards(batch, report, books.cardFaults)
  const trail = openAuditTrail(
    { ...batch },
    async () => {
      const entry = await streams.entries.next(batchId)
      if (entry !== null) tally.auditEntries += 1
      return entry as StoredAuditEntry | null
    },
    report,
  )
  await each<StoredEvent>(streams.events, batchId, async (event) => {
    tally.events += 1
    if (tally.events % PROGRESS_EVENTS === 0) parts.progress(tally)
    if (replay.take(event)) {
      cards.add(event)
      books.count(batch.enterpriseId, event)
    }
    await trail.match(event)
  })
  const revision = await trail.finish()

  const stretches = replay.stretches()
  const segments = compareSegments(batch, stretches, report)
  await each<StoredSegment>(streams.segments, batchId, (segment) => {
    tally.segments += 1
    const { state, from, to } = segment
    tally.states[state] = (tally.states[state] ?? 0) + to - from + 1
    segments.take(segment)
  })
  segments.finish()

  await each<Card>(streams.cards, batchId, (card) => {
    tally.cards += 1
    cards.take(card)
  })
  cards.finish()

  const holds = await countTakings(batch, streams.holds, {
    fault: (from, to, { _id }) =>
      report({ code: 'hold.range', batchId, from, to, subject: String(_id) }),
    taken: ({ from, to }) => checkHeld(batchId, { from, to }, stretches, report),
  })
  await countTakings(batch, streams.ranges, {
    fault(from, to, { _id }, isOverlap) {
      const code = isOverlap ? 'claim.overlap' : 'claim.range'
      report({ code, batchId, from, to, subject: `dải/range ${_id}` })
    },
    taken: (range) => parts.checkClaimed(batch, range, stretches),
  })
  const head = (await streams.heads.next(batchId)) as StoredHead | null
  checkHead(batchId, head, { ...replay.last(), revision, holds }, report)
}

async function each<T>(
  stream: GroupedStream<number>,
  batchId: number,
  take: (document: T) => void | Promise<void>,
): Promise<void> {
  for (;;) {
    const document = await stream.next(batchId)
    if (document === null) return
    await take(document as T)
  }
}

/** Counts live ranges, ascending by their first stamp; each must lie in the batch, and apart. */
async function countTakings(
  batch: StoredBatch,
  stream: GroupedStream<number>,
  told: {
    fault: (from: number, to: number, taking: StoredTaking, isOverlap: boolean) => void
    taken?: (taking: StoredTaking) => void
  },
): Promise<number> {
  let counted = 0
  let last = -1
  await each<StoredTaking>(stream, batch._id, (taking) => {
    const { from, to } = taking
    counted += 1
    const isWithin = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to
    if (!isWithin || to >= batch.quantity) {
      told.fault(from, to, taking, false)
      return
    }
    if (from <= last) told.fault(from, Math.min(to, last), taking, true)
    told.taken?.(taking)
    last = Math.max(last, to)
  })
  return counted
}

/** Held stamps wait for their delivery. */
function checkHeld(
  batchId: number,
  { from, to }: Cell,
  stretches: readonly Stretch[],
  report: Report,
): void {
  for (const stretch of overlapping(stretches, from, to)) {
    const found = stretch.facts?.state ?? null
    if (found === 'in_stock') continue
    const cut = { from: stretch.from, to: stretch.to }
    report({ code: 'hold.state', batchId, ...cut, expected: 'in_stock', found })
  }
}

function checkHead(
  batchId: number,
  head: StoredHead | null,
  expected: { seq: number; recordedAt: Date | null; revision: number; holds: number },
  report: Report,
): void {
  if (head === null) {
    report({ code: 'head.missing', batchId })
    return
  }
  for (const field of ['seq', 'revision', 'holds', 'recordedAt'] as const) {
    const [should, is] = [plain(expected[field]), plain(head[field])]
    if (should === is) continue
    report({ code: 'head.field', batchId, field, expected: should, found: is })
  }
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}
