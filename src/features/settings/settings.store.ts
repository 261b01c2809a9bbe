import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { replaceAtRevision } from '../../db/records.ts'
import { SettingsRecord } from './settings.schema.ts'

export type SettingsStore = ReturnType<typeof createSettingsStore>

/** The one document of the settings; absent until they are changed for the first time. */
export function createSettingsStore(connection: Connection) {
  const settings = defineModel(connection, 'settings', SettingsRecord)
  return {
    async find(session: ClientSession | null = null): Promise<SettingsRecord | null> {
      return await settings.findById('ledger').session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    /** @returns false where another writer has made it first */
    async insert(record: SettingsRecord, session: ClientSession): Promise<boolean> {
      try {
        await settings.insertMany([SettingsRecord.parse(record)], { session, lean: true })
        return true
      } catch (error) {
        if (duplicateIndex(error) === null) throw error
        return false
      }
    },

    /** Replaces the record if it is still at `revision`. */
    async replace(
      record: SettingsRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(settings, SettingsRecord.parse(record), revision, session)
    },
  }
}
