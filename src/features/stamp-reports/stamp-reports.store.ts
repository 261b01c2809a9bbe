import type { ClientSession } from 'mongodb'
import type { QueryFilter } from 'mongoose'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { replaceAtRevision } from '../../db/records.ts'
import { type ReportStatus, StampReportRecord } from './stamp-reports.schema.ts'

export type StampReportStore = ReturnType<typeof createStampReportStore>

export interface ReportFilter {
  status: ReportStatus | undefined
  isOpen: boolean | undefined
  number: string | undefined
  enterpriseId: string | undefined
  productId: string | undefined
  /** Only those due before. */
  dueBefore: Date | undefined
}

/** A place in the list, which is ordered by the time due. */
export interface ReportPlace {
  dueAt: Date
  id: string
}

export function createStampReportStore(connection: Connection) {
  const reports = defineModel(connection, 'stamp_reports', StampReportRecord)

  async function findOne(
    filter: QueryFilter<StampReportRecord>,
    session: ClientSession | null,
  ): Promise<StampReportRecord | null> {
    return await reports.findOne(filter).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
  }

  async function count(filter: QueryFilter<StampReportRecord>): Promise<number> {
    return await reports.countDocuments(filter).maxTimeMS(COMMAND_TIMEOUT_MS)
  }

  return {
    async insert(record: StampReportRecord, session: ClientSession): Promise<void> {
      await reports.insertMany([StampReportRecord.parse(record)], { session, lean: true })
    },

    /** Replaces the record if it is still at `revision`. */
    async replace(
      record: StampReportRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(reports, StampReportRecord.parse(record), revision, session)
    },

    findById: (id: string, session: ClientSession | null = null) => findOne({ _id: id }, session),

    findByForm: (formHash: string, session: ClientSession | null = null) =>
      findOne({ formHash }, session),

    findByToken: (tokenHash: string, session: ClientSession | null = null) =>
      findOne({ tokenHash }, session),

    /** Those that are wanted, the one due first before the others. */
    async list(
      { dueBefore, ...wanted }: ReportFilter,
      after: ReportPlace | null,
      limit: number,
    ): Promise<StampReportRecord[]> {
      const given = Object.entries(wanted).filter(([, value]) => value !== undefined)
      const due = {
        ...(after === null ? {} : { $gte: after.dueAt }),
        ...(dueBefore === undefined ? {} : { $lt: dueBefore }),
      }
      const filter = {
        ...Object.fromEntries(given),
        dueAt: Object.keys(due).length === 0 ? { $gte: new Date(0) } : due,
        ...(after === null
          ? {}
          : { $or: [{ dueAt: { $gt: after.dueAt } }, { _id: { $gt: after.id } }] }),
      } as QueryFilter<StampReportRecord>
      return await reports
        .find(filter)
        .sort({ dueAt: 1, _id: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    countInStatus: (status: ReportStatus) => count({ status }),

    countOverdue: (now: Date) => count({ isOpen: true, dueAt: { $lt: now } }),

    countAnsweredIn: (minutes: { from: number; to: number }) =>
      count({ answerMinutes: { $gte: minutes.from, $lte: minutes.to } }),

    /** The answer times in their order, from one place on. */
    async listAnswerMinutes(skip: number, limit: number): Promise<number[]> {
      const found = await reports
        .find({ answerMinutes: { $gte: 0 } }, { _id: 0, answerMinutes: 1 })
        .sort({ answerMinutes: 1 })
        .skip(skip)
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return found.flatMap(({ answerMinutes }) => answerMinutes ?? [])
    },

    /** Reports whose contact is to be erased by now. */
    async findToErase(now: Date, limit: number): Promise<string[]> {
      const found = await reports
        .find({ eraseAt: { $lte: now } }, { _id: 1 })
        .sort({ eraseAt: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return found.map(({ _id }) => _id)
    },
  }
}
