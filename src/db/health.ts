import { z } from 'zod'
import type { Connection } from './connection.ts'
import { defineModel } from './define.ts'

const Beat = z.object({ _id: z.string(), at: z.date() })
const PROBE_TIMEOUT_MS = 2_500

/** A probe that writes, reads back and removes a document of its own. */
export function createHealthProbe(connection: Connection, copyId: string): () => Promise<void> {
  const beats = defineModel(connection, 'health', Beat)
  return async () => {
    const options = { maxTimeMS: PROBE_TIMEOUT_MS }
    await beats.updateOne(
      { _id: copyId },
      { $currentDate: { at: true } },
      { upsert: true, ...options },
    )
    await beats.findById(copyId).maxTimeMS(PROBE_TIMEOUT_MS).orFail().lean()
    await beats.deleteOne({ _id: copyId }, options)
  }
}
