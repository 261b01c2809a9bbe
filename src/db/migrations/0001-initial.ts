import type { Db } from 'mongodb'
import type { Migration } from '../migrations.ts'
import { makeCollections } from './collections.ts'

/**
 * The first collections with their indexes. Unique ones begin with what would be the shard key: the
 * number of a batch, the enterprise of a record.
 */
const COLLECTIONS: Parameters<typeof makeCollections>[1] = {
  counters: [],
  clock: [],
  health: [],
  idempotency: [],
  keys: [],
  stamp_secrets: [],
  audit_entries: [
    [{ 'subject.kind': 1, 'subject.id': 1, 'subject.seq': 1 }, { unique: true }],
    [{ 'subject.kind': 1, 'subject.id': 1, _id: 1 }],
  ],
  legal_entities: [],
  enterprises: [
    [{ 'identifier.value': 1 }, { unique: true, partialFilterExpression: { live: true } }],
    [{ status: 1, _id: 1 }],
  ],
  documents: [
    [{ enterpriseId: 1, kind: 1, number: 1, issuedOn: 1, signer: 1 }, { unique: true }],
    [{ enterpriseId: 1, _id: 1 }],
  ],
  products: [
    [{ key: 1 }, { unique: true, partialFilterExpression: { live: true, key: { $gt: '' } } }],
    [{ key: 1, live: -1, retiredOn: -1, _id: -1 }],
    [{ enterpriseId: 1, _id: 1 }],
    [{ enterpriseId: 1, status: 1, _id: 1 }],
    [{ status: 1, _id: 1 }],
  ],
  images: [],
  places: [
    [{ enterpriseId: 1, ownCode: 1 }, { unique: true }],
    [{ gln: 1 }, { unique: true, partialFilterExpression: { gln: { $gt: '' } } }],
    [{ enterpriseId: 1, _id: 1 }],
  ],
  lots: [
    [{ productId: 1, code: 1 }, { unique: true }],
    [{ productId: 1, _id: -1 }],
    [{ enterpriseId: 1, _id: 1 }],
  ],
  trace_events: [[{ lotId: 1, seq: 1 }, { unique: true }], [{ lotId: 1, eventTime: 1, _id: 1 }]],
  stamp_batches: [[{ enterpriseId: 1, _id: 1 }]],
  stamp_heads: [],
  stamp_segments: [
    [{ batchId: 1, from: 1 }, { unique: true }],
    [{ enterpriseId: 1, affixedOn: 1 }],
    [{ affixedOn: 1, batchId: 1 }],
    [{ enterpriseId: 1, deliveredOn: 1 }],
    [{ deliveredOn: 1, batchId: 1 }],
    [{ batchId: 1, state: 1, from: 1, to: 1 }],
  ],
  stamp_events: [[{ batchId: 1, seq: 1 }, { unique: true }]],
  subsidy_policies: [[{ code: 1, version: 1 }, { unique: true }]],
  claims: [[{ enterpriseId: 1, _id: 1 }], [{ status: 1, _id: 1 }], [{ status: 1, amountVnd: 1 }]],
  claim_ranges: [
    [
      { batchId: 1, from: 1 },
      { unique: true, partialFilterExpression: { live: true } },
    ],
    [{ claimId: 1, _id: 1 }],
  ],
}

export const initial: Migration = {
  version: 1,
  name: 'collections and indexes',
  async up(db: Db) {
    await makeCollections(db, COLLECTIONS)
  },
}
