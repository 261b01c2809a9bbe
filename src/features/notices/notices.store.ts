import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { listAfter, replaceAtRevision } from '../../db/records.ts'
import { alreadyRecorded } from './notices.rules.ts'
import { type NoticeKind, NoticeRecord } from './notices.schema.ts'

export type NoticeStore = ReturnType<typeof createNoticeStore>

interface Filter {
  kind: NoticeKind
  enterpriseId: string | undefined
  productId: string | undefined
  live: boolean | undefined
}

/** Recalls and suspensions; of those that hold, a scan finds the ones of its goods by one index. */
export function createNoticeStore(connection: Connection) {
  const notices = defineModel(connection, 'notices', NoticeRecord)
  return {
    /** @throws AppError `already_exists` naming the one of this decision that holds of the same. */
    async insert(record: NoticeRecord, session: ClientSession): Promise<void> {
      const { kind, target, scope, document } = record
      const { from, to } = scope
      const same = await notices
        .findOne({
          ...{ target, kind, 'document.id': document.id, 'scope.from': from, 'scope.to': to },
          live: true,
        })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      if (same !== null) throw alreadyRecorded(document, same)
      try {
        await notices.insertMany([NoticeRecord.parse(record)], { session, lean: true })
      } catch (error) {
        throw duplicateIndex(error) === null ? error : alreadyRecorded(document, null)
      }
    },

    /** Replaces the record if it is still at `revision`. */
    async replace(
      record: NoticeRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(notices, NoticeRecord.parse(record), revision, session)
    },

    async findById(id: string, session: ClientSession | null = null): Promise<NoticeRecord | null> {
      return await notices.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    /** Those that hold of any of these targets, in no order: one query, one index. */
    async findLive(targets: readonly string[]): Promise<NoticeRecord[]> {
      if (targets.length === 0) return []
      return await notices
        .find({ target: { $in: [...targets] }, live: true })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async countLive(target: string, session: ClientSession): Promise<number> {
      return await notices
        .countDocuments({ target, live: true })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
    },

    async list(
      { kind, enterpriseId, productId, live }: Filter,
      after: string | undefined,
      limit: number,
    ): Promise<NoticeRecord[]> {
      const wanted = { 'scope.enterpriseId': enterpriseId, 'scope.productId': productId }
      return await listAfter(notices, { kind, ...wanted, live }, after, limit)
    },
  }
}
