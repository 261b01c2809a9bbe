import type { ClientSession } from 'mongodb'
import { coalesce } from '../../db/coalesce.ts'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { listAfter } from '../../db/records.ts'
import { KeyRecord } from './access.schema.ts'

export type AccessStore = ReturnType<typeof createAccessStore>

export function createAccessStore(connection: Connection) {
  const keys = defineModel(connection, 'keys', KeyRecord)
  return {
    /** The key that a request names; requests that arrive together share a query. */
    findNamedKey: coalesce<string, KeyRecord>(async (ids) => {
      const found = await keys
        .find({ _id: { $in: ids } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Map(found.map((key) => [key._id, key]))
    }),

    async findKey(id: string, session: ClientSession | null = null): Promise<KeyRecord | null> {
      return await keys.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },
    async insertKey(key: KeyRecord, session: ClientSession): Promise<void> {
      await keys.insertMany([KeyRecord.parse(key)], { session, lean: true })
    },
    async updateKey(
      id: string,
      revision: number,
      change: Partial<KeyRecord>,
      session: ClientSession,
    ): Promise<boolean> {
      const updated = await keys.updateOne(
        { _id: id, revision },
        { $set: { ...change, revision: revision + 1 } },
        { session },
      )
      return updated.matchedCount === 1
    },
    async listKeys(after: string | undefined, limit: number): Promise<KeyRecord[]> {
      return await listAfter(keys, {}, after, limit)
    },
    async hasAnyKey(session: ClientSession): Promise<boolean> {
      const any = await keys
        .findOne({ _id: { $gt: '' } })
        .session(session)
        .lean()
      return any !== null
    },
  }
}
