import { PageQuery } from '../../http/fields.ts'
import { type Route, read, write } from '../../http/route.ts'
import { CheckedView, CheckFilter, CheckPage, RecordCheck } from './stamp-checks.schema.ts'
import type { CheckService } from './stamp-checks.service.ts'

const tag = 'suspicions'

export function checkRoutes(checks: CheckService): Route[] {
  return [
    write({
      method: 'post',
      path: '/stamp-checks',
      operationId: 'recordStampCheck',
      summary: { vi: 'Ghi một lần kiểm tra tem', en: 'Record a check of a stamp in a shop' },
      tag,
      access: { roles: ['inspector', 'officer'] },
      body: RecordCheck,
      reply: CheckedView,
      status: 201,
      handle: ({ body }, tx) => checks.recordCheck(body, tx),
    }),
    read({
      path: '/stamp-checks',
      operationId: 'listStampChecks',
      summary: { vi: 'Các lần kiểm tra tem', en: 'List the checks of stamps' },
      tag,
      access: { roles: ['inspector', 'officer', 'auditor'] },
      query: PageQuery.extend(CheckFilter.shape),
      reply: CheckPage,
      handle: ({ query }) => checks.listChecks(query),
    }),
  ]
}
