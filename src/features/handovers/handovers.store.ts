import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { listAfter, replaceAtRevision } from '../../db/records.ts'
import { AppError } from '../../errors.ts'
import { HandoverRecord, type HandoverStatus, HoldRecord } from './handovers.schema.ts'

export type HandoverStore = ReturnType<typeof createHandoverStore>

interface Filter {
  enterpriseId: string | undefined
  status: HandoverStatus | undefined
}

/** Handovers and the ranges they hold. Who writes holds has taken the heads of the batches. */
export function createHandoverStore(connection: Connection) {
  const handovers = defineModel(connection, 'handovers', HandoverRecord)
  const holds = defineModel(connection, 'stamp_holds', HoldRecord)
  return {
    /** @throws AppError `already_exists` naming the live handover of this number. */
    async assertFree(number: string, year: number, session: ClientSession): Promise<void> {
      const existing = await handovers
        .findOne({ year, number, live: true }, { _id: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      if (existing !== null) throw taken({ number, year }, existing._id)
    },

    async insert(record: HandoverRecord, session: ClientSession): Promise<void> {
      try {
        await handovers.insertMany([HandoverRecord.parse(record)], { session, lean: true })
      } catch (error) {
        throw duplicateIndex(error) === null ? error : taken(record, null)
      }
    },

    /** Replaces the record if it is still at `revision`. */
    async replace(
      record: HandoverRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(handovers, HandoverRecord.parse(record), revision, session)
    },

    async findById(
      id: string,
      session: ClientSession | null = null,
    ): Promise<HandoverRecord | null> {
      return await handovers.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async list(
      { enterpriseId, status }: Filter,
      after: string | undefined,
      limit: number,
    ): Promise<HandoverRecord[]> {
      return await listAfter(handovers, { enterpriseId, status }, after, limit)
    },

    async insertHolds(records: readonly HoldRecord[], session: ClientSession): Promise<void> {
      const documents = records.map((record) => HoldRecord.parse(record))
      await holds.insertMany(documents, { session, lean: true })
    },

    /** The live holds of a batch, ascending. */
    async findHeld(batchId: number, session: ClientSession | null = null): Promise<HoldRecord[]> {
      return await holds
        .find({ batchId, live: true })
        .sort({ from: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** Frees the live holds of a handover. @returns what they were */
    async freeHolds(handoverId: string, session: ClientSession): Promise<HoldRecord[]> {
      const held = await holds
        .find({ handoverId, live: true })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      await holds.updateMany({ handoverId, live: true }, { $set: { live: false } }, { session })
      return held
    },
  }
}

function taken(
  { number, year }: Pick<HandoverRecord, 'number' | 'year'>,
  existingId: string | null,
): AppError {
  return new AppError(
    'already_exists',
    {
      vi: `Biên bản số ${number} của năm ${year} đã có trong sổ.`,
      en: `Handover ${number} of ${year} is in the register.`,
    },
    existingId === null ? {} : { existingId },
  )
}
