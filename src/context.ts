import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import type { AppParts } from './app.ts'
import type { Config } from './config.ts'
import type { Connection } from './db/connection.ts'
import { createCounters } from './db/counters.ts'
import { isUnavailable } from './db/errors.ts'
import { createHealthProbe } from './db/health.ts'
import { createIdempotencyStore } from './db/idempotency.ts'
import { createInTransaction } from './db/transaction.ts'
import { createRunUnit, type Tx } from './db/unit-of-work.ts'
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
import type { StampSecrets } from './features/stamps/stamp-secrets.ts'
import { stampRoutes } from './features/stamps/stamps.routes.ts'
import { createStampService, type StampParts } from './features/stamps/stamps.service.ts'
import { createStampStore } from './features/stamps/stamps.store.ts'
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
  const { config, connection, log, baseUrl } = parts
  const newId = (): string => new mongoose.mongo.ObjectId().toHexString()
  const clock =
    config.CLOCK === 'manual'
      ? await createManualClock(createClockStore(connection))
      : createSystemClock()
  const inTransaction = createInTransaction(connection, Math.random)
  const audit = createAuditStore(connection, newId)
  const runUnit = createRunUnit(inTransaction, clock.now, audit.append)
  const nextNumber = createCounters(connection)

  const enterpriseStore = createEnterpriseStore(connection)
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
  const assertDocument = (id: string | null, tx: Tx) => documents.assertDocument(id, tx)
  const productStore = createProductStore(connection)
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
  const lots = createLotService({
    store: createLotStore(connection),
    events: createTraceEventStore(connection),
    newId,
    products,
    places,
  })

  const stampStore = createStampStore(connection)
  const subsidyStore = createSubsidyStore(connection)
  const stampParts: StampParts = {
    store: stampStore,
    secrets: parts.secrets,
    linkHost: config.LINK_HOST,
    nextNumber,
    newId,
    enterprises,
    products,
    lots,
    findClaimed: (batchId, tx) => subsidyStore.findLiveRanges([batchId], tx.session),
    assertDocument,
  }
  const stamps = createStampService(stampParts)
  const labels = createLabelService({ stamps, products, enterprises })
  const countParts = { store: subsidyStore, stamps: stampStore, enterprises, lots, places }
  const subsidies = createSubsidyService(countParts)
  const claims = createClaimService({
    ...countParts,
    newId,
    heads: stampStore,
    stampService: stamps,
    assertDocument,
  })
  const imageUrl = (sha256: string): string => `${baseUrl}/t/images/${sha256}`
  const portal = createPortalService({ products, lots, places, enterprises, imageUrl })
  const scans = createScanService({ stamps, products, enterprises, lots })

  const app: AppParts = {
    api: [
      ...accessRoutes(access, clock),
      ...enterpriseRoutes(enterprises),
      ...productRoutes(products),
      ...placeRoutes(places),
      ...lotRoutes(lots),
      ...stampRoutes(stamps, stampParts),
      ...labelRoutes(labels),
      ...documentRoutes(documents),
      ...subsidyRoutes(subsidies, claims),
      ...portalRoutes(portal),
      ...verifyRoutes(scans),
      ...auditRoutes(audit),
      ...overviewRoutes({ enterprises, products, stamps, claims, portal }),
    ],
    open: [
      ...healthRoutes(createHealthProbe(connection, newId()), parts.stopping),
      ...scanRoutes(scans, { department: config.DEPARTMENT_NAME, hotline: config.HOTLINE }),
    ],
    kit: {
      authenticate: access.authenticate,
      runUnit,
      idempotency: createIdempotencyStore(connection),
      log,
      checkReplies: config.CHECK_REPLIES,
    },
    log,
    trustProxy: config.TRUST_PROXY,
    serverUrl: baseUrl,
    isUnavailable,
  }
  return { app, ensureFirstKey: () => access.ensureFirstKey(config.ADMIN_KEY, clock.now()) }
}
