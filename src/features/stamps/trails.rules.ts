import type { Facts, StampAction, Trail } from './ledger.rules.ts'
import { firstReaching, type Range } from './ranges.rules.ts'

/** What a trail needs to know of an event. */
export interface TrailEvent extends Range {
  seq: number
  action: StampAction | 'issue'
  prev: Facts | null
  undoes: number | null
  occurredOn: string
  postingMonth: string
  recordedAt: Date
  byRole: string
}

interface Piece extends Range {
  /** Events that stand: a correction takes away the one on top. */
  stack: TrailEvent[]
  latest: TrailEvent | null
}

/**
 * The trails of a range: for each run of stamps with the same events, the one that a correction
 * would undo.
 * @param events every event that touches the range, ascending by seq
 * @throws Error where the events do not add up: a stamp without issue, a correction that undoes
 *   another event than the latest
 */
export function trailsOf(range: Range, events: readonly TrailEvent[]): Trail[] {
  const pieces = cut(range, events)
  for (const event of events) {
    for (let at = firstReaching(pieces, event.from); at < pieces.length; at += 1) {
      const piece = pieces[at]
      if (piece === undefined || piece.from > event.to) break
      apply(piece, event)
    }
  }
  const trails: Trail[] = []
  for (const { from, to, stack, latest } of pieces) {
    const live = stack.at(-1)
    if (live === undefined || latest === null) throw new Error(`Stamp ${from} has no event`)
    const last = trails.at(-1)
    if (last?.live.seq === live.seq && last.postingMonth === latest.postingMonth) last.to = to
    else trails.push({ from, to, live, postingMonth: latest.postingMonth })
  }
  return trails
}

function apply(piece: Piece, event: TrailEvent): void {
  piece.latest = event
  if (event.undoes === null) {
    piece.stack.push(event)
    return
  }
  const undone = piece.stack.pop()
  if (undone?.seq === event.undoes) return
  throw new Error(`Event ${event.seq} undoes ${event.undoes}, but ${undone?.seq} is the latest`)
}

/** The range cut at every border of an event. */
function cut(range: Range, events: readonly TrailEvent[]): Piece[] {
  const borders = new Set([range.from])
  for (const { from, to } of events) {
    if (from > range.from && from <= range.to) borders.add(from)
    if (to >= range.from && to < range.to) borders.add(to + 1)
  }
  const starts = [...borders].sort((a, b) => a - b)
  return starts.map((from, at) => ({
    from,
    to: (starts[at + 1] ?? range.to + 1) - 1,
    stack: [],
    latest: null,
  }))
}
