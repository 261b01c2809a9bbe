import type { Db } from 'mongodb'
import type { Migration } from '../migrations.ts'
import { makeCollections } from './collections.ts'

/** Reports of wrong stamps, and their photos; officers read them by the time they are due. */
export const stampReports: Migration = {
  version: 7,
  name: 'reports of wrong stamps',
  async up(db: Db) {
    await makeCollections(db, {
      stamp_reports: [
        [{ number: 1 }, { unique: true }],
        [{ formHash: 1 }, { unique: true }],
        [{ tokenHash: 1 }, { unique: true }],
        [{ dueAt: 1, _id: 1 }],
        [{ status: 1, dueAt: 1, _id: 1 }],
        [{ isOpen: 1, dueAt: 1, _id: 1 }],
        [{ enterpriseId: 1, dueAt: 1, _id: 1 }],
        [{ productId: 1, dueAt: 1, _id: 1 }],
        [{ answerMinutes: 1 }],
        [{ eraseAt: 1 }],
      ],
      stamp_report_photos: [],
    })
  },
}
