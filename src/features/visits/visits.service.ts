import { setTimeout as delay } from 'node:timers/promises'
import type { Visitor } from '../../http/visitor.ts'
import type { StampState } from '../stamps/ledger.rules.ts'
import { createExamineLater, type ExamineParts } from './examine-later.ts'
import {
  type Batch,
  createFlush,
  type FlushParts,
  groupByPlace,
  newBatch,
  type PendingVisit,
} from './flush-visits.ts'
import { regionOf } from './region.rules.ts'
import { ruleAgainst, userAgentOf } from './visit-rules.ts'
import type { ScanTotals } from './visits.schema.ts'

/** A stamp is shown to somebody. */
export interface Visit {
  /** batch number × 2^20 + index. */
  place: number
  enterpriseId: string
  productId: string
  state: StampState
  /** The day on which it was affixed, as reported so far; null: it was not. */
  affixedOn: string | null
  at: Date
  client: Visitor
}

export interface VisitParts extends FlushParts, ExamineParts {
  /** Header in which a proxy that is trusted says where an address is; null: none does. */
  regionHeader: string | null
}

export interface Visits {
  /** Counts a visit if it is a shopper's. It never throws and nobody waits for it. */
  note(visit: Visit): void
  /** What is counted so far, at most a second behind; look-ups share queries. */
  findTotals(place: number): Promise<ScanTotals | null>
  start(): void
  /** Writes what is counted; to be called when no visits come any more. */
  stop(): Promise<void>
}

const FLUSH_MS = 500
/** Over how much of it the writes are spread, so that scans meet no burst of them. */
const SPREAD_MS = 250
/** Visits that wait: a minute and a half of 500 scans a second, some 20 MB. */
const WAITING_MAX = 50_000
/** What goes at once when there are more. */
const DROPPED_AT_ONCE = 1_000
/**
 * Visits that are written together: few, so that no scan waits while they are made ready; those of
 * one stamp stay together, so that a busy code is written once a flush.
 */
const BATCH_VISITS = 64
/** Attempts at a batch that fails though the database is there. */
const FAULTS_MAX = 5
const STOP_ATTEMPTS_MAX = 3
/** Of a failure that goes on, each n-th attempt is logged. */
const ATTEMPTS_A_LINE = 20
const LANGUAGE_MAX = 200

/**
 * Counts scans behind the back of those who scan. A visit waits in memory for at most half a second
 * and is written together with the others of its stamp. A crash may lose that much: at most a
 * second of scans. While the database is away visits wait, the newest 50,000 of them; what is
 * dropped is logged. A batch that is repeated counts nothing twice (see createFlush).
 */
export function createVisits(parts: VisitParts): Visits {
  const { regionHeader, report, isUnavailable } = parts
  const flush = createFlush(parts)
  const examiner = createExamineLater(parts)
  const stopping = new AbortController()
  let waiting: PendingVisit[] = []
  let dropped = 0
  let flushes = 0
  let underWay: Batch | null = null
  let working: Promise<void> | null = null

  /**
   * Writes what waits now, batch after batch. What comes meanwhile waits for the next time, so that
   * a stamp is written only so often.
   * @returns false where something could not be written
   */
  async function writeAll(): Promise<boolean> {
    if (dropped > 0) report('visits.dropped', { visits: dropped })
    dropped = 0
    examiner.retry()
    if (underWay !== null && !(await writeOne(underWay))) return false
    underWay = null
    const due = batchesOf(waiting)
    waiting = []
    for (const [at, visits] of due.entries()) {
      flushes += 1
      underWay = newBatch(flushes, visits)
      if (!(await writeOne(underWay))) {
        const left = due.slice(at + 1).flat()
        // The oldest first again: they are dropped first.
        waiting = [...left.sort((a, b) => a.at.getTime() - b.at.getTime()), ...waiting]
        return false
      }
      underWay = null
      if (at < due.length - 1) await pause(SPREAD_MS / due.length)
    }
    return true
  }

  /** @returns false where the batch must wait */
  async function writeOne(batch: Batch): Promise<boolean> {
    try {
      examiner.add(await flush(batch))
      return true
    } catch (error) {
      const isGivenUp = !isUnavailable(error) && batch.attempts >= FAULTS_MAX
      if (isGivenUp || batch.attempts % ATTEMPTS_A_LINE === 1) {
        const { attempts, visits } = batch
        report(isGivenUp ? 'visits.lost' : 'visits.not_written', {
          ...{ attempts, visits: visits.length, waiting: waiting.length, error },
        })
      }
      return isGivenUp
    }
  }

  /** Ends at once when the service stops. */
  async function pause(timeMs: number): Promise<void> {
    await delay(timeMs, null, { signal: stopping.signal }).catch(() => undefined)
  }

  async function work(): Promise<void> {
    let next = pause(FLUSH_MS)
    while (!stopping.signal.aborted) {
      await next
      next = pause(FLUSH_MS)
      await writeAll()
    }
  }

  return {
    note(visit) {
      try {
        if (ruleAgainst(visit.client) !== null) return
        if (waiting.length >= WAITING_MAX) {
          waiting.splice(0, DROPPED_AT_ONCE)
          dropped += DROPPED_AT_ONCE
        }
        waiting.push(pending(visit, regionHeader))
      } catch (error) {
        report('visit.not_noted', { error })
      }
    },

    findTotals: (place) => parts.store.findTotals(place),

    start() {
      working ??= work()
    },

    async stop() {
      stopping.abort()
      await working
      for (let attempt = 1; !(await writeAll()); attempt += 1) {
        if (attempt < STOP_ATTEMPTS_MAX) continue
        report('visits.lost', { visits: waiting.length + (underWay?.visits.length ?? 0) })
        break
      }
      await examiner.settle()
    },
  }
}

/** Shares visits among batches; those of one stamp stay together, so that it is written once. */
function batchesOf(visits: readonly PendingVisit[]): PendingVisit[][] {
  const batches: PendingVisit[][] = []
  for (const ofStamp of groupByPlace(visits).values()) {
    const last = batches.at(-1)
    if (last === undefined || last.length + ofStamp.length > BATCH_VISITS)
      batches.push([...ofStamp])
    else last.push(...ofStamp)
  }
  return batches
}

function pending({ client, ...visit }: Visit, regionHeader: string | null): PendingVisit {
  return {
    ...visit,
    region: regionHeader === null ? null : regionOf(client.header(regionHeader)),
    traits: {
      address: client.address,
      userAgent: userAgentOf(client),
      acceptLanguage: (client.header('accept-language') ?? '').slice(0, LANGUAGE_MAX),
    },
  }
}
