import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { listAfter } from '../../db/records.ts'
import { AppError } from '../../errors.ts'
import { DocumentRecord } from './documents.schema.ts'

export type DocumentStore = ReturnType<typeof createDocumentStore>

export function createDocumentStore(connection: Connection) {
  const documents = defineModel(connection, 'documents', DocumentRecord)
  return {
    /** @throws AppError `already_exists` naming the document of the same number, day and signer. */
    async insert(record: DocumentRecord, session: ClientSession): Promise<void> {
      const { enterpriseId, kind, number, issuedOn, signer } = record
      const existing = await documents
        .findOne({ enterpriseId, kind, number, issuedOn, signer }, { _id: 1 })
        .session(session)
        .lean()
      if (existing !== null) throw taken(record, existing._id)
      try {
        await documents.insertMany([DocumentRecord.parse(record)], { session, lean: true })
      } catch (error) {
        throw duplicateIndex(error) === null ? error : taken(record, null)
      }
    },

    async findById(
      id: string,
      session: ClientSession | null = null,
    ): Promise<DocumentRecord | null> {
      return await documents.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async list(
      enterpriseId: string | undefined,
      after: string | undefined,
      limit: number,
    ): Promise<DocumentRecord[]> {
      return await listAfter(documents, { enterpriseId }, after, limit)
    },
  }
}

function taken({ number, issuedOn }: DocumentRecord, existingId: string | null): AppError {
  return new AppError(
    'already_exists',
    {
      vi: `Văn bản số ${number} ngày ${issuedOn} đã có trong sổ.`,
      en: `Document ${number} of ${issuedOn} is in the register.`,
    },
    existingId === null ? {} : { existingId },
  )
}
