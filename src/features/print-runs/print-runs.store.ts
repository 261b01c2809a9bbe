import type { ClientSession, Filter, UpdateFilter } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { listAfter } from '../../db/records.ts'
import { AT_ONCE, type PartRecord, PrintRunRecord, type RunState } from './print-runs.schema.ts'

export type PrintRunStore = ReturnType<typeof createPrintRunStore>

/** How long a copy may go on with a run without a word of life. */
const LEASE_MS = 20_000

/** How long one that is to be cancelled waits for that. */
const HOLD_MS = 5_000

const UNFINISHED: RunState[] = ['queued', 'running']
const timed = { maxTimeMS: COMMAND_TIMEOUT_MS }

/** Print runs: what is asked for, and who is at work on it by the clock of the server. */
export function createPrintRunStore(connection: Connection) {
  const runs = defineModel(connection, 'print_runs', PrintRunRecord)
  /** Updates that reckon with the server's clock go by the driver itself. */
  const update = async (filter: Filter<PrintRunRecord>, set: UpdateFilter<PrintRunRecord>) => {
    const database = connection.getClient().db(connection.name)
    const collection = database.collection<PrintRunRecord>('print_runs')
    const updated = await collection.updateOne(filter, [{ $set: set }], timed)
    return updated.matchedCount === 1
  }
  const held = (id: string, holder: string): Filter<PrintRunRecord> => {
    return { _id: id, live: true, 'lease.holder': holder }
  }

  return {
    async insert(record: PrintRunRecord, session: ClientSession): Promise<void> {
      await runs.insertMany([PrintRunRecord.parse(record)], { session, lean: true })
    },

    async findById(
      id: string,
      session: ClientSession | null = null,
    ): Promise<PrintRunRecord | null> {
      return await runs.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    /** The run of a job that has its files, or will have them. */
    async findLive(
      batchId: number,
      digest: string,
      session: ClientSession,
    ): Promise<PrintRunRecord | null> {
      return await runs
        .findOne({ batchId, digest, live: true })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** Those of some runs that ended before the first of their files was there. */
    async findUnprinted(ids: readonly string[], session: ClientSession): Promise<Set<string>> {
      const found = await runs
        .find({ _id: { $in: [...ids] }, state: { $in: ['failed', 'cancelled'] } }, { parts: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Set(found.filter(({ parts }) => parts.length === 0).map(({ _id }) => _id))
    },

    async list(
      filter: {
        enterpriseId: string | undefined
        batchId: number | undefined
        state: RunState | undefined
      },
      after: string | undefined,
      limit: number,
    ): Promise<PrintRunRecord[]> {
      return await listAfter(runs, filter, after, limit)
    },

    /** Keeps the files of a run that is done for longer; nobody else is at work on it. */
    async keepUntil(id: string, expiresAt: Date, session: ClientSession): Promise<void> {
      const kept = { _id: id, live: true, state: 'done' as const }
      const updated = await runs.updateOne(kept, { $max: { expiresAt } }, { session })
      if (updated.matchedCount !== 1) throw new Error(`Print run ${id} ended in a transaction`)
    },

    /** Ends a run whose time is over: its place is free for another run of the same job. */
    async retire(id: string, session: ClientSession): Promise<void> {
      await runs.updateOne({ _id: id, live: true }, { $set: { live: false } }, { session })
    },

    /**
     * Takes a run from whoever is at work on it, for a moment: who writes to it in a transaction
     * would fail again and again otherwise. When nothing comes of it, the run goes on by itself.
     */
    async hold(id: string): Promise<void> {
      const until = { $add: ['$$NOW', HOLD_MS] }
      const unfinished = { _id: id, live: true, state: { $in: UNFINISHED } }
      await update(unfinished, { lease: { holder: null, until } })
    },

    /** @returns the run as it was; null where it is not under way (any more) */
    async cancel(id: string, session: ClientSession): Promise<PrintRunRecord | null> {
      const lease = { holder: null, until: AT_ONCE }
      return await runs
        .findOneAndUpdate(
          { _id: id, live: true, state: { $in: UNFINISHED } },
          { $set: { state: 'cancelled', live: false, lease } },
          { session, returnDocument: 'before', ...timed },
        )
        .lean()
    },

    /** Ends the runs whose time is over. @returns their numbers */
    async retireExpired(now: Date): Promise<number> {
      const updated = await runs.updateMany(
        { state: 'done', live: true, expiresAt: { $lte: now } },
        { $set: { live: false } },
        timed,
      )
      return updated.modifiedCount
    },

    /** Those of some files that a live run names. */
    async findNamed(fileIds: readonly string[]): Promise<Set<string>> {
      const found = await runs
        .find({ 'parts.fileId': { $in: [...fileIds] }, live: true }, { parts: 1 })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Set(found.flatMap(({ parts }) => parts.map(({ fileId }) => fileId)))
    },

    /** Takes the run that has waited longest, one whose holder went silent too; null: none. */
    async take(holder: string): Promise<PrintRunRecord | null> {
      const database = connection.getClient().db(connection.name)
      return await database.collection<PrintRunRecord>('print_runs').findOneAndUpdate(
        {
          live: true,
          state: { $in: UNFINISHED },
          $expr: { $lt: ['$lease.until', '$$NOW'] },
        },
        [
          {
            $set: {
              state: 'running',
              lease: { holder, until: { $add: ['$$NOW', LEASE_MS] } },
              attempts: { $add: ['$attempts', 1] },
            },
          },
        ],
        { sort: { servedAt: 1 }, returnDocument: 'after', ...timed },
      )
    },

    /** @returns false where another has taken the run, or it has ended */
    async renew(id: string, holder: string): Promise<boolean> {
      return await update(held(id, holder), {
        'lease.until': { $add: ['$$NOW', LEASE_MS] },
      })
    },

    /**
     * Names a file that is whole, and lets the run go: who has waited longest is next.
     * @param isLast the run is done, and its files are kept until `expiresAt`
     * @returns false where another has taken the run, or it has ended
     */
    async recordPart(
      id: string,
      holder: string,
      part: PartRecord,
      isLast: boolean,
      expiresAt: Date,
    ): Promise<boolean> {
      return await update(
        { ...held(id, holder), 'parts.number': { $ne: part.number } },
        {
          parts: { $concatArrays: ['$parts', [{ $literal: part }]] },
          lease: { holder: null, until: AT_ONCE },
          servedAt: '$$NOW',
          attempts: 0,
          ...(isLast ? { state: 'done', expiresAt: { $max: ['$expiresAt', expiresAt] } } : {}),
        },
      )
    },

    /** Lets the run go unserved. @param isCounted whether the attempt counts as one that failed */
    async release(
      id: string,
      holder: string,
      delayMs: number,
      isCounted: boolean,
    ): Promise<boolean> {
      return await update(held(id, holder), {
        lease: { holder: null, until: { $add: ['$$NOW', delayMs] } },
        ...(isCounted ? {} : { attempts: { $add: ['$attempts', -1] } }),
      })
    },

    /** @returns false where another has taken the run, or it has ended */
    async fail(id: string, holder: string, part: number): Promise<boolean> {
      const lease = { holder: null, until: AT_ONCE }
      return await update(held(id, holder), {
        ...{ state: 'failed', live: false, failure: { part }, lease },
      })
    },
  }
}
