import type { Db } from 'mongodb'
import type { Migration } from '../migrations.ts'
import { fillLedger } from './0003-ledger-data.ts'
import { ONE_ACTIVE_SECRET, settleStampSecrets } from './0003-stamp-secrets.ts'
import { makeCollections } from './collections.ts'

/** What the ledger's states, stock cards, statements, requests and handovers need. */
export const ledger: Migration = {
  version: 3,
  name: 'stamp ledger',
  async up(db: Db, at: Date) {
    await settleStampSecrets(db, at)
    await makeCollections(db, {
      settings: [],
      stamp_secrets: [ONE_ACTIVE_SECRET],
      stock_books: [],
      stock_cards: [[{ enterpriseId: 1, month: 1, batchId: 1 }]],
      stock_statements: [
        [{ enterpriseId: 1, month: 1 }, { unique: true }],
        [{ status: 1, _id: 1 }],
      ],
      stamp_requests: [[{ enterpriseId: 1, _id: 1 }], [{ status: 1, _id: 1 }]],
      handovers: [
        [{ enterpriseId: 1, _id: 1 }],
        [{ status: 1, _id: 1 }],
        [
          { year: 1, number: 1 },
          { unique: true, partialFilterExpression: { live: true } },
        ],
      ],
      stamp_holds: [
        [
          { batchId: 1, from: 1 },
          { unique: true, partialFilterExpression: { live: true } },
        ],
        [{ handoverId: 1, _id: 1 }],
      ],
      claim_ranges: [[{ batchId: 1, claimId: 1 }]],
      stamp_heads: [[{ recordedAt: 1 }]],
      stamp_segments: [[{ enterpriseId: 1, productId: 1, state: 1, batchId: 1, from: 1 }]],
      stamp_events: [
        [{ batchId: 1, node: 1, seq: 1, from: 1, to: 1 }],
        [{ enterpriseId: 1, postingMonth: 1, _id: 1 }],
      ],
    })
    await fillLedger(db)
  },
}
