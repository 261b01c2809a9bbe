/**
 * The ledger as plainly as it can be told: a JavaScript object for each stamp, with the list of
 * what happened to it. There are no ranges, no segments and no trees in here, and nothing is
 * imported, so that it shares no mistake with the rules. Written from design §3.
 */

export interface Facts {
  state: string
  lotId: string | null
  deliveredOn: string | null
  affixedOn: string | null
}

/** One thing that happened to stamps, which share it. */
export interface Entry {
  seq: number
  action: string
  before: Facts | null
  after: Facts
  /** For a correction: the number of what it undoes. */
  undoes: number | null
  occurredOn: string
  /** Month of the stock card that shows it. */
  month: string
  recordedAtMs: number
  byRole: string
  /** How many stamps it happened to, counted as it is told of each. */
  stamps: number
}

export interface Stamp {
  entries: Entry[]
  /** Entries that a correction has not taken away; corrections are not among them. */
  standing: Entry[]
}

export interface ModelBatch {
  id: number
  enterpriseId: string
  issuedOn: string
  stamps: Stamp[]
  /** All that happened to stamps of it, in order. */
  log: Entry[]
}

export interface BatchRange {
  batchId: number
  from: number
  to: number
}

export interface Operation {
  action: string
  /** In any order; together they name each stamp once, or the request is at fault. */
  ranges: BatchRange[]
  /** null: today. */
  occurredOn: string | null
  lotId: string | null
  /** For a correction: the event that is meant to be the latest one. */
  seq: number | null
  byRole: 'officer' | 'enterprise'
}

/** Design §3: the states in which a stamp can meet each action. */
export const MAY: Record<string, string[]> = {
  deliver: ['in_stock'],
  affix: ['delivered'],
  spoil: ['delivered'],
  lose: ['delivered', 'spoiled'],
  find: ['lost'],
  return: ['delivered'],
  hand_in: ['spoiled'],
  destroy: ['handed_in'],
  void: ['in_stock', 'delivered', 'affixed'],
  correct: [
    'in_stock',
    'delivered',
    'affixed',
    'spoiled',
    'lost',
    'handed_in',
    'destroyed',
    'voided',
  ],
}
/** What an enterprise records about the stamps it holds. */
export const OF_ENTERPRISES = ['affix', 'spoil', 'lose', 'find', 'return', 'correct']
/** What a stamp is when it is issued. */
export const NEW: Facts = { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null }

/** Tells a stamp what happened to it. */
export function add(stamp: Stamp, entry: Entry): void {
  entry.stamps += 1
  stamp.entries.push(entry)
  if (entry.undoes === null) stamp.standing.push(entry)
  else stamp.standing.pop()
}

/** The stamps of one batch that an operation names, ascending. */
export function indexesOf({ ranges }: Operation, batchId: number): number[] {
  return ranges
    .filter((range) => range.batchId === batchId)
    .flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, more) => from + more))
    .sort((a, b) => a - b)
}

export function stampOf(batch: ModelBatch, index: number): Stamp {
  const stamp = batch.stamps[index]
  if (stamp === undefined) throw new Error(`Batch ${batch.id} of the model has no stamp ${index}`)
  return stamp
}

/** What a stamp is now, or was when only the entries up to a moment were known. */
export function factsOf(stamp: Stamp, asOfMs = Number.POSITIVE_INFINITY): Facts {
  return stamp.entries.findLast(({ recordedAtMs }) => recordedAtMs <= asOfMs)?.after ?? NEW
}

/** Facts as one word, so that many of them are compared quickly. */
export function wordOf({ state, lotId, deliveredOn, affixedOn }: Facts): string {
  return `${state} ${lotId} ${deliveredOn} ${affixedOn}`
}

/** The day in Việt Nam at a moment. */
export function dayOf(ms: number): string {
  return new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10)
}
