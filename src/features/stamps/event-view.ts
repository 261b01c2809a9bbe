import { monthOf } from '../../vn/local-date.ts'
import type { EventRecord } from './ledger.schema.ts'

/** An event on the wire. */
export function viewEvent(event: EventRecord) {
  const { batchId, seq, opId, action, from, to, n, prev, next, undoes } = event
  const { occurredOn, postingMonth, recordedAt, reason, documentId, handoverId, by } = event
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
    undoes,
    occurredOn,
    postingMonth,
    late: postingMonth !== monthOf(occurredOn),
    recordedAt: recordedAt.toISOString(),
    reason,
    documentId,
    handoverId,
    by,
  }
}
