import { randomBytes } from 'node:crypto'
import { isUnavailable } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import { createSystemClock } from '../features/access/clock.service.ts'
import { checkRoutes } from '../features/stamp-checks/stamp-checks.routes.ts'
import { createCheckService, factOf } from '../features/stamp-checks/stamp-checks.service.ts'
import { createCheckStore } from '../features/stamp-checks/stamp-checks.store.ts'
import { stampScanRoutes } from '../features/suspicions/stamp-scans.routes.ts'
import { createStampScanService } from '../features/suspicions/stamp-scans.service.ts'
import { suspicionRoutes } from '../features/suspicions/suspicions.routes.ts'
import { createSuspicionService } from '../features/suspicions/suspicions.service.ts'
import { createSuspicionStore } from '../features/suspicions/suspicions.store.ts'
import { createVisits } from '../features/visits/visits.service.ts'
import { createVisitStore } from '../features/visits/visits.store.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'

const KEY_BYTES = 32

/** Whether the database is away: a transaction that never came through says so in an AppError. */
export function isAway(error: unknown): boolean {
  return isUnavailable(error) || (error instanceof AppError && error.code === 'unavailable')
}

export type Visiting = ReturnType<typeof createVisiting>

/** Counting scans, what they make suspicious, and the checks of inspectors. */
export function createVisiting(
  { config, connection, log }: ContextParts,
  { newId, runUnit }: Base,
  { stamps, stampStore }: Pick<Ledger, 'stamps' | 'stampStore'>,
) {
  const totals = createVisitStore(connection, createSystemClock().now)
  const checkStore = createCheckStore(connection)
  const named = { batches: stampStore, stamps }
  const suspicions = createSuspicionService({
    ...named,
    store: createSuspicionStore(connection),
    newId,
    runUnit,
    findChecks: async (places) => {
      const found = await checkStore.findByPlaces(places)
      return new Map([...found].map(([place, checks]) => [place, checks.map(factOf)]))
    },
  })
  const visits = createVisits({
    store: totals,
    copy: newId(),
    newKey: () => randomBytes(KEY_BYTES),
    regionHeader: config.SCAN_REGION_HEADER ?? null,
    examine: suspicions.examine,
    isUnavailable: isAway,
    report: (event, fields) => log.warn(event, fields),
  })
  const checks = createCheckService({ ...named, store: checkStore, newId, totals, suspicions })
  const routes = [
    ...suspicionRoutes(suspicions),
    ...stampScanRoutes(createStampScanService({ stamps, totals, suspicions })),
    ...checkRoutes(checks),
  ]
  return { visits, routes, start: visits.start, stop: visits.stop }
}
