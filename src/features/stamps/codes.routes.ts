import { media, ROLES, type Route, read } from '../../http/route.ts'
import type { CodeStreams } from './code-stream.ts'
import { CodesQuery } from './codes.schema.ts'
import { BatchParams } from './stamps.schema.ts'

export function codeRoutes(codes: CodeStreams): Route[] {
  return [
    read({
      path: '/stamp-batches/{id}/stamps',
      operationId: 'streamStampCodes',
      summary: { vi: 'Mã của từng tem trong một dải', en: 'Codes of a range, a line a stamp' },
      tag: 'stamps',
      access: { roles: ROLES },
      params: BatchParams,
      query: CodesQuery,
      reply: media('application/x-ndjson', 'text/csv'),
      handle: async ({ params, query, caller }) => {
        const { type, fileName, write } = await codes.streamOf(params.id, query, caller)
        const headers = {
          'Content-Disposition': `attachment; filename="${fileName}"`,
          // Who holds the codes of a batch can print its stamps.
          'Cache-Control': 'private, no-store',
        }
        return { type, body: write, headers }
      },
    }),
  ]
}
