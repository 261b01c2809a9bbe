import { createGroupCommit } from '../db/group-commit.ts'
import { handoverRoutes } from '../features/handovers/handovers.routes.ts'
import { createHandoverService } from '../features/handovers/handovers.service.ts'
import { createHandoverStore } from '../features/handovers/handovers.store.ts'
import { createCodeStreams } from '../features/stamps/code-stream.ts'
import { codeRoutes } from '../features/stamps/codes.routes.ts'
import { type Desk, type DeskNeed, openDesk } from '../features/stamps/desk.ts'
import { eventRoutes } from '../features/stamps/events.routes.ts'
import type { LedgerStore } from '../features/stamps/ledger.store.ts'
import { createLedgerStore } from '../features/stamps/ledger.store.ts'
import { createStampLocator } from '../features/stamps/locate-stamp.ts'
import { stampSecretRoutes } from '../features/stamps/stamp-secrets.routes.ts'
import { createStampSecretService } from '../features/stamps/stamp-secrets.service.ts'
import { createStampSecretStore } from '../features/stamps/stamp-secrets.store.ts'
import { stampRoutes } from '../features/stamps/stamps.routes.ts'
import { createStampService, type StampParts } from '../features/stamps/stamps.service.ts'
import type { StampStore } from '../features/stamps/stamps.store.ts'
import { createStampStore } from '../features/stamps/stamps.store.ts'
import { stockRoutes } from '../features/stock/stock.routes.ts'
import { createStockService } from '../features/stock/stock.service.ts'
import { createStockStore } from '../features/stock/stock.store.ts'
import type { SubsidyStore } from '../features/subsidies/subsidies.store.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Register } from './register.ts'
import type { Requests } from './requests.ts'

export type Ledger = ReturnType<typeof createLedger>

/** The stamps: batches, events, months, handovers, codes and the secrets behind them. */
export function createLedger(
  parts: ContextParts,
  base: Base,
  register: Register,
  { settings, stampRequests }: Requests,
  subsidies: Pick<SubsidyStore, 'findLiveRanges'>,
) {
  const { connection, secrets } = parts
  const { newId, nextNumber } = base
  const { documents, enterprises, products, lots } = register
  const { assertDocument } = documents
  const stores = { stampStore: createStampStore(connection), ledger: createLedgerStore(connection) }
  const { stampStore, ledger } = stores
  const handoverStore = createHandoverStore(connection)
  const locator = createStampLocator({
    store: stampStore,
    secrets,
    linkHost: parts.config.LINK_HOST,
  })
  const { stock, stockStore, queue } = createStock(parts, base, register, settings, stores)
  const stampParts: StampParts = {
    store: stampStore,
    ledger,
    locator,
    secrets,
    queue,
    now: base.clock.now,
    nextNumber,
    newId,
    enterprises,
    products,
    lots,
    assertDocument,
    findClaimed: (batchId, tx) => subsidies.findLiveRanges([batchId], tx.session),
    findReplaced: (batchId, opIds, tx) => stampStore.findReplaced(batchId, opIds, tx.session),
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
    stamps: stampParts,
    enterprises,
    products,
    assertDocument,
  })
  const codes = createCodeStreams({ stamps, secrets, linkHost: parts.config.LINK_HOST })
  const secretStore = createStampSecretStore(connection)
  const routes = [
    ...stampRoutes(stamps, stampParts),
    ...eventRoutes(stampParts),
    ...handoverRoutes(handovers, queue, { department: parts.config.DEPARTMENT_NAME }),
    ...codeRoutes(codes),
    ...stockRoutes(stock, stockStore),
    ...stampSecretRoutes(createStampSecretService({ store: secretStore, secrets })),
  ]
  return { stamps, stampStore, ledger, queue, routes }
}

interface Stores {
  stampStore: StampStore
  ledger: LedgerStore
}

/** The stock cards, and the queue whose transactions keep them. */
function createStock(
  { connection }: ContextParts,
  base: Base,
  { enterprises }: Register,
  settings: Requests['settings'],
  { stampStore, ledger }: Stores,
) {
  const stockStore = createStockStore(connection)
  const stock = createStockService({
    store: stockStore,
    now: base.clock.now,
    enterprises,
    readSettings: settings.read,
    streamEvents: ledger.streamEventsOf,
  })
  const deskParts = { batches: stampStore, ledger, addMoves: stock.addMoves }
  const queue = createGroupCommit<DeskNeed, Desk>({
    inTransaction: base.inTransaction,
    clock: base.clock.now,
    appendChanges: base.audit.append,
    idempotency: base.idempotency,
    open: (needs, session, at) => openDesk(deskParts, needs, session, at),
    turn: ledger.awaitHeads,
  })
  return { stock, stockStore, queue }
}
