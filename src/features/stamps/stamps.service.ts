import type { NextNumber } from '../../db/counters.ts'
import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { LotService } from '../lots/lots.service.ts'
import type { ProductService } from '../products/products.service.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { type CodeParts, parseCode, stampLink } from './code.rules.ts'
import type { Range, Segment } from './ledger.rules.ts'
import {
  hasRightTag,
  isSerialShaped,
  isWellFormedSerial,
  placeOf,
  serialOf,
} from './serial.rules.ts'
import type { StampSecrets } from './stamp-secrets.ts'
import type { BatchRecord, EventRecord } from './stamps.schema.ts'
import type { StampStore } from './stamps.store.ts'

export interface StampParts {
  store: StampStore
  secrets: StampSecrets
  linkHost: string
  nextNumber: NextNumber
  newId: () => string
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  products: Pick<ProductService, 'findProduct'>
  lots: Pick<LotService, 'findLot'>
  /** Ranges of the batch that a live claim holds. */
  findClaimed: (batchId: number, tx: Tx) => Promise<Range[]>
  assertDocument: (id: string | null, tx: Tx) => Promise<void>
}

export type StampService = ReturnType<typeof createStampService>

/** A code that belongs to no stamp says why: the scan page and staff words differ. */
export type FoundStamp =
  | { ok: true; batch: BatchRecord; index: number; serial: string; segment: Segment }
  | { ok: false; reason: 'malformed' | 'mistyped' | 'unknown'; key: string | null }

const STAMP_EVENTS_MAX = 200

export function createStampService(parts: StampParts) {
  const { store, secrets, linkHost } = parts

  async function getBatch(id: number, caller: Caller): Promise<BatchRecord> {
    const batch = await store.findBatch(id)
    if (batch === null || !maySee(caller, batch.enterpriseId)) {
      throw notFound({ vi: 'đợt cấp tem này', en: 'such batch of stamps' })
    }
    return batch
  }

  function serialAt(batch: BatchRecord, index: number): string {
    return serialOf(secrets.secretOf(batch.keyVersion), batch.key, batch._id, index)
  }

  function stampAt(batch: BatchRecord, index: number) {
    const serial = serialAt(batch, index)
    return { serial, number: index + 1, link: stampLink(linkHost, batch.key, serial) }
  }

  /** Finds the stamp of a code in one query of its batch and one of its segment. */
  async function findStamp(code: string | CodeParts): Promise<FoundStamp> {
    const parsed = typeof code === 'string' ? parseCode(code) : code
    if (parsed === null) return { ok: false, reason: 'malformed', key: null }
    const { key, serial } = parsed
    if (!isSerialShaped(serial)) return { ok: false, reason: 'malformed', key }
    if (!isWellFormedSerial(serial)) return { ok: false, reason: 'mistyped', key }
    const { batch: batchId, index } = placeOf(serial)
    const batch = await store.findBatch(batchId)
    const genuine =
      batch !== null &&
      index < batch.quantity &&
      (key === null || key === batch.key) &&
      hasRightTag(secrets.secretOf(batch.keyVersion), batch.key, serial)
    if (!genuine) return { ok: false, reason: 'unknown', key }
    const segment = await store.findSegment(batchId, index)
    if (segment === null) throw new Error(`Batch ${batchId} has no segment at ${index}`)
    return { ok: true, batch, index, serial, segment }
  }

  return {
    findStamp,
    stampAt,
    serialAt,

    async getBatch(id: number, caller: Caller) {
      return viewBatch(await getBatch(id, caller), serialAt)
    },

    /** For other features: the record, visible to the caller. */
    getBatchRecord: getBatch,

    async listBatches(
      query: { limit: number; cursor?: string | undefined; enterpriseId?: string | undefined },
      caller: Caller,
    ) {
      const scope = scopeOf(caller, query.enterpriseId)
      const after = numberCursor(query.cursor, 0)
      const batches = await store.listBatches(scope, after, query.limit + 1)
      const views = batches.map((batch) => viewBatch(batch, serialAt))
      return toPage(views, query.limit, ({ id }) => String(id))
    },

    async listSegments(
      id: number,
      query: { limit: number; cursor?: string | undefined },
      caller: Caller,
    ) {
      await getBatch(id, caller)
      const after = numberCursor(query.cursor, -1)
      const segments = await store.listSegments(id, after, query.limit + 1)
      return toPage(segments, query.limit, ({ from }) => String(from))
    },

    async listEvents(
      id: number,
      query: { limit: number; cursor?: string | undefined },
      caller: Caller,
    ) {
      await getBatch(id, caller)
      const events = await store.listEvents(id, numberCursor(query.cursor, 0), query.limit + 1)
      return toPage(events.map(viewEvent), query.limit, ({ seq }) => String(seq))
    },

    /** The staff view of one stamp. */
    async getStamp(code: string, caller: Caller) {
      const found = await findStamp(code)
      if (!found.ok || !maySee(caller, found.batch.enterpriseId)) {
        throw notFound({ vi: 'tem nào mang mã này', en: 'stamp with this code' })
      }
      const { batch, index, segment } = found
      const events = await store.listEventsOf(batch._id, index, STAMP_EVENTS_MAX)
      const { from: _from, to: _to, ...facts } = segment
      return {
        ...stampAt(batch, index),
        batchId: batch._id,
        index,
        enterpriseId: batch.enterpriseId,
        productId: batch.productId,
        ...facts,
        events: events.map(viewEvent),
      }
    },

    countByState: () => store.countByState(),
    countIssued: () => store.countIssued(),
  }
}

/** A cursor of a list that is ordered by a number. */
export function numberCursor(cursor: string | undefined, start: number): number {
  if (cursor === undefined) return start
  const value = Number(cursor)
  if (Number.isSafeInteger(value)) return value
  throw new AppError('malformed_request', {
    vi: 'Con trỏ trang không đúng; lấy nextCursor của trang trước.',
    en: 'The cursor is not one of this list; take nextCursor of the page before.',
  })
}

export function viewBatch(
  batch: BatchRecord,
  serialAt: (batch: BatchRecord, index: number) => string,
) {
  const { _id, productGroup: _group, issuedAt: _at, ...fields } = batch
  return {
    id: _id,
    ...fields,
    firstSerial: serialAt(batch, 0),
    lastSerial: serialAt(batch, batch.quantity - 1),
  }
}

export function viewEvent(event: EventRecord) {
  const { batchId, seq, opId, action, from, to, n, prev, next } = event
  const { occurredOn, recordedAt, reason, documentId, by } = event
  return {
    batchId,
    seq,
    opId,
    action,
    from,
    to,
    n,
    previousState: prev?.state ?? null,
    nextState: next.state,
    lotId: next.lotId,
    occurredOn,
    recordedAt: recordedAt.toISOString(),
    reason,
    documentId,
    by,
  }
}
