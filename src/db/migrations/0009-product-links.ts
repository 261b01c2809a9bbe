import type { Db } from 'mongodb'
import type { Migration } from '../migrations.ts'

/** Products name pages about them that are kept elsewhere; those from before have none. */
export const productLinks: Migration = {
  version: 9,
  name: 'links of products',
  async up(db: Db) {
    await db
      .collection<{ _id: string }>('products')
      // The first condition is there for its index.
      .updateMany({ _id: { $gt: '' }, links: { $exists: false } }, { $set: { links: [] } })
  },
}
