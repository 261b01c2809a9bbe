import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import type { Segment } from './ledger.rules.ts'
import { sameFacts } from './ledger.rules.ts'
import { type BatchRecord, EventRecord, HeadRecord, SegmentRecord } from './ledger.schema.ts'
import { nodesTouching, type Range } from './ranges.rules.ts'
import { segmentId, toRecord, toSegment } from './segments.rules.ts'
import { BATCH_STAMPS_MAX } from './serial.rules.ts'

export type LedgerStore = ReturnType<typeof createLedgerStore>

/** A stretch of a batch as it was read and as it is to be. */
export interface Rewrite {
  batch: BatchRecord
  before: readonly Segment[]
  after: readonly Segment[]
}

/** Segments read at first for a range: more than a short range mostly touches. */
const STRETCH_SEGMENTS = 4

/** Ranges whose segments are read in one command. */
const LAID_OUT_MAX = 64
/** Below every identifier of a segment. */
const NOTHING = -1

/** Segments that one range may touch. */
export const STRETCH_SEGMENTS_MAX = 4_000

/** What writers of the ledger read and write in their transaction; and the events. */
export function createLedgerStore(connection: Connection) {
  const heads = defineModel(connection, 'stamp_heads', HeadRecord)
  const segments = defineModel(connection, 'stamp_segments', SegmentRecord)
  const events = defineModel(connection, 'stamp_events', EventRecord)

  return {
    /**
     * Takes the heads of batches: whoever takes one of them at the same moment fails and tries
     * again, so what is read after this still holds at the commit.
     */
    async takeHeads(batchIds: readonly number[], session: ClientSession): Promise<void> {
      await heads.bulkWrite(turnsOf(batchIds), inOrder(session))
    },

    /**
     * Heads that are taken, and the segments at the upper end of the ranges that will be looked
     * at, in one command: for a short range mostly all of them. `findStretch` reads the rest.
     */
    async layOut(
      needs: readonly { lane: number; ranges: readonly Range[] }[],
      session: ClientSession,
    ): Promise<{ head: HeadRecord; segments: Segment[] }[]> {
      const tops = topsOf(needs)
      const batchIds = [...tops.keys()]
      const found = await heads
        .aggregate<HeadRecord & { segments: SegmentRecord[] }>([
          { $match: { _id: { $in: batchIds } } },
          { $set: { top: { $arrayElemAt: [[...tops.values()], indexIn(batchIds)] } } },
          { $unwind: { path: '$top', preserveNullAndEmptyArrays: true } },
          {
            $lookup: {
              from: segments.collection.name,
              let: { top: '$top', first: { $multiply: ['$_id', BATCH_STAMPS_MAX] } },
              pipeline: [
                {
                  $match: {
                    $expr: { $and: [{ $gte: ['$_id', '$$first'] }, { $lte: ['$_id', '$$top'] }] },
                  },
                },
                { $sort: { _id: -1 } },
                { $limit: STRETCH_SEGMENTS },
              ],
              as: 'segments',
            },
          },
          { $unset: 'top' },
        ])
        .session(session)
        .option({ maxTimeMS: COMMAND_TIMEOUT_MS })
      return found.map(({ segments, ...head }) => ({
        head,
        segments: segments.filter(({ batchId }) => batchId === head._id).map(toSegment),
      }))
    },

    /**
     * Waits until no transaction holds the heads: a write outside of one queues behind it, where
     * one inside would only fail again.
     */
    async awaitHeads(batchIds: readonly number[]): Promise<void> {
      const options = { ordered: true, writeConcern: { w: 1 }, maxTimeMS: COMMAND_TIMEOUT_MS }
      await heads.bulkWrite(turnsOf(batchIds), options)
    },

    async writeHeads(changed: readonly HeadRecord[], session: ClientSession): Promise<void> {
      const operations = changed.map(({ _id, ...fields }) => ({
        updateOne: { filter: { _id }, update: { $set: fields } },
      }))
      await heads.bulkWrite(operations, inOrder(session))
    },

    /**
     * The segments over a range with one neighbour on each side, ascending; at most
     * STRETCH_SEGMENTS_MAX + 1. They tile their batch, so they are read downwards from the
     * neighbour above until the one below is there.
     */
    async findStretch(batchId: number, range: Range, session: ClientSession): Promise<Segment[]> {
      const below = Math.max(range.from - 1, 0)
      const found: Segment[] = []
      for (let limit = STRETCH_SEGMENTS; ; limit = STRETCH_SEGMENTS_MAX) {
        const next = found.at(-1)?.from ?? range.to + 2
        const page = await segments
          .find({ batchId, from: { $lt: next } })
          .sort({ from: -1 })
          .limit(limit)
          .session(session)
          .maxTimeMS(COMMAND_TIMEOUT_MS)
          .lean()
        found.push(...page.map(toSegment).slice(0, countDownTo(page, below)))
        if (page.length < limit || limit === STRETCH_SEGMENTS_MAX) break
        if ((found.at(-1)?.from ?? 0) <= below) break
      }
      return found.reverse()
    },

    /** Writes stretches anew; what did not change is not written. */
    async rewriteSegments(rewrites: readonly Rewrite[], session: ClientSession): Promise<void> {
      const operations = rewrites.flatMap(operationsOf)
      if (operations.length > 0) await segments.bulkWrite(operations, inOrder(session))
    },

    async insertEvents(records: readonly EventRecord[], session: ClientSession): Promise<void> {
      const documents = records.map((record) => EventRecord.parse(record))
      await events.insertMany(documents, { session, lean: true })
    },

    async listEvents(batchId: number, after: number, limit: number): Promise<EventRecord[]> {
      return await events
        .find({ batchId, seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /**
     * The events on the paths of ranges in the interval tree, ascending by seq: all that touch
     * one of them, and few others.
     * @param ranges ascending, apart, at least one
     */
    async findEventsNear(
      batchId: number,
      ranges: readonly Range[],
      limit: number,
      session: ClientSession,
    ): Promise<EventRecord[]> {
      const parts = ranges.map(nodesTouching)
      const single = [...new Set(parts.flatMap((part) => part.single))]
      const runs = parts.filter(({ run }) => run.to > run.from)
      return await events
        .find({
          batchId,
          from: { $lte: ranges.at(-1)?.to ?? 0 },
          to: { $gte: ranges[0]?.from ?? 0 },
          $or: [
            { node: { $in: single } },
            ...runs.map(({ run }) => ({ node: { $gte: run.from, $lte: run.to } })),
          ],
        })
        .sort({ seq: 1 })
        .limit(limit)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** The last events of one stamp, in order, as known at a recorded time (null: now). */
    async findEventsOf(
      batchId: number,
      index: number,
      asOf: Date | null,
      limit: number,
    ): Promise<EventRecord[]> {
      const { single } = nodesTouching({ from: index, to: index })
      const found = await events
        .find({
          batchId,
          node: { $in: single },
          from: { $lte: index },
          to: { $gte: index },
          ...(asOf === null ? {} : { recordedAt: { $lte: asOf } }),
        })
        .sort({ seq: -1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return found.reverse()
    },

    /** Every event of a batch, in order, as it was known at a recorded time. */
    streamEvents(batchId: number, asOf: Date): AsyncIterable<EventRecord> {
      return events
        .find({ batchId, seq: { $gte: 1 }, recordedAt: { $lte: asOf } })
        .sort({ seq: 1 })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
        .cursor()
    },

    /** Batches with an event recorded after a time. */
    async listBatchesChangedSince(at: Date): Promise<number[]> {
      const found = await heads
        .find({ recordedAt: { $gt: at } }, { _id: 1 })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return found.map(({ _id }) => _id)
    },

    /** The events of an enterprise that are posted up to a month, as known at a recorded time. */
    streamEventsOf(
      enterpriseId: string,
      upToMonth: string,
      asOf: Date,
    ): AsyncIterable<EventRecord> {
      return events
        .find({ enterpriseId, postingMonth: { $lte: upToMonth }, recordedAt: { $lte: asOf } })
        .sort({ postingMonth: 1, _id: 1 })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
        .cursor()
    },
  }
}

function inOrder(session: ClientSession) {
  return { session, ordered: true, maxTimeMS: COMMAND_TIMEOUT_MS }
}

/** In ascending order, so that two writers of several batches never wait for each other. */
function turnsOf(batchIds: readonly number[]) {
  return [...batchIds]
    .sort((a, b) => a - b)
    .map((_id) => ({ updateOne: { filter: { _id }, update: { $inc: { turn: 1 } } } }))
}

/** For each batch the identifiers below which the segments of its ranges lie. */
function topsOf(
  needs: readonly { lane: number; ranges: readonly Range[] }[],
): Map<number, number[]> {
  const tops = new Map<number, number[]>()
  let left = LAID_OUT_MAX
  for (const { lane, ranges } of needs) {
    const known = tops.get(lane) ?? []
    tops.set(lane, known)
    // The identifier after the last one of a batch is the first of the next batch.
    for (const { to } of ranges.slice(0, left)) {
      known.push(segmentId(lane, Math.min(to + 1, BATCH_STAMPS_MAX - 1)))
    }
    left = Math.max(0, left - ranges.length)
  }
  // Without an upper end the segments of every later batch would be looked through.
  for (const known of tops.values()) if (known.length === 0) known.push(NOTHING)
  return tops
}

function indexIn(batchIds: readonly number[]) {
  return { $indexOfArray: [batchIds, '$_id'] }
}

/** How many of the descending segments it takes to reach an index. */
function countDownTo(page: readonly Range[], index: number): number {
  const at = page.findIndex(({ from }) => from <= index)
  return at < 0 ? page.length : at + 1
}

type SegmentOperation = Parameters<
  ReturnType<typeof defineModel<(typeof SegmentRecord)['shape']>>['bulkWrite']
>[0][number]

function operationsOf({ batch, before, after }: Rewrite): SegmentOperation[] {
  const old = new Map(before.map((segment) => [segment.from, segment]))
  const operations: SegmentOperation[] = []
  for (const segment of after) {
    const stored = old.get(segment.from)
    old.delete(segment.from)
    if (stored?.to === segment.to && sameFacts(stored, segment)) continue
    const { _id, ...fields } = toRecord(batch, segment)
    operations.push({
      updateOne: { filter: { _id }, update: { $set: fields }, upsert: stored === undefined },
    })
  }
  const gone = [...old.keys()].map((from) => segmentId(batch._id, from))
  if (gone.length > 0) operations.push({ deleteMany: { filter: { _id: { $in: gone } } } })
  return operations
}
