import { BATCH_STAMPS_MAX } from '../stamps/serial.rules.ts'

/** What was seen of a segment; it may have changed since, so it only says where to look. */
export interface Hint {
  /** Place where it began. */
  start: number
  lotId: string | null
}

const HINTS_KEPT = 200_000
const LOTS_KEPT = 10_000

export type SegmentHints = ReturnType<typeof createSegmentHints>

/** Where segments have been seen, in order, batch by batch. */
export function createSegmentHints() {
  const byBatch = new Map<number, Hint[]>()
  const placesOfLots = new Map<string, readonly string[]>()
  let kept = 0

  /** How many of the sorted hints start at or before a place. */
  function rank(sorted: readonly Hint[], place: number): number {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.start ?? 0) <= place) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    /** The last one of the batch that starts at or before a place. */
    before(place: number): Hint | null {
      const sorted = byBatch.get(Math.floor(place / BATCH_STAMPS_MAX))
      return sorted?.[rank(sorted, place) - 1] ?? null
    },

    put(hint: Hint): void {
      const batch = Math.floor(hint.start / BATCH_STAMPS_MAX)
      const known = byBatch.get(batch) ?? []
      const at = rank(known, hint.start)
      if (known[at - 1]?.start === hint.start) {
        known[at - 1] = hint
        return
      }
      if (kept >= HINTS_KEPT) {
        byBatch.clear()
        kept = 0
      }
      const sorted = byBatch.get(batch) ?? []
      sorted.splice(rank(sorted, hint.start), 0, hint)
      byBatch.set(batch, sorted)
      kept += 1
    },

    /** No segment begins within one that was just read: what was seen there has been joined. */
    dropWithin(start: number, last: number): void {
      const sorted = byBatch.get(Math.floor(start / BATCH_STAMPS_MAX))
      if (sorted === undefined) return
      const from = rank(sorted, start)
      const joined = rank(sorted, last) - from
      if (joined <= 0) return
      sorted.splice(from, joined)
      kept -= joined
    },

    /** Where the events of a lot took place. */
    placesOf(lotId: string | null): readonly string[] {
      return placesOfLots.get(lotId ?? '') ?? []
    },

    putPlaces(lotId: string, placeIds: readonly string[]): void {
      if (placesOfLots.size >= LOTS_KEPT) placesOfLots.clear()
      placesOfLots.set(lotId, placeIds)
    },
  }
}
