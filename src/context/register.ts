import { randomBytes } from 'node:crypto'
import { accessRoutes } from '../features/access/access.routes.ts'
import { createAccessService } from '../features/access/access.service.ts'
import { createAccessStore } from '../features/access/access.store.ts'
import { documentRoutes } from '../features/documents/documents.routes.ts'
import { createDocumentService } from '../features/documents/documents.service.ts'
import { createDocumentStore } from '../features/documents/documents.store.ts'
import { enterpriseRoutes } from '../features/enterprises/enterprises.routes.ts'
import { createEnterpriseService } from '../features/enterprises/enterprises.service.ts'
import { createEnterpriseStore } from '../features/enterprises/enterprises.store.ts'
import { createOwnerService } from '../features/enterprises/owner.service.ts'
import { createFinderStore } from '../features/finder/finder.store.ts'
import { lotRoutes } from '../features/lots/lots.routes.ts'
import { createLotService } from '../features/lots/lots.service.ts'
import { createLotStore } from '../features/lots/lots.store.ts'
import { createTraceEventStore } from '../features/lots/trace-events.store.ts'
import { placeRoutes } from '../features/places/places.routes.ts'
import { createPlaceService } from '../features/places/places.service.ts'
import { createPlaceStore } from '../features/places/places.store.ts'
import { createImageStore } from '../features/products/images.store.ts'
import { productRoutes } from '../features/products/products.routes.ts'
import { createProductService } from '../features/products/products.service.ts'
import { createProductStore } from '../features/products/products.store.ts'
import type { Base, ContextParts } from './foundation.ts'

export type Register = ReturnType<typeof createRegister>

/** Who and what is registered: people, enterprises, products, places, lots, documents. */
export function createRegister({ config, connection }: ContextParts, base: Base) {
  const { newId, nextNumber } = base
  const enterpriseStore = createEnterpriseStore(connection)
  const productStore = createProductStore(connection)
  const finderStore = createFinderStore(connection)
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
    keepWords: (id, words, tx) => finderStore.keep('enterprise', id, words, tx.session),
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
    keepWords: (id, words, tx) => finderStore.keep('product', id, words, tx.session),
  })
  const places = createPlaceService({ store: createPlaceStore(connection), newId, liveOwnerFor })
  const traceEvents = createTraceEventStore(connection)
  const store = createLotStore(connection)
  const lots = createLotService({ store, events: traceEvents, newId, products, places })
  const routes = [
    ...accessRoutes(access, base.clock),
    ...enterpriseRoutes(enterprises),
    ...productRoutes(products),
    ...placeRoutes(places),
    ...lotRoutes(lots),
    ...documentRoutes(documents),
  ]
  return { access, documents, enterprises, products, places, lots, finderStore, routes }
}
