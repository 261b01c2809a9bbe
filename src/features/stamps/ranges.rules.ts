export interface Range {
  /** First index, from 0. */
  from: number
  /** Last index, inclusive. */
  to: number
}

/** How many stamps a range holds. */
export function sizeOf(range: Range): number {
  return range.to - range.from + 1
}

/** The parts of the items, ascending and apart, that lie in a range. */
export function within<Item extends Range>(items: readonly Item[], range: Range): Item[] {
  const parts: Item[] = []
  for (let at = firstReaching(items, range.from); at < items.length; at += 1) {
    const item = items[at]
    if (item === undefined || item.from > range.to) break
    parts.push({
      ...item,
      from: Math.max(item.from, range.from),
      to: Math.min(item.to, range.to),
    })
  }
  return parts
}

/** Position of the first item that ends at `index` or later. */
export function firstReaching(items: readonly Range[], index: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[middle]?.to ?? index) < index) low = middle + 1
    else high = middle
  }
  return low
}

/** Sorted ranges, or the first that overlaps the one before it. */
export function sortRanges(
  ranges: readonly Range[],
): { ok: true; ranges: Range[] } | { ok: false; overlap: Range } {
  const sorted = [...ranges].sort((a, b) => a.from - b.from)
  for (const [at, range] of sorted.entries()) {
    const before = sorted[at - 1]
    if (before !== undefined && before.to >= range.from) return { ok: false, overlap: range }
  }
  return { ok: true, ranges: sorted }
}

/** Single indexes as ranges: neighbours are one. @param indexes ascending, each once */
export function rangesOf(indexes: readonly number[]): Range[] {
  const ranges: Range[] = []
  for (const index of indexes) {
    const last = ranges.at(-1)
    if (last?.to === index - 1) last.to = index
    else ranges.push({ from: index, to: index })
  }
  return ranges
}

const ROOT = 2 ** 20

/**
 * Where a range stands in an interval tree over the stamps of a batch, numbered from 1: the first
 * node, from the root down, that lies in it. The events of one stamp are then among the events of
 * the nodes on its path, found by one index (RI-tree: Kriegel, Pötke, Seidl, VLDB 2000).
 */
export function nodeOf({ from, to }: Range): number {
  return descend(from + 1, to + 1).at(-1) ?? ROOT
}

/** The nodes at which events that touch a range may stand: single ones, and a run of them. */
export function nodesTouching({ from, to }: Range): { single: number[]; run: Range } {
  const single = new Set([...descend(from + 1, from + 1), ...descend(to + 1, to + 1)])
  return { single: [...single].sort((a, b) => a - b), run: { from: from + 1, to: to + 1 } }
}

function descend(low: number, high: number): number[] {
  const path = [ROOT]
  let node = ROOT
  for (let step = ROOT / 2; step >= 1 && (node < low || node > high); step /= 2) {
    node += node < low ? step : -step
    path.push(node)
  }
  return path
}
