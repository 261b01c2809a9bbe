import type { CreateIndexesOptions, Db, IndexSpecification } from 'mongodb'

type Index = [keys: IndexSpecification, options?: CreateIndexesOptions]

/** Makes the collections that are missing, and their indexes; repeatable. */
export async function makeCollections(
  db: Db,
  collections: Readonly<Record<string, Index[]>>,
): Promise<void> {
  const existing = new Set(
    (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
  )
  for (const [name, indexes] of Object.entries(collections)) {
    if (!existing.has(name)) await db.createCollection(name)
    for (const [keys, options] of indexes) await db.collection(name).createIndex(keys, options)
  }
}
