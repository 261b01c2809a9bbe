import type { AnyBulkWriteOperation, Db, Document } from 'mongodb'

/*
 * What the records of version 2 lack. Every step sets the same values when it is repeated; the
 * rules are written out here, since a migration must not change when they do.
 */

const IN_CHUNKS_OF = 1_000

interface OldEvent {
  _id: string
  batchId: number
  from: number
  to: number
  n: number
  action: string
  prev: { state: string } | null
  occurredOn: string
  recordedAt: Date
}

/** Brings batches, heads, segments and events to the shape of version 3, and makes their cards. */
export async function fillLedger(db: Db): Promise<void> {
  const batches = db.collection<{ _id: number; enterpriseId: string; productId: string }>(
    'stamp_batches',
  )
  for await (const batch of batches.find({ _id: { $gte: 1 } }).sort({ _id: 1 })) {
    await batches.updateOne(
      { _id: batch._id, requestId: { $exists: false } },
      { $set: { requestId: null } },
    )
    const { productId } = batch
    await db
      .collection('stamp_segments')
      .updateMany({ batchId: batch._id, from: { $gte: 0 } }, { $set: { productId } })
    await fillBatch(db, batch)
  }
}

async function fillBatch(
  db: Db,
  batch: { _id: number; enterpriseId: string; productId: string },
): Promise<void> {
  const cards = new Map<string, Record<string, number>>()
  const events = db.collection<OldEvent>('stamp_events')
  let changes: AnyBulkWriteOperation<OldEvent>[] = []
  let recordedAt = new Date(0)
  for await (const event of events
    .find({ batchId: batch._id, seq: { $gte: 1 } })
    .sort({ seq: 1 })) {
    recordedAt = event.recordedAt
    const month = event.occurredOn.slice(0, 7)
    const column = columnOf(event)
    if (column !== null) {
      const card = cards.get(month) ?? {}
      card[column] = (card[column] ?? 0) + event.n
      cards.set(month, card)
    }
    changes.push({ updateOne: { filter: { _id: event._id }, update: { $set: added(event) } } })
    if (changes.length === IN_CHUNKS_OF) {
      await events.bulkWrite(changes)
      changes = []
    }
  }
  if (changes.length > 0) await events.bulkWrite(changes)
  await events.updateMany(
    { batchId: batch._id, seq: { $gte: 1 } },
    { $set: { productId: batch.productId } },
  )
  await writeCards(db, batch, cards)
  await db
    .collection<{ _id: number }>('stamp_heads')
    .updateOne(
      { _id: batch._id },
      { $set: { turn: 0, holds: 0, recordedAt }, $unset: { claims: '' } },
    )
}

function added(event: OldEvent): Document {
  return {
    node: nodeOf(event.from + 1, event.to + 1),
    undoes: null,
    postingMonth: event.occurredOn.slice(0, 7),
    handoverId: null,
    byRole: '',
  }
}

function columnOf({ action, prev }: OldEvent): string | null {
  if (action === 'deliver') return 'received'
  if (action === 'affix') return 'affixed'
  if (action === 'spoil') return 'spoiled'
  return action === 'void' && prev?.state === 'delivered' ? 'voided' : null
}

async function writeCards(
  db: Db,
  batch: { _id: number; enterpriseId: string; productId: string },
  cards: ReadonlyMap<string, Record<string, number>>,
): Promise<void> {
  const { _id: batchId, enterpriseId, productId } = batch
  const none = Object.fromEntries(COLUMNS.map((column) => [column, 0]))
  for (const [month, moves] of cards) {
    const card = { batchId, month, occurredMonth: month, enterpriseId, productId }
    await db
      .collection<{ _id: string }>('stock_cards')
      .updateOne(
        { _id: `${batchId}:${month}:${month}` },
        { $set: { ...card, ...none, ...moves } },
        { upsert: true },
      )
  }
}

const COLUMNS = [
  'received',
  'found',
  'affixed',
  'spoiled',
  'lost',
  'returned',
  'voided',
  'corrected',
  'spoiledFound',
  'handedIn',
  'spoiledLost',
  'spoiledCorrected',
]

/** The node of a range, numbered from 1, in an interval tree over 2^20 stamps. */
function nodeOf(low: number, high: number): number {
  let node = 2 ** 20
  for (let step = 2 ** 19; step >= 1 && (node < low || node > high); step /= 2) {
    node += node < low ? step : -step
  }
  return node
}
