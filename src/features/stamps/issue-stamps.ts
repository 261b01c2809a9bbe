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
  const product = await findIssuable(parts, body, tx)
  await parts.assertNotOverdue(body.enterpriseId, localDateOf(tx.at), tx)
  await parts.takeFromRequest(body.requestId, body, tx)
  const batch: BatchRecord = {
    _id: number,
    enterpriseId: body.enterpriseId,
    productId: product._id,
    productGroup: product.productGroup,
    key: product.key,
    keyKind: product.keyKind,
    quantity: body.quantity,
    keyVersion: await parts.secrets.activeVersion(tx.session),
    issuedOn: localDateOf(tx.at),
    issuedAt: tx.at,
    issuedBy: tx.actor.person,
    requestId: body.requestId,
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
