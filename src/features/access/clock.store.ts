import type { ClientSession } from 'mongodb'
import { z } from 'zod'
import type { Connection } from '../../db/connection.ts'
import { defineModel } from '../../db/define.ts'

const ClockRecord = z.object({ _id: z.string(), now: z.date(), revision: z.int() })
export type ClockRecord = z.infer<typeof ClockRecord>
export type ClockStore = ReturnType<typeof createClockStore>

/** Where a new manual clock stands. */
const START = new Date('2024-01-01T00:00:00.000Z')

export function createClockStore(connection: Connection) {
  const clocks = defineModel(connection, 'clock', ClockRecord)
  return {
    async read(session: ClientSession | null = null): Promise<ClockRecord> {
      const found = await clocks.findById('clock').session(session).lean()
      return found ?? { _id: 'clock', now: START, revision: 0 }
    },
    async write(record: ClockRecord, session: ClientSession): Promise<void> {
      await clocks.replaceOne({ _id: record._id }, record, { upsert: true, session })
    },
  }
}
