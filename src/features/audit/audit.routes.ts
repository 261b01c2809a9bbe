import { fieldError } from '../../errors.ts'
import { PageQuery, toPage } from '../../http/fields.ts'
import { type Route, read } from '../../http/route.ts'
import { AuditEntryPage, AuditQuery, toView } from './audit.schema.ts'
import type { AuditStore } from './audit.store.ts'

export function auditRoutes(audit: AuditStore): Route[] {
  return [
    read({
      path: '/audit/entries',
      operationId: 'listAuditEntries',
      summary: { vi: 'Nhật ký thay đổi', en: 'List the recorded changes' },
      tag: 'audit',
      access: { roles: ['auditor', 'admin'] },
      query: PageQuery.extend(AuditQuery.shape),
      reply: AuditEntryPage,
      handle: async ({ query }) => {
        const { kind, id, cursor, limit } = query
        if ((kind === undefined) !== (id === undefined)) {
          throw fieldError(
            kind === undefined ? 'query.kind' : 'query.id',
            'audit.subject',
            { vi: '"kind" và "id" đi cùng nhau.', en: 'kind and id go together.' },
            { vi: 'Gửi cả hai, hoặc bỏ cả hai.', en: 'Send both or neither.' },
          )
        }
        const subject = kind !== undefined && id !== undefined ? { kind, id } : null
        const entries = await audit.list(subject, cursor, limit + 1)
        return toPage(entries.map(toView), limit, (entry) => entry.id)
      },
    }),
  ]
}
