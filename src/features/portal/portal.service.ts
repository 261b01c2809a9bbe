import { AppError, notFound } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { LotRecord } from '../lots/lots.schema.ts'
import type { LotService } from '../lots/lots.service.ts'
import type { PlaceService } from '../places/places.service.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import type { ProductService } from '../products/products.service.ts'
import { addressLine } from '../shared/address.schema.ts'
import { maySee } from '../shared/ownership.ts'
import { toNationalV1 } from './national-v1.ts'
import { missingOf, type RecordSources } from './trace-record.rules.ts'

export interface PortalParts {
  products: Pick<ProductService, 'findProduct' | 'listApproved'>
  lots: Pick<LotService, 'findLot' | 'newestLotsOf' | 'listEventsOfLots'>
  places: Pick<PlaceService, 'findPlaces'>
  enterprises: Pick<EnterpriseService, 'findEnterprises'>
  /** Absolute address of a stored picture. */
  imageUrl: (sha256: string) => string
}

export type PortalService = ReturnType<typeof createPortalService>

/** Approved products read together while the register is summed up. */
const SUMMARY_BATCH = 500

export function createPortalService(parts: PortalParts) {
  /** The sources of many records, each collection asked once. */
  async function gather(
    kind: RecordSources['kind'],
    targets: readonly { product: ProductRecord; lot: LotRecord | null }[],
  ): Promise<RecordSources[]> {
    const lots = targets.flatMap(({ lot }) => lot ?? [])
    const [enterprises, events] = await Promise.all([
      parts.enterprises.findEnterprises([
        ...new Set(targets.map(({ product }) => product.enterpriseId)),
      ]),
      parts.lots.listEventsOfLots(lots.map(({ _id }) => _id)),
    ])
    const places = await parts.places.findPlaces([...new Set(events.map((event) => event.placeId))])
    const placeName = new Map(places.map(({ _id, name }) => [_id, name]))
    const eventsOf = new Map<string, typeof events>(lots.map(({ _id }) => [_id, []]))
    for (const event of events) eventsOf.get(event.lotId)?.push(event)
    const enterpriseOf = new Map(enterprises.map((enterprise) => [enterprise._id, enterprise]))
    return targets.map(({ product, lot }) => ({
      kind,
      id: lot !== null && kind === 'lot' ? lot._id : product._id,
      product: {
        ...product,
        imageUrl: product.image === null ? null : parts.imageUrl(product.image.sha256),
      },
      enterprise: enterpriseSource(enterpriseOf.get(product.enterpriseId)),
      lot,
      events: (eventsOf.get(lot?._id ?? '') ?? []).map((event) => ({
        label: event.label,
        bizStep: event.bizStep,
        eventTime: event.eventTime.toISOString(),
        traceCode: event.traceCode,
        place: placeName.get(event.placeId) ?? '',
      })),
    }))
  }

  async function sourcesOf(kind: 'product' | 'lot', id: string, caller: Caller) {
    const lot = kind === 'lot' ? await parts.lots.findLot(id, null) : null
    const product = await parts.products.findProduct(lot?.productId ?? id, null)
    const missed = product === null || (kind === 'lot' && lot === null)
    if (missed || !maySee(caller, product.enterpriseId)) {
      throw notFound({ vi: 'hồ sơ này', en: 'such record' })
    }
    const newest = lot ?? (await parts.lots.newestLotsOf([product._id])).get(product._id) ?? null
    const [sources] = await gather(kind, [{ product, lot: newest }])
    if (sources === undefined) throw new Error('No sources for a product that exists')
    return sources
  }

  return {
    /** The record for the portal. @throws AppError `not_ready` naming what is missing */
    async getRecord(kind: 'product' | 'lot', id: string, caller: Caller) {
      const sources = await sourcesOf(kind, id, caller)
      const missing = missingOf(sources)
      if (missing.length === 0) return toNationalV1(sources)
      throw new AppError(
        'not_ready',
        { vi: 'Hồ sơ kết nối cổng còn thiếu mục.', en: 'The record for the portal is incomplete.' },
        { missing },
      )
    },

    async getReadiness(kind: 'product' | 'lot', id: string, caller: Caller) {
      const missing = missingOf(await sourcesOf(kind, id, caller))
      return { ready: missing.length === 0, missing }
    },

    /** How many approved products have a complete record, and what the others lack. */
    async summarise() {
      const lacks = new Map<
        string,
        { code: string; what: { vi: string; en: string }; records: number }
      >()
      let total = 0
      let complete = 0
      for (let after = ''; ; ) {
        const products = await parts.products.listApproved(after, SUMMARY_BATCH)
        const newest = await parts.lots.newestLotsOf(products.map(({ _id }) => _id))
        const targets = products.map((product) => ({
          product,
          lot: newest.get(product._id) ?? null,
        }))
        for (const sources of await gather('product', targets)) {
          const missing = missingOf(sources)
          total += 1
          if (missing.length === 0) complete += 1
          for (const { code, what } of missing) {
            const records = (lacks.get(code)?.records ?? 0) + 1
            lacks.set(code, { code, what, records })
          }
        }
        const last = products.at(-1)
        if (products.length < SUMMARY_BATCH || last === undefined) break
        after = last._id
      }
      return { total, complete, incomplete: total - complete, missing: [...lacks.values()] }
    },
  }
}

function enterpriseSource(enterprise: EnterpriseRecord | undefined): RecordSources['enterprise'] {
  const address = enterprise?.addresses.at(-1)
  return {
    name: enterprise?.name ?? '',
    identifier: enterprise?.identifier.value ?? '',
    address: address === undefined ? null : addressLine(address),
  }
}
