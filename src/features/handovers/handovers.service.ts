import type { NextNumber } from '../../db/counters.ts'
import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { localDateOf } from '../../vn/local-date.ts'
import type { DocumentService } from '../documents/documents.service.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { ProductService } from '../products/products.service.ts'
import { addressLine } from '../shared/address.schema.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import type { StampChecks } from '../stamps/check-stamp-events.ts'
import type { Desk } from '../stamps/desk.ts'
import type { StampLocator } from '../stamps/locate-stamp.ts'
import type { Occurrence, Wanted } from '../stamps/occurrence.rules.ts'
import { namedRanges, type PickParts } from '../stamps/pick-stamps.ts'
import type { Range } from '../stamps/ranges.rules.ts'
import { decideStampEvents, recordStampEvents } from '../stamps/record-stamp-events.ts'
import { ownNumber } from './handover-number.rules.ts'
import { viewHandover, viewSummary } from './handover-view.ts'
import {
  assertConfirmation,
  assertHandedOn,
  assertPrepared,
  assertRanges,
  assertRoomForHolds,
  byBatch,
} from './handovers.rules.ts'
import type {
  CancelHandover,
  ConfirmHandover,
  HandoverRecord,
  HandoverStatus,
  HoldRecord,
  PrepareHandover,
} from './handovers.schema.ts'
import type { HandoverStore } from './handovers.store.ts'

export interface HandoverParts {
  store: HandoverStore
  newId: () => string
  nextNumber: NextNumber
  stamps: StampChecks & PickParts & { locator: StampLocator }
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  products: Pick<ProductService, 'findProducts'>
  assertDocument: DocumentService['assertDocument']
}

export type HandoverService = ReturnType<typeof createHandoverService>

/**
 * Handovers and what they hold. Those that write are given a desk with the heads of their batches,
 * in a transaction that others may share: they refuse before they write anything.
 */
export function createHandoverService(parts: HandoverParts) {
  const { store } = parts

  async function getVisible(
    id: string,
    caller: Caller,
    tx: Tx | null = null,
  ): Promise<HandoverRecord> {
    const found = await store.findById(id, tx?.session)
    if (found === null || !maySee(caller, found.enterpriseId)) {
      throw notFound({ vi: 'biên bản bàn giao này', en: 'such handover' })
    }
    return found
  }

  async function view(record: HandoverRecord) {
    const batches = await parts.stamps.store.findBatches(
      record.batches.map(({ batchId }) => batchId),
    )
    return viewHandover(record, batches, parts.stamps.locator.serialAt)
  }

  async function move(
    before: HandoverRecord,
    changed: Partial<HandoverRecord> & { status: HandoverStatus },
    reason: string | null,
    tx: Tx,
  ): Promise<HandoverRecord> {
    const step = stepOf(changed.status, reason, tx)
    const steps = [...before.steps, step]
    const after = { ...before, ...changed, steps, revision: before.revision + 1 }
    if (!(await store.replace(after, before.revision, tx.session))) {
      throw new Error(`Handover ${after._id} changed within its transaction`)
    }
    const subject = { kind: 'handover', id: after._id, seq: after.revision }
    tx.record({ subject, before, after, reason })
    return after
  }

  return {
    /** The batches that a new handover names. @throws AppError 422 naming a serial that is wrong */
    async batchesNamed(body: PrepareHandover): Promise<number[]> {
      return [...byBatch(await namedRanges(parts.stamps, { ranges: body.ranges })).keys()]
    },

    /** The batches of a handover; none where there is no such handover. */
    async batchesOf(id: string): Promise<number[]> {
      const found = await store.findById(id)
      return found === null ? [] : found.batches.map(({ batchId }) => batchId)
    },

    /** Prepares a handover: all its ranges are held until it is confirmed or cancelled, or none. */
    async prepareHandover(body: PrepareHandover, tx: Tx, desk: Desk) {
      const goods = await pickGoods(parts, body, tx)
      const today = localDateOf(tx.at)
      const handedOn = body.handedOn ?? today
      assertHandedOn(handedOn, goods.batches, today)
      // What would refuse the confirmation refuses the preparation.
      await decideStampEvents(parts.stamps, wantedOf(goods.wanted), delivery(handedOn), tx, desk)
      assertRoomForHolds(goods.wanted, (batchId) => desk.headOf(batchId).holds)
      const year = Number(handedOn.slice(0, 4))
      if (body.number !== null) await store.assertFree(body.number, year, tx.session)
      const record: HandoverRecord = {
        _id: parts.newId(),
        ...body,
        ...(await nameGoods(parts, goods, handedOn)),
        giver: body.giver ?? tx.actor.person,
        number: body.number ?? (await takeNumber(parts, year, tx)),
        year,
        ranges: [...goods.wanted.values()].flat(),
        handedOn,
        documentId: null,
        status: 'prepared',
        live: true,
        steps: [stepOf('prepared', null, tx)],
        createdAt: tx.at,
        createdBy: tx.actor.person,
        revision: 1,
      }
      await store.insert(record, tx.session)
      await hold(parts, record, desk, tx)
      const subject = { kind: 'handover', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      return await view(record)
    },

    /** Confirms the receipt: the stamps are delivered on the day they were handed over. */
    async confirmHandover(id: string, body: ConfirmHandover, caller: Caller, tx: Tx, desk: Desk) {
      const before = await getVisible(id, caller, tx)
      assertPrepared(before)
      const { documentId } = body
      assertConfirmation(before, documentId, tx.actor)
      await parts.assertDocument(documentId, tx, 'minutes')
      const wanted = byBatch(before.ranges)
      const occurrence = { ...delivery(before.handedOn), documentId, handoverId: id }
      await recordStampEvents(parts.stamps, wantedOf(wanted), occurrence, tx, desk)
      await free(parts, before, desk, tx)
      return await view(await move(before, { status: 'confirmed', documentId }, null, tx))
    },

    /** Cancels a handover that nobody has confirmed: its ranges are free again. */
    async cancelHandover(id: string, body: CancelHandover, caller: Caller, tx: Tx, desk: Desk) {
      const before = await getVisible(id, caller, tx)
      assertPrepared(before)
      await free(parts, before, desk, tx)
      return await view(await move(before, { status: 'cancelled', live: false }, body.reason, tx))
    },

    async getHandover(id: string, caller: Caller) {
      return await view(await getVisible(id, caller))
    },

    async listHandovers(
      query: {
        limit: number
        cursor?: string | undefined
        enterpriseId?: string | undefined
        status?: HandoverStatus | undefined
      },
      caller: Caller,
    ) {
      const filter = { status: query.status, enterpriseId: scopeOf(caller, query.enterpriseId) }
      const records = await store.list(filter, query.cursor, query.limit + 1)
      return toPage(records.map(viewSummary), query.limit, ({ id }) => id)
    },
  }
}

/** The enterprise, the ranges that a request names, and their batches, all of the enterprise. */
async function pickGoods(parts: HandoverParts, body: PrepareHandover, tx: Tx) {
  const enterprise = await parts.enterprises.findEnterprise(body.enterpriseId, tx)
  if (enterprise === null) throw unknownEnterprise()
  const ranges = await namedRanges(parts.stamps, { ranges: body.ranges })
  const wanted = byBatch(ranges)
  const batches = await parts.stamps.store.findBatches([...wanted.keys()])
  assertRanges(ranges, batches, enterprise._id)
  return { enterprise, wanted, batches: batches.sort((a, b) => a._id - b._id) }
}

function unknownEnterprise() {
  return fieldError(
    'body.enterpriseId',
    'reference.unknown',
    { vi: 'Không có cơ sở này.', en: 'There is no such enterprise.' },
    { vi: 'Lấy id từ danh sách cơ sở.', en: 'Take the id from the list.' },
  )
}

/** The names that the minutes keep, whatever they become later. */
async function nameGoods(
  parts: HandoverParts,
  { enterprise, batches }: Awaited<ReturnType<typeof pickGoods>>,
  handedOn: string,
) {
  const { _id, name, addresses } = enterprise
  const address = addresses.findLast(({ validFrom }) => validFrom <= handedOn) ?? addresses[0]
  const productIds = new Set(batches.map(({ productId }) => productId))
  const products = await parts.products.findProducts([...productIds])
  const nameOf = new Map(products.map((product) => [product._id, product.name]))
  return {
    enterpriseId: _id,
    enterpriseName: name,
    enterpriseAddress: address === undefined ? '' : addressLine(address),
    batches: batches.map(({ _id: batchId, productId }) => ({
      batchId,
      productId,
      productName: nameOf.get(productId) ?? '',
    })),
  }
}

/** Given back where the transaction fails: the numbers of a year have no gap. */
async function takeNumber(parts: HandoverParts, year: number, tx: Tx): Promise<string> {
  return ownNumber(year, await parts.nextNumber(`handover:${year}`, tx.session))
}

/** Holds the ranges: the heads of their batches are on the desk. */
async function hold(
  parts: HandoverParts,
  { _id, ranges }: HandoverRecord,
  desk: Desk,
  tx: Tx,
): Promise<void> {
  const holds: HoldRecord[] = []
  for (const [batchId, wanted] of byBatch(ranges)) {
    const own = wanted.map((range) => ({
      _id: parts.newId(),
      ...range,
      handoverId: _id,
      live: true,
    }))
    const subject = subjectOf(batchId, desk.addHolds(batchId, own.length))
    tx.record({ subject, before: null, after: { holds: own } })
    holds.push(...own)
  }
  await parts.store.insertHolds(holds, tx.session)
}

/** Frees the ranges again. */
async function free(
  parts: HandoverParts,
  { _id, ranges }: HandoverRecord,
  desk: Desk,
  tx: Tx,
): Promise<void> {
  const held = await parts.store.freeHolds(_id, tx.session)
  if (held.length !== ranges.length) throw new Error(`Handover ${_id} has ${held.length} holds`)
  for (const [batchId, before] of byBatch(held)) {
    const after = before.map((range) => ({ ...range, live: false }))
    const subject = subjectOf(batchId, desk.addHolds(batchId, -before.length))
    tx.record({ subject, before: { holds: before }, after: { holds: after } })
  }
}

function subjectOf(batchId: number, seq: number) {
  return { kind: 'stamp_batch', id: String(batchId), seq }
}

/** What is recorded of the stamps, where nobody names more. */
function delivery(occurredOn: string): Occurrence {
  const none = { lotId: null, reason: null, documentId: null, seq: null, handoverId: null }
  return { action: 'deliver', occurredOn, ...none }
}

function wantedOf(ranges: ReadonlyMap<number, readonly Range[]>): Wanted[] {
  return [...ranges].map(([batchId, own]) => ({ batchId, ranges: own, field: 'body.ranges' }))
}

function stepOf(status: HandoverStatus, reason: string | null, tx: Tx) {
  return { status, at: tx.at, by: tx.actor.person, role: tx.actor.role, reason }
}
