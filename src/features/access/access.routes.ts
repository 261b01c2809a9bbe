import { PageQuery } from '../../http/fields.ts'
import { type Route, read, write } from '../../http/route.ts'
import { ClockView, IssuedKey, IssueKey, KeyPage, KeyParams, SetClock } from './access.schema.ts'
import type { AccessService } from './access.service.ts'
import type { ClockService } from './clock.service.ts'

const admin = { roles: ['admin'] } as const
const tag = 'access'

export function accessRoutes(access: AccessService, clock: ClockService): Route[] {
  return [
    write({
      method: 'post',
      path: '/keys',
      operationId: 'issueKey',
      summary: { vi: 'Cấp khóa cho một người', en: 'Issue a key to a person' },
      tag,
      access: admin,
      body: IssueKey,
      reply: IssuedKey,
      status: 201,
      secretReply: true,
      handle: ({ body }, tx) => access.issueKey(body, tx),
    }),
    read({
      path: '/keys',
      operationId: 'listKeys',
      summary: { vi: 'Các khóa đã cấp', en: 'List the keys' },
      tag,
      access: { roles: ['admin', 'auditor'] },
      query: PageQuery,
      reply: KeyPage,
      handle: ({ query }) => access.listKeys(query),
    }),
    write({
      method: 'delete',
      path: '/keys/{id}',
      operationId: 'revokeKey',
      summary: { vi: 'Thu hồi khóa', en: 'Revoke a key' },
      tag,
      access: admin,
      params: KeyParams,
      errors: ['wrong_state'],
      handle: ({ params }, tx) => access.revokeKey(params.id, tx),
    }),
    read({
      path: '/clock',
      operationId: 'getClock',
      summary: { vi: 'Giờ của dịch vụ', en: 'The time of the service' },
      tag,
      access: { roles: ['admin', 'officer', 'enterprise', 'auditor', 'inspector'] },
      reply: ClockView,
      handle: async () => clock.getClock(),
    }),
    write({
      method: 'put',
      path: '/clock',
      operationId: 'setClock',
      summary: { vi: 'Đặt giờ (chỉ đồng hồ tay)', en: 'Set the time (manual clock only)' },
      tag,
      access: admin,
      body: SetClock,
      reply: ClockView,
      errors: ['wrong_state'],
      handle: ({ body }, tx) => clock.setClock(new Date(body.now), tx),
    }),
  ]
}
