import { type Entry, factsOf, type ModelBatch, wordOf } from './ledger-stamps.ts'

/** What a stock card counts; the moves of one batch, posting month and month of occurrence. */
export const COLUMNS = [
  'received',
  'found',
  'affixed',
  'spoiled',
  'lost',
  'returned',
  'voided',
  'corrected',
  'spoiledFound',
  'handedIn',
  'spoiledLost',
  'spoiledCorrected',
] as const
export type Column = (typeof COLUMNS)[number]
export type Counts = Record<Column, number>

/** The segments of a batch as lines of text: runs of stamps that are alike. */
export function segmentsOf(batch: ModelBatch, asOfMs?: number): string[] {
  const words = batch.stamps.map((stamp) => wordOf(factsOf(stamp, asOfMs)))
  const starts = words.flatMap((word, at) => (word === words[at - 1] ? [] : [at]))
  return starts.map((from, at) => `${from}-${(starts[at + 1] ?? words.length) - 1} ${words[from]}`)
}

/** The columns that one entry of one stamp counts in, with its sign. */
function movesOf({ action, before, after }: Entry): [Column, 1 | -1][] {
  const was = before?.state
  const { state } = after
  if (action === 'deliver') return [['received', 1]]
  if (action === 'affix') return [['affixed', 1]]
  if (action === 'spoil') return [['spoiled', 1]]
  if (action === 'return') return [['returned', 1]]
  if (action === 'hand_in') return [['handedIn', 1]]
  if (action === 'void') return was === 'delivered' ? [['voided', 1]] : []
  if (action === 'lose') return [[was === 'spoiled' ? 'spoiledLost' : 'lost', 1]]
  if (action === 'find') return [[state === 'spoiled' ? 'spoiledFound' : 'found', 1]]
  if (action !== 'correct') return []
  const moves: [Column, 1 | -1][] = []
  if (state === 'delivered') moves.push(['corrected', 1])
  if (was === 'delivered') moves.push(['corrected', -1])
  if (state === 'spoiled') moves.push(['spoiledCorrected', 1])
  if (was === 'spoiled') moves.push(['spoiledCorrected', -1])
  return moves
}

/** Every card of some batches by `batch:month:month of occurrence`, counted by stamps. */
export function cardsOf(batches: readonly ModelBatch[], asOfMs = Infinity): Map<string, Counts> {
  const cards = new Map<string, Counts>()
  for (const { id, log } of batches) {
    for (const entry of log) {
      if (entry.recordedAtMs > asOfMs) continue
      const key = `${id}:${entry.month}:${entry.occurredOn.slice(0, 7)}`
      for (const [column, sign] of movesOf(entry)) {
        const card = cards.get(key) ?? noCounts()
        card[column] += sign * entry.stamps
        cards.set(key, card)
      }
    }
  }
  return cards
}

export function noCounts(): Counts {
  return {
    received: 0,
    found: 0,
    affixed: 0,
    spoiled: 0,
    lost: 0,
    returned: 0,
    voided: 0,
    corrected: 0,
    spoiledFound: 0,
    handedIn: 0,
    spoiledLost: 0,
    spoiledCorrected: 0,
  }
}

/** Cards as lines of text. */
export function cardLines(cards: ReadonlyMap<string, Counts>): string[] {
  return [...cards].map(([key, counts]) => `${key} ${tell(COLUMNS, counts)}`).sort()
}

/** A line of a stock card: a month's moves of a batch between two balances. */
export interface CardLine extends Counts {
  batchId: number
  opening: number
  closing: number
  spoiledOpening: number
  spoiledClosing: number
}

/**
 * The lines of an enterprise's month and its late moves, from its batches and all cards. Openings
 * and closings are no sums of moves here: the stamps that stand in a state by all that is posted
 * up to then are counted.
 */
export function monthOf(
  batches: readonly ModelBatch[],
  cards: ReadonlyMap<string, Counts>,
  month: string,
  asOfMs = Infinity,
): { lines: CardLine[]; late: Map<string, Counts> } {
  const ids = batches.map(({ id }) => String(id))
  const own = [...cards].filter(([key]) => ids.includes(key.split(':')[0] ?? ''))
  const of = (batchId: number) => own.filter(([key]) => key.startsWith(`${batchId}:${month}:`))
  const lines = batches.map((batch): CardLine => {
    const moves = of(batch.id).reduce((sum, [, counts]) => plus(sum, counts), noCounts())
    const held = (state: string, isUpTo: (month: string) => boolean) =>
      heldAt(batch, state, isUpTo, asOfMs)
    return {
      batchId: batch.id,
      ...moves,
      opening: held('delivered', (posted) => posted < month),
      closing: held('delivered', (posted) => posted <= month),
      spoiledOpening: held('spoiled', (posted) => posted < month),
      spoiledClosing: held('spoiled', (posted) => posted <= month),
    }
  })
  const isLate = (key: string) => key.split(':')[1] === month && (key.split(':')[2] ?? '') < month
  return {
    lines: lines.filter(({ batchId: _id, ...figures }) => Object.values(figures).some(Boolean)),
    late: new Map(own.filter(([key]) => isLate(key))),
  }
}

function plus(a: Counts, b: Counts): Counts {
  const sum = noCounts()
  for (const column of COLUMNS) sum[column] = a[column] + b[column]
  return sum
}

/** How many stamps of a batch stand in a state by what is posted to some months. */
function heldAt(
  { stamps }: ModelBatch,
  state: string,
  isUpTo: (month: string) => boolean,
  asOfMs: number,
): number {
  const isCounted = (entry: Entry) => isUpTo(entry.month) && entry.recordedAtMs <= asOfMs
  return stamps.filter(({ entries }) => entries.findLast(isCounted)?.after.state === state).length
}

const BALANCES = ['opening', 'closing', 'spoiledOpening', 'spoiledClosing'] as const

/** Lines of a stock card as lines of text, with their sum as the last. */
export function monthLines(lines: readonly CardLine[]): string[] {
  const names = [...BALANCES, ...COLUMNS] as const
  const told = lines.map((line) => `${line.batchId} ${tell(names, line)}`)
  const total = Object.fromEntries(
    names.map((name) => [name, lines.reduce((sum, line) => sum + line[name], 0)]),
  )
  return [...told, `total ${tell(names, total)}`]
}

/** Figures that are not 0, each with its name. */
export function tell(names: readonly string[], figures: object): string {
  const values: Record<string, unknown> = { ...figures }
  return names
    .filter((name) => values[name] !== 0)
    .map((name) => `${name} ${values[name]}`)
    .join(' ')
}

export const FIGURES: readonly string[] = [...BALANCES, ...COLUMNS]

/** So many months later; earlier where the number is negative. */
export function monthAfter(month: string, more: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + more
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}
