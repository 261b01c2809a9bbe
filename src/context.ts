import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import type { AppParts } from './app.ts'
import type { Config } from './config.ts'
import type { Connection } from './db/connection.ts'
import { createCounters } from './db/counters.ts'
import { isUnavailable } from './db/errors.ts'
import { createGroupCommit } from './db/group-commit.ts'
import { createHealthProbe } from './db/health.ts'
import { createIdempotencyStore } from './db/idempotency.ts'
import { createInTransaction } from './db/transaction.ts'
import { createRunUnit } from './db/unit-of-work.ts'
import { accessRoutes } from './features/access/access.routes.ts'
import { createAccessService } from './features/access/access.service.ts'
import { createAccessStore } from './features/access/access.store.ts'
import { createManualClock, createSystemClock } from './features/access/clock.service.ts'
import { createClockStore } from './features/access/clock.store.ts'
import { auditRoutes } from './features/audit/audit.routes.ts'
import { createAuditStore } from './features/audit/audit.store.ts'
import { documentRoutes } from './features/documents/documents.routes.ts'
import { createDocumentService } from './features/documents/documents.service.ts'
import { createDocumentStore } from './features/documents/documents.store.ts'
import { enterpriseRoutes } from './features/enterprises/enterprises.routes.ts'
import { createEnterpriseService } from './features/enterprises/enterprises.service.ts'
import { createEnterpriseStore } from './features/enterprises/enterprises.store.ts'
import { createOwnerService } from './features/enterprises/owner.service.ts'
import { handoverRoutes } from './features/handovers/handovers.routes.ts'
import { createHandoverService } from './features/handovers/handovers.service.ts'
import { createHandoverStore } from './features/handovers/handovers.store.ts'
import { labelRoutes } from './features/labels/labels.routes.ts'
import { createLabelService } from './features/labels/labels.service.ts'
import { lotRoutes } from './features/lots/lots.routes.ts'
import { createLotService } from './features/lots/lots.service.ts'
import { createLotStore } from './features/lots/lots.store.ts'
import { createTraceEventStore } from './features/lots/trace-events.store.ts'
import { placeRoutes } from './features/places/places.routes.ts'
import { createPlaceService } from './features/places/places.service.ts'
import { createPlaceStore } from './features/places/places.store.ts'
import { portalRoutes } from './features/portal/portal.routes.ts'
import { createPortalService } from './features/portal/portal.service.ts'
import { createImageStore } from './features/products/images.store.ts'
import { productRoutes } from './features/products/products.routes.ts'
import { createProductService } from './features/products/products.service.ts'
import { createProductStore } from './features/products/products.store.ts'
import { overviewRoutes } from './features/reports/overview.routes.ts'
import { scanRoutes, verifyRoutes } from './features/scans/scans.routes.ts'
import { createScanService } from './features/scans/scans.service.ts'
import { settingsRoutes } from './features/settings/settings.routes.ts'
import { createSettingsService } from './features/settings/settings.service.ts'
import { createSettingsStore } from './features/settings/settings.store.ts'
import { stampRequestRoutes } from './features/stamp-requests/stamp-requests.routes.ts'
import { createStampRequestService } from './features/stamp-requests/stamp-requests.service.ts'
import { createStampRequestStore } from './features/stamp-requests/stamp-requests.store.ts'
import { createCodeStreams } from './features/stamps/code-stream.ts'
import { codeRoutes } from './features/stamps/codes.routes.ts'
import { stampSecretRoutes } from './features/stamps/stamp-secrets.routes.ts'
import { createStampSecretService } from './features/stamps/stamp-secrets.service.ts'
import { createStampSecretStore } from './features/stamps/stamp-secrets.store.ts'
import { type Desk, openDesk } from './features/stamps/desk.ts'
import { eventRoutes } from './features/stamps/events.routes.ts'
import { createLedgerStore } from './features/stamps/ledger.store.ts'
import { createStampLocator } from './features/stamps/locate-stamp.ts'
import type { StampSecrets } from './features/stamps/stamp-secrets.ts'
import { stampRoutes } from './features/stamps/stamps.routes.ts'
import { createStampService, type StampParts } from './features/stamps/stamps.service.ts'
import { createStampStore } from './features/stamps/stamps.store.ts'
import { stockRoutes } from './features/stock/stock.routes.ts'
import { createStockService } from './features/stock/stock.service.ts'
import { createStockStore } from './features/stock/stock.store.ts'
import { createClaimService } from './features/subsidies/claims.service.ts'
import { subsidyRoutes } from './features/subsidies/subsidies.routes.ts'
import { createSubsidyService } from './features/subsidies/subsidies.service.ts'
import { createSubsidyStore } from './features/subsidies/subsidies.store.ts'
import { healthRoutes } from './http/health.ts'
import type { Log } from './log.ts'

export interface ContextParts {
  config: Config
  connection: Connection
  secrets: StampSecrets
  log: Log
  /** Outside address of the service, without a slash at the end. */
  baseUrl: string
  stopping: () => boolean
}

/** Builds every part once and hands each only what it needs. */
export async function createContext(parts: ContextParts) {
  const base = await createBase(parts)
  const register = createRegister(parts, base)
  const requests = createRequests(parts, base, register)
  const ledger = createLedger(parts, base, register, requests)
  const { config, connection, log, baseUrl } = parts
  const app: AppParts = {
    api: [...register.routes, ...requests.routes, ...ledger.routes, ...auditRoutes(base.audit)],
    open: [
      ...healthRoutes(createHealthProbe(connection, base.newId()), parts.stopping),
      ...ledger.openRoutes,
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
  return { app, ensureFirstKey }
}

type Base = Awaited<ReturnType<typeof createBase>>

/** Time, identifiers, numbers and the transaction in which everything is written. */
async function createBase({ config, connection }: ContextParts) {
  const newId = (): string => new mongoose.mongo.ObjectId().toHexString()
  const clock =
    config.CLOCK === 'manual'
      ? await createManualClock(createClockStore(connection))
      : createSystemClock()
  const audit = createAuditStore(connection, newId)
  const inTransaction = createInTransaction(connection, Math.random)
  return {
    newId,
    clock,
    audit,
    inTransaction,
    idempotency: createIdempotencyStore(connection),
    runUnit: createRunUnit(inTransaction, clock.now, audit.append),
    nextNumber: createCounters(connection),
  }
}

type Register = ReturnType<typeof createRegister>

/** Who and what is registered: people, enterprises, products, places, lots, documents. */
function createRegister({ config, connection }: ContextParts, base: Base) {
  const { newId, nextNumber } = base
  const enterpriseStore = createEnterpriseStore(connection)
  const productStore = createProductStore(connection)
  const access = createAccessService({
    store: createAccessStore(connection),
    newId,
    newSecret: () => randomBytes(32).toString('base64url'),
    hasEnterprise: async (id) => (await enterpriseStore.findById(id)) !== null,
  })
  const { ownerFor, liveOwnerFor } = createOwnerService((id, tx) =>
    enterpriseStore.findById(id, tx?.session),
  )
  const documents = createDocumentService({
    store: createDocumentStore(connection),
    newId,
    ownerFor,
  })
  const { assertDocument } = documents
  const enterprises = createEnterpriseService({
    store: enterpriseStore,
    newId,
    countApprovedProducts: (id) => productStore.countApprovedOf(id),
    bindKey: access.bindEnterprise,
    assertDocument,
  })
  const products = createProductService({
    store: productStore,
    images: createImageStore(connection),
    newId,
    nextNumber,
    gdtiPrefix: config.GDTI_PREFIX,
    enterprises,
    liveOwnerFor,
    assertDocument,
  })
  const places = createPlaceService({ store: createPlaceStore(connection), newId, liveOwnerFor })
  const events = createTraceEventStore(connection)
  const store = createLotStore(connection)
  const lots = createLotService({ store, events, newId, products, places })
  const routes = [
    ...accessRoutes(access, base.clock),
    ...enterpriseRoutes(enterprises),
    ...productRoutes(products),
    ...placeRoutes(places),
    ...lotRoutes(lots),
    ...documentRoutes(documents),
  ]
  return { access, documents, enterprises, products, places, lots, routes }
}

type Requests = ReturnType<typeof createRequests>

/** What the department has decided about stamps, and who asks for them. */
function createRequests({ connection }: ContextParts, base: Base, register: Register) {
  const { enterprises, products } = register
  const settings = createSettingsService(createSettingsStore(connection))
  const stampRequests = createStampRequestService({
    store: createStampRequestStore(connection),
    newId: base.newId,
    settings,
    enterprises,
    products,
  })
  const routes = [...settingsRoutes(settings), ...stampRequestRoutes(stampRequests)]
  return { settings, stampRequests, routes }
}

/** What happens with stamps: the ledger, paper, scans, money, and the records for the portal. */
function createLedger(
  parts: ContextParts,
  base: Base,
  register: Register,
  { settings, stampRequests }: Requests,
) {
  const { config, connection, baseUrl } = parts
  const { newId, nextNumber } = base
  const { documents, enterprises, products, places, lots } = register
  const { assertDocument } = documents
  const stampStore = createStampStore(connection)
  const subsidyStore = createSubsidyStore(connection)
  const ledgerStore = createLedgerStore(connection)
  const handoverStore = createHandoverStore(connection)
  const locator = createStampLocator({
    store: stampStore,
    secrets: parts.secrets,
    linkHost: config.LINK_HOST,
  })
  const stockStore = createStockStore(connection)
  const stock = createStockService({
    store: stockStore,
    now: base.clock.now,
    enterprises,
    readSettings: settings.read,
    streamEvents: ledgerStore.streamEventsOf,
  })
  const deskParts = { batches: stampStore, ledger: ledgerStore, addMoves: stock.addMoves }
  const queue = createGroupCommit<Desk>({
    inTransaction: base.inTransaction,
    clock: base.clock.now,
    appendChanges: base.audit.append,
    idempotency: base.idempotency,
    open: (lanes, session, at) => openDesk(deskParts, lanes, session, at),
    turn: ledgerStore.awaitHeads,
  })
  const stampParts: StampParts = {
    store: stampStore,
    ledger: ledgerStore,
    locator,
    secrets: parts.secrets,
    queue,
    now: base.clock.now,
    nextNumber,
    newId,
    enterprises,
    products,
    lots,
    assertDocument,
    findClaimed: (batchId, tx) => subsidyStore.findLiveRanges([batchId], tx.session),
    findHeld: (batchId, tx) => handoverStore.findHeld(batchId, tx.session),
    postingMonthOf: stock.postingMonthOf,
    correctionMinutes: async (tx) => (await settings.read(tx)).correctionMinutes,
    assertNotOverdue: stock.assertNotOverdue,
    takeFromRequest: stampRequests.takeFromRequest,
  }
  const stamps = createStampService(stampParts)
  const handovers = createHandoverService({
    store: handoverStore,
    newId,
    nextNumber,
    openDesk: (batchIds, tx) => openDesk(deskParts, batchIds, tx.session, tx.at),
    stamps: stampParts,
    enterprises,
    products,
    assertDocument,
  })
  const counted = { store: subsidyStore, stamps: stampStore, enterprises, lots, places }
  const claims = createClaimService({
    ...counted,
    newId,
    heads: ledgerStore,
    stampService: stamps,
    assertDocument,
  })
  const imageUrl = (sha256: string): string => `${baseUrl}/t/images/${sha256}`
  const portal = createPortalService({ products, lots, places, enterprises, imageUrl })
  const scans = createScanService({ stamps, products, enterprises, lots })
  const { secrets } = parts
  const codes = createCodeStreams({ stamps, secrets, linkHost: config.LINK_HOST })
  const secretStore = createStampSecretStore(connection)
  const stampSecrets = createStampSecretService({ store: secretStore, secrets })
  const pageTexts = { department: config.DEPARTMENT_NAME, hotline: config.HOTLINE }
  const routes = [
    ...stampRoutes(stamps, stampParts),
    ...eventRoutes(stampParts),
    ...handoverRoutes(handovers, pageTexts),
    ...codeRoutes(codes),
    ...stockRoutes(stock, stockStore),
    ...stampSecretRoutes(stampSecrets),
    ...labelRoutes(createLabelService({ stamps, products, enterprises })),
    ...subsidyRoutes(createSubsidyService(counted), claims),
    ...portalRoutes(portal),
    ...verifyRoutes(scans),
    ...overviewRoutes({ enterprises, products, stamps, claims, portal }),
  ]
  return { routes, openRoutes: scanRoutes(scans, pageTexts) }
}
