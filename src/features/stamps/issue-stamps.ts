import type { Tx } from '../../db/unit-of-work.ts'
import { wrongState } from '../../errors.ts'
import { localDateOf, monthOf } from '../../vn/local-date.ts'
import { findIssuable } from './issuable.ts'
import type { BatchRecord, EventRecord } from './ledger.schema.ts'
import { nodeOf } from './ranges.rules.ts'
import { BATCH_NUMBER_MAX } from './serial.rules.ts'
import type { IssueStamps } from './stamps.schema.ts'
import { type StampParts, viewBatch } from './stamps.service.ts'

/**
 * Takes the next batch number: atomic, before and outside the transaction, where sixteen callers
 * would queue on it. A failed issue leaves a gap, which is fine.
 */
export async function takeBatchNumber(parts: StampParts): Promise<number> {
  const number = await parts.nextNumber('stamp_batch')
  if (number <= BATCH_NUMBER_MAX) return number
  throw wrongState('exhausted', {
    vi: 'Sổ đã dùng hết số đợt cấp tem.',
    en: 'The register has used up its batch numbers.',
  })
}

/** Issues one batch: whatever its size, five small documents in the transaction of `tx`. */
export async function issueStamps(parts: StampParts, number: number, body: IssueStamps, tx: Tx) {
  const order = await checkOrder(parts, body, tx)
  await parts.takeFromRequest(body.requestId, body, tx)
  return await insertIssue(parts, number, { ...order, replaces: null }, tx)
}

/** What a batch will be, once all that could refuse it has been asked. */
export interface Order {
  product: Awaited<ReturnType<typeof findIssuable>>
  quantity: number
  requestId: string | null
  keyVersion: number
}

/** @throws AppError as `findIssuable`, and for a statement that is overdue or no active secret */
export async function checkOrder(parts: StampParts, body: IssueStamps, tx: Tx): Promise<Order> {
  const { enterpriseId, quantity, requestId } = body
  const product = await findIssuable(parts, body, tx)
  await parts.assertNotOverdue(enterpriseId, localDateOf(tx.at), tx)
  const keyVersion = await parts.secrets.activeVersion(tx.session)
  return { product, quantity, requestId, keyVersion }
}

/** Writes a batch that nothing stands against any more. */
export async function insertIssue(
  parts: StampParts,
  number: number,
  order: Order & Pick<BatchRecord, 'replaces'>,
  tx: Tx,
) {
  const { product, ...fields } = order
  const batch: BatchRecord = {
    _id: number,
    enterpriseId: product.enterpriseId,
    productId: product._id,
    productGroup: product.productGroup,
    key: product.key,
    keyKind: product.keyKind,
    ...fields,
    issuedOn: localDateOf(tx.at),
    issuedAt: tx.at,
    issuedBy: tx.actor.person,
  }
  const next = { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null } as const
  const range = { from: 0, to: batch.quantity - 1 }
  const issue: EventRecord = {
    _id: `${number}:1`,
    batchId: number,
    seq: 1,
    opId: parts.newId(),
    action: 'issue',
    ...range,
    n: batch.quantity,
    node: nodeOf(range),
    prev: null,
    next,
    undoes: null,
    occurredOn: batch.issuedOn,
    postingMonth: monthOf(batch.issuedOn),
    recordedAt: tx.at,
    enterpriseId: batch.enterpriseId,
    productId: batch.productId,
    productGroup: batch.productGroup,
    reason: null,
    documentId: null,
    handoverId: null,
    by: tx.actor.person,
    byRole: tx.actor.role,
  }
  await parts.store.insertBatch(batch, issue, { ...range, ...next }, tx.session)
  const subject = { kind: 'stamp_batch', id: String(number), seq: 1 }
  tx.record({ subject, before: null, after: { batch, events: [issue] } })
  return viewBatch(batch, parts.locator.serialAt, 'active')
}
