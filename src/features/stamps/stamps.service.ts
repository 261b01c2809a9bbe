import type { NextNumber } from '../../db/counters.ts'
import type { GroupCommit } from '../../db/group-commit.ts'
import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { ProductService } from '../products/products.service.ts'
import { assertAsOf } from '../shared/as-of.rules.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import type { StampChecks } from './check-stamp-events.ts'
import type { CodeParts } from './code.rules.ts'
import type { Desk, DeskNeed } from './desk.ts'
import { viewEvent } from './event-view.ts'
import type { Segment } from './ledger.rules.ts'
import type { BatchRecord } from './ledger.schema.ts'
import type { LedgerStore } from './ledger.store.ts'
import type { LocatedStamp, StampLocator } from './locate-stamp.ts'
import { replay } from './replay.rules.ts'
import type { StampSecrets } from './stamp-secrets.ts'
import type { IssueStamps } from './stamps.schema.ts'
import type { StampStore } from './stamps.store.ts'

export interface StampParts extends StampChecks {
  store: StampStore
  ledger: LedgerStore
  locator: StampLocator
  secrets: StampSecrets
  /** Where requests that change the ledger share their transactions. */
  queue: GroupCommit<DeskNeed, Desk>
  now: () => Date
  nextNumber: NextNumber
  products: Pick<ProductService, 'findProduct'>
  /** The statement of a month that is due and not there stops the next batch, if it is set so. */
  assertNotOverdue: (enterpriseId: string, today: string, tx: Tx) => Promise<void>
  /** Takes the quantity from an approved request, or checks that none is needed. */
  takeFromRequest: (requestId: string | null, body: IssueStamps, tx: Tx) => Promise<void>
}

export type StampService = ReturnType<typeof createStampService>

export type FoundStamp =
  | (Extract<LocatedStamp, { ok: true }> & { segment: Segment })
  | Extract<LocatedStamp, { ok: false }>

const STAMP_EVENTS_MAX = 200

interface PageAsked {
  limit: number
  cursor?: string | undefined
}

export function createStampService(parts: StampParts) {
  const { store, ledger, locator, secrets } = parts

  async function getBatch(id: number, caller: Caller): Promise<BatchRecord> {
    const batch = await store.findBatch(id)
    if (batch === null || !maySee(caller, batch.enterpriseId)) {
      throw notFound({ vi: 'đợt cấp tem này', en: 'such batch of stamps' })
    }
    return batch
  }

  /** Finds the stamp of a code: its segment is one key of one index. */
  async function findStamp(code: string | CodeParts): Promise<FoundStamp> {
    const located = await locator.locate(code)
    if (!located.ok) return located
    const segment = await store.findSegment(located.batch._id, located.index)
    if (segment === null) {
      throw new Error(`Batch ${located.batch._id} has no segment at ${located.index}`)
    }
    return { ...located, segment }
  }

  async function view(batch: BatchRecord) {
    return viewBatch(batch, locator.serialAt, await secrets.statusOf(batch.keyVersion))
  }

  async function segmentsAsOf(batch: BatchRecord, asOf: string): Promise<Segment[]> {
    const at = assertAsOf(asOf, parts.now())
    const segments = await replay(ledger.streamEvents(batch._id, at))
    if (segments.length > 0) return segments
    throw notFound({ vi: 'đợt này vào lúc đó', en: 'such batch at that time' })
  }

  return {
    findStamp,
    locate: locator.locate,
    stampAt: locator.stampAt,
    serialAt: locator.serialAt,

    async getBatch(id: number, caller: Caller) {
      return await view(await getBatch(id, caller))
    },

    /** For other features: the record, visible to the caller. */
    getBatchRecord: getBatch,

    async listBatches(query: PageAsked & { enterpriseId?: string | undefined }, caller: Caller) {
      const scope = scopeOf(caller, query.enterpriseId)
      const after = numberCursor(query.cursor, 0)
      const batches = await store.listBatches(scope, after, query.limit + 1)
      const views = await Promise.all(batches.map(view))
      return toPage(views, query.limit, ({ id }) => String(id))
    },

    async listSegments(
      id: number,
      query: PageAsked & { asOf?: string | undefined },
      caller: Caller,
    ) {
      const batch = await getBatch(id, caller)
      const after = numberCursor(query.cursor, -1)
      const segments =
        query.asOf === undefined
          ? await store.listSegments(id, after, query.limit + 1)
          : (await segmentsAsOf(batch, query.asOf)).filter(({ from }) => from > after)
      return toPage(segments, query.limit, ({ from }) => String(from))
    },

    async listEvents(id: number, query: PageAsked, caller: Caller) {
      await getBatch(id, caller)
      const events = await ledger.listEvents(id, numberCursor(query.cursor, 0), query.limit + 1)
      return toPage(events.map(viewEvent), query.limit, ({ seq }) => String(seq))
    },

    /** The staff view of one stamp, now or as it was known at a recorded time. */
    async getStamp(code: string, asOf: string | undefined, caller: Caller) {
      const located = await locator.locate(code)
      if (!located.ok || !maySee(caller, located.batch.enterpriseId)) throw noStamp()
      const { batch, index } = located
      const until = asOf === undefined ? null : assertAsOf(asOf, parts.now())
      const [events, keyStatus] = await Promise.all([
        ledger.findEventsOf(batch._id, index, until, STAMP_EVENTS_MAX),
        secrets.statusOf(batch.keyVersion),
      ])
      const facts = events.at(-1)?.next
      if (facts === undefined) throw noStamp()
      return {
        ...locator.stampAt(batch, index),
        batchId: batch._id,
        index,
        enterpriseId: batch.enterpriseId,
        productId: batch.productId,
        keyStatus,
        ...facts,
        events: events.map(viewEvent),
      }
    },

    countByState: () => store.countByState(),
    countIssued: () => store.countIssued(),
  }
}

function noStamp(): AppError {
  return notFound({ vi: 'tem nào mang mã này', en: 'stamp with this code' })
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
  serialAt: StampLocator['serialAt'],
  keyStatus: Awaited<ReturnType<StampSecrets['statusOf']>>,
) {
  const { _id, productGroup: _group, issuedAt: _at, ...fields } = batch
  return {
    id: _id,
    ...fields,
    keyStatus,
    firstSerial: serialAt(batch, 0),
    lastSerial: serialAt(batch, batch.quantity - 1),
  }
}
