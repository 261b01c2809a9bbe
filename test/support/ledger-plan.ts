import type { LedgerModel } from './ledger-model.ts'
import {
  type BatchRange,
  dayOf,
  factsOf,
  MAY,
  type ModelBatch,
  type Operation,
  type Stamp,
} from './ledger-stamps.ts'

const DAY_MS = 86_400_000

/** How often each action is tried, so that stamps keep coming back from where they went. */
const WEIGHTS: [action: string, weight: number][] = [
  ['deliver', 14],
  ['affix', 16],
  ['spoil', 9],
  ['lose', 8],
  ['find', 7],
  ['return', 7],
  ['hand_in', 6],
  ['destroy', 5],
  ['void', 6],
  ['correct', 24],
]

/** Chance as a plan throws it. */
export interface Dice {
  below(count: number): number
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
}

export function diceOf(random: () => number): Dice {
  const below = (count: number): number => Math.floor(random() * count)
  return {
    below,
    chance: (share) => random() < share,
    pick<T>(items: readonly T[]): T {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('Nothing to pick from')
      return item
    },
  }
}

/** Where an operation is aimed: stamps that it fits, so that it is not refused always. */
interface Aim {
  action: string
  seq: number | null
  fits(stamp: Stamp): boolean
}

/**
 * The next operation of a random sequence: mostly one that may be taken, often one that is
 * refused in part. It looks at the model only to aim.
 */
export function nextOperation(
  model: LedgerModel,
  dice: Dice,
  lotsOf: (enterpriseId: string) => readonly string[],
): Operation {
  const { batch, aim } = pickAim(model, dice)
  const { action } = aim
  const ranges = rangesFor(model, batch, aim, dice)
  return {
    action,
    ranges,
    occurredOn: dayFor(model, ranges, dice),
    lotId: action === 'affix' ? dice.pick(lotsOf(batch.enterpriseId)) : null,
    seq: aim.seq,
    byRole: 'officer',
  }
}

/** How far the clock goes on before an operation: mostly not at all, sometimes for weeks. */
export function nextMoveMs(dice: Dice): number {
  if (dice.chance(0.7)) return 0
  const days = dice.pick([0, 0, 0, 1, 1, 1, 2, 3, 5, 9, 25])
  return days * DAY_MS + (1 + dice.below(90)) * 60_000
}

/** What to try, mostly where some stamp allows it. */
function pickAim(model: LedgerModel, dice: Dice): { batch: ModelBatch; aim: Aim } {
  for (let left = 3; ; left -= 1) {
    const batch = dice.pick(model.batches)
    const aim = aimAt(pickAction(dice), batch, dice)
    if (left === 0 || batch.stamps.some(aim.fits)) return { batch, aim }
  }
}

function pickAction(dice: Dice): string {
  let left = dice.below(WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [action, weight] of WEIGHTS) {
    if (left < weight) return action
    left -= weight
  }
  return 'correct'
}

function aimAt(action: string, batch: ModelBatch, dice: Dice): Aim {
  if (action !== 'correct') {
    const fits = (stamp: Stamp) => MAY[action]?.includes(factsOf(stamp).state) ?? false
    return { action, seq: null, fits }
  }
  const isEvent = (stamp: Stamp) => stamp.standing.length > 1
  const stamp = dice.pick(batch.stamps.filter(isEvent).concat(dice.pick(batch.stamps)))
  const top = stamp.standing.at(-1)?.seq ?? 1
  if (dice.chance(0.45)) return { action, seq: null, fits: isEvent }
  // Now and then an event that others hide, that was undone, or that is no event of the stamp.
  const seq = dice.chance(0.8) ? top : 1 + dice.below(batch.log.length + 1)
  return { action, seq, fits: (stamp) => stamp.standing.at(-1)?.seq === seq && isEvent(stamp) }
}

function rangesFor(model: LedgerModel, first: ModelBatch, aim: Aim, dice: Dice): BatchRange[] {
  const ranges = [rangeIn(first, aim, dice)]
  if (!dice.chance(0.35)) return ranges
  // A request that names an event is about one batch.
  const siblings = model.batches.filter(({ enterpriseId }) => enterpriseId === first.enterpriseId)
  const among = aim.seq === null && dice.chance(0.4) ? siblings : [first]
  for (let more = 1 + dice.below(4); more > 0; more -= 1) {
    const range = rangeIn(dice.pick(among), aim, dice)
    if (dice.chance(0.03) || !ranges.some((other) => overlap(other, range))) ranges.push(range)
  }
  return ranges
}

function rangeIn(batch: ModelBatch, { fits }: Aim, dice: Dice): BatchRange {
  const { stamps } = batch
  const fitting = [...stamps.keys()].filter((index) => {
    const stamp = stamps[index]
    return stamp !== undefined && fits(stamp)
  })
  const isAimed = fitting.length > 0 && dice.chance(0.8)
  const start = isAimed ? dice.pick(fitting) : dice.below(stamps.length)
  const wished = shapeAt(start, stamps.length, dice)
  if (!isAimed) return { batchId: batch.id, ...wished }
  let [from, to] = [start, start]
  while (from > wished.from && isFit(from - 1)) from -= 1
  while (to < wished.to && isFit(to + 1)) to += 1
  return { batchId: batch.id, from, to }

  function isFit(index: number): boolean {
    const stamp = stamps[index]
    return stamp !== undefined && fits(stamp)
  }
}

/** One, some, what lies between marks of ten (neighbours meet there), or the whole batch. */
function shapeAt(start: number, size: number, dice: Dice): { from: number; to: number } {
  const last = size - 1
  const tens = start - (start % 10)
  const shape = dice.below(100)
  if (shape < 12) return { from: start, to: start }
  if (shape < 40) return { from: start, to: Math.min(last, start + dice.below(9)) }
  if (shape < 82) return { from: tens, to: Math.min(last, tens + 10 * (1 + dice.below(3)) - 1) }
  return { from: 0, to: last }
}

function overlap(a: BatchRange, b: BatchRange): boolean {
  return a.batchId === b.batchId && a.from <= b.to && a.to >= b.from
}

/** Today, a day on which it can have happened, or any day since the issue. */
function dayFor(model: LedgerModel, ranges: BatchRange[], dice: Dice): string | null {
  if (dice.chance(0.4)) return null
  const issued = ranges.map(({ batchId }) => model.batchOf(batchId).issuedOn)
  const events = ranges.flatMap(({ batchId, from, to }) =>
    model
      .batchOf(batchId)
      .stamps.slice(from, to + 1)
      .map(({ standing }) => standing.at(-1)?.occurredOn ?? ''),
  )
  const isPossible = dice.chance(0.85)
  const earliest = [...issued, ...(isPossible ? events : [])].reduce((a, b) => (a > b ? a : b))
  const firstMs = Date.parse(`${earliest}T00:00:00+07:00`)
  const days = Math.floor((model.now() - firstMs) / DAY_MS)
  // Close to either end: days that are equal join what they are on.
  const back = dice.chance(0.5) ? dice.below(Math.min(days, 4) + 1) : dice.below(days + 1)
  return dayOf(dice.chance(0.3) ? firstMs : model.now() - back * DAY_MS)
}
