import { PageQuery } from '../../http/fields.ts'
import { type Access, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { figuresPage } from './figures-page.ts'
import {
  AnswerSuspicion,
  JudgeSuspicion,
  SuspicionFigures,
  SuspicionFilter,
  SuspicionPage,
  SuspicionView,
} from './suspicions.schema.ts'
import type { SuspicionService } from './suspicions.service.ts'

const tag = 'suspicions'
const readers: Access = { roles: ['officer', 'auditor', 'inspector', 'enterprise'] }
const onSuspicion = '/suspicions/{id}'

export function suspicionRoutes(suspicions: SuspicionService): Route[] {
  return [...readRoutes(suspicions), ...writeRoutes(suspicions)]
}

function readRoutes(suspicions: SuspicionService): Route[] {
  return [
    read({
      path: '/suspicions',
      operationId: 'listSuspicions',
      summary: { vi: 'Danh sách nghi vấn về tem', en: 'List the suspicions' },
      tag,
      access: readers,
      query: PageQuery.extend(SuspicionFilter.shape),
      reply: SuspicionPage,
      handle: ({ query, caller }) => suspicions.listSuspicions(query, caller),
    }),
    read({
      path: '/suspicions/figures',
      operationId: 'getSuspicionFigures',
      summary: {
        vi: 'Số liệu nghi vấn và tỷ lệ báo nhầm; trang nếu hỏi text/html',
        en: 'Figures and rate of false alarms; a page where text/html is asked for',
      },
      tag,
      access: { roles: ['officer', 'auditor'] },
      reply: SuspicionFigures,
      page: figuresPage,
      handle: () => suspicions.readFigures(),
    }),
    read({
      path: onSuspicion,
      operationId: 'getSuspicion',
      summary: { vi: 'Một nghi vấn', en: 'One suspicion' },
      tag,
      access: readers,
      params: IdParams,
      reply: SuspicionView,
      handle: ({ params, caller }) => suspicions.getSuspicion(params.id, caller),
    }),
  ]
}

function writeRoutes(suspicions: SuspicionService): Route[] {
  return [
    write({
      method: 'post',
      path: `${onSuspicion}/answer`,
      operationId: 'answerSuspicion',
      summary: { vi: 'Cơ sở giải trình nghi vấn', en: 'Answer a suspicion, as the enterprise' },
      tag,
      access: { roles: ['enterprise'] },
      params: IdParams,
      body: AnswerSuspicion,
      reply: SuspicionView,
      ifMatch: 'optional',
      errors: ['wrong_state'],
      handle: ({ params, body, caller, ifRevision }, tx) =>
        suspicions.answerSuspicion(params.id, body, caller, ifRevision, tx),
    }),
    write({
      method: 'post',
      path: `${onSuspicion}/verdict`,
      operationId: 'judgeSuspicion',
      summary: { vi: 'Cán bộ kết luận nghi vấn', en: 'Judge a suspicion' },
      tag,
      access: { roles: ['officer'] },
      params: IdParams,
      body: JudgeSuspicion,
      reply: SuspicionView,
      ifMatch: 'optional',
      errors: ['wrong_state'],
      handle: ({ params, body, caller, ifRevision }, tx) =>
        suspicions.judgeSuspicion(params.id, body, caller, ifRevision, tx),
    }),
  ]
}
