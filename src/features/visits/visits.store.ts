import { type AnyBulkWriteOperation, type ClientSession, MongoBulkWriteError } from 'mongodb'
import { coalesce } from '../../db/coalesce.ts'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { MarkRecord, SaltRecord, type ScanTotals, TotalsRecord } from './visits.schema.ts'

export type VisitStore = ReturnType<typeof createVisitStore>

/** A device on a stamp, and when it was there. */
export interface Mark {
  id: string
  at: Date
}

const DUPLICATE_KEY = 11_000
const timed = { maxTimeMS: COMMAND_TIMEOUT_MS }

/**
 * Counted scans: keys of the days, marks of devices, totals of stamps.
 * @param now the time of the machine, whatever the register plays in: the server removes by its own
 */
export function createVisitStore(connection: Connection, now: () => Date) {
  const totals = defineModel(connection, 'scan_totals', TotalsRecord)
  const marks = defineModel(connection, 'visit_marks', MarkRecord)
  const salts = defineModel(connection, 'visit_salts', SaltRecord)
  /** Writes that reckon with what is stored, and many at once, go by the driver itself. */
  const collection = <Stored extends object>(name: string) =>
    connection.getClient().db(connection.name).collection<Stored>(name)

  async function loadTotals(places: number[]): Promise<Map<number, ScanTotals>> {
    const found = await totals
      .find({ _id: { $in: places } }, { count: 1, firstAt: 1, lastAt: 1 })
      .maxTimeMS(COMMAND_TIMEOUT_MS)
      .lean()
    return new Map(
      found.map(({ _id, count, firstAt, lastAt }) => [_id, { count, firstAt, lastAt }]),
    )
  }

  return {
    /** Look-ups that arrive together share one query. */
    findTotals: coalesce(loadTotals),

    async findRecord(
      place: number,
      session: ClientSession | null = null,
    ): Promise<TotalsRecord | null> {
      return await totals.findById(place).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async findRecords(places: readonly number[]): Promise<Map<number, TotalsRecord>> {
      const found = await totals
        .find({ _id: { $in: [...places] } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Map(found.map((record) => [record._id, record]))
    },

    /** The key of a local day: the first that any copy of the service offered. */
    async takeKey(day: string, offered: Buffer): Promise<Buffer> {
      const key = offered.toString('base64')
      const take = async () =>
        await collection<SaltRecord>('visit_salts').findOneAndUpdate(
          { _id: day },
          [{ $set: { key: { $ifNull: ['$key', key] }, storedAt: ifNull('$storedAt') } }],
          { upsert: true, returnDocument: 'after', ...timed },
        )
      const known = await salts.findById(day).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
      const taken = known ?? (await take().catch((error) => retryDuplicate(error, take)))
      if (taken === null) throw new Error(`There is no key of ${day}`)
      return Buffer.from(taken.key, 'base64')
    },

    /** When devices were marked, by the identifier of the mark. */
    async findMarks(ids: readonly string[]): Promise<Map<string, Date>> {
      const found = await marks
        .find({ _id: { $in: [...ids] } }, { at: 1 })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return new Map(found.map(({ _id, at }) => [_id, at]))
    },

    /**
     * Marks devices, unless they were marked after `notAfter` of each.
     * @param by the flush; what an attempt of it has marked that failed half-way counts as set
     * @returns the identifiers of those that are set
     */
    async setMarks(
      wanted: readonly (Mark & { notAfter: Date })[],
      by: string,
    ): Promise<Set<string>> {
      const storedAt = now()
      const marked = collection<MarkRecord>('visit_marks')
      // Most are new, and an insert costs a fifth of an upsert.
      const { refused } = await writeMany(
        marked,
        wanted.map(({ id, at }) => ({ insertOne: { document: { _id: id, at, by, storedAt } } })),
      )
      const isRefused = new Set(refused)
      const known = wanted.filter((_, at) => isRefused.has(at))
      const set = new Set(wanted.filter((_, at) => !isRefused.has(at)).map(({ id }) => id))
      if (known.length === 0) return set
      await writeMany(
        marked,
        known.map(({ id, at, notAfter }) => ({
          updateOne: {
            filter: { _id: id, at: { $lte: notAfter } },
            update: { $set: { at, by, storedAt } },
          },
        })),
      )
      const own = await marks
        .find({ _id: { $in: known.map(({ id }) => id) }, by })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      for (const { _id } of own) set.add(_id)
      return set
    },

    /**
     * Writes records, each if it is still at the revision it carries (0: not there).
     * @returns false where another copy was first with any of them; some may be written
     */
    async writeRecords(records: readonly TotalsRecord[]): Promise<boolean> {
      const writes = records.map(({ _id, revision, ...fields }) => {
        const after = { ...fields, revision: revision + 1 }
        if (revision === 0) return { insertOne: { document: { _id, ...after } } }
        return { updateOne: { filter: { _id, revision }, update: { $set: after } } }
      })
      const { written } = await writeMany(collection<TotalsRecord>('scan_totals'), writes)
      return written === records.length
    },
  }
}

function ifNull(field: string) {
  return { $ifNull: [field, '$$NOW'] }
}

/** Two who insert the same document at once: the second finds that of the first. */
async function retryDuplicate<Result>(
  error: unknown,
  again: () => Promise<Result>,
): Promise<Result> {
  if (duplicateIndex(error) === null) throw error
  return await again()
}

interface Written {
  written: number
  /** Places of the writes that would have made a second document of one identifier. */
  refused: number[]
}

/** Many writes, each for itself. @throws whatever is not a document that is there already */
async function writeMany<Stored extends { _id: string | number }>(
  collection: {
    bulkWrite(
      writes: AnyBulkWriteOperation<Stored>[],
      options: object,
    ): Promise<{ matchedCount: number; insertedCount: number }>
  },
  writes: AnyBulkWriteOperation<Stored>[],
): Promise<Written> {
  if (writes.length === 0) return { written: 0, refused: [] }
  try {
    const done = await collection.bulkWrite(writes, { ordered: false, ...timed })
    return { written: done.matchedCount + done.insertedCount, refused: [] }
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error
    const faults = [error.writeErrors].flat()
    if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error
    const { matchedCount, insertedCount } = error
    return { written: matchedCount + insertedCount, refused: faults.map(({ index }) => index) }
  }
}
