import { z } from 'zod'
import type { Connection } from './connection.ts'
import { defineModel } from './define.ts'

const Beat = z.object({ _id: z.string(), at: z.date() })
const PROBE_TIMEOUT_MS = 2_500

/**
 * A probe that writes, reads back and removes a document of its own. Callers who ask together
 * share one probe: two would take each other's document away, and anyone may ask.
 */
export function createHealthProbe(connection: Connection, copyId: string): () => Promise<void> {
  const beats = defineModel(connection, 'health', Beat)
  let underWay: Promise<void> | null = null

  async function probe(): Promise<void> {
    const options = { maxTimeMS: PROBE_TIMEOUT_MS }
    await beats.updateOne(
      { _id: copyId },
      { $currentDate: { at: true } },
      { upsert: true, ...options },
    )
    await beats.findById(copyId).maxTimeMS(PROBE_TIMEOUT_MS).orFail().lean()
    await beats.deleteOne({ _id: copyId }, options)
  }

  return () => {
    underWay ??= probe().finally(() => {
      underWay = null
    })
    return underWay
  }
}
