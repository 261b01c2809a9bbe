import type { Tx } from '../../db/unit-of-work.ts'
import { assertStamps } from './check-stamp-events.ts'
import type { Desk } from './desk.ts'
import { checkOrder, insertIssue, takeBatchNumber } from './issue-stamps.ts'
import type { Occurrence } from './occurrence.rules.ts'
import { sizeOf } from './ranges.rules.ts'
import { recordStampEvents } from './record-stamp-events.ts'
import type { ReplaceStamps } from './stamps.schema.ts'
import type { StampParts } from './stamps.service.ts'

/**
 * Voids ranges of a batch and issues as many stamps anew, in one transaction: both or neither.
 * The new batch needs no request: its number was approved for the stamps it stands in for.
 * @param desk holds the head of the batch
 * @throws AppError what a void throws, and what an issue to the same enterprise throws
 */
export async function replaceStamps(
  parts: StampParts,
  batchId: number,
  { ranges, reason, documentId }: ReplaceStamps,
  tx: Tx,
  desk: Desk,
) {
  const none = { occurredOn: null, lotId: null, seq: null, handoverId: null }
  const occurrence: Occurrence = { action: 'void', reason, documentId, ...none }
  const { enterpriseId, productId } = await assertStamps(parts, batchId, occurrence, tx, desk)
  // Ranges that overlap are refused by the void, so their sum is the number that is voided.
  const quantity = ranges.reduce((sum, range) => sum + sizeOf(range), 0)
  const goods = { enterpriseId, productId, quantity, requestId: null }
  // What would refuse the issue must do so before the void is entered on the desk. The number is
  // taken outside of the transaction: one that is then not used leaves a gap.
  const order = await checkOrder(parts, goods, tx)
  const number = await takeBatchNumber(parts)
  const wanted = [{ batchId, ranges, field: 'body.ranges' }]
  const voided = await recordStampEvents(parts, wanted, occurrence, tx, desk)
  const replaces = { batchId, opId: voided.opId }
  const batch = await insertIssue(parts, number, { ...order, replaces }, tx)
  return { voided, batch }
}
