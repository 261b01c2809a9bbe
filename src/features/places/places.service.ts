import type { Tx } from '../../db/unit-of-work.ts'
import { notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { OwnerFor } from '../enterprises/owner.service.ts'
import { viewAddress } from '../shared/address.schema.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import type { CreatePlace, PlaceRecord } from './places.schema.ts'
import type { PlaceStore } from './places.store.ts'

export interface PlaceParts {
  store: PlaceStore
  newId: () => string
  /** Refuses an enterprise whose registration was rejected or revoked. */
  liveOwnerFor: OwnerFor
}

export type PlaceService = ReturnType<typeof createPlaceService>

export function createPlaceService(parts: PlaceParts) {
  const { store } = parts
  return {
    /** Enters a place of an enterprise. */
    async createPlace(body: CreatePlace, caller: Caller, tx: Tx) {
      const { enterpriseId: asked, ...fields } = body
      const owner = await parts.liveOwnerFor(asked, caller, tx)
      const record: PlaceRecord = {
        _id: parts.newId(),
        enterpriseId: owner._id,
        ...fields,
        createdAt: tx.at,
        revision: 1,
      }
      await store.insert(record, tx.session)
      const subject = { kind: 'place', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      return view(record)
    },

    async getPlace(id: string, caller: Caller) {
      const found = await store.findById(id)
      if (found === null || !maySee(caller, found.enterpriseId)) {
        throw notFound({ vi: 'địa điểm này', en: 'such place' })
      }
      return view(found)
    },

    async listPlaces(
      query: { limit: number; cursor?: string | undefined; enterpriseId?: string | undefined },
      caller: Caller,
    ) {
      const scope = scopeOf(caller, query.enterpriseId)
      const records = await store.list(scope, query.cursor, query.limit + 1)
      return toPage(records.map(view), query.limit, ({ id }) => id)
    },

    /** For other features: the record, or null. */
    findPlace: (id: string, tx: Tx | null = null) => store.findById(id, tx?.session),
    findPlaces: (ids: readonly string[]) => store.findMany(ids),
  }
}

function view({ _id, address, createdAt, ...fields }: PlaceRecord) {
  return {
    id: _id,
    ...fields,
    address: viewAddress(address),
    createdAt: createdAt.toISOString(),
  }
}
