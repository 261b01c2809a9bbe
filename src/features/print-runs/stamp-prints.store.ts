import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { listAfter } from '../../db/records.ts'
import { PrintRecord } from './print-runs.schema.ts'

export type StampPrintStore = ReturnType<typeof createStampPrintStore>

/** Places of ranges in the interval tree of their batch: single ones, and runs of them. */
interface Nodes {
  single: readonly number[]
  runs: readonly { from: number; to: number }[]
}

/** Every print of every stamp, range by range: only ever added to. */
export function createStampPrintStore(connection: Connection) {
  const prints = defineModel(connection, 'stamp_prints', PrintRecord)
  return {
    async insert(records: readonly PrintRecord[], session: ClientSession): Promise<void> {
      const documents = records.map((record) => PrintRecord.parse(record))
      await prints.insertMany(documents, { session, lean: true })
    },

    /** The prints near ranges: all that touch one of them, and few others. */
    async findNear(
      batchId: number,
      within: { from: number; to: number },
      { single, runs }: Nodes,
      limit: number,
      session: ClientSession,
    ): Promise<PrintRecord[]> {
      return await prints
        .find({
          batchId,
          from: { $lte: within.to },
          to: { $gte: within.from },
          $or: [
            { node: { $in: [...single] } },
            ...runs.map(({ from, to }) => ({ node: { $gte: from, $lte: to } })),
          ],
        })
        .limit(limit)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async list(batchId: number, after: string | undefined, limit: number): Promise<PrintRecord[]> {
      return await listAfter(prints, { batchId }, after, limit)
    },
  }
}
