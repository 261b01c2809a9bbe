import type { Facts, Segment } from './ledger.rules.ts'
import { merge } from './ledger.rules.ts'
import { firstReaching, type Range } from './ranges.rules.ts'

/** Puts new facts on a range of segments that tile it; what lies under it is cut away. */
export function place(segments: Segment[], range: Range, facts: Facts): void {
  const begin = firstReaching(segments, range.from)
  const end = firstReaching(segments, range.to)
  const first = segments[begin]
  const last = segments[end]
  const fresh: Segment[] = [{ ...facts, from: range.from, to: range.to }]
  if (first !== undefined && first.from < range.from) {
    fresh.unshift({ ...first, to: range.from - 1 })
  }
  if (last !== undefined && last.to > range.to) fresh.push({ ...last, from: range.to + 1 })
  segments.splice(begin, end - begin + 1, ...fresh)
}

/** The segments after some events of a batch, in their canonical form. */
export async function replay(events: AsyncIterable<Range & { next: Facts }>): Promise<Segment[]> {
  const segments: Segment[] = []
  for await (const { from, to, next } of events) {
    const { state, lotId, deliveredOn, affixedOn } = next
    place(segments, { from, to }, { state, lotId, deliveredOn, affixedOn })
  }
  return merge(segments)
}
