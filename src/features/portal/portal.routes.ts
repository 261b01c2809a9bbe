import { type Access, type Route, read } from '../../http/route.ts'
import { Readiness } from '../shared/readiness.schema.ts'
import { NationalV1, PortalSummary, RecordParams, RecordQuery } from './portal.schema.ts'
import type { PortalService } from './portal.service.ts'

const tag = 'portal'
const readers: Access = { roles: ['officer', 'enterprise', 'auditor', 'admin'] }

export function portalRoutes(portal: PortalService): Route[] {
  return [
    read({
      path: '/portal/records/{kind}/{id}',
      operationId: 'getPortalRecord',
      summary: { vi: 'Hồ sơ truy xuất kết nối cổng', en: 'The record for the national portal' },
      tag,
      access: readers,
      params: RecordParams,
      query: RecordQuery,
      reply: NationalV1,
      errors: ['not_ready'],
      handle: ({ params, caller }) => portal.getRecord(params.kind, params.id, caller),
    }),
    read({
      path: '/portal/records/{kind}/{id}/readiness',
      operationId: 'getPortalReadiness',
      summary: { vi: 'Hồ sơ còn thiếu gì', en: 'What a record still lacks' },
      tag,
      access: readers,
      params: RecordParams,
      reply: Readiness,
      handle: ({ params, caller }) => portal.getReadiness(params.kind, params.id, caller),
    }),
    read({
      path: '/portal/readiness',
      operationId: 'summarisePortalRecords',
      summary: { vi: 'Bao nhiêu hồ sơ đã đủ', en: 'How many records are complete' },
      tag,
      access: { roles: ['officer', 'auditor', 'admin'] },
      reply: PortalSummary,
      handle: () => portal.summarise(),
    }),
  ]
}
