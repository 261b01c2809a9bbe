import type { BatchRecord } from '../stamps/ledger.schema.ts'
import { sizeOf } from '../stamps/ranges.rules.ts'
import { countStamps } from './handovers.rules.ts'
import type { HandoverRecord, HandoverView } from './handovers.schema.ts'

/** A handover on the wire, without its ranges. */
export function viewSummary(record: HandoverRecord) {
  const { _id, year: _year, live: _live, ranges, batches, steps, createdAt, ...fields } = record
  return {
    id: _id,
    ...fields,
    stamps: countStamps(ranges),
    batches: batches.map((batch) => ({
      ...batch,
      stamps: countStamps(ranges.filter(({ batchId }) => batchId === batch.batchId)),
    })),
    steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })),
    createdAt: createdAt.toISOString(),
  }
}

/**
 * A handover on the wire.
 * @param batches those of its ranges, which never change
 */
export function viewHandover(
  record: HandoverRecord,
  batches: readonly BatchRecord[],
  serialAt: (batch: BatchRecord, index: number) => string,
): HandoverView {
  const batchOf = new Map(batches.map((batch) => [batch._id, batch]))
  const nameOf = new Map(record.batches.map(({ batchId, productName }) => [batchId, productName]))
  const ranges = record.ranges.map(({ batchId, from, to }) => {
    const batch = batchOf.get(batchId)
    if (batch === undefined) throw new Error(`Batch ${batchId} of ${record._id} is gone`)
    return {
      batchId,
      productId: batch.productId,
      productName: nameOf.get(batchId) ?? '',
      from,
      to,
      firstNumber: from + 1,
      lastNumber: to + 1,
      firstSerial: serialAt(batch, from),
      lastSerial: serialAt(batch, to),
      stamps: sizeOf({ from, to }),
    }
  })
  return { ...viewSummary(record), ranges }
}
