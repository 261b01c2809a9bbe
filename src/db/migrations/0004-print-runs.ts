import type { Db } from 'mongodb'
import type { Migration } from '../migrations.ts'
import { makeCollections } from './collections.ts'

/** Records of runs are kept for good: the worker looks among those that have files. */
const LIVE = { partialFilterExpression: { live: true } }

/** What print runs keep, and which batch another one replaces. */
export const printRuns: Migration = {
  version: 4,
  name: 'print runs',
  async up(db: Db) {
    await makeCollections(db, {
      stamp_batches: [[{ 'replaces.batchId': 1, 'replaces.opId': 1 }, { sparse: true }]],
      print_runs: [
        [
          { batchId: 1, digest: 1 },
          { unique: true, ...LIVE },
        ],
        [{ batchId: 1, _id: 1 }],
        [{ enterpriseId: 1, _id: 1 }],
        [{ state: 1, _id: 1 }],
        [{ state: 1, servedAt: 1 }, LIVE],
        [{ state: 1, expiresAt: 1 }, LIVE],
        [{ 'parts.fileId': 1 }, LIVE],
      ],
      stamp_prints: [[{ batchId: 1, _id: 1 }], [{ batchId: 1, node: 1, from: 1, to: 1 }]],
      // The driver looks for this index of GridFS, and would make it while somebody waits.
      'print_files.files': [[{ filename: 1, uploadDate: 1 }]],
      'print_files.chunks': [[{ files_id: 1, n: 1 }, { unique: true }]],
    })
    await db
      .collection<{ _id: number }>('stamp_batches')
      .updateMany({ _id: { $gte: 1 }, replaces: { $exists: false } }, { $set: { replaces: null } })
  },
}
