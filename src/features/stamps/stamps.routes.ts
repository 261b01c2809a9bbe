import { PageQuery } from '../../http/fields.ts'
import { queued, ROLES, type Route, read, write } from '../../http/route.ts'
import { AsOfQuery } from '../shared/as-of.schema.ts'
import { EventPage } from './events.schema.ts'
import { issueStamps, takeBatchNumber } from './issue-stamps.ts'
import { replaceStamps } from './replace-stamps.ts'
import {
  BatchFilter,
  BatchPage,
  BatchParams,
  BatchView,
  CodeParams,
  IssueStamps,
  ReplacedView,
  ReplaceStamps,
  SegmentPage,
  StampView,
} from './stamps.schema.ts'
import type { StampParts, StampService } from './stamps.service.ts'

const tag = 'stamps'
const everyone = { roles: ROLES }

export function stampRoutes(stamps: StampService, parts: StampParts): Route[] {
  return [...writeRoutes(parts), ...readRoutes(stamps)]
}

function writeRoutes(parts: StampParts): Route[] {
  return [
    write({
      method: 'post',
      path: '/stamp-batches',
      operationId: 'issueStampBatch',
      summary: { vi: 'Cấp một đợt tem', en: 'Issue a batch of stamps' },
      tag,
      access: { roles: ['officer'] },
      body: IssueStamps,
      reply: BatchView,
      status: 201,
      idempotencyKey: 'required',
      errors: ['wrong_state'],
      prepare: () => takeBatchNumber(parts),
      handle: ({ body, prepared }, tx) => issueStamps(parts, prepared, body, tx),
    }),
    queued({
      method: 'post',
      path: '/stamp-batches/{id}/replacements',
      operationId: 'replaceStamps',
      summary: { vi: 'Hủy và cấp thay tem', en: 'Void stamps and issue as many anew' },
      tag,
      access: { roles: ['officer'] },
      params: BatchParams,
      body: ReplaceStamps,
      reply: ReplacedView,
      status: 201,
      idempotencyKey: 'required',
      errors: ['ranges_refused', 'wrong_state'],
      queue: parts.queue,
      needs: async ({ params, body }) => [{ lane: params.id, ranges: body.ranges }],
      handle: ({ params, body }, tx, desk) => replaceStamps(parts, params.id, body, tx, desk),
    }),
  ]
}

function readRoutes(stamps: StampService): Route[] {
  return [
    read({
      path: '/stamp-batches',
      operationId: 'listStampBatches',
      summary: { vi: 'Các đợt cấp tem', en: 'List the batches' },
      tag,
      access: everyone,
      query: PageQuery.extend(BatchFilter.shape),
      reply: BatchPage,
      handle: ({ query, caller }) => stamps.listBatches(query, caller),
    }),
    read({
      path: '/stamp-batches/{id}',
      operationId: 'getStampBatch',
      summary: { vi: 'Một đợt cấp tem', en: 'One batch' },
      tag,
      access: everyone,
      params: BatchParams,
      reply: BatchView,
      handle: ({ params, caller }) => stamps.getBatch(params.id, caller),
    }),
    read({
      path: '/stamp-batches/{id}/segments',
      operationId: 'listStampSegments',
      summary: { vi: 'Trạng thái các dải tem', en: 'Present state, range by range' },
      tag,
      access: everyone,
      params: BatchParams,
      query: PageQuery.extend(AsOfQuery.shape),
      reply: SegmentPage,
      handle: ({ params, query, caller }) => stamps.listSegments(params.id, query, caller),
    }),
    read({
      path: '/stamp-batches/{id}/events',
      operationId: 'listStampEvents',
      summary: { vi: 'Biến động của đợt', en: 'Events of a batch' },
      tag,
      access: everyone,
      params: BatchParams,
      query: PageQuery,
      reply: EventPage,
      handle: ({ params, query, caller }) => stamps.listEvents(params.id, query, caller),
    }),
    read({
      path: '/stamps/{code}',
      operationId: 'getStamp',
      summary: { vi: 'Tra một tem', en: 'One stamp' },
      tag,
      access: everyone,
      params: CodeParams,
      query: AsOfQuery,
      reply: StampView,
      handle: ({ params, query, caller }) => stamps.getStamp(params.code, query.asOf, caller),
    }),
  ]
}
