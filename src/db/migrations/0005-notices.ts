import type { Db } from 'mongodb'
import type { Migration } from '../migrations.ts'
import { makeCollections } from './collections.ts'

/** Recalls and suspensions are kept for good; scans look among those that hold. */
export const notices: Migration = {
  version: 5,
  name: 'recalls and suspensions',
  async up(db: Db) {
    await makeCollections(db, {
      notices: [
        // It begins with what a scan asks for, and keeps one decision from holding twice.
        [
          { target: 1, kind: 1, 'document.id': 1, 'scope.from': 1, 'scope.to': 1 },
          { unique: true, partialFilterExpression: { live: true } },
        ],
        [{ kind: 1, _id: 1 }],
        [{ kind: 1, live: 1, _id: 1 }],
        [{ 'scope.enterpriseId': 1, kind: 1, _id: 1 }],
        [{ 'scope.productId': 1, kind: 1, _id: 1 }],
      ],
    })
  },
}
