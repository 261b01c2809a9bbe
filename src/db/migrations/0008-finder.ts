import type { AnyBulkWriteOperation, Db } from 'mongodb'
import { searchWords } from '../../vn/words.ts'
import type { Migration } from '../migrations.ts'
import { makeCollections } from './collections.ts'

interface Entry {
  _id: string
  kind: 'product' | 'enterprise'
  words: string[]
}

interface Named {
  _id: string
  name: string
  nameEn?: string | null
  brand?: string | null
}

const ENTRIES_AT_ONCE = 1_000

/** The words by which the public finds approved products and registered enterprises. */
export const finder: Migration = {
  version: 8,
  name: 'looking up by words',
  async up(db: Db) {
    await makeCollections(db, {
      finder_entries: [[{ kind: 1, words: 1 }]],
      // A tax code also finds those whose registration was revoked, and branches.
      enterprises: [[{ 'identifier.value': 1, _id: 1 }]],
    })
    await addAll(db, 'products', 'product', ['approved'])
    await addAll(db, 'enterprises', 'enterprise', ['approved', 'suspended', 'revoked'])
  },
}

async function addAll(
  db: Db,
  collection: string,
  kind: Entry['kind'],
  statuses: readonly string[],
): Promise<void> {
  const entries = db.collection<Entry>('finder_entries')
  let waiting: AnyBulkWriteOperation<Entry>[] = []
  const write = async (): Promise<void> => {
    if (waiting.length > 0) await entries.bulkWrite(waiting, { ordered: false })
    waiting = []
  }
  const records = db
    .collection<Named & { status: string }>(collection)
    .find({ status: { $in: [...statuses] } })
    .project<Named>({ name: 1, nameEn: 1, brand: 1 })
  for await (const { _id, name, nameEn = null, brand = null } of records) {
    const words = searchWords([name, nameEn, brand])
    const update = { $set: { kind, words } }
    waiting.push({ updateOne: { filter: { _id }, update, upsert: true } })
    if (waiting.length === ENTRIES_AT_ONCE) await write()
  }
  await write()
}
