/** What the register says of a stamp. */
export interface Facts {
  state: string
  lotId: string | null
  deliveredOn: string | null
  affixedOn: string | null
}
export const FACT_FIELDS = ['state', 'lotId', 'deliveredOn', 'affixedOn'] as const

/** Design §3, written out once more: the states that allow an action. `null`: not issued yet. */
const ALLOWED: ReadonlyMap<string, readonly (string | null)[]> = new Map([
  ['issue', [null]],
  ['deliver', ['in_stock']],
  ['affix', ['delivered']],
  ['return', ['delivered']],
  ['spoil', ['delivered']],
  ['hand_in', ['spoiled']],
  ['destroy', ['handed_in']],
  ['lose', ['delivered', 'spoiled']],
  ['find', ['lost']],
  ['void', ['in_stock', 'delivered', 'affixed']],
  [
    'correct',
    [
      ...['in_stock', 'delivered', 'affixed', 'spoiled'],
      ...['lost', 'handed_in', 'destroyed', 'voided'],
    ],
  ],
])

/** Actions that change the state alone. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['spoil', 'spoiled'],
  ['hand_in', 'handed_in'],
  ['destroy', 'destroyed'],
  ['lose', 'lost'],
  ['void', 'voided'],
])

export function isAction(action: unknown): action is string {
  return typeof action === 'string' && ALLOWED.has(action)
}

export function isAllowed(action: string, before: Facts | null): boolean {
  return ALLOWED.get(action)?.includes(before?.state ?? null) ?? false
}

/**
 * What an action makes of the facts before it, by the event alone; null for `find` and `correct`,
 * which bring back what stood before an earlier event.
 * @param lotId the lot that the event itself names
 */
export function factsAfter(
  action: string,
  before: Facts | null,
  occurredOn: string,
  lotId: string | null,
): Facts | null {
  if (action === 'issue') {
    return { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null }
  }
  if (before === null) return null
  switch (action) {
    case 'deliver':
      return { ...before, state: 'delivered', deliveredOn: occurredOn }
    case 'affix':
      return { ...before, state: 'affixed', lotId, affixedOn: occurredOn }
    case 'return':
      return { ...before, state: 'in_stock', deliveredOn: null }
    default: {
      const state = PLAIN.get(action)
      return state === undefined ? null : { ...before, state }
    }
  }
}

export function sameFacts(a: Facts | null, b: Facts | null): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  return FACT_FIELDS.every((field) => a[field] === b[field])
}

const TREE_ROOT = 2 ** 20

/**
 * The node of an interval tree over the stamps of a batch at which a range stands: walking down
 * from the root, the first that lies in the range. Its numbers count stamps from 1.
 */
export function forkNodeOf(from: number, to: number): number {
  const [low, high] = [from + 1, to + 1]
  let node = TREE_ROOT
  for (let step = TREE_ROOT / 2; node < low || node > high; step /= 2) {
    node += node < low ? step : -step
  }
  return node
}
