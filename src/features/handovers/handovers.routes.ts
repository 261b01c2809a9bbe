import type { GroupCommit } from '../../db/group-commit.ts'
import { PageQuery } from '../../http/fields.ts'
import { type Access, queued, type Route, read } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import type { Desk, DeskNeed } from '../stamps/desk.ts'
import { handoverPage } from './handover-page.ts'
import {
  CancelHandover,
  ConfirmHandover,
  HandoverFilter,
  HandoverPage,
  HandoverView,
  PrepareHandover,
} from './handovers.schema.ts'
import type { HandoverService } from './handovers.service.ts'

const tag = 'handovers'
const officers: Access = { roles: ['officer'] }
const confirmers: Access = { roles: ['enterprise', 'officer'] }
const readers: Access = { roles: ['officer', 'enterprise', 'auditor', 'admin'] }
const onHandover = '/handovers/{id}'

/**
 * @param queue the one of the stamp events: whoever writes to a batch waits for its turn
 * @param texts name of the department, for the printed minutes
 */
export function handoverRoutes(
  handovers: HandoverService,
  queue: GroupCommit<DeskNeed, Desk>,
  texts: { department: string },
): Route[] {
  return [
    queued({
      method: 'post',
      path: '/handovers',
      operationId: 'prepareHandover',
      summary: { vi: 'Lập biên bản bàn giao tem', en: 'Prepare a handover of stamps' },
      tag,
      access: officers,
      body: PrepareHandover,
      reply: HandoverView,
      status: 201,
      errors: ['already_exists', 'ranges_refused', 'wrong_state'],
      queue,
      needs: async ({ body }) => needOf(await handovers.batchesNamed(body)),
      handle: ({ body }, tx, desk) => handovers.prepareHandover(body, tx, desk),
    }),
    ...readRoutes(handovers, texts.department),
    ...stepRoutes(handovers, queue),
  ]
}

function readRoutes(handovers: HandoverService, department: string): Route[] {
  return [
    read({
      path: '/handovers',
      operationId: 'listHandovers',
      summary: { vi: 'Danh sách biên bản bàn giao tem', en: 'List the handovers of stamps' },
      tag,
      access: readers,
      query: PageQuery.extend(HandoverFilter.shape),
      reply: HandoverPage,
      handle: ({ query, caller }) => handovers.listHandovers(query, caller),
    }),
    read({
      path: onHandover,
      operationId: 'getHandover',
      summary: {
        vi: 'Một biên bản bàn giao tem; bản in nếu hỏi text/html',
        en: 'One handover of stamps; the printed minutes where text/html is asked for',
      },
      tag,
      access: readers,
      params: IdParams,
      reply: HandoverView,
      page: (reply) => handoverPage(reply, department),
      handle: ({ params, caller }) => handovers.getHandover(params.id, caller),
    }),
  ]
}

function stepRoutes(handovers: HandoverService, queue: GroupCommit<DeskNeed, Desk>): Route[] {
  return [
    queued({
      method: 'post',
      path: `${onHandover}/confirmation`,
      operationId: 'confirmHandover',
      summary: { vi: 'Xác nhận đã nhận tem', en: 'Confirm the receipt of the stamps' },
      tag,
      access: confirmers,
      params: IdParams,
      body: ConfirmHandover,
      reply: HandoverView,
      errors: ['ranges_refused', 'wrong_state'],
      queue,
      needs: async ({ params }) => needOf(await handovers.batchesOf(params.id)),
      handle: ({ params, body, caller }, tx, desk) =>
        handovers.confirmHandover(params.id, body, caller, tx, desk),
    }),
    queued({
      method: 'post',
      path: `${onHandover}/cancellation`,
      operationId: 'cancelHandover',
      summary: { vi: 'Hủy biên bản chưa xác nhận', en: 'Cancel a handover not yet confirmed' },
      tag,
      access: officers,
      params: IdParams,
      body: CancelHandover,
      reply: HandoverView,
      errors: ['wrong_state'],
      queue,
      needs: async ({ params }) => needOf(await handovers.batchesOf(params.id)),
      handle: ({ params, body, caller }, tx, desk) =>
        handovers.cancelHandover(params.id, body, caller, tx, desk),
    }),
  ]
}

function needOf(batchIds: readonly number[]): DeskNeed[] {
  return batchIds.map((lane) => ({ lane, ranges: [] }))
}
