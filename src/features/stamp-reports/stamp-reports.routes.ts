import { PageQuery } from '../../http/fields.ts'
import { type Access, media, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import {
  AnswerReport,
  AskReporter,
  StampReportFigures,
  StampReportFilter,
  StampReportPage,
  StampReportView,
  VerifyReport,
} from './stamp-reports.schema.ts'
import type { StampReportService } from './stamp-reports.service.ts'

const tag = 'stamp-reports'
const officers: Access = { roles: ['officer'] }
const readers: Access = { roles: ['officer', 'inspector', 'auditor'] }
const onReport = '/stamp-reports/{id}'

/** The desk of the officers. Enterprises do not see who reported what about them. */
export function stampReportRoutes(reports: StampReportService): Route[] {
  return [...readRoutes(reports), ...stepRoutes(reports)]
}

function readRoutes(reports: StampReportService): Route[] {
  return [
    read({
      path: '/stamp-reports',
      operationId: 'listStampReports',
      summary: {
        vi: 'Danh sách phản ánh, hạn trả lời sớm nhất trước',
        en: 'List the reports of wrong stamps, the one due first before the others',
      },
      tag,
      access: readers,
      query: PageQuery.extend(StampReportFilter.shape),
      reply: StampReportPage,
      handle: ({ query }) => reports.listStampReports(query),
    }),
    read({
      path: '/stamp-reports/figures',
      operationId: 'getStampReportFigures',
      summary: { vi: 'Phản ánh bằng số', en: 'Figures of the reports' },
      tag,
      access: readers,
      reply: StampReportFigures,
      handle: () => reports.getStampReportFigures(),
    }),
    read({
      path: onReport,
      operationId: 'getStampReport',
      summary: { vi: 'Một phản ánh', en: 'One report of a wrong stamp' },
      tag,
      access: readers,
      params: IdParams,
      reply: StampReportView,
      handle: ({ params, caller }) => reports.getStampReport(params.id, caller),
    }),
    read({
      path: `${onReport}/photo`,
      operationId: 'getStampReportPhoto',
      summary: { vi: 'Ảnh của một phản ánh', en: 'Photo of a report' },
      tag,
      access: readers,
      params: IdParams,
      reply: media('image/jpeg'),
      handle: async ({ params }) => {
        const { contentType, bytes } = await reports.getStampReportPhoto(params.id)
        const headers = { 'Cache-Control': 'private, no-store' }
        return { type: contentType, body: bytes, headers }
      },
    }),
  ]
}

function stepRoutes(reports: StampReportService): Route[] {
  const step = {
    method: 'post',
    tag,
    access: officers,
    params: IdParams,
    reply: StampReportView,
    ifMatch: 'optional',
  } as const
  return [
    write({
      ...step,
      path: `${onReport}/question`,
      operationId: 'askReporter',
      summary: { vi: 'Hỏi thêm người phản ánh', en: 'Ask the reporter' },
      body: AskReporter,
      errors: ['wrong_state'],
      handle: ({ params, body, caller, ifRevision }, tx) =>
        reports.askReporter({ id: params.id, ifRevision, caller }, body.question, tx),
    }),
    write({
      ...step,
      path: `${onReport}/verification`,
      operationId: 'verifyStampReport',
      summary: {
        vi: 'Ghi kết quả xác minh phản ánh; sửa trước khi trả lời thì kèm If-Match',
        en: 'Record what was found; with If-Match, correct it before it is answered',
      },
      body: VerifyReport,
      errors: ['wrong_state'],
      handle: ({ params, body, caller, ifRevision }, tx) =>
        reports.verifyStampReport({ id: params.id, ifRevision, caller }, body, tx),
    }),
    write({
      ...step,
      path: `${onReport}/answer`,
      operationId: 'answerStampReport',
      summary: { vi: 'Trả lời phản ánh', en: 'Answer a report' },
      body: AnswerReport,
      errors: ['wrong_state'],
      handle: ({ params, body, caller, ifRevision }, tx) =>
        reports.answerStampReport({ id: params.id, ifRevision, caller }, body.answer, tx),
    }),
  ]
}
