import { PageQuery } from '../../http/fields.ts'
import { type Access, ROLES, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import {
  ApproveStampRequest,
  RejectStampRequest,
  RequestStamps,
  StampRequestFilter,
  StampRequestPage,
  StampRequestView,
  WithdrawStampRequest,
} from './stamp-requests.schema.ts'
import type { StampRequestService } from './stamp-requests.service.ts'

const tag = 'stamp-requests'
const askers: Access = { roles: ['enterprise', 'officer'] }
const officers: Access = { roles: ['officer'] }
const everyone: Access = { roles: ROLES }
const onRequest = '/stamp-requests/{id}'

export function stampRequestRoutes(requests: StampRequestService): Route[] {
  return [...recordRoutes(requests), ...stepRoutes(requests)]
}

function recordRoutes(requests: StampRequestService): Route[] {
  return [
    write({
      method: 'post',
      path: '/stamp-requests',
      operationId: 'requestStamps',
      summary: { vi: 'Đề nghị cấp tem', en: 'Ask for stamps' },
      tag,
      access: askers,
      body: RequestStamps,
      reply: StampRequestView,
      status: 201,
      errors: ['not_found', 'wrong_state'],
      handle: ({ body, caller }, tx) => requests.requestStamps(body, caller, tx),
    }),
    read({
      path: '/stamp-requests',
      operationId: 'listStampRequests',
      summary: { vi: 'Danh sách đề nghị cấp tem', en: 'List the requests for stamps' },
      tag,
      access: everyone,
      query: PageQuery.extend(StampRequestFilter.shape),
      reply: StampRequestPage,
      handle: ({ query, caller }) => requests.listStampRequests(query, caller),
    }),
    read({
      path: onRequest,
      operationId: 'getStampRequest',
      summary: { vi: 'Một đề nghị cấp tem', en: 'One request for stamps' },
      tag,
      access: everyone,
      params: IdParams,
      reply: StampRequestView,
      handle: ({ params, caller }) => requests.getStampRequest(params.id, caller),
    }),
  ]
}

function stepRoutes(requests: StampRequestService): Route[] {
  return [
    write({
      method: 'post',
      path: `${onRequest}/approval`,
      operationId: 'approveStampRequest',
      summary: { vi: 'Duyệt đề nghị cấp tem', en: 'Approve a request for stamps' },
      tag,
      access: officers,
      params: IdParams,
      body: ApproveStampRequest,
      reply: StampRequestView,
      errors: ['wrong_state'],
      handle: ({ params, body, caller }, tx) =>
        requests.approveStampRequest(params.id, body, caller, tx),
    }),
    write({
      method: 'post',
      path: `${onRequest}/rejection`,
      operationId: 'rejectStampRequest',
      summary: { vi: 'Từ chối đề nghị cấp tem', en: 'Reject a request for stamps' },
      tag,
      access: officers,
      params: IdParams,
      body: RejectStampRequest,
      reply: StampRequestView,
      errors: ['wrong_state'],
      handle: ({ params, body, caller }, tx) =>
        requests.rejectStampRequest(params.id, body, caller, tx),
    }),
    write({
      method: 'post',
      path: `${onRequest}/withdrawal`,
      operationId: 'withdrawStampRequest',
      summary: { vi: 'Rút đề nghị cấp tem', en: 'Withdraw a request for stamps' },
      tag,
      access: askers,
      params: IdParams,
      body: WithdrawStampRequest,
      reply: StampRequestView,
      errors: ['wrong_state'],
      handle: ({ params, body, caller }, tx) =>
        requests.withdrawStampRequest(params.id, body, caller, tx),
    }),
  ]
}
