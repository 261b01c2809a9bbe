import type { ClientSession } from 'mongodb'
import { z } from 'zod'
import type { Connection } from './connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from './define.ts'
import { duplicateIndex } from './errors.ts'
import type { Tx } from './unit-of-work.ts'

export interface StoredReply {
  requestHash: string
  status: number
  reply: unknown
}

/** Where replies are kept; its writes share the transaction of the effect. */
export interface IdempotencyStore {
  find(id: string): Promise<StoredReply | null>
  begin(tx: Tx, id: string, requestHash: string): Promise<void>
  complete(tx: Tx, id: string, status: number, reply: unknown): Promise<void>
  /** `begin` and `complete` at once, for the requests of a group. */
  keep(
    replies: ({ id: string } & StoredReply)[],
    createdAt: Date,
    session: ClientSession,
  ): Promise<void>
  /** Those of the requests that have been done, as the transaction of `session` sees it. */
  findDone(ids: readonly string[], session: ClientSession): Promise<Set<string>>
  /** True where `error` says that the request has been done already. */
  isDuplicate(error: unknown): boolean
}

/** A request of a group that has been done: its reply is kept. */
export class RepeatedRequest extends Error {
  override name = 'RepeatedRequest'
}

const IdempotencyRecord = z.object({
  /** `keyId|key`. */
  _id: z.string(),
  requestHash: z.string(),
  status: z.int().nullable(),
  reply: z.unknown().nullable(),
  createdAt: z.date(),
})

/**
 * Remembers the reply of every write that carried an Idempotency-Key. Records are kept for
 * good: a request repeated after a year must still not act twice.
 */
export function createIdempotencyStore(connection: Connection): IdempotencyStore {
  const records = defineModel(connection, 'idempotency', IdempotencyRecord)
  return {
    async find(id) {
      const record = await records
        .findById(id)
        .read('primary')
        .readConcern('majority')
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      if (record === null || record.status === null) return null
      const { requestHash, status, reply } = record
      return { requestHash, status, reply } satisfies StoredReply
    },
    async begin(tx, id, requestHash) {
      const record = { _id: id, requestHash, status: null, reply: null, createdAt: tx.at }
      await records.insertMany([record], { session: tx.session, lean: true })
    },
    async complete(tx, id, status, reply) {
      await records.updateOne({ _id: id }, { $set: { status, reply } }, { session: tx.session })
    },
    async keep(replies, createdAt, session) {
      const documents = replies.map(({ id, ...reply }) => ({ _id: id, ...reply, createdAt }))
      await records.insertMany(documents, { session, lean: true })
    },
    async findDone(ids, session) {
      const done = await records
        .find({ _id: { $in: [...ids] } }, { _id: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Set(done.map(({ _id }) => _id))
    },
    isDuplicate: (error) =>
      error instanceof RepeatedRequest ||
      (duplicateIndex(error) === '_id_' && String(error).includes('.idempotency ')),
  }
}
