import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { SecretRecord } from './stamp-secrets.schema.ts'

export type StampSecretStore = ReturnType<typeof createStampSecretStore>

/** The register of secret versions: fingerprints and statuses, never a secret. */
export function createStampSecretStore(connection: Connection) {
  const records = defineModel(connection, 'stamp_secrets', SecretRecord)
  return {
    async findVersion(version: number, session: ClientSession): Promise<SecretRecord | null> {
      return await records.findById(version).session(session).lean()
    },
    async findActive(session: ClientSession): Promise<SecretRecord | null> {
      return await records.findOne({ status: 'active' }).session(session).lean()
    },
    async list(after: number, limit: number): Promise<SecretRecord[]> {
      return await records
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },
    /** False where the record has changed meanwhile, or another version has become active. */
    async update(
      before: SecretRecord,
      change: Partial<Pick<SecretRecord, 'status' | 'leakReason'>>,
      session: ClientSession,
    ): Promise<boolean> {
      const { _id, revision } = before
      try {
        const updated = await records.updateOne(
          { _id, revision },
          { $set: { ...change, revision: revision + 1 } },
          { session },
        )
        return updated.matchedCount === 1
      } catch (error) {
        if (duplicateIndex(error) !== null) return false
        throw error
      }
    },
  }
}
