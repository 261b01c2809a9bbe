import { type Range, within } from './ranges.rules.ts'

/** The state of a stamp. */
export const STATES = [
  'in_stock',
  'delivered',
  'affixed',
  'spoiled',
  'lost',
  'handed_in',
  'destroyed',
  'voided',
] as const
export type StampState = (typeof STATES)[number]

export const ACTIONS = [
  'deliver',
  'affix',
  'spoil',
  'lose',
  'find',
  'return',
  'hand_in',
  'destroy',
  'void',
  'correct',
] as const
export type StampAction = (typeof ACTIONS)[number]

/** What a range of stamps has in common: neighbours that share it are one segment. */
export interface Facts {
  state: StampState
  lotId: string | null
  deliveredOn: string | null
  affixedOn: string | null
}

export type Segment = Range & Facts

interface Transition {
  from: readonly StampState[]
  /** null: as the facts were before an earlier event. */
  to: StampState | null
  needsLot?: boolean
  /** Minutes (biên bản) must be named. */
  needsMinutes?: boolean
  reasons: readonly string[] | null
}

/** Design §3: which action leads from which states to which, and for which reasons. */
export const TRANSITIONS: Record<StampAction, Transition> = {
  deliver: { from: ['in_stock'], to: 'delivered', reasons: null },
  affix: { from: ['delivered'], to: 'affixed', needsLot: true, reasons: null },
  spoil: {
    from: ['delivered'],
    to: 'spoiled',
    reasons: ['print_fault', 'torn', 'wet', 'misplaced', 'other'],
  },
  lose: {
    from: ['delivered', 'spoiled'],
    to: 'lost',
    reasons: ['mislaid', 'stolen', 'disaster', 'in_transit', 'other'],
  },
  find: { from: ['lost'], to: null, reasons: null },
  return: {
    from: ['delivered'],
    to: 'in_stock',
    reasons: ['surplus', 'wrong_product', 'ceased', 'other'],
  },
  hand_in: { from: ['spoiled'], to: 'handed_in', needsMinutes: true, reasons: null },
  destroy: { from: ['handed_in'], to: 'destroyed', needsMinutes: true, reasons: null },
  void: {
    from: ['in_stock', 'delivered', 'affixed'],
    to: 'voided',
    reasons: ['print_fault', 'wrong_product', 'not_on_product', 'copied', 'revoked', 'other'],
  },
  correct: {
    from: STATES,
    to: null,
    reasons: ['wrong_range', 'wrong_lot', 'wrong_date', 'wrong_action', 'other'],
  },
}

export interface Change {
  action: StampAction
  occurredOn: string
  lotId: string | null
  /** For `correct`: the event that is meant to be the latest one; null: whichever it is. */
  seq: number | null
}

/** What the events of a run of stamps say: needed to find, to correct and to date back. */
export interface Trail extends Range {
  /** The latest event that is neither a correction nor undone by one. */
  live: {
    seq: number
    action: StampAction | 'issue'
    prev: Facts | null
    occurredOn: string
    recordedAt: Date
    byRole: string
  }
  /** Posting month of the latest event, corrections included. */
  postingMonth: string
}

/** One previous set of facts within a range, and what becomes of it. */
export interface Step extends Range {
  before: Facts
  after: Facts
  /** Number of the event that a correction undoes. */
  undoes: number | null
  /** No event of these stamps may be posted to an earlier month than this one. */
  postedFrom: string | null
}

export interface Refusal extends Range {
  /** The state in the way, or: later, later_event, issued, held, claimed, replaced. */
  state: string
  /** The event in the way of a correction. */
  seq?: number
}

export type Decision =
  | { ok: true; steps: Step[]; segments: Segment[] }
  | { ok: false; refusals: Refusal[] }

/**
 * Decides what an action does to ranges of a batch.
 * @param segments ascending, covering the ranges and their direct neighbours
 * @param ranges ascending, without overlap
 * @param trails ascending, tiling the ranges; null where the action is neither `find` nor
 *   `correct` and no event of the stamps can be later than the change
 * @returns the steps (each of one previous set of facts) and the same stretch of the batch in its
 *   new canonical form; or every sub-range that is in the way
 */
export function decide(
  segments: readonly Segment[],
  ranges: readonly Range[],
  change: Change,
  trails: readonly Trail[] | null = null,
): Decision {
  const steps: Step[] = []
  const refusals: Refusal[] = []
  for (const range of ranges) {
    const pieces = within(segments, range)
    assertWhole(pieces, range)
    for (const piece of pieces) {
      for (const trail of trails === null ? [null] : within(trails, piece)) {
        const { from, to } = trail ?? piece
        const fault = faultOf(piece, change, trail)
        if (fault === null) addStep(steps, stepOf({ ...piece, from, to }, change, trail))
        else addRefusal(refusals, { from, to, ...fault }, range)
      }
    }
  }
  if (refusals.length > 0) return { ok: false, refusals }
  return { ok: true, steps, segments: merge(replace(segments, steps)) }
}

/** @throws Error where the segments do not tile the range: nothing may be decided on them */
function assertWhole(pieces: readonly Range[], range: Range): void {
  let next = range.from
  for (const { from, to } of pieces) {
    if (from !== next) break
    next = to + 1
  }
  if (next !== range.to + 1) throw new Error(`Segments do not tile ${range.from}–${range.to}`)
}

function faultOf(
  piece: Segment,
  change: Change,
  trail: Trail | null,
): { state: string; seq?: number } | null {
  const { action, occurredOn } = change
  if (!TRANSITIONS[action].from.includes(piece.state)) return { state: piece.state }
  if (trail === null) {
    if (TRANSITIONS[action].to === null) throw new Error(`${action} needs the trails of its range`)
    return occurredOn < (piece.affixedOn ?? piece.deliveredOn ?? '') ? { state: 'later' } : null
  }
  const { live } = trail
  if (action === 'correct') {
    if (live.action === 'issue') return { state: 'issued', seq: live.seq }
    if (change.seq !== null && change.seq !== live.seq) {
      return { state: 'later_event', seq: live.seq }
    }
  }
  return occurredOn < live.occurredOn ? { state: 'later', seq: live.seq } : null
}

function stepOf(piece: Segment, change: Change, trail: Trail | null): Step {
  const { from, to, ...before } = piece
  const undoes = change.action === 'correct' ? (trail?.live.seq ?? null) : null
  return {
    from,
    to,
    before,
    after: afterOf(before, change, trail),
    undoes,
    postedFrom: trail?.postingMonth ?? null,
  }
}

function afterOf(before: Facts, change: Change, trail: Trail | null): Facts {
  const { action, occurredOn, lotId } = change
  const state = TRANSITIONS[action].to
  if (state === null) {
    const earlier = trail?.live.prev
    if (!earlier) throw new Error(`Nothing stands before event ${trail?.live.seq}`)
    return earlier
  }
  if (action === 'deliver') return { ...before, state, deliveredOn: occurredOn }
  if (action === 'affix') return { ...before, state, lotId, affixedOn: occurredOn }
  if (action === 'return') return { ...before, state, deliveredOn: null }
  return { ...before, state }
}

/** Neighbours of one range that are refused for the same reason are one. */
function addRefusal(refusals: Refusal[], refusal: Refusal, range: Range): void {
  const last = refusals.at(-1)
  const joins =
    last?.to === refusal.from - 1 &&
    last.from >= range.from &&
    last.state === refusal.state &&
    last.seq === refusal.seq
  if (last !== undefined && joins) last.to = refusal.to
  else refusals.push(refusal)
}

/** Neighbouring steps that differ in nothing that an event records are one. */
function addStep(steps: Step[], step: Step): void {
  const last = steps.at(-1)
  const joins =
    last?.to === step.from - 1 &&
    last.undoes === step.undoes &&
    sameFacts(last.before, step.before) &&
    sameFacts(last.after, step.after)
  if (last === undefined || !joins) {
    steps.push(step)
    return
  }
  last.to = step.to
  if ((step.postedFrom ?? '') > (last.postedFrom ?? '')) last.postedFrom = step.postedFrom
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
