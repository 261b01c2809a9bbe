import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { replaceAtRevision } from '../../db/records.ts'
import { AppError } from '../../errors.ts'
import { EnterpriseRecord, type EnterpriseStatus, LegalEntityRecord } from './enterprises.schema.ts'

export type EnterpriseStore = ReturnType<typeof createEnterpriseStore>

export function createEnterpriseStore(connection: Connection) {
  const enterprises = defineModel(connection, 'enterprises', EnterpriseRecord)
  const legalEntities = defineModel(connection, 'legal_entities', LegalEntityRecord)
  return {
    /** @throws AppError `already_exists` naming the live dossier of the same identifier. */
    async insert(record: EnterpriseRecord, session: ClientSession): Promise<void> {
      const { value } = record.identifier
      const existing = await enterprises
        .findOne({ 'identifier.value': value, live: true }, { _id: 1 })
        .session(session)
        .lean()
      if (existing !== null) throw taken(value, existing._id)
      try {
        await enterprises.insertMany([EnterpriseRecord.parse(record)], { session, lean: true })
      } catch (error) {
        throw duplicateIndex(error) === null ? error : taken(value, null)
      }
    },

    /** Keeps the legal entity above an establishment; the first name given stands. */
    async ensureLegalEntity(record: LegalEntityRecord, session: ClientSession): Promise<boolean> {
      const { _id, ...rest } = record
      const result = await legalEntities.updateOne(
        { _id },
        { $setOnInsert: rest },
        { upsert: true, session },
      )
      return result.upsertedCount === 1
    },

    async findById(
      id: string,
      session: ClientSession | null = null,
    ): Promise<EnterpriseRecord | null> {
      return await enterprises.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async findMany(
      ids: readonly string[],
      session: ClientSession | null = null,
    ): Promise<EnterpriseRecord[]> {
      return await enterprises
        .find({ _id: { $in: [...ids] } })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /**
     * Dossiers that were approved once, by a tax code or one that branches of it begin with, in the
     * order of their numbers. Personal numbers are never looked for.
     */
    async findByTaxCode(taxCode: string, limit: number): Promise<EnterpriseRecord[]> {
      return await enterprises
        .find({
          'identifier.value': { $gte: taxCode, $lt: `${taxCode}-\uffff` },
          'identifier.scheme': { $in: ['MST10', 'MST13'] },
          registeredOn: { $ne: null },
        })
        .sort({ 'identifier.value': 1, _id: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** Replaces the record if it is still at `revision`. */
    async replace(
      record: EnterpriseRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(enterprises, EnterpriseRecord.parse(record), revision, session)
    },

    async list(
      filter: { status?: EnterpriseStatus | undefined; id?: string | undefined },
      after: string | undefined,
      limit: number,
    ): Promise<EnterpriseRecord[]> {
      const { status, id } = filter
      return await enterprises
        .find({
          ...(status === undefined ? {} : { status }),
          _id: { $gt: after ?? '', ...(id === undefined ? {} : { $eq: id }) },
        })
        .sort({ _id: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async countByStatus(status: EnterpriseStatus): Promise<number> {
      return await enterprises.countDocuments({ status }).maxTimeMS(COMMAND_TIMEOUT_MS)
    },
  }
}

function taken(value: string, existingId: string | null): AppError {
  return new AppError(
    'already_exists',
    {
      vi: `Số định danh ${value} đã có hồ sơ đang hiệu lực.`,
      en: `There is a live dossier for ${value}.`,
    },
    existingId === null ? {} : { existingId },
  )
}
