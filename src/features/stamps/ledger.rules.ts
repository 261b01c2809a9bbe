/** The state of a stamp, and what a range of stamps in one state has in common. */
export const STATES = ['in_stock', 'delivered', 'affixed', 'spoiled', 'voided'] as const
export type StampState = (typeof STATES)[number]

export const ACTIONS = ['deliver', 'affix', 'spoil', 'void'] as const
export type StampAction = (typeof ACTIONS)[number]

/** Everything two neighbours must share to be one segment. */
export interface Facts {
  state: StampState
  lotId: string | null
  deliveredOn: string | null
  affixedOn: string | null
}

export interface Range {
  /** First index, from 0. */
  from: number
  /** Last index, inclusive. */
  to: number
}

export type Segment = Range & Facts

interface Transition {
  from: readonly StampState[]
  to: StampState
  needsLot: boolean
  reasons: readonly string[] | null
}

/** Design §3: which action leads from which states to which. */
export const TRANSITIONS: Record<StampAction, Transition> = {
  deliver: { from: ['in_stock'], to: 'delivered', needsLot: false, reasons: null },
  affix: { from: ['delivered'], to: 'affixed', needsLot: true, reasons: null },
  spoil: {
    from: ['delivered'],
    to: 'spoiled',
    needsLot: false,
    reasons: ['print_fault', 'torn', 'wet', 'misplaced', 'other'],
  },
  void: {
    from: ['in_stock', 'delivered', 'affixed'],
    to: 'voided',
    needsLot: false,
    reasons: ['print_fault', 'wrong_product', 'not_on_product', 'copied', 'revoked', 'other'],
  },
}

export interface Change {
  action: StampAction
  occurredOn: string
  lotId: string | null
}

/** One previous set of facts within a range, and what becomes of it. */
export interface Step extends Range {
  before: Facts
  after: Facts
}

export interface Refusal extends Range {
  /** The state that does not allow it, or `later` where the fact would precede an earlier one. */
  state: string
}

export type Decision =
  | { ok: true; steps: Step[]; segments: Segment[] }
  | { ok: false; refusals: Refusal[] }

/**
 * Decides what an action does to ranges of a batch.
 * @param segments ascending, covering the ranges and their direct neighbours
 * @param ranges ascending, without overlap
 * @returns the steps (each of one previous set of facts) and the same stretch of the batch in its
 *   new canonical form; or every sub-range that is in the way
 */
export function decide(
  segments: readonly Segment[],
  ranges: readonly Range[],
  change: Change,
): Decision {
  const steps: Step[] = []
  const refusals: Refusal[] = []
  for (const range of ranges) {
    for (const piece of within(segments, range)) {
      const fault = faultOf(piece, change)
      if (fault === null) steps.push(stepOf(piece, change))
      else refusals.push({ from: piece.from, to: piece.to, state: fault })
    }
  }
  if (refusals.length > 0) return { ok: false, refusals }
  return { ok: true, steps, segments: merge(replace(segments, steps)) }
}

function faultOf(piece: Segment, { action, occurredOn }: Change): string | null {
  if (!TRANSITIONS[action].from.includes(piece.state)) return piece.state
  const latest = piece.affixedOn ?? piece.deliveredOn
  return latest !== null && occurredOn < latest ? 'later' : null
}

function stepOf(piece: Segment, change: Change): Step {
  const { from, to, ...before } = piece
  const after: Facts = {
    state: TRANSITIONS[change.action].to,
    lotId: change.action === 'affix' ? change.lotId : before.lotId,
    deliveredOn: change.action === 'deliver' ? change.occurredOn : before.deliveredOn,
    affixedOn: change.action === 'affix' ? change.occurredOn : before.affixedOn,
  }
  return { from, to, before, after }
}

/** The parts of the segments that lie in a range. */
export function within(segments: readonly Segment[], range: Range): Segment[] {
  return segments
    .filter((segment) => segment.from <= range.to && segment.to >= range.from)
    .map((segment) => ({
      ...segment,
      from: Math.max(segment.from, range.from),
      to: Math.min(segment.to, range.to),
    }))
}

function replace(segments: readonly Segment[], steps: readonly Step[]): Segment[] {
  const result: Segment[] = []
  let at = 0
  for (const segment of segments) {
    let start = segment.from
    for (; at < steps.length; at += 1) {
      const step = steps[at]
      if (step === undefined || step.from > segment.to) break
      if (step.from > start) result.push({ ...segment, from: start, to: step.from - 1 })
      result.push({ from: step.from, to: step.to, ...step.after })
      start = step.to + 1
    }
    if (start <= segment.to) result.push({ ...segment, from: start })
  }
  return result
}

/** The canonical form: neighbours with equal facts are one. */
export function merge(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = []
  for (const segment of segments) {
    const last = merged.at(-1)
    const joins = last?.to === segment.from - 1 && sameFacts(last, segment)
    if (last !== undefined && joins) last.to = segment.to
    else merged.push({ ...segment })
  }
  return merged
}

export function sameFacts(a: Facts, b: Facts): boolean {
  return (
    a.state === b.state &&
    a.lotId === b.lotId &&
    a.deliveredOn === b.deliveredOn &&
    a.affixedOn === b.affixedOn
  )
}

/** Sorted ranges, or the first pair that overlaps. */
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

/** How many stamps a range holds. */
export function sizeOf(range: Range): number {
  return range.to - range.from + 1
}
