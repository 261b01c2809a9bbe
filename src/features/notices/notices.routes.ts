import type { Text } from '../../errors.ts'
import { PageQuery } from '../../http/fields.ts'
import { type Access, ROLES, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import {
  CreateNotice,
  LiftNotice,
  NOTICE_KINDS,
  NoticeFilter,
  type NoticeKind,
  NoticePage,
  NoticeView,
} from './notices.schema.ts'
import type { NoticeService } from './notices.service.ts'

const tag = 'notices'
const approvers: Access = { roles: ['officer'], duty: 'approver' }
const everyone: Access = { roles: ROLES }

interface Operation {
  operationId: string
  summary: Text
}

interface Words {
  path: string
  create: Operation
  list: Operation
  get: Operation
  lift: Operation
}

const WORDS: Record<NoticeKind, Words> = {
  recall: {
    path: '/recalls',
    create: {
      operationId: 'createRecall',
      summary: { vi: 'Ghi quyết định thu hồi hàng hóa', en: 'Record a recall of goods' },
    },
    list: {
      operationId: 'listRecalls',
      summary: { vi: 'Danh sách quyết định thu hồi hàng hóa', en: 'List the recalls' },
    },
    get: {
      operationId: 'getRecall',
      summary: { vi: 'Một quyết định thu hồi hàng hóa', en: 'One recall' },
    },
    lift: {
      operationId: 'liftRecall',
      summary: { vi: 'Gỡ quyết định thu hồi hàng hóa', en: 'Lift a recall' },
    },
  },
  suspension: {
    path: '/suspensions',
    create: {
      operationId: 'createSuspension',
      summary: { vi: 'Ghi quyết định tạm dừng lưu thông, hiển thị', en: 'Record a suspension' },
    },
    list: {
      operationId: 'listSuspensions',
      summary: { vi: 'Danh sách quyết định tạm dừng', en: 'List the suspensions' },
    },
    get: {
      operationId: 'getSuspension',
      summary: { vi: 'Một quyết định tạm dừng', en: 'One suspension' },
    },
    lift: {
      operationId: 'liftSuspension',
      summary: { vi: 'Gỡ quyết định tạm dừng', en: 'Lift a suspension' },
    },
  },
}

export function noticeRoutes(notices: NoticeService): Route[] {
  return NOTICE_KINDS.flatMap((kind) => [
    ...writeRoutes(notices, kind, WORDS[kind]),
    ...readRoutes(notices, kind, WORDS[kind]),
  ])
}

function writeRoutes(notices: NoticeService, kind: NoticeKind, words: Words): Route[] {
  return [
    write({
      method: 'post',
      path: words.path,
      ...words.create,
      tag,
      access: approvers,
      body: CreateNotice,
      reply: NoticeView,
      status: 201,
      errors: ['already_exists', 'wrong_state'],
      handle: ({ body }, tx) => notices.createNotice(kind, body, tx),
    }),
    write({
      method: 'post',
      path: `${words.path}/{id}/lifting`,
      ...words.lift,
      tag,
      access: approvers,
      params: IdParams,
      body: LiftNotice,
      reply: NoticeView,
      errors: ['wrong_state'],
      handle: ({ params, body, caller }, tx) =>
        notices.liftNotice(kind, params.id, body, caller, tx),
    }),
  ]
}

function readRoutes(notices: NoticeService, kind: NoticeKind, words: Words): Route[] {
  return [
    read({
      path: words.path,
      ...words.list,
      tag,
      access: everyone,
      query: PageQuery.extend(NoticeFilter.shape),
      reply: NoticePage,
      handle: ({ query, caller }) => notices.listNotices(kind, query, caller),
    }),
    read({
      path: `${words.path}/{id}`,
      ...words.get,
      tag,
      access: everyone,
      params: IdParams,
      reply: NoticeView,
      handle: ({ params, caller }) => notices.getNotice(kind, params.id, caller),
    }),
  ]
}
