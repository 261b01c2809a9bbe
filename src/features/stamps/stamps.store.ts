import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { type Range, type Segment, sameFacts } from './ledger.rules.ts'
import { BATCH_STAMPS_MAX } from './serial.rules.ts'
import { BatchRecord, EventRecord, HeadRecord, SegmentRecord } from './stamps.schema.ts'

export type StampStore = ReturnType<typeof createStampStore>

export function createStampStore(connection: Connection) {
  const batches = defineModel(connection, 'stamp_batches', BatchRecord)
  const heads = defineModel(connection, 'stamp_heads', HeadRecord)
  const segments = defineModel(connection, 'stamp_segments', SegmentRecord)
  const events = defineModel(connection, 'stamp_events', EventRecord)

  return {
    async insertBatch(
      batch: BatchRecord,
      issue: EventRecord,
      segment: Segment,
      session: ClientSession,
    ): Promise<void> {
      const options = { session, lean: true }
      await batches.insertMany([BatchRecord.parse(batch)], options)
      await heads.insertMany([{ _id: batch._id, seq: issue.seq, revision: 1, claims: 0 }], options)
      await segments.insertMany([toRecord(batch, segment)], options)
      await events.insertMany([EventRecord.parse(issue)], options)
    },

    async findBatch(id: number, session: ClientSession | null = null): Promise<BatchRecord | null> {
      return await batches.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async findBatches(ids: readonly number[]): Promise<BatchRecord[]> {
      return await batches
        .find({ _id: { $in: [...ids] } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async listBatches(
      enterpriseId: string | undefined,
      after: number,
      limit: number,
    ): Promise<BatchRecord[]> {
      return await batches
        .find({ ...(enterpriseId === undefined ? {} : { enterpriseId }), _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /**
     * Takes `count` sequence numbers of a batch. A second writer of the same batch conflicts
     * here, so whatever was read before in this transaction still holds at its commit.
     */
    async advanceHead(
      batchId: number,
      count: number,
      session: ClientSession,
    ): Promise<{ firstSeq: number; revision: number }> {
      const head = await heads
        .findOneAndUpdate(
          { _id: batchId },
          { $inc: { seq: count, revision: 1 } },
          { session, returnDocument: 'after', lean: true },
        )
        .orFail()
      return { firstSeq: head.seq - count + 1, revision: head.revision }
    },

    /**
     * Marks that a claim looks at a batch: a claim and any other writer of the batch that
     * decide at the same moment cannot both commit.
     */
    async claimHead(batchId: number, session: ClientSession): Promise<void> {
      await heads.updateOne({ _id: batchId }, { $inc: { claims: 1 } }, { session }).orFail()
    },

    /** The segments over a range with one neighbour on each side, ascending. */
    async findSegmentsAround(
      batchId: number,
      range: Range,
      session: ClientSession,
    ): Promise<Segment[]> {
      const before = await segments
        .find({ batchId, from: { $lt: range.from } })
        .sort({ from: -1 })
        .limit(1)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      const rest = await segments
        .find({ batchId, from: { $gte: range.from, $lte: range.to + 1 } })
        .sort({ from: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return [...before, ...rest].map(toSegment)
    },

    /** Turns the stored stretch `before` into `after`; what did not change is not written. */
    async replaceSegments(
      batch: BatchRecord,
      before: readonly Segment[],
      after: readonly Segment[],
      session: ClientSession,
    ): Promise<void> {
      const old = new Map(before.map((segment) => [segment.from, segment]))
      const operations = []
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
      if (operations.length > 0) await segments.bulkWrite(operations, { session, ordered: true })
    },

    async insertEvents(records: readonly EventRecord[], session: ClientSession): Promise<void> {
      const documents = records.map((record) => EventRecord.parse(record))
      await events.insertMany(documents, { session, lean: true })
    },

    /** The segment of one stamp: one key of one index. */
    async findSegment(batchId: number, index: number): Promise<Segment | null> {
      const found = await segments
        .find({ batchId, from: { $lte: index } })
        .sort({ from: -1 })
        .limit(1)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return found[0] === undefined ? null : toSegment(found[0])
    },

    async listSegments(batchId: number, after: number, limit: number): Promise<Segment[]> {
      const found = await segments
        .find({ batchId, from: { $gt: after } })
        .sort({ from: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return found.map(toSegment)
    },

    async listEvents(batchId: number, after: number, limit: number): Promise<EventRecord[]> {
      return await events
        .find({ batchId, seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** The events of one stamp, in order. */
    async listEventsOf(batchId: number, index: number, limit: number): Promise<EventRecord[]> {
      return await events
        .find({ batchId, from: { $lte: index }, to: { $gte: index } })
        .sort({ seq: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** Stamps per state over the whole register. */
    async countByState(): Promise<Record<string, number>> {
      const counts = await segments
        .aggregate<{ _id: string; n: number }>([
          { $match: { batchId: { $gte: 1 } } },
          {
            $group: { _id: '$state', n: { $sum: { $add: [{ $subtract: ['$to', '$from'] }, 1] } } },
          },
        ])
        .option({ maxTimeMS: COMMAND_TIMEOUT_MS })
      return Object.fromEntries(counts.map(({ _id, n }) => [_id, n]))
    },

    /** Stamps issued, by the batches. */
    async countIssued(): Promise<number> {
      const [sum] = await batches
        .aggregate<{ n: number }>([
          { $match: { _id: { $gte: 1 } } },
          { $group: { _id: null, n: { $sum: '$quantity' } } },
        ])
        .option({ maxTimeMS: COMMAND_TIMEOUT_MS })
      return sum?.n ?? 0
    },

    /**
     * Segments counted by a date of theirs within a period, for the subsidy.
     * @param field the date that the policy counts at
     */
    async findSegmentsByDate(
      field: 'affixedOn' | 'deliveredOn',
      period: { from: string; to: string },
      enterpriseId: string | undefined,
      session: ClientSession | null = null,
    ): Promise<SegmentRecord[]> {
      return await segments
        .find({
          ...(enterpriseId === undefined ? {} : { enterpriseId }),
          [field]: { $gte: period.from, $lte: period.to },
        })
        .sort({ batchId: 1, from: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },
  }
}

function segmentId(batchId: number, from: number): number {
  return batchId * BATCH_STAMPS_MAX + from
}

function toRecord(batch: BatchRecord, segment: Segment): SegmentRecord {
  return SegmentRecord.parse({
    _id: segmentId(batch._id, segment.from),
    batchId: batch._id,
    enterpriseId: batch.enterpriseId,
    ...segment,
  })
}

function toSegment(record: SegmentRecord): Segment {
  const { from, to, state, lotId, deliveredOn, affixedOn } = record
  return { from, to, state, lotId, deliveredOn, affixedOn }
}
