import type { TotalsRecord } from './visits.schema.ts'

export interface ExamineParts {
  /** Looks whether stamps have become suspicious. */
  examine: (totals: readonly TotalsRecord[]) => Promise<void>
  isUnavailable: (error: unknown) => boolean
  report: (event: string, fields: object) => void
}

/** Few, so that scans need not wait for it. */
const STAMPS_AT_ONCE = 64
/** Stamps that wait; what is dropped is looked at again when it is next scanned. */
const STAMPS_MAX = 20_000
/** Of a failure that goes on, each n-th attempt is logged. */
const FAILURES_A_LINE = 20

/** Looks at stamps that were just counted, one look at a time, so that counting need not wait. */
export function createExamineLater({ examine, isUnavailable, report }: ExamineParts) {
  const waiting = new Map<number, TotalsRecord>()
  let working: Promise<void> | null = null
  let failures = 0

  async function work(): Promise<void> {
    while (waiting.size > 0) {
      const some = [...waiting.values()].slice(0, STAMPS_AT_ONCE)
      try {
        await examine(some)
        failures = 0
      } catch (error) {
        const isAway = isUnavailable(error)
        if (!isAway || failures % FAILURES_A_LINE === 0) {
          report('suspicions.not_examined', { stamps: waiting.size, error })
        }
        // The database is away: they wait for the next call.
        if (isAway) {
          failures += 1
          return
        }
      }
      for (const record of some) if (waiting.get(record._id) === record) waiting.delete(record._id)
    }
  }

  function start(): void {
    working ??= work().finally(() => {
      working = null
    })
  }

  return {
    add(totals: readonly TotalsRecord[]): void {
      for (const record of totals) waiting.set(record._id, record)
      const surplus = Math.max(0, waiting.size - STAMPS_MAX)
      for (const place of [...waiting.keys()].slice(0, surplus)) waiting.delete(place)
      if (surplus > 0) report('suspicions.dropped', { stamps: surplus })
      start()
    },

    /** Looks again at those that wait because the database was away. */
    retry(): void {
      if (waiting.size > 0) start()
    },

    /** Waits until all has been looked at, or could not be. */
    async settle(): Promise<void> {
      await working
    },
  }
}
