import { type Document, MinKey } from 'mongodb'
import { type BatchParts, type BatchStreams, verifyBatch } from './batch.ts'
import type { Finding, Report } from './findings.ts'
import type { StoredBatch } from './shapes.ts'
import { groupBy, type Query, type Snapshot } from './streams.ts'

/** Batches whose documents are read together. */
const WINDOW_BATCHES = 256

interface Numbered {
  collection: string
  /** The field with the number of the batch. */
  field: string
  sort: Query['sort']
  /** Only what stands is looked at, by an index that holds nothing else. */
  live?: true
}

/** Collections whose documents carry the number of a batch. */
const NUMBERED = {
  heads: { collection: 'stamp_heads', field: '_id', sort: { _id: 1 } },
  events: { collection: 'stamp_events', field: 'batchId', sort: { batchId: 1, seq: 1 } },
  segments: { collection: 'stamp_segments', field: 'batchId', sort: { batchId: 1, from: 1 } },
  holds: { collection: 'stamp_holds', field: 'batchId', sort: { batchId: 1, from: 1 }, live: true },
  ranges: {
    ...{ collection: 'claim_ranges', field: 'batchId', sort: { batchId: 1, from: 1 } },
    live: true,
  },
} satisfies Partial<Record<keyof BatchStreams, Numbered>>

/** Recounts every batch, and finds what belongs to none. */
export async function verifyBatches(snapshot: Snapshot, parts: BatchParts): Promise<void> {
  const known = new Set<number>()
  for (let after = 0; ; ) {
    const window = await readWindow(snapshot, { $gt: after })
    const last = window.at(-1)?._id
    const bounds = last === undefined ? { $gt: after } : { $gt: after, $lte: last }
    await verifyWindow(snapshot, parts, window, bounds)
    for (const { _id } of window) known.add(_id)
    if (last === undefined) break
    after = last
  }
  await reportUnreached(snapshot, known, parts)
}

/** Recounts one batch. @returns false: there is none of this number */
export async function verifyOneBatch(
  snapshot: Snapshot,
  parts: BatchParts,
  batchId: number,
): Promise<boolean> {
  const window = await readWindow(snapshot, { $gte: batchId, $lte: batchId })
  await verifyWindow(snapshot, parts, window, { $gte: batchId, $lte: batchId })
  return window.length > 0
}

/**
 * The next batches in ascending order. Their numbers have equally many digits, so that the order
 * of the numbers is the order of the texts that audit entries and cards name them by.
 */
async function readWindow(snapshot: Snapshot, bounds: Document): Promise<StoredBatch[]> {
  const query: Query = { filter: { _id: bounds }, sort: { _id: 1 }, limit: WINDOW_BATCHES }
  const stream = snapshot.stream('stamp_batches', query)
  const window: StoredBatch[] = []
  for (let next = await stream.next(); next !== null; next = await stream.next()) {
    const batch = next as StoredBatch
    if (String(window[0]?._id ?? batch._id).length === String(batch._id).length) window.push(batch)
  }
  return window
}

async function verifyWindow(
  snapshot: Snapshot,
  parts: BatchParts,
  window: readonly StoredBatch[],
  bounds: Document,
): Promise<void> {
  const strays = collectStrays()
  const numbered = ({ collection, field, sort, ...more }: Numbered) => {
    const stream = snapshot.stream(collection, { filter: { [field]: bounds, ...more }, sort })
    return groupBy(stream, (document) => Number(document[field]), strays.of(collection))
  }
  const ids = window.map(({ _id }) => String(_id))
  const entries = snapshot.stream('audit_entries', {
    filter: { 'subject.kind': 'stamp_batch', 'subject.id': { $in: ids } },
    sort: { 'subject.kind': 1, 'subject.id': 1, 'subject.seq': 1 },
  })
  const cards = snapshot.stream('stock_cards', {
    filter: { _id: { $in: ids.map((id) => new RegExp(`^${id}:`)) } },
    sort: { _id: 1 },
  })
  const streams: BatchStreams = {
    heads: numbered(NUMBERED.heads),
    events: numbered(NUMBERED.events),
    segments: numbered(NUMBERED.segments),
    holds: numbered(NUMBERED.holds),
    ranges: numbered(NUMBERED.ranges),
    entries: groupBy(entries, ({ subject }) => Number(subject.id), strays.of('audit_entries')),
    cards: groupBy(cards, ({ _id }) => Number.parseInt(_id, 10), strays.of('stock_cards')),
  }
  for (const batch of window) {
    await verifyBatch(parts, batch, streams)
    parts.progress(parts.tally)
  }
  for (const stream of Object.values(streams)) await stream.drain()
  strays.tell(parts.report)
}

/** Documents under the number of a batch that is not there: one finding for each collection. */
function collectStrays() {
  const strays = new Map<string, Finding>()
  return {
    of: (collection: string) => (batchId: number, document: Document) => {
      const key = `${collection} ${batchId}`
      const { from = 0, to = 0 } = document
      const first = { batchId, from, to, subject: collection, field: 'n', found: 0 }
      const stray = strays.get(key) ?? { code: 'stray.batch', ...first }
      stray.from = Math.min(stray.from ?? from, from)
      stray.to = Math.max(stray.to ?? to, to)
      stray.found = Number(stray.found) + 1
      strays.set(key, stray)
    },
    tell(report: Report): void {
      for (const stray of strays.values()) report(stray)
    },
  }
}

/**
 * Documents that no number of a batch leads to: the positive numbers were walked through above, so
 * what is left has a key of another kind, or names a batch that is not there.
 */
async function reportUnreached(
  snapshot: Snapshot,
  known: ReadonlySet<number>,
  { report, tally }: BatchParts,
): Promise<void> {
  const isOther = { $not: { $gt: 0 } }
  const batches: Numbered = { collection: 'stamp_batches', field: '_id', sort: { _id: 1 } }
  for (const { collection, field, sort, ...more } of [batches, ...Object.values(NUMBERED)]) {
    const stream = snapshot.stream(collection, { filter: { [field]: isOther, ...more }, sort })
    for (let stray = await stream.next(); stray !== null; stray = await stream.next()) {
      report({ code: 'stray.number', subject: `${collection} ${stray['_id']}`, field })
    }
  }
  const entries: Named = {
    ...{ collection: 'audit_entries', filter: { 'subject.kind': 'stamp_batch' } },
    sort: { 'subject.kind': 1, 'subject.id': 1, 'subject.seq': 1 },
    nameOf: ({ subject }: Document): string => String(subject.id),
  }
  const cards: Named = {
    ...{ collection: 'stock_cards', filter: { _id: { $gte: new MinKey() } }, sort: { _id: 1 } },
    nameOf: ({ _id }: Document): string => String(_id).split(':')[0] ?? '',
  }
  if ((await snapshot.count(entries.collection, entries.filter)) !== tally.auditEntries) {
    await reportUnknown(snapshot, entries, known, report)
  }
  if ((await snapshot.count(cards.collection, cards.filter)) !== tally.cards) {
    await reportUnknown(snapshot, cards, known, report)
  }
}

interface Named extends Query {
  collection: string
  /** The number of the batch as the document has it. */
  nameOf: (document: Document) => string
}

async function reportUnknown(
  snapshot: Snapshot,
  { collection, nameOf, ...query }: Named,
  known: ReadonlySet<number>,
  report: Report,
): Promise<void> {
  const stream = snapshot.stream(collection, { ...query, projection: { _id: 1, subject: 1 } })
  for (let next = await stream.next(); next !== null; next = await stream.next()) {
    const name = nameOf(next)
    if (/^[1-9]\d*$/.test(name) && known.has(Number(name))) continue
    report({ code: 'stray.number', subject: `${collection} ${next['_id']}`, found: name })
  }
}
