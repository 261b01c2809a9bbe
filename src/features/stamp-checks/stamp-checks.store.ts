import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { listAfter } from '../../db/records.ts'
import { type CheckFinding, CheckRecord } from './stamp-checks.schema.ts'

export type CheckStore = ReturnType<typeof createCheckStore>

/** Checks that are read for suspicions: of several stamps at once. */
const CHECKS_READ_MAX = 5_000

/** Checks of stamps in shops: only ever added to. */
export function createCheckStore(connection: Connection) {
  const checks = defineModel(connection, 'stamp_checks', CheckRecord)
  return {
    async insert(record: CheckRecord, session: ClientSession): Promise<void> {
      await checks.insertMany([CheckRecord.parse(record)], { session, lean: true })
    },

    /** The last checks of a stamp, newest first. */
    async findLast(place: number, limit: number, session: ClientSession): Promise<CheckRecord[]> {
      return await checks
        .find({ place })
        .sort({ _id: -1 })
        .limit(limit)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** The checks of several stamps, by their place. */
    async findByPlaces(
      places: readonly number[],
      session: ClientSession | null = null,
    ): Promise<Map<number, CheckRecord[]>> {
      const found = await checks
        .find({ place: { $in: [...places] } })
        .limit(CHECKS_READ_MAX)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      const byPlace = new Map<number, CheckRecord[]>()
      for (const check of found) {
        byPlace.set(check.place, [...(byPlace.get(check.place) ?? []), check])
      }
      return byPlace
    },

    async list(
      filter: { place: number | undefined; finding: CheckFinding | undefined },
      after: string | undefined,
      limit: number,
    ): Promise<CheckRecord[]> {
      return await listAfter(checks, filter, after, limit)
    },
  }
}
