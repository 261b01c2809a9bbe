import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { listAfter, replaceAtRevision } from '../../db/records.ts'
import { AppError } from '../../errors.ts'
import { ProductRecord, type ProductStatus } from './products.schema.ts'

export type ProductStore = ReturnType<typeof createProductStore>

interface Filter {
  enterpriseId?: string | undefined
  status?: ProductStatus | undefined
}

export function createProductStore(connection: Connection) {
  const products = defineModel(connection, 'products', ProductRecord)

  /** @throws AppError `already_exists` naming the live product of the same key. */
  async function assertFree(record: ProductRecord, session: ClientSession): Promise<void> {
    if (record.key === null || !record.live) return
    const existing = await products
      .findOne({ key: record.key, live: true, _id: { $ne: record._id } }, { _id: 1 })
      .session(session)
      .lean()
    if (existing !== null) throw taken(record.key, existing._id)
  }

  return {
    async insert(record: ProductRecord, session: ClientSession): Promise<void> {
      await assertFree(record, session)
      try {
        await products.insertMany([ProductRecord.parse(record)], { session, lean: true })
      } catch (error) {
        throw duplicateIndex(error) === null ? error : taken(record.key, null)
      }
    },

    /** Replaces the record if it is still at `revision`. */
    async replace(
      record: ProductRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      await assertFree(record, session)
      try {
        return await replaceAtRevision(products, ProductRecord.parse(record), revision, session)
      } catch (error) {
        throw duplicateIndex(error) === null ? error : taken(record.key, null)
      }
    },

    async findById(
      id: string,
      session: ClientSession | null = null,
    ): Promise<ProductRecord | null> {
      const found = await products
        .findById(id)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean<StoredProduct>()
      return found === null ? null : whole(found)
    },

    async findMany(ids: readonly string[]): Promise<ProductRecord[]> {
      const found = await products
        .find({ _id: { $in: [...ids] } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean<StoredProduct[]>()
      return found.map(whole)
    },

    /** Of each key the approved product, else the one that was retired last. */
    async findByKeys(keys: readonly string[]): Promise<Map<string, ProductRecord>> {
      const found = await products
        .find({ key: { $in: [...keys] }, approvedOn: { $ne: null } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean<StoredProduct[]>()
      const best = new Map<string, ProductRecord>()
      for (const product of found.map(whole).sort(latestLast)) best.set(product.key ?? '', product)
      return best
    },

    async list(filter: Filter, after: string | undefined, limit: number): Promise<ProductRecord[]> {
      return (await listAfter(products, { ...filter }, after, limit)).map(whole)
    },

    async countApproved(): Promise<number> {
      return await products.countDocuments({ status: 'approved' }).maxTimeMS(COMMAND_TIMEOUT_MS)
    },

    async countApprovedOf(enterpriseId: string): Promise<number> {
      return await products
        .countDocuments({ enterpriseId, status: 'approved' })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
    },
  }
}

type StoredProduct = Omit<ProductRecord, 'links'> & { links?: ProductRecord['links'] }

/** A record of a copy that knew no links, as one of today. */
function whole(stored: StoredProduct): ProductRecord {
  return { ...stored, links: stored.links ?? [] }
}

/** Retired ones by the day of their end, the live one after them. */
function latestLast(a: ProductRecord, b: ProductRecord): number {
  const rank = ({ live, retiredOn, _id }: ProductRecord): string =>
    `${live ? 1 : 0} ${retiredOn ?? ''} ${_id}`
  return rank(a) < rank(b) ? -1 : 1
}

function taken(key: string | null, existingId: string | null): AppError {
  return new AppError(
    'already_exists',
    {
      vi: `Mã ${key ?? ''} đang thuộc một sản phẩm khác trong sổ.`,
      en: `The key ${key ?? ''} belongs to another product of the register.`,
    },
    existingId === null ? {} : { existingId },
  )
}
