import { type Route, read } from '../../http/route.ts'
import { CodeParams } from '../stamps/stamps.schema.ts'
import { StampScansView } from './stamp-scans.schema.ts'
import type { StampScanService } from './stamp-scans.service.ts'

export function stampScanRoutes(scans: StampScanService): Route[] {
  return [
    read({
      path: '/stamps/{code}/scans',
      operationId: 'getStampScans',
      summary: { vi: 'Lượt quét của một tem', en: 'Scans of one stamp' },
      tag: 'suspicions',
      access: { roles: ['officer', 'auditor', 'inspector', 'enterprise'] },
      params: CodeParams,
      reply: StampScansView,
      handle: ({ params, caller }) => scans.getStampScans(params.code, caller),
    }),
  ]
}
