import type { Db } from 'mongodb'
import type { Migration } from '../migrations.ts'
import { makeCollections } from './collections.ts'

/** Keys of device marks are good for one day; what is older must not be computed again. */
const SALTS_KEPT_S = 2 * 86_400
/** Twice as long as a scan of the same device counts as a repeat: clocks of copies differ. */
const MARKS_KEPT_S = 2 * 600

/** Counted scans, what they make suspicious, and the checks of inspectors. */
export const visits: Migration = {
  version: 6,
  name: 'visits',
  async up(db: Db) {
    await makeCollections(db, {
      visit_salts: [[{ storedAt: 1 }, { expireAfterSeconds: SALTS_KEPT_S }]],
      visit_marks: [[{ storedAt: 1 }, { expireAfterSeconds: MARKS_KEPT_S }]],
      scan_totals: [],
      suspicions: [
        [{ place: 1 }, { unique: true }],
        [{ status: 1, _id: 1 }],
        [{ enterpriseId: 1, _id: 1 }],
        [{ enterpriseId: 1, status: 1, _id: 1 }],
      ],
      suspicion_figures: [],
      stamp_checks: [[{ place: 1, _id: 1 }], [{ finding: 1, _id: 1 }]],
    })
  },
}
