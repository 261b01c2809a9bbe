import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, fieldError, notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { localDateOf } from '../../vn/local-date.ts'
import type { PlaceRecord } from '../places/places.schema.ts'
import type { PlaceService } from '../places/places.service.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import type { ProductService } from '../products/products.service.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import {
  assertEventTime,
  assertExpiry,
  assertProducedOn,
  assertRoom,
  assertTakesLots,
  expiryOf,
  formatEventCursor,
  parseEventCursor,
  traceCode,
  tracedKey,
  zoneOf,
} from './lots.rules.ts'
import type { CreateLot, LotRecord } from './lots.schema.ts'
import type { LotStore } from './lots.store.ts'
import type { RecordTraceEvent, TraceEventRecord } from './trace-events.schema.ts'
import type { TraceEventStore } from './trace-events.store.ts'
import { actionOf, STEP_LABELS } from './trace-steps.ts'

export interface LotParts {
  store: LotStore
  events: TraceEventStore
  newId: () => string
  products: Pick<ProductService, 'findProduct'>
  places: Pick<PlaceService, 'findPlace'>
}

export type LotService = ReturnType<typeof createLotService>

interface PageOf {
  limit: number
  cursor?: string | undefined
}

export function createLotService(parts: LotParts) {
  const { store, events } = parts

  async function getVisible(id: string, caller: Caller, tx: Tx | null = null): Promise<LotRecord> {
    const found = await store.findById(id, tx?.session)
    if (found === null || !maySee(caller, found.enterpriseId)) {
      throw notFound({ vi: 'lô này', en: 'such lot' })
    }
    return found
  }

  async function getOwnProduct(id: string, caller: Caller, tx: Tx): Promise<ProductRecord> {
    const found = await parts.products.findProduct(id, tx)
    if (found === null || !maySee(caller, found.enterpriseId)) {
      throw notFound({ vi: 'sản phẩm này', en: 'such product' })
    }
    return found
  }

  /** @throws AppError `invalid_fields` for a place that the enterprise does not have. */
  async function getPlaceOf(enterpriseId: string, id: string, tx: Tx): Promise<PlaceRecord> {
    const found = await parts.places.findPlace(id, tx)
    if (found !== null && found.enterpriseId === enterpriseId) return found
    throw fieldError(
      'body.placeId',
      'reference.unknown',
      { vi: 'Cơ sở không có địa điểm này.', en: 'The enterprise has no such place.' },
      { vi: 'Lấy id từ danh sách địa điểm của cơ sở.', en: 'Take the id from its places.' },
    )
  }

  return {
    /** Enters a lot of a product, made at a place of the same enterprise. */
    async createLot(body: CreateLot, caller: Caller, tx: Tx) {
      const product = await getOwnProduct(body.productId, caller, tx)
      assertTakesLots(product)
      await getPlaceOf(product.enterpriseId, body.placeId, tx)
      assertProducedOn(body.producedOn, localDateOf(tx.at))
      const expiresOn = expiryOf(body.expiresOn, body.producedOn, product.shelfLifeDays)
      assertExpiry(body.producedOn, expiresOn)
      const record: LotRecord = {
        _id: parts.newId(),
        enterpriseId: product.enterpriseId,
        ...body,
        expiresOn,
        unit: body.unit ?? unitOf(product),
        createdAt: tx.at,
        revision: 1,
      }
      await store.insert(record, tx.session)
      const subject = { kind: 'lot', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      return view(record)
    },

    async getLot(id: string, caller: Caller) {
      return view(await getVisible(id, caller))
    },

    async listLots(
      query: PageOf & { enterpriseId?: string | undefined; productId?: string | undefined },
      caller: Caller,
    ) {
      const scope = scopeOf(caller, query.enterpriseId)
      const filter = { enterpriseId: scope, productId: query.productId }
      const records = await store.list(filter, query.cursor, query.limit + 1)
      return toPage(records.map(view), query.limit, ({ id }) => id)
    },

    /**
     * Adds an event to a lot. The audit entries of a lot's events are numbered within the lot, so
     * that an omitted one leaves a gap.
     */
    async recordTraceEvent(lotId: string, body: RecordTraceEvent, caller: Caller, tx: Tx) {
      const lot = await getVisible(lotId, caller, tx)
      const product = await getOwnProduct(lot.productId, caller, tx)
      const key = tracedKey(product)
      const place = await getPlaceOf(lot.enterpriseId, body.placeId ?? lot.placeId, tx)
      const eventTime = new Date(body.eventTime)
      assertEventTime(eventTime, tx.at)
      const last = await events.lastSeq(lot._id, tx.session)
      assertRoom(last)
      const record: TraceEventRecord = {
        _id: parts.newId(),
        lotId: lot._id,
        seq: last + 1,
        enterpriseId: lot.enterpriseId,
        productId: lot.productId,
        type: 'ObjectEvent',
        action: body.action ?? actionOf(body.bizStep),
        bizStep: body.bizStep,
        label: body.label ?? STEP_LABELS[body.bizStep],
        eventTime,
        eventTimeZoneOffset: zoneOf(body.eventTime),
        recordTime: tx.at,
        placeId: place._id,
        traceCode: traceCode(key, place, lot.code),
      }
      await events.insert(record, tx.session)
      const subject = { kind: 'lot_trace', id: lot._id, seq: record.seq }
      tx.record({ subject, before: null, after: record })
      return viewEvent(record)
    },

    async listTraceEvents(lotId: string, query: PageOf, caller: Caller) {
      await getVisible(lotId, caller)
      const after = query.cursor === undefined ? null : parseEventCursor(query.cursor)
      if (query.cursor !== undefined && after === null) throw badCursor()
      const records = await events.list(lotId, after, query.limit + 1)
      const page = toPage(records, query.limit, ({ eventTime, _id }) =>
        formatEventCursor({ eventTime, id: _id }),
      )
      return { ...page, items: page.items.map(viewEvent) }
    },

    /** For other features: the record, or null. */
    findLot: (id: string, tx: Tx | null = null) => store.findById(id, tx?.session),
    findLots: (ids: readonly string[]) => store.findMany(ids),
    findLotOfProduct: (productId: string, code: string) => store.findByCode(productId, code),
    /** The latest lots of a product first. */
    listLotsOfProduct: (productId: string, limit: number) => store.listLatest(productId, limit),
    /** The newest lot of each product that has one, by product. */
    async newestLotsOf(productIds: readonly string[]): Promise<Map<string, LotRecord>> {
      const newest = await store.newestOf(productIds)
      return new Map(newest.map((lot) => [lot.productId, lot]))
    },
    /** Every event of some lots, lot by lot, each in the order of time; at most 200 a lot. */
    listEventsOfLots: (lotIds: readonly string[]) => events.listOfLots(lotIds),
  }
}

function unitOf(product: ProductRecord): string {
  if (product.unit !== null) return product.unit
  throw fieldError(
    'body.unit',
    'field.required',
    { vi: 'Thiếu đơn vị, sản phẩm cũng không có.', en: 'No unit here nor in the product.' },
    { vi: 'Gửi đơn vị, ví dụ "gói".', en: 'Send the unit, e.g. "gói".' },
  )
}

function badCursor(): AppError {
  return new AppError('malformed_request', {
    vi: 'Con trỏ trang không đúng; lấy nextCursor của trang trước.',
    en: 'The cursor is not one of this list; take nextCursor of the page before.',
  })
}

function view({ _id, createdAt, ...fields }: LotRecord) {
  return { id: _id, ...fields, createdAt: createdAt.toISOString() }
}

function viewEvent({ _id, eventTime, recordTime, ...fields }: TraceEventRecord) {
  return {
    id: _id,
    ...fields,
    eventTime: eventTime.toISOString(),
    recordTime: recordTime.toISOString(),
  }
}
