import { joinRuns, type Report } from './findings.ts'
import { overlapping } from './interval-map.ts'
import type { Stretch } from './replay-events.ts'
import {
  BATCH_STAMPS_MAX,
  SEGMENT,
  type StoredBatch,
  type StoredSegment,
  shapeFaults,
} from './shapes.ts'
import { FACT_FIELDS, sameFacts } from './transitions.ts'

export interface SegmentComparison {
  /** Takes the next stored segment, in ascending order. */
  take(segment: StoredSegment): void
  finish(): void
}

/** Compares the stored segments of a batch with what its events give. */
export function compareSegments(
  batch: StoredBatch,
  stretches: readonly Stretch[],
  report: Report,
): SegmentComparison {
  const { _id: batchId } = batch
  /** The first stamp that no segment has covered yet. */
  let covered = 0
  let before: StoredSegment | null = null

  function gap(from: number, to: number): void {
    for (const stretch of overlapping(stretches, from, to)) {
      const { from, to, facts } = stretch
      report({ code: 'segment.gap', batchId, from, to, expected: facts?.state ?? null })
    }
  }

  return {
    take(segment) {
      const { from, to } = segment
      const faults = shapeFaults(segment, SEGMENT)
      const at = { code: 'segment.field', batchId, from, to } as const
      for (const fault of faults) report({ ...at, ...fault })
      if (faults.some(({ field }) => field === 'from' || field === 'to')) return
      if (from < 0 || to < from || to >= batch.quantity) {
        report({ ...at, code: 'segment.range', expected: [0, batch.quantity - 1] })
        return
      }
      checkFields(segment, batch, report)
      if (before?.to === from - 1 && sameFacts(before, segment)) {
        report({ ...at, code: 'segment.split', from: before.from })
      }
      if (from > covered) gap(covered, from - 1)
      if (from < covered) report({ ...at, code: 'segment.overlap', to: Math.min(to, covered - 1) })
      const runs = joinRuns(report)
      for (const stretch of overlapping(stretches, Math.max(from, covered), to)) {
        compare(stretch, segment, runs.report)
      }
      runs.flush()
      covered = Math.max(covered, to + 1)
      before = segment
    },
    finish() {
      if (covered < batch.quantity) gap(covered, batch.quantity - 1)
    },
  }
}

function checkFields(segment: StoredSegment, batch: StoredBatch, report: Report): void {
  const { from, to } = segment
  const expected = {
    _id: batch._id * BATCH_STAMPS_MAX + from,
    enterpriseId: batch.enterpriseId,
    productId: batch.productId,
  }
  for (const field of ['_id', 'enterpriseId', 'productId'] as const) {
    if (segment[field] === expected[field]) continue
    const differs = { field, expected: expected[field], found: segment[field] }
    report({ code: 'segment.field', batchId: batch._id, from, to, ...differs })
  }
}

function compare(stretch: Stretch, segment: StoredSegment, report: Report): void {
  const { from, to, facts } = stretch
  for (const field of FACT_FIELDS) {
    const [expected, found] = [facts?.[field] ?? null, segment[field]]
    if (expected === found) continue
    report({ code: 'segment.facts', batchId: segment.batchId, from, to, field, expected, found })
  }
}
