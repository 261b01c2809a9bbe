import type { AppParts } from './app.ts'
import { createFinder } from './context/finder.ts'
import { type ContextParts, createBase } from './context/foundation.ts'
import { createLabels } from './context/labels.ts'
import { createLedger } from './context/ledger.ts'
import { createNotices } from './context/notices.ts'
import { createPrinting } from './context/printing.ts'
import { createRegister } from './context/register.ts'
import { createRequests } from './context/requests.ts'
import { createResolver } from './context/resolver.ts'
import { createScans } from './context/scans.ts'
import { createStampReports } from './context/stamp-reports.ts'
import { createUses } from './context/uses.ts'
import { createVisiting } from './context/visits.ts'
import { isUnavailable } from './db/errors.ts'
import { createHealthProbe } from './db/health.ts'
import { auditRoutes } from './features/audit/audit.routes.ts'
import { problemPage } from './features/shared/problem-page.ts'
import { createSubsidyStore } from './features/subsidies/subsidies.store.ts'
import { healthRoutes } from './http/health.ts'

/**
 * Builds every part once and hands each only what it needs. What works in the background waits for
 * its start, and must have stopped before the connection is closed; `close` ends what requests use.
 */
export async function createContext(parts: ContextParts) {
  const base = await createBase(parts)
  const register = createRegister(parts, base)
  const requests = createRequests(parts, base, register)
  const subsidyStore = createSubsidyStore(parts.connection)
  const ledger = createLedger(parts, base, register, requests, subsidyStore)
  const visiting = createVisiting(parts, base, ledger)
  const notices = createNotices(parts, base, register, ledger)
  const scans = createScans(parts, base, register, ledger, visiting)
  const resolver = createResolver(parts, register, notices, scans)
  const finder = createFinder(parts, register, ledger, scans)
  const stampReports = createStampReports(parts, base, register, ledger)
  const uses = createUses(parts, base, register, ledger, subsidyStore)
  const labels = createLabels(parts, register, ledger)
  const printing = createPrinting(parts, base, ledger, labels)
  const { config, connection, log, baseUrl } = parts
  const pageTexts = { department: config.DEPARTMENT_NAME, hotline: config.HOTLINE }
  const app: AppParts = {
    api: [
      // The router asks each route in turn: the one that everyone calls comes first.
      ...scans.routes,
      ...register.routes,
      ...requests.routes,
      ...ledger.routes,
      ...notices.routes,
      ...finder.routes,
      ...visiting.routes,
      ...stampReports.routes,
      ...uses.routes,
      ...labels.routes,
      ...printing.routes,
      ...auditRoutes(base.audit),
    ],
    open: [
      ...healthRoutes(createHealthProbe(connection, base.newId()), parts.stopping),
      ...scans.openRoutes,
      ...stampReports.openRoutes,
      ...finder.openRoutes,
      ...resolver.openRoutes,
    ],
    otherwise: resolver.otherwise,
    kit: {
      authenticate: register.access.authenticate,
      runUnit: base.runUnit,
      idempotency: base.idempotency,
      log,
      checkReplies: config.CHECK_REPLIES,
    },
    log,
    trustProxy: config.TRUST_PROXY,
    serverUrl: baseUrl,
    isUnavailable,
    problemPage: (problem, url) => problemPage(problem, { url, ...pageTexts }),
  }
  const setUp = {
    actor: { person: 'Sổ Tem', keyId: 'set-up', role: 'system', enterpriseId: null },
    requestId: 'set-up',
    operationId: 'setUp',
  }
  const ensureFirstKey = () =>
    base.runUnit(setUp, (tx) => register.access.ensureFirstKey(config.ADMIN_KEY, tx))
  const workers = [printing, stampReports]
  const background = {
    start(): void {
      for (const { start } of [...workers, visiting]) start()
    },
    async stop(): Promise<void> {
      await Promise.all(workers.map(({ stop }) => stop()))
    },
  }
  const close = async (): Promise<void> => {
    // Requests that were under way have been counted only now.
    await visiting.stop()
    await labels.close()
  }
  return { app, ensureFirstKey, background, close }
}
