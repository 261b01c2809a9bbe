import type { Segment } from './ledger.rules.ts'
import { type BatchRecord, SegmentRecord } from './ledger.schema.ts'
import { BATCH_STAMPS_MAX } from './serial.rules.ts'

/** Where a segment begins in the whole register. */
export function segmentId(batchId: number, from: number): number {
  return batchId * BATCH_STAMPS_MAX + from
}

export function toRecord(batch: BatchRecord, segment: Segment): SegmentRecord {
  const { _id: batchId, enterpriseId, productId } = batch
  const _id = segmentId(batchId, segment.from)
  return SegmentRecord.parse({ _id, batchId, enterpriseId, productId, ...segment })
}

export function toSegment(record: SegmentRecord): Segment {
  const { from, to, state, lotId, deliveredOn, affixedOn } = record
  return { from, to, state, lotId, deliveredOn, affixedOn }
}
