import type { Db } from 'mongodb'
import { verifyBatches, verifyOneBatch } from './batches.ts'
import { readClaimTerms } from './claimed-stamps.ts'
import { verifyClaims } from './claims.ts'
import type { Finding, Report } from './findings.ts'
import { verifyHandovers } from './handovers.ts'
import { openStockBooks } from './stock-books.ts'
import { withSnapshot } from './streams.ts'
import { noTally, type Tally } from './tally.ts'

export interface Options {
  /** Only this batch: then neither months, statements nor claims are looked at. */
  batchId?: number
  progress?: (tally: Tally) => void
}

export interface Summary extends Tally {
  differences: number
  tookMs: number
}

const COLLECTIONS: readonly [string, ...string[]] = [
  'stamp_batches',
  ...['stamp_heads', 'stamp_events', 'stamp_segments', 'stamp_holds', 'handovers'],
  ...['stock_cards', 'stock_books', 'stock_statements', 'audit_entries'],
  ...['claims', 'claim_ranges', 'subsidy_policies'],
]

/**
 * Recounts the ledger from its events, at one moment of the database, and compares everything that
 * was derived from them: segments, heads, stock cards, statements, audit entries, claims.
 * @param report is shown every difference, as it is found
 * @throws MongoError where the database cannot be read
 */
export async function verifyLedger(
  db: Db,
  report: Report,
  { batchId, progress = () => undefined }: Options = {},
): Promise<Summary> {
  const began = performance.now()
  const tally = noTally()
  let differences = 0
  const counting = (finding: Finding): void => {
    differences += 1
    report(finding)
  }
  await withSnapshot(db, COLLECTIONS, async (snapshot) => {
    const books = openStockBooks(counting)
    const checkClaimed = await readClaimTerms(snapshot, counting)
    const parts = { report: counting, books, checkClaimed, tally, progress }
    if (batchId !== undefined) {
      if (await verifyOneBatch(snapshot, parts, batchId)) return
      counting({ code: 'batch.shape', batchId, expected: 'stamp_batches', found: null })
      return
    }
    await verifyBatches(snapshot, parts)
    tally.statements = await books.verify(snapshot)
    tally.handovers = await verifyHandovers(snapshot, counting)
    Object.assign(tally, await verifyClaims(snapshot, counting))
  })
  const counted = Object.values(tally.states).reduce((sum, n) => sum + n, 0)
  if (counted !== tally.stamps) {
    counting({ code: 'sum.states', subject: 'Σ', expected: tally.stamps, found: counted })
  }
  return { ...tally, differences, tookMs: performance.now() - began }
}
