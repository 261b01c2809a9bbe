import type { ClientSession } from 'mongodb'
import type { QueryFilter } from 'mongoose'
import { COMMAND_TIMEOUT_MS, type Model } from './define.ts'

/** Replaces a record if it is still at `revision`; false: another writer was first. */
export async function replaceAtRevision<Stored extends { _id: string }>(
  model: Model<Stored>,
  record: Stored,
  revision: number,
  session: ClientSession,
): Promise<boolean> {
  const { _id, ...fields } = record
  const filter = { _id, revision } as QueryFilter<Stored>
  const updated = await model.updateOne(filter, { $set: fields as Partial<Stored> }, { session })
  return updated.matchedCount === 1
}

/**
 * A page of records in the order of their identifiers.
 * @param wanted values of fields; those that are undefined do not matter
 * @param after the identifier that the page before ended with
 */
export async function listAfter<Stored extends { _id: string }>(
  model: Model<Stored>,
  wanted: Readonly<Record<string, unknown>>,
  after: string | undefined,
  limit: number,
): Promise<Stored[]> {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined)
  const filter = { ...Object.fromEntries(given), _id: { $gt: after ?? '' } } as QueryFilter<Stored>
  const found = await model
    .find(filter)
    .sort({ _id: 1 })
    .limit(limit)
    .maxTimeMS(COMMAND_TIMEOUT_MS)
    .lean()
  return found as Stored[]
}
