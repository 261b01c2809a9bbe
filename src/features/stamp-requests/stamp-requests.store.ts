import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { listAfter, replaceAtRevision } from '../../db/records.ts'
import { type RequestStatus, StampRequestRecord } from './stamp-requests.schema.ts'

export type StampRequestStore = ReturnType<typeof createStampRequestStore>

interface Filter {
  enterpriseId: string | undefined
  status: RequestStatus | undefined
}

export function createStampRequestStore(connection: Connection) {
  const requests = defineModel(connection, 'stamp_requests', StampRequestRecord)
  return {
    async insert(record: StampRequestRecord, session: ClientSession): Promise<void> {
      await requests.insertMany([StampRequestRecord.parse(record)], { session, lean: true })
    },

    /**
     * Replaces the record if it is still at `revision`. In a transaction another writer of the
     * same request shows as a conflict, whereupon the unit of work begins again.
     */
    async replace(
      record: StampRequestRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(requests, StampRequestRecord.parse(record), revision, session)
    },

    async findById(
      id: string,
      session: ClientSession | null = null,
    ): Promise<StampRequestRecord | null> {
      return await requests.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async list(
      { enterpriseId, status }: Filter,
      after: string | undefined,
      limit: number,
    ): Promise<StampRequestRecord[]> {
      return await listAfter(requests, { enterpriseId, status }, after, limit)
    },
  }
}
