import { portalRoutes } from '../features/portal/portal.routes.ts'
import { createPortalService } from '../features/portal/portal.service.ts'
import { overviewRoutes } from '../features/reports/overview.routes.ts'
import { createSegmentsAsOf } from '../features/stamps/segments-as-of.ts'
import { createClaimService } from '../features/subsidies/claims.service.ts'
import { subsidyRoutes } from '../features/subsidies/subsidies.routes.ts'
import { createSubsidyService } from '../features/subsidies/subsidies.service.ts'
import type { SubsidyStore } from '../features/subsidies/subsidies.store.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'
import type { Register } from './register.ts'

/** What is made of the stamps: money, and the records for the portal. */
export function createUses(
  { baseUrl }: ContextParts,
  base: Base,
  register: Register,
  ledger: Ledger,
  subsidyStore: SubsidyStore,
) {
  const { documents, enterprises, products, places, lots } = register
  const { stamps, stampStore } = ledger
  const segmentsAsOf = createSegmentsAsOf({ store: stampStore, ledger: ledger.ledger })
  const counted = {
    store: subsidyStore,
    stamps: stampStore,
    segmentsAsOf,
    enterprises,
    lots,
    places,
    now: base.clock.now,
  }
  const claims = createClaimService({
    ...counted,
    newId: base.newId,
    heads: ledger.ledger,
    stampService: stamps,
    assertDocument: documents.assertDocument,
  })
  const imageUrl = (sha256: string): string => `${baseUrl}/t/images/${sha256}`
  const portal = createPortalService({ products, lots, places, enterprises, imageUrl })
  const routes = [
    ...subsidyRoutes(createSubsidyService(counted), claims),
    ...portalRoutes(portal),
    ...overviewRoutes({ enterprises, products, stamps, claims, portal }),
  ]
  return { routes }
}
