import { PageQuery } from '../../http/fields.ts'
import { type Access, ROLES, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { CreateLot, LotFilter, LotPage, LotView } from './lots.schema.ts'
import type { LotService } from './lots.service.ts'
import { RecordTraceEvent, TraceEventPage, TraceEventView } from './trace-events.schema.ts'

const tag = 'lots'
const writers: Access = { roles: ['enterprise', 'officer'] }
const everyone: Access = { roles: ROLES }

export function lotRoutes(lots: LotService): Route[] {
  return [
    write({
      method: 'post',
      path: '/lots',
      operationId: 'createLot',
      summary: { vi: 'Tạo lô', en: 'Enter a lot' },
      tag,
      access: writers,
      body: CreateLot,
      reply: LotView,
      status: 201,
      errors: ['already_exists', 'not_found', 'wrong_state'],
      handle: ({ body, caller }, tx) => lots.createLot(body, caller, tx),
    }),
    read({
      path: '/lots',
      operationId: 'listLots',
      summary: { vi: 'Danh sách lô', en: 'List the lots' },
      tag,
      access: everyone,
      query: PageQuery.extend(LotFilter.shape),
      reply: LotPage,
      handle: ({ query, caller }) => lots.listLots(query, caller),
    }),
    read({
      path: '/lots/{id}',
      operationId: 'getLot',
      summary: { vi: 'Một lô', en: 'One lot' },
      tag,
      access: everyone,
      params: IdParams,
      reply: LotView,
      handle: ({ params, caller }) => lots.getLot(params.id, caller),
    }),
    write({
      method: 'post',
      path: '/lots/{id}/trace-events',
      operationId: 'recordTraceEvent',
      summary: { vi: 'Ghi sự kiện theo dõi trọng yếu', en: 'Record a critical tracking event' },
      tag,
      access: writers,
      params: IdParams,
      body: RecordTraceEvent,
      reply: TraceEventView,
      status: 201,
      errors: ['wrong_state'],
      handle: ({ params, body, caller }, tx) => lots.recordTraceEvent(params.id, body, caller, tx),
    }),
    read({
      path: '/lots/{id}/trace-events',
      operationId: 'listTraceEvents',
      summary: { vi: 'Các sự kiện của lô, theo thời gian', en: "The lot's events, by time" },
      tag,
      access: everyone,
      params: IdParams,
      query: PageQuery,
      reply: TraceEventPage,
      handle: ({ params, query, caller }) => lots.listTraceEvents(params.id, query, caller),
    }),
  ]
}
