import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import type { Segment } from './ledger.rules.ts'
import { BatchRecord, EventRecord, HeadRecord, SegmentRecord } from './ledger.schema.ts'
import { toRecord, toSegment } from './segments.rules.ts'

export type StampStore = ReturnType<typeof createStampStore>

/** Batches kept in memory: they never change, so any copy may. */
const BATCHES_KEPT = 10_000

/** Batches with what is born with them, and the segments: where every stamp is now. */
export function createStampStore(connection: Connection) {
  const batches = defineModel(connection, 'stamp_batches', BatchRecord)
  const heads = defineModel(connection, 'stamp_heads', HeadRecord)
  const segments = defineModel(connection, 'stamp_segments', SegmentRecord)
  const events = defineModel(connection, 'stamp_events', EventRecord)
  const kept = new Map<number, BatchRecord>()

  function keep(batch: BatchRecord): BatchRecord {
    if (kept.size >= BATCHES_KEPT) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest)
        break
      }
    }
    kept.set(batch._id, batch)
    return batch
  }

  return {
    async insertBatch(
      batch: BatchRecord,
      issue: EventRecord,
      segment: Segment,
      session: ClientSession,
    ): Promise<void> {
      const options = { session, lean: true }
      const { recordedAt } = issue
      const head: HeadRecord = {
        _id: batch._id,
        seq: 1,
        revision: 1,
        turn: 0,
        holds: 0,
        recordedAt,
      }
      await batches.insertMany([BatchRecord.parse(batch)], options)
      await heads.insertMany([head], options)
      await segments.insertMany([toRecord(batch, segment)], options)
      await events.insertMany([EventRecord.parse(issue)], options)
    },

    async findBatch(id: number, session: ClientSession | null = null): Promise<BatchRecord | null> {
      const known = kept.get(id)
      if (known !== undefined) return known
      const batch = await batches.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
      return batch === null ? null : keep(batch)
    },

    async findBatches(ids: readonly number[]): Promise<BatchRecord[]> {
      const missing = ids.filter((id) => !kept.has(id))
      const found = await (missing.length === 0
        ? []
        : batches
            .find({ _id: { $in: missing } })
            .maxTimeMS(COMMAND_TIMEOUT_MS)
            .lean())
      const known = ids.flatMap((id) => kept.get(id) ?? [])
      return [...known, ...found.map(keep)]
    },

    /** Those of some voids of a batch, by `opId`, that another batch was issued for. */
    async findReplaced(
      batchId: number,
      opIds: readonly string[],
      session: ClientSession,
    ): Promise<Set<string>> {
      const found = await batches
        .find({ 'replaces.batchId': batchId, 'replaces.opId': { $in: [...opIds] } })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Set(found.flatMap(({ replaces }) => replaces?.opId ?? []))
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

    /** Delivered segments of an enterprise's product, across batches, in order. */
    async listDelivered(
      owner: { enterpriseId: string; productId: string },
      after: { batchId: number; from: number },
      limit: number,
      session: ClientSession | null = null,
    ): Promise<SegmentRecord[]> {
      const { batchId, from } = after
      return await segments
        .find({
          ...owner,
          state: 'delivered',
          $or: [{ batchId, from: { $gt: from } }, { batchId: { $gt: batchId } }],
        })
        .sort({ batchId: 1, from: 1 })
        .limit(limit)
        .session(session)
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
