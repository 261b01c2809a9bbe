import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import type { EventCursor } from './lots.rules.ts'
import { TraceEventRecord } from './trace-events.schema.ts'

export type TraceEventStore = ReturnType<typeof createTraceEventStore>

export function createTraceEventStore(connection: Connection) {
  const events = defineModel(connection, 'trace_events', TraceEventRecord)
  return {
    /**
     * Adds an event. (lot, seq) is unique: of two writers that took the same number one meets a
     * write conflict, and its transaction is run again.
     */
    async insert(record: TraceEventRecord, session: ClientSession): Promise<void> {
      await events.insertMany([TraceEventRecord.parse(record)], { session, lean: true })
    },

    /** How many events a lot holds: the number of the last. */
    async lastSeq(lotId: string, session: ClientSession): Promise<number> {
      const last = await events
        .findOne({ lotId }, { seq: 1 })
        .sort({ seq: -1 })
        .session(session)
        .lean()
      return last?.seq ?? 0
    },

    async list(
      lotId: string,
      after: EventCursor | null,
      limit: number,
    ): Promise<TraceEventRecord[]> {
      return await events
        .find({ lotId, ...(after === null ? {} : laterThan(after)) })
        .sort({ eventTime: 1, _id: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** Every event of some lots, lot by lot, each in the order of time. */
    async listOfLots(lotIds: readonly string[]): Promise<TraceEventRecord[]> {
      return await events
        .find({ lotId: { $in: [...lotIds] } })
        .sort({ lotId: 1, eventTime: 1, _id: 1 })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },
  }
}

function laterThan({ eventTime, id }: EventCursor) {
  return { $or: [{ eventTime: { $gt: eventTime } }, { eventTime, _id: { $gt: id } }] }
}
