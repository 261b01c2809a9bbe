import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { listAfter, replaceAtRevision } from '../../db/records.ts'
import type { FigureChange } from './judging.rules.ts'
import { FigureRecord, SuspicionRecord, type SuspicionStatus } from './suspicions.schema.ts'

export type SuspicionStore = ReturnType<typeof createSuspicionStore>

interface Filter {
  enterpriseId: string | undefined
  status: SuspicionStatus | undefined
}

/** Suspicions, one a stamp, and the figures that are kept as they are opened and judged. */
export function createSuspicionStore(connection: Connection) {
  const suspicions = defineModel(connection, 'suspicions', SuspicionRecord)
  const figures = defineModel(connection, 'suspicion_figures', FigureRecord)
  return {
    async insert(record: SuspicionRecord, session: ClientSession): Promise<void> {
      await suspicions.insertMany([SuspicionRecord.parse(record)], { session, lean: true })
    },

    /** Replaces the record if it is still at `revision`. */
    async replace(
      record: SuspicionRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(suspicions, SuspicionRecord.parse(record), revision, session)
    },

    async findById(
      id: string,
      session: ClientSession | null = null,
    ): Promise<SuspicionRecord | null> {
      return await suspicions.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    /** Those of stamps, by their place. */
    async findByPlaces(
      places: readonly number[],
      session: ClientSession | null = null,
    ): Promise<Map<number, SuspicionRecord>> {
      const found = await suspicions
        .find({ place: { $in: [...places] } })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Map(found.map((record) => [record.place, record]))
    },

    async list(
      { enterpriseId, status }: Filter,
      after: string | undefined,
      limit: number,
    ): Promise<SuspicionRecord[]> {
      return await listAfter(suspicions, { enterpriseId, status }, after, limit)
    },

    async addToFigures(changes: readonly FigureChange[], session: ClientSession): Promise<void> {
      const none = { opened: 0, confirmed: 0, falseAlarms: 0 }
      const writes = changes.map(({ of, ...change }) => ({
        updateOne: { filter: { _id: of }, update: { $inc: { ...none, ...change } }, upsert: true },
      }))
      if (writes.length > 0) await figures.bulkWrite(writes, { session, ordered: true })
    },

    async findFigures(of: readonly string[]): Promise<Map<string, FigureRecord>> {
      const found = await figures
        .find({ _id: { $in: [...of] } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Map(found.map((record) => [record._id, record]))
    },
  }
}
