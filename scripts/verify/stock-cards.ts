import { isMonth } from './dates.ts'
import type { Report } from './findings.ts'
import type { StoredBatch, StoredEvent } from './shapes.ts'

/** The moves of a stock card, each with what it adds to the stamps delivered and spoiled. */
const COLUMNS = {
  received: [1, 0],
  found: [1, 0],
  affixed: [-1, 0],
  spoiled: [-1, 1],
  lost: [-1, 0],
  returned: [-1, 0],
  voided: [-1, 0],
  corrected: [1, 0],
  spoiledFound: [0, 1],
  handedIn: [0, -1],
  spoiledLost: [0, -1],
  spoiledCorrected: [0, 1],
} as const satisfies Record<string, readonly [delivered: number, spoiled: number]>
export type Column = keyof typeof COLUMNS
export type Moves = Record<Column, number>
export const COLUMN_NAMES = Object.keys(COLUMNS) as Column[]

export interface Card extends Moves {
  _id: string
  batchId: number
  /** Posting month. */
  month: string
  occurredMonth: string
  enterpriseId: string
  productId: string
}

/** Stamps in hand: delivered, and spoiled but not yet handed in. */
export interface Balance {
  delivered: number
  spoiled: number
}

export function noMoves(): Moves {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, 0])) as Moves
}

export function addMoves(to: Moves, moves: Partial<Moves>): void {
  for (const name of COLUMN_NAMES) to[name] += numberOf(moves[name])
}

/** What moves leave in hand. */
export function balanceOf(moves: Partial<Moves>): Balance {
  const balance = { delivered: 0, spoiled: 0 }
  for (const name of COLUMN_NAMES) {
    const [delivered, spoiled] = COLUMNS[name]
    balance.delivered += delivered * numberOf(moves[name])
    balance.spoiled += spoiled * numberOf(moves[name])
  }
  return balance
}

/** A column that no event has touched may be left out of a stored card. */
function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

/** What one event moves; empty where it touches neither delivered nor spoiled stamps. */
function movesOf({ action, prev, next, from, to }: StoredEvent): Partial<Moves> {
  const n = to - from + 1
  const before = prev?.state
  const after = next.state
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
    case 'find':
      if (after === 'delivered') return { found: n }
      return after === 'spoiled' ? { spoiledFound: n } : {}
    case 'lose':
      if (before === 'delivered') return { lost: n }
      return before === 'spoiled' ? { spoiledLost: n } : {}
    case 'void':
      return before === 'delivered' ? { voided: n } : {}
    case 'correct': {
      const into = (state: string): number => (after === state ? n : 0) - (before === state ? n : 0)
      const [corrected, spoiledCorrected] = [into('delivered'), into('spoiled')]
      return {
        ...(corrected === 0 ? {} : { corrected }),
        ...(spoiledCorrected === 0 ? {} : { spoiledCorrected }),
      }
    }
    default:
      return {}
  }
}

export interface CardRecount {
  add(event: StoredEvent): void
  /** Compares a stored card of the batch. */
  take(card: Card): void
  /** Reports cards that are missing. */
  finish(): void
}

/** What the enterprise's pages need to know where a stored card cannot be trusted. */
export interface CardFaults {
  /** A stored card that is not what the events give. */
  onWrong(cardId: string): void
  /** The card as the events give it. */
  onTrue(card: Card): void
}

/** Recounts the cards of one batch from its events. */
export function recountCards(batch: StoredBatch, report: Report, faults: CardFaults): CardRecount {
  const { _id: batchId, enterpriseId, productId } = batch
  const cards = new Map<string, Card>()
  const stored: Balance = { delivered: 0, spoiled: 0 }
  const counted: Balance = { delivered: 0, spoiled: 0 }

  return {
    add(event) {
      const { postingMonth: month, occurredOn } = event
      count(counted, event)
      const moves = movesOf(event)
      if (Object.keys(moves).length === 0 || !isMonth(month)) return
      const occurredMonth = occurredOn.slice(0, 7)
      const _id = `${batchId}:${month}:${occurredMonth}`
      const card = cards.get(_id) ?? {
        ...{ _id, batchId, month, occurredMonth, enterpriseId, productId },
        ...noMoves(),
      }
      addMoves(card, moves)
      cards.set(_id, card)
    },
    take(card) {
      const balance = balanceOf(card)
      stored.delivered += balance.delivered
      stored.spoiled += balance.spoiled
      const expected = cards.get(card._id)
      cards.delete(card._id)
      if (expected === undefined) {
        faults.onWrong(card._id)
        report({ code: 'card.extra', batchId, subject: nameOf(card._id) })
      } else if (!compare(card, expected, report)) {
        faults.onWrong(card._id)
        faults.onTrue(expected)
      }
    },
    finish() {
      for (const card of cards.values()) {
        faults.onTrue(card)
        report({ code: 'card.missing', batchId, subject: nameOf(card._id) })
      }
      for (const field of ['delivered', 'spoiled'] as const) {
        const [expected, found] = [counted[field], stored[field]]
        if (expected !== found) report({ code: 'card.balance', batchId, field, expected, found })
      }
    },
  }
}

/** Counts the stamps that an event leaves delivered and spoiled, by its facts alone. */
export function count(balance: Balance, { prev, next, from, to }: StoredEvent): void {
  const n = to - from + 1
  for (const state of ['delivered', 'spoiled'] as const) {
    if (prev?.state === state) balance[state] -= n
    if (next.state === state) balance[state] += n
  }
}

function compare(card: Card, expected: Card, report: Report): boolean {
  let isEqual = true
  const fields = new Set([...Object.keys(expected), ...Object.keys(card)])
  const [right, wrong] = [new Map(Object.entries(expected)), new Map(Object.entries(card))]
  for (const field of fields) {
    const [should, is] = [right.get(field), wrong.get(field)]
    if (should === is || (should === 0 && is === undefined)) continue
    isEqual = false
    const differs = { field, expected: should, found: is }
    report({ code: 'card.field', batchId: expected.batchId, subject: nameOf(card._id), ...differs })
  }
  return isEqual
}

function nameOf(cardId: string): string {
  const [, month = '', occurredMonth = ''] = cardId.split(':')
  const late = month === occurredMonth ? '' : ` (xảy ra/occurred ${occurredMonth})`
  return `thẻ kho/stock card ${month}${late}`
}
