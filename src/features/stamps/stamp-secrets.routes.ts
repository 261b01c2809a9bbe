import { PageQuery } from '../../http/fields.ts'
import { type Route, read, write } from '../../http/route.ts'
import { ReportSecretLeak, SecretPage, SecretParams, SecretView } from './stamp-secrets.schema.ts'
import type { StampSecretService } from './stamp-secrets.service.ts'

const admin = { roles: ['admin'] } as const
const tag = 'stamp-secrets'

export function stampSecretRoutes(service: StampSecretService): Route[] {
  return [
    read({
      path: '/stamp-secrets',
      operationId: 'listStampSecrets',
      summary: { vi: 'Các phiên bản khóa tem', en: 'List the versions of the stamp secret' },
      tag,
      access: { roles: ['admin', 'officer', 'auditor'] },
      query: PageQuery,
      reply: SecretPage,
      handle: ({ query }) => service.listSecrets(query),
    }),
    write({
      method: 'post',
      path: '/stamp-secrets/{version}/activation',
      operationId: 'activateStampSecret',
      summary: { vi: 'Đổi sang phiên bản khóa này', en: 'Sign new stamps with this version' },
      tag,
      access: admin,
      params: SecretParams,
      reply: SecretView,
      errors: ['wrong_state'],
      handle: ({ params }, tx) => service.activate(params.version, tx),
    }),
    write({
      method: 'post',
      path: '/stamp-secrets/{version}/retirement',
      operationId: 'retireStampSecret',
      summary: { vi: 'Thôi dùng phiên bản khóa này', en: 'Retire this version' },
      tag,
      access: admin,
      params: SecretParams,
      reply: SecretView,
      errors: ['wrong_state'],
      handle: ({ params }, tx) => service.retire(params.version, tx),
    }),
    write({
      method: 'post',
      path: '/stamp-secrets/{version}/leak',
      operationId: 'reportStampSecretLeak',
      summary: { vi: 'Báo phiên bản khóa này đã lộ', en: 'Mark this version as leaked' },
      tag,
      access: admin,
      params: SecretParams,
      body: ReportSecretLeak,
      reply: SecretView,
      errors: ['wrong_state'],
      handle: ({ params, body }, tx) => service.reportLeak(params.version, body.reason, tx),
    }),
  ]
}
