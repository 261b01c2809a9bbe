import { PageQuery } from '../../http/fields.ts'
import { type Access, ROLES, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { CreatePlace, PlaceFilter, PlacePage, PlaceView } from './places.schema.ts'
import type { PlaceService } from './places.service.ts'

const tag = 'places'
const writers: Access = { roles: ['enterprise', 'officer'] }
const everyone: Access = { roles: ROLES }

export function placeRoutes(places: PlaceService): Route[] {
  return [
    write({
      method: 'post',
      path: '/places',
      operationId: 'createPlace',
      summary: { vi: 'Khai địa điểm', en: 'Enter a place' },
      tag,
      access: writers,
      body: CreatePlace,
      reply: PlaceView,
      status: 201,
      errors: ['already_exists', 'not_found', 'wrong_state'],
      handle: ({ body, caller }, tx) => places.createPlace(body, caller, tx),
    }),
    read({
      path: '/places',
      operationId: 'listPlaces',
      summary: { vi: 'Danh sách địa điểm', en: 'List the places' },
      tag,
      access: everyone,
      query: PageQuery.extend(PlaceFilter.shape),
      reply: PlacePage,
      handle: ({ query, caller }) => places.listPlaces(query, caller),
    }),
    read({
      path: '/places/{id}',
      operationId: 'getPlace',
      summary: { vi: 'Một địa điểm', en: 'One place' },
      tag,
      access: everyone,
      params: IdParams,
      reply: PlaceView,
      handle: ({ params, caller }) => places.getPlace(params.id, caller),
    }),
  ]
}
