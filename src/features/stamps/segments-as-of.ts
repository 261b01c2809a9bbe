import type { SegmentRecord } from './ledger.schema.ts'
import type { LedgerStore } from './ledger.store.ts'
import { replay } from './replay.rules.ts'
import { toRecord } from './segments.rules.ts'
import type { StampStore } from './stamps.store.ts'

export type SegmentsAsOf = ReturnType<typeof createSegmentsAsOf>

/**
 * Segments by a date of theirs, as they were known at a recorded time. Batches without a later
 * event are read as they are; the events of the others are replayed up to it.
 */
export function createSegmentsAsOf(parts: { store: StampStore; ledger: LedgerStore }) {
  const { store, ledger } = parts
  return async (
    field: 'affixedOn' | 'deliveredOn',
    period: { from: string; to: string },
    enterpriseId: string | undefined,
    asOf: Date,
  ): Promise<SegmentRecord[]> => {
    const present = await store.findSegmentsByDate(field, period, enterpriseId)
    // Asked afterwards: what changes between the two is replayed.
    const changed = new Set(await ledger.listBatchesChangedSince(asOf))
    const known = present.filter(({ batchId }) => !changed.has(batchId))
    for (const batch of await store.findBatches([...changed])) {
      if (enterpriseId !== undefined && batch.enterpriseId !== enterpriseId) continue
      for (const segment of await replay(ledger.streamEvents(batch._id, asOf))) {
        const on = segment[field]
        if (on === null || on < period.from || on > period.to) continue
        known.push(toRecord(batch, segment))
      }
    }
    return known.sort((a, b) => a._id - b._id)
  }
}
