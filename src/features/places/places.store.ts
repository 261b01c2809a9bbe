import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { listAfter } from '../../db/records.ts'
import { AppError } from '../../errors.ts'
import { PlaceRecord } from './places.schema.ts'

export type PlaceStore = ReturnType<typeof createPlaceStore>

export function createPlaceStore(connection: Connection) {
  const places = defineModel(connection, 'places', PlaceRecord)

  async function assertFree(record: PlaceRecord, session: ClientSession): Promise<void> {
    const { enterpriseId, ownCode, gln } = record
    const sameCode = await places
      .findOne({ enterpriseId, ownCode }, { _id: 1 })
      .session(session)
      .lean()
    if (sameCode !== null) throw taken(ownCode, sameCode._id)
    if (gln === null) return
    const sameGln = await places.findOne({ gln }, { _id: 1 }).session(session).lean()
    if (sameGln !== null) throw taken(gln, sameGln._id)
  }

  return {
    /** @throws AppError `already_exists` naming the place of the same GLN or own code. */
    async insert(record: PlaceRecord, session: ClientSession): Promise<void> {
      await assertFree(record, session)
      try {
        await places.insertMany([PlaceRecord.parse(record)], { session, lean: true })
      } catch (error) {
        throw duplicateIndex(error) === null ? error : taken(record.gln ?? record.ownCode, null)
      }
    },

    async findById(id: string, session: ClientSession | null = null): Promise<PlaceRecord | null> {
      return await places.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async findMany(ids: readonly string[]): Promise<PlaceRecord[]> {
      return await places
        .find({ _id: { $in: [...ids] } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async list(
      enterpriseId: string | undefined,
      after: string | undefined,
      limit: number,
    ): Promise<PlaceRecord[]> {
      return await listAfter(places, { enterpriseId }, after, limit)
    },
  }
}

function taken(code: string, existingId: string | null): AppError {
  return new AppError(
    'already_exists',
    { vi: `Mã địa điểm ${code} đã có trong sổ.`, en: `Place code ${code} is in the register.` },
    existingId === null ? {} : { existingId },
  )
}
