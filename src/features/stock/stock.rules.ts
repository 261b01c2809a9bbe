/** The columns of the stock card: moves of delivered stamps, then those of spoiled ones only. */
export const COLUMN_NAMES = [
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
export type Column = (typeof COLUMN_NAMES)[number]
export type Moves = Record<Column, number>

/**
 * Which columns bring stamps to the delivered ones, or to the spoiled ones that are held, and which
 * take them away (design §3, invariant 3). Corrections are signed, the rest counts from 0.
 */
const BRINGS = {
  delivered: ['received', 'found', 'corrected'],
  spoiled: ['spoiled', 'spoiledFound', 'spoiledCorrected'],
} as const
const TAKES = {
  delivered: ['affixed', 'spoiled', 'lost', 'returned', 'voided'],
  spoiled: ['handedIn', 'spoiledLost'],
} as const

/** What a stock card needs to know of an event of the ledger. */
export interface MovingEvent {
  batchId: number
  enterpriseId: string
  productId: string
  action: string
  prev: { state: string } | null
  next: { state: string }
  n: number
  occurredOn: string
  postingMonth: string
}

/** One batch in one month: the moves of events of one month of occurrence. */
export interface Card extends Moves {
  _id: string
  batchId: number
  /** Posting month. */
  month: string
  occurredMonth: string
  enterpriseId: string
  productId: string
}

export interface Line extends Moves {
  batchId: number
  productId: string
  opening: number
  closing: number
  spoiledOpening: number
  spoiledClosing: number
}

export interface LateMoves extends Moves {
  batchId: number
  productId: string
  occurredMonth: string
}

export type Total = Omit<Line, 'batchId' | 'productId'>

/** An enterprise's month as both sides sign it. */
export interface StatementContent {
  enterpriseId: string
  month: string
  lines: Line[]
  late: LateMoves[]
  total: Total
}

/** What an event moves into or out of `delivered` and `spoiled`; empty: it touches neither. */
export function movesOf({ action, prev, next, n }: MovingEvent): Partial<Moves> {
  switch (action) {
    case 'deliver':
      return { received: n }
    case 'affix':
      return { affixed: n }
    case 'spoil':
      return { spoiled: n }
    case 'return':
      return { returned: n }
    case 'hand_in':
      return { handedIn: n }
    case 'lose':
      return prev?.state === 'spoiled' ? { spoiledLost: n } : { lost: n }
    case 'find':
      return next.state === 'spoiled' ? { spoiledFound: n } : { found: n }
    case 'void':
      return prev?.state === 'delivered' ? { voided: n } : {}
    case 'correct':
      return corrections(prev?.state ?? '', next.state, n)
    default:
      return {}
  }
}

function corrections(before: string, after: string, n: number): Partial<Moves> {
  const into = (state: string): number => (after === state ? n : 0) - (before === state ? n : 0)
  const [corrected, spoiledCorrected] = [into('delivered'), into('spoiled')]
  return {
    ...(corrected === 0 ? {} : { corrected }),
    ...(spoiledCorrected === 0 ? {} : { spoiledCorrected }),
  }
}

/** The cards that events change, each with what they add. */
export function cardsOf(events: Iterable<MovingEvent>): Card[] {
  const cards = new Map<string, Card>()
  for (const event of events) count(event, cards)
  return [...cards.values()]
}

/** Counts an event on its card, by the card's `_id`; a new one where there is none yet. */
export function count(event: MovingEvent, cards: Map<string, Card>): void {
  const moves = movesOf(event)
  if (Object.keys(moves).length === 0) return
  const { batchId, enterpriseId, productId, postingMonth: month } = event
  const occurredMonth = event.occurredOn.slice(0, 7)
  const _id = `${batchId}:${month}:${occurredMonth}`
  const fresh = { _id, batchId, month, occurredMonth, enterpriseId, productId, ...noMoves() }
  const card = cards.get(_id) ?? fresh
  add(card, moves)
  cards.set(_id, card)
}

function noMoves(): Moves {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, 0])) as Moves
}

function add(to: Moves, moves: Partial<Moves>): void {
  for (const name of COLUMN_NAMES) to[name] += moves[name] ?? 0
}

function movesIn(moves: Moves): Moves {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, moves[name]])) as Moves
}

/** Stamps in hand after the moves: delivered ones, and spoiled ones not yet handed in. */
function balanceOf(moves: Moves): { delivered: number; spoiled: number } {
  const sum = (columns: readonly Column[]) =>
    columns.reduce((total, column) => total + moves[column], 0)
  return {
    delivered: sum(BRINGS.delivered) - sum(TAKES.delivered),
    spoiled: sum(BRINGS.spoiled) - sum(TAKES.spoiled),
  }
}

/**
 * The stock card of an enterprise's month.
 * @param cards all of the enterprise up to the month, in any order, none of them twice
 */
export function statementOf(
  enterpriseId: string,
  month: string,
  cards: readonly Card[],
): StatementContent {
  const byBatch = new Map<number, { productId: string; earlier: Moves; now: Moves }>()
  const late: LateMoves[] = []
  for (const card of cards) {
    const { batchId, productId, occurredMonth } = card
    if (card.month > month) continue
    const sums = byBatch.get(batchId) ?? { productId, earlier: noMoves(), now: noMoves() }
    byBatch.set(batchId, sums)
    add(card.month < month ? sums.earlier : sums.now, card)
    if (card.month === month && occurredMonth < month) {
      late.push({ batchId, productId, occurredMonth, ...movesIn(card) })
    }
  }
  const lines = [...byBatch]
    .map(([batchId, { productId, earlier, now }]) => lineOf(batchId, productId, earlier, now))
    .filter(isWorthShowing)
    .sort((a, b) => a.batchId - b.batchId)
  late.sort((a, b) => a.batchId - b.batchId || (a.occurredMonth < b.occurredMonth ? -1 : 1))
  return { enterpriseId, month, lines, late, total: totalOf(lines) }
}

function lineOf(batchId: number, productId: string, earlier: Moves, now: Moves): Line {
  const opening = balanceOf(earlier)
  const change = balanceOf(now)
  return {
    batchId,
    productId,
    ...now,
    opening: opening.delivered,
    closing: opening.delivered + change.delivered,
    spoiledOpening: opening.spoiled,
    spoiledClosing: opening.spoiled + change.spoiled,
  }
}

function isWorthShowing({ batchId: _batch, productId: _product, ...figures }: Line): boolean {
  return Object.values(figures).some((figure) => figure !== 0)
}

export function totalOf(lines: readonly Line[]): Total {
  const total: Total = {
    ...noMoves(),
    opening: 0,
    closing: 0,
    spoiledOpening: 0,
    spoiledClosing: 0,
  }
  for (const line of lines) {
    for (const name of Object.keys(total) as (keyof Total)[]) total[name] += line[name]
  }
  return total
}
