import type { AppParts } from './app.ts'
import { type ContextParts, createBase } from './context/foundation.ts'
import { createLabels } from './context/labels.ts'
import { createLedger } from './context/ledger.ts'
import { createPrinting } from './context/printing.ts'
import { createRegister } from './context/register.ts'
import { createRequests } from './context/requests.ts'
import { createUses } from './context/uses.ts'
import { isUnavailable } from './db/errors.ts'
import { createHealthProbe } from './db/health.ts'
import { auditRoutes } from './features/audit/audit.routes.ts'
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
  const uses = createUses(parts, base, register, ledger, subsidyStore)
  const labels = createLabels(parts, register, ledger)
  const printing = createPrinting(parts, base, ledger, labels)
  const { config, connection, log, baseUrl } = parts
  const app: AppParts = {
    api: [
      ...register.routes,
      ...requests.routes,
      ...ledger.routes,
      ...uses.routes,
      ...labels.routes,
      ...printing.routes,
      ...auditRoutes(base.audit),
    ],
    open: [
      ...healthRoutes(createHealthProbe(connection, base.newId()), parts.stopping),
      ...uses.openRoutes,
    ],
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
  }
  const setUp = {
    actor: { person: 'Sổ Tem', keyId: 'set-up', role: 'system', enterpriseId: null },
    requestId: 'set-up',
    operationId: 'setUp',
  }
  const ensureFirstKey = () =>
    base.runUnit(setUp, (tx) => register.access.ensureFirstKey(config.ADMIN_KEY, tx))
  const background = { start: printing.start, stop: printing.stop }
  return { app, ensureFirstKey, background, close: labels.close }
}
