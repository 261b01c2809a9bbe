import { z } from 'zod'
import { KEY_KINDS } from '../products/products.schema.ts'
import { ACTIONS, STATES } from './ledger.rules.ts'

/** A batch never changes after its issue: copies of the service may keep it in memory. */
export const BatchRecord = z.object({
  /** Number of the batch in the register, also the first five characters of its serials. */
  _id: z.int(),
  enterpriseId: z.string(),
  productId: z.string(),
  productGroup: z.string(),
  key: z.string(),
  keyKind: z.enum(KEY_KINDS),
  quantity: z.int(),
  /** Version of the secret in the tags of its serials. */
  keyVersion: z.int(),
  issuedOn: z.string(),
  issuedAt: z.date(),
  issuedBy: z.string(),
  /** The approved request that the batch answers. */
  requestId: z.string().nullable(),
  /** The void whose stamps the batch stands in for. */
  replaces: z.object({ batchId: z.int(), opId: z.string() }).nullable(),
})
export type BatchRecord = z.infer<typeof BatchRecord>

/** Every writer of a batch passes here first, so that writers of one batch queue on it. */
export const HeadRecord = z.object({
  _id: z.int(),
  /** Number of the last event. */
  seq: z.int(),
  /** Number of the last audit entry. */
  revision: z.int(),
  /** Counts the transactions that took the head, also those that only looked. */
  turn: z.int(),
  /** Ranges that handovers hold. */
  holds: z.int(),
  /** When the last event was recorded: it never goes back within a batch. */
  recordedAt: z.date(),
})
export type HeadRecord = z.infer<typeof HeadRecord>

const facts = {
  state: z.enum(STATES),
  lotId: z.string().nullable(),
  deliveredOn: z.string().nullable(),
  affixedOn: z.string().nullable(),
}

export const SegmentRecord = z.object({
  /** batch number × 2^20 + from: where the segment begins in the whole register. */
  _id: z.number(),
  batchId: z.int(),
  from: z.int(),
  to: z.int(),
  enterpriseId: z.string(),
  productId: z.string(),
  ...facts,
})
export type SegmentRecord = z.infer<typeof SegmentRecord>

/** A fact about a range of one batch whose stamps had the same facts before. Append-only. */
export const EventRecord = z.object({
  _id: z.string(),
  batchId: z.int(),
  seq: z.int(),
  /** Common to the events that one request wrote. */
  opId: z.string(),
  action: z.enum(['issue', ...ACTIONS]),
  from: z.int(),
  to: z.int(),
  n: z.int(),
  /** Where the range stands in the interval tree of its batch (nodeOf). */
  node: z.int(),
  prev: z.object(facts).nullable(),
  next: z.object(facts),
  /** The event that a correction undoes. */
  undoes: z.int().nullable(),
  occurredOn: z.string(),
  /** Month of the stock card that shows it. */
  postingMonth: z.string(),
  recordedAt: z.date(),
  enterpriseId: z.string(),
  productId: z.string(),
  productGroup: z.string(),
  reason: z.string().nullable(),
  documentId: z.string().nullable(),
  handoverId: z.string().nullable(),
  by: z.string(),
  byRole: z.string(),
})
export type EventRecord = z.infer<typeof EventRecord>
