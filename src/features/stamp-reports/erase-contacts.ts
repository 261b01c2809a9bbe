import { setTimeout as delay } from 'node:timers/promises'
import type { RunUnit } from '../../db/unit-of-work.ts'
import { saveReport } from './save-report.ts'
import type { StampReportStore } from './stamp-reports.store.ts'

export interface EraseParts {
  store: Pick<StampReportStore, 'findToErase' | 'findById' | 'replace'>
  runUnit: RunUnit
  now: () => Date
}

const AT_ONCE = 100
const SWEEP_MS = 600_000

const ORIGIN = {
  actor: { person: 'Sổ Tem', keyId: 'retention', role: 'system', enterpriseId: null },
  requestId: 'retention',
  operationId: 'eraseReportContact',
}

/**
 * Erases the contacts whose time is over, each in a transaction of its own with its audit entry.
 * Copies of the service may do so at once: one of them erases, the others find it done.
 * @returns how many were erased
 */
export async function eraseContacts({ store, runUnit, now }: EraseParts): Promise<number> {
  let erased = 0
  for (;;) {
    const ids = await store.findToErase(now(), AT_ONCE)
    for (const id of ids) {
      erased += await runUnit(ORIGIN, async (tx) => {
        const report = await store.findById(id, tx.session)
        if (report === null || report.eraseAt === null || report.eraseAt > tx.at) return 0
        await saveReport(store, report, { contact: null, eraseAt: null }, tx)
        return 1
      })
    }
    if (ids.length < AT_ONCE) return erased
  }
}

/** Erases in the background, once started, until it is stopped. */
export function createContactEraser(
  parts: EraseParts & { random: () => number; report: (event: string, fields: object) => void },
) {
  const stopping = new AbortController()
  let working: Promise<void> | null = null

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      await eraseContacts(parts).catch((error: unknown) => {
        parts.report('report_contacts.not_erased', { error })
      })
      // Copies that start together do not come back together.
      const pauseMs = SWEEP_MS * (0.5 + parts.random())
      await delay(pauseMs, null, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  return {
    start(): void {
      working ??= work()
    },
    async stop(): Promise<void> {
      stopping.abort()
      await working
    },
  }
}
