import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { listAfter } from '../../db/records.ts'
import { AppError } from '../../errors.ts'
import { LotRecord } from './lots.schema.ts'

export type LotStore = ReturnType<typeof createLotStore>

export function createLotStore(connection: Connection) {
  const lots = defineModel(connection, 'lots', LotRecord)

  async function findByCode(
    productId: string,
    code: string,
    session: ClientSession | null = null,
  ): Promise<LotRecord | null> {
    return await lots
      .findOne({ productId, code })
      .session(session)
      .maxTimeMS(COMMAND_TIMEOUT_MS)
      .lean()
  }

  return {
    findByCode,

    /** @throws AppError `already_exists` naming the product's lot of the same number. */
    async insert(record: LotRecord, session: ClientSession): Promise<void> {
      const existing = await findByCode(record.productId, record.code, session)
      if (existing !== null) throw taken(record.code, existing._id)
      try {
        await lots.insertMany([LotRecord.parse(record)], { session, lean: true })
      } catch (error) {
        throw duplicateIndex(error) === null ? error : taken(record.code, null)
      }
    },

    async findById(id: string, session: ClientSession | null = null): Promise<LotRecord | null> {
      return await lots.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async findMany(ids: readonly string[]): Promise<LotRecord[]> {
      return await lots
        .find({ _id: { $in: [...ids] } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async list(
      filter: { enterpriseId?: string | undefined; productId?: string | undefined },
      after: string | undefined,
      limit: number,
    ): Promise<LotRecord[]> {
      return await listAfter(lots, filter, after, limit)
    },

    /** The newest lot of each product that has one. */
    async newestOf(productIds: readonly string[]): Promise<LotRecord[]> {
      return await lots
        .aggregate<LotRecord>([
          { $match: { productId: { $in: [...productIds] } } },
          { $sort: { productId: 1, _id: -1 } },
          { $group: { _id: '$productId', newest: { $first: '$$ROOT' } } },
          { $replaceRoot: { newRoot: '$newest' } },
        ])
        .option({ maxTimeMS: COMMAND_TIMEOUT_MS })
    },

    /** The latest lots of a product first. */
    async listLatest(productId: string, limit: number): Promise<LotRecord[]> {
      return await lots
        .find({ productId })
        .sort({ _id: -1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },
  }
}

function taken(code: string, existingId: string | null): AppError {
  return new AppError(
    'already_exists',
    { vi: `Sản phẩm đã có lô số ${code}.`, en: `The product has a lot ${code}.` },
    existingId === null ? {} : { existingId },
  )
}
