import { canonicalTextOf, sha256Of } from './canonical-json.ts'
import type { Report } from './findings.ts'
import { addMoves, balanceOf, type Card, COLUMN_NAMES, type Moves, noMoves } from './stock-cards.ts'

export interface StoredStatement {
  _id: string
  enterpriseId: string
  month: string
  status: string
  content: string
  hash: string
  steps: { status: string }[]
  revision: number
}

interface Line extends Moves {
  batchId: number
  productId: string
  opening: number
  closing: number
  spoiledOpening: number
  spoiledClosing: number
}

export function nameOf(statementId: string): string {
  return `chốt sổ/statement ${statementId}`
}

const CLOSED = new Set(['submitted', 'signed'])

/**
 * Compares a statement that is submitted or signed with what the cards up to its month give.
 * @param cards of its enterprise, ascending by month and batch
 * @returns whether it is submitted or signed
 */
export function verifyStatement(
  statement: StoredStatement,
  cards: readonly Card[],
  report: Report,
): boolean {
  const { _id, enterpriseId, month, status, content, hash, steps, revision } = statement
  const subject = nameOf(_id)
  const expect = (field: string, expected: unknown, found: unknown): void => {
    if (expected !== found) report({ code: 'statement.field', subject, field, expected, found })
  }
  expect('_id', `${enterpriseId}:${month}`, _id)
  expect('status', steps?.at(-1)?.status, status)
  expect('revision', steps?.length, revision)
  if (!CLOSED.has(status)) {
    if (status !== 'open') expect('status', 'open|submitted|signed', status)
    return false
  }
  const rightHash = sha256Of(String(content))
  if (rightHash !== hash) {
    report({ code: 'statement.hash', subject, field: 'hash', expected: rightHash, found: hash })
  }
  const right = contentOf(enterpriseId, month, cards)
  if (canonicalTextOf(right) === content) return true
  const stored = parse(content)
  const before: Report = (finding) => report({ ...finding, code: 'statement.content', subject })
  let differences = 0
  diff(right, stored, '', (finding) => {
    differences += 1
    before(finding)
  })
  // The same values written in another way are another text, and another hash.
  if (differences === 0) before({ code: 'statement.content', field: 'RFC 8785' })
  return true
}

function parse(content: unknown): unknown {
  try {
    return JSON.parse(String(content))
  } catch {
    return undefined
  }
}

/** The content of a statement, as design §3 and the cards have it. */
function contentOf(enterpriseId: string, month: string, cards: readonly Card[]) {
  const lines = new Map<number, Line>()
  const late: Omit<Card, '_id' | 'month' | 'enterpriseId'>[] = []
  for (const card of cards) {
    if (card.month > month) break
    const { batchId, productId, occurredMonth } = card
    const line = lines.get(batchId) ?? emptyLine(batchId, productId)
    lines.set(batchId, line)
    if (card.month < month) {
      const { delivered, spoiled } = balanceOf(card)
      line.opening += delivered
      line.spoiledOpening += spoiled
      continue
    }
    addMoves(line, card)
    if (occurredMonth < month) {
      const moves = noMoves()
      addMoves(moves, card)
      late.push({ batchId, productId, occurredMonth, ...moves })
    }
  }
  const { batchId: _batch, productId: _product, ...total } = emptyLine(0, '')
  const kept = [...lines.values()].filter(close).sort((a, b) => a.batchId - b.batchId)
  for (const line of kept) {
    addMoves(total, line)
    for (const field of BALANCES) total[field] += line[field]
  }
  late.sort((a, b) => a.batchId - b.batchId || (a.occurredMonth < b.occurredMonth ? -1 : 1))
  return { enterpriseId, month, lines: kept, late, total }
}

const BALANCES = ['opening', 'closing', 'spoiledOpening', 'spoiledClosing'] as const

function emptyLine(batchId: number, productId: string): Line {
  const balances = { opening: 0, closing: 0, spoiledOpening: 0, spoiledClosing: 0 }
  return { batchId, productId, ...balances, ...noMoves() }
}

/** Fills in the closing. @returns whether the line says anything */
function close(line: Line): boolean {
  const { delivered, spoiled } = balanceOf(line)
  line.closing = line.opening + delivered
  line.spoiledClosing = line.spoiledOpening + spoiled
  return [...BALANCES, ...COLUMN_NAMES].some((field) => line[field] !== 0)
}

/** Names every value in which two JSON values differ, elements of lists by their batch. */
function diff(right: unknown, found: unknown, path: string, report: Report): void {
  if (Object.is(right, found)) return
  const [expected, stored] = [entriesOf(right), entriesOf(found)]
  if (expected === null || stored === null) {
    report({ code: 'statement.content', field: path, expected: right, found })
    return
  }
  for (const key of new Set([...expected.keys(), ...stored.keys()])) {
    diff(expected.get(key), stored.get(key), path === '' ? key : `${path}.${key}`, report)
  }
}

function entriesOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  return new Map(value.map((item, at) => [batchOf(item) ?? String(at), item]))
}

function batchOf(item: { batchId?: unknown; occurredMonth?: unknown } | null): string | null {
  if (typeof item !== 'object' || item?.batchId === undefined) return null
  const { batchId, occurredMonth } = item
  return `đợt/batch ${batchId}${occurredMonth === undefined ? '' : ` ${occurredMonth}`}`
}
