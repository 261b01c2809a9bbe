import { isMonth, monthAfter } from './dates.ts'
import type { Report } from './findings.ts'
import type { StoredEvent } from './shapes.ts'
import { nameOf, type StoredStatement, verifyStatement } from './statements.ts'
import { type Balance, balanceOf, type Card, type CardFaults, count } from './stock-cards.ts'
import type { Query, Snapshot } from './streams.ts'

export interface StockBooks {
  /** Counts an event into the month of the enterprise that has the batch, by its facts alone. */
  count(enterpriseId: string, event: StoredEvent): void
  cardFaults: CardFaults
  /** Checks months and statements of every enterprise. @returns the number of statements */
  verify(snapshot: Snapshot): Promise<number>
}

/**
 * The books of the enterprises. Stored cards were compared with the events before, in the same
 * snapshot, so they may stand for them here; where one was wrong, the true one takes its place.
 */
export function openStockBooks(report: Report): StockBooks {
  const changes = new Map<string, Map<string, Balance>>()
  const wrongCards = new Set<string>()
  const trueCards = new Map<string, Card[]>()

  async function verifyEnterprise(snapshot: Snapshot, enterpriseId: string): Promise<number> {
    const query: Query = {
      filter: { enterpriseId },
      sort: { enterpriseId: 1, month: 1, batchId: 1 },
    }
    const stored = await readAll<Card>(snapshot, 'stock_cards', query)
    verifyMonths(enterpriseId, stored, changes.get(enterpriseId) ?? new Map(), report)
    const right = stored.filter(({ _id }) => !wrongCards.has(_id))
    const cards = [...right, ...(trueCards.get(enterpriseId) ?? [])]
    cards.sort((a, b) => compareText(a.month, b.month) || a.batchId - b.batchId)
    const statements = snapshot.stream('stock_statements', {
      filter: { enterpriseId },
      sort: { enterpriseId: 1, month: 1 },
    })
    const months: ClosedMonths = { first: cards[0]?.month ?? null, next: null, open: null }
    let counted = 0
    for (let next = await statements.next(); next !== null; next = await statements.next()) {
      counted += 1
      const statement = next as StoredStatement
      const isClosed = verifyStatement(statement, cards, report)
      addMonth(months, statement, isClosed, report)
    }
    await verifyBook(snapshot, enterpriseId, months, report)
    return counted
  }

  return {
    count(enterpriseId, event) {
      const { postingMonth } = event
      if (!isMonth(postingMonth)) return
      const months = changes.get(enterpriseId) ?? new Map<string, Balance>()
      changes.set(enterpriseId, months)
      const change = months.get(postingMonth) ?? { delivered: 0, spoiled: 0 }
      months.set(postingMonth, change)
      count(change, event)
    },
    cardFaults: {
      onWrong: (cardId) => wrongCards.add(cardId),
      onTrue(card) {
        trueCards.set(card.enterpriseId, [...(trueCards.get(card.enterpriseId) ?? []), card])
      },
    },
    async verify(snapshot) {
      const enterprises = new Set(changes.keys())
      for (const [collection, field] of OWNERS) {
        const query: Query = {
          ...{ filter: {}, sort: { [field]: 1 } },
          projection: { _id: 0, [field]: 1 },
        }
        for (const owner of await readAll(snapshot, collection, query)) {
          enterprises.add(String(owner[field]))
        }
      }
      let statements = 0
      for (const enterpriseId of [...enterprises].sort(compareText)) {
        statements += await verifyEnterprise(snapshot, enterpriseId)
      }
      return statements
    },
  }
}

/** Where enterprises are named, and by which field of an index. */
const OWNERS = [
  ['stock_books', '_id'],
  ['stock_statements', 'enterpriseId'],
] as const

async function readAll<T = Record<string, unknown>>(
  snapshot: Snapshot,
  collection: string,
  query: Query,
): Promise<T[]> {
  const stream = snapshot.stream(collection, query)
  const all: T[] = []
  for (let next = await stream.next(); next !== null; next = await stream.next()) {
    all.push(next as T)
  }
  return all
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Opening, moves and closing of every month: by the cards, and by the facts of the events. */
function verifyMonths(
  enterpriseId: string,
  cards: readonly Card[],
  changes: ReadonlyMap<string, Balance>,
  report: Report,
): void {
  const moved = new Map<string, Balance>()
  for (const card of cards) {
    const balance = moved.get(card.month) ?? { delivered: 0, spoiled: 0 }
    const { delivered, spoiled } = balanceOf(card)
    moved.set(card.month, {
      delivered: balance.delivered + delivered,
      spoiled: balance.spoiled + spoiled,
    })
  }
  const closing = { cards: { delivered: 0, spoiled: 0 }, events: { delivered: 0, spoiled: 0 } }
  const months = new Set([...moved.keys(), ...changes.keys()])
  for (const month of [...months].sort(compareText)) {
    const subject = `cơ sở/enterprise ${enterpriseId}, tháng/month ${month}`
    for (const kind of ['delivered', 'spoiled'] as const) {
      closing.cards[kind] += moved.get(month)?.[kind] ?? 0
      closing.events[kind] += changes.get(month)?.[kind] ?? 0
      const [expected, found] = [closing.events[kind], closing.cards[kind]]
      if (expected === found && found >= 0) continue
      report({ code: 'month.balance', subject, field: `closing.${kind}`, expected, found })
    }
  }
}

interface ClosedMonths {
  /** The month of the first card, with which the first statement begins. */
  first: string | null
  /** The month after the last statement that was looked at. */
  next: string | null
  /** The first month that is open again or not yet closed. */
  open: string | null
}

/** Months are closed one after the other, and opened again from the last one backwards. */
function addMonth(
  months: ClosedMonths,
  { _id, month }: StoredStatement,
  isClosed: boolean,
  report: Report,
): void {
  const expected = months.next ?? months.first
  if (expected !== null && expected !== month) {
    report({
      code: 'statement.missing',
      subject: nameOf(_id),
      field: 'month',
      expected,
      found: month,
    })
  }
  if (isClosed && months.open !== null && months.next !== null && months.open < month) {
    const differs = { field: 'status', expected: 'open', found: 'closed' }
    report({ code: 'statement.field', subject: nameOf(_id), ...differs })
  }
  months.next = monthAfter(month)
  if (isClosed) months.open = months.next
  else months.open = months.open === null || months.open > month ? month : months.open
}

/** A book opens with the month after the last that is submitted or signed. */
async function verifyBook(
  snapshot: Snapshot,
  enterpriseId: string,
  { open }: ClosedMonths,
  report: Report,
): Promise<void> {
  const [book] = await readAll(snapshot, 'stock_books', {
    filter: { _id: enterpriseId },
    sort: { _id: 1 },
  })
  const found = book?.['firstOpenMonth'] ?? null
  if (found === open) return
  const subject = `sổ kho/book ${enterpriseId}`
  report({ code: 'book.field', subject, field: 'firstOpenMonth', expected: open, found })
}
