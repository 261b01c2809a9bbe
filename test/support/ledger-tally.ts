import type { LedgerModel, Outcome } from './ledger-model.ts'
import { MAY, type Operation } from './ledger-stamps.ts'

/** How often something was met: a proof that never met a case has not proved it. */
export type Tally = Map<string, number>

export function count(tally: Tally, what: string, times = 1): void {
  tally.set(what, (tally.get(what) ?? 0) + times)
}

/** Counts what an operation showed. */
export function countOutcome(
  tally: Tally,
  { action, ranges }: Operation,
  outcome: Outcome,
  model: LedgerModel,
): void {
  count(tally, `${action} ${outcome.kind}`)
  if (outcome.kind === 'fault') count(tally, outcome.rule)
  if (outcome.kind === 'refused') {
    for (const word of new Set(outcome.inTheWay.map(({ word }) => word.split(' ')[0] ?? ''))) {
      count(tally, `in the way: ${word}`)
    }
  }
  if (outcome.kind !== 'recorded') return
  if (new Set(ranges.map(({ batchId }) => batchId)).size > 1) count(tally, 'over several batches')
  for (const { batchId, month, occurredOn, before, after } of outcome.events) {
    const { enterpriseId } = model.batchOf(batchId)
    if (month > occurredOn.slice(0, 7)) count(tally, 'posted late')
    if (month > model.openMonth(enterpriseId, occurredOn)) count(tally, 'posted later than open')
    if (action === 'find' || action === 'correct') {
      count(tally, `${action} back to ${after.state}`)
    }
    if (action === 'lose' || action === 'void') count(tally, `${action} from ${before?.state}`)
  }
}

/** Every action, taken and refused. */
export const EXPECTED_ACTIONS: readonly string[] = Object.keys(MAY).flatMap((action) => [
  `${action} recorded`,
  `${action} refused`,
])

/** What every run of some length must have met. */
export const EXPECTED: readonly string[] = [
  ...EXPECTED_ACTIONS,
  ...['later', 'issued', 'later_event', ...(MAY['correct'] ?? [])].map(
    (word) => `in the way: ${word}`,
  ),
  ...['delivered', 'spoiled'].flatMap((state) => [`find back to ${state}`, `lose from ${state}`]),
  ...(MAY['void'] ?? []).map((state) => `void from ${state}`),
  ...['in_stock', 'delivered', 'affixed', 'spoiled', 'lost', 'handed_in'].map(
    (state) => `correct back to ${state}`,
  ),
  'range.overlap',
  'over several batches',
  'posted late',
  'posted later than open',
]

/** What was met fewer times than it must be, with the times it was met. */
export function rarer(tally: Tally, expected: readonly string[], least: number): string[] {
  return expected
    .filter((what) => (tally.get(what) ?? 0) < least)
    .map((what) => `${what}: ${tally.get(what) ?? 0}`)
}

/** The counts of each action as lines of text. */
export function tallyLines(tally: Tally): string[] {
  return Object.keys(MAY).map((action) => {
    const of = (kind: string) => tally.get(`${action} ${kind}`) ?? 0
    return `${action.padEnd(8)} ${of('recorded')} recorded, ${of('refused')} refused`
  })
}
