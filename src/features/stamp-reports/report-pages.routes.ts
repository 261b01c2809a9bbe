import type { AppError, FieldFault } from '../../errors.ts'
import type { Content, Sent } from '../../http/content.ts'
import { IMAGE_BYTES_MAX } from '../../http/limits.ts'
import type { Limit } from '../../http/rate-limit.ts'
import { media, publicRead, publicWrite, type Route, redirecting } from '../../http/route.ts'
import { type Language, publicPageHeaders } from '../shared/public-page.ts'
import {
  NewReportQuery,
  PHOTO_TYPES,
  ReplyToQuestion,
  ReportLanguage,
  ReportParams,
  ReportReceipt,
  ReportState,
  SendReport,
} from './report-form.schema.ts'
import { queryOf, type ReportFrame, reportFormPage } from './report-form-page.ts'
import type { IntakeService } from './report-intake.service.ts'
import { REPORT_STYLE } from './report-page-style.ts'
import { type RefusedReply, reportMissingPage, reportStatusPage } from './report-status-page.ts'
import { REPORT_TEXTS } from './report-texts.ts'

const tag = 'stamp-reports'
const HEADERS = publicPageHeaders(REPORT_STYLE)

export interface ReportPageParts {
  department: string
  hotline: string
  /** Address of the page of a report. */
  statusUrl: (token: string) => string
  /** What one client may upload, before a byte of it is read. */
  uploads: Pick<Limit, 'take'>
}

export function reportPageRoutes(intake: IntakeService, parts: ReportPageParts): Route[] {
  const forms = [formRoute(intake, parts), leadToForm()]
  return [...forms, sendRoute(intake, parts), ...statusRoutes(intake, parts)]
}

function page(body: string): Content {
  return { type: 'text/html', body, headers: HEADERS }
}

function frameOf(language: Language, { department, hotline }: ReportPageParts): ReportFrame {
  return { language, department, hotline }
}

function formRoute(intake: IntakeService, parts: ReportPageParts): Route {
  return publicRead({
    path: '/reports/new',
    operationId: 'showReportForm',
    summary: { vi: 'Biểu mẫu phản ánh tem sai', en: 'The form to report a wrong stamp' },
    tag,
    query: NewReportQuery.loose(),
    reply: media('text/html'),
    handle: async ({ query }) => {
      const { code, lang } = query
      const form = { formId: intake.newFormId(), typed: { code }, ...NO_FAULT }
      return page(reportFormPage(form, frameOf(lang, parts)))
    },
  })
}

/** For whoever loads the address again that a form was sent to. */
function leadToForm(): Route {
  return publicRead({
    path: '/reports',
    operationId: 'leadToReportForm',
    summary: { vi: 'Đến biểu mẫu phản ánh', en: 'Leads to the form to report a wrong stamp' },
    tag,
    query: ReportLanguage.loose(),
    reply: redirecting(303, 'text/html'),
    handle: async ({ query }) => ({
      location: `/reports/new${queryOf(query.lang)}`,
      status: 303 as const,
    }),
  })
}

const NO_FAULT = { faults: [], notice: null, isPhotoLost: false }

function sendRoute(intake: IntakeService, parts: ReportPageParts): Route {
  return publicWrite({
    path: '/reports',
    operationId: 'sendReport',
    summary: {
      vi: 'Gửi phản ánh; trình duyệt được đưa đến trang theo dõi',
      en: 'Report a wrong stamp; a browser is sent on to the page of the report',
    },
    tag,
    query: ReportLanguage.loose(),
    body: {
      kind: 'form',
      schema: SendReport,
      file: { field: 'photo', types: PHOTO_TYPES, bytesMax: IMAGE_BYTES_MAX },
    },
    reply: ReportReceipt,
    status: 201,
    secretReply: true,
    errors: ['too_many_requests', 'idempotency_key_reused'],
    limit: parts.uploads,
    seeOther: ({ token }, { query }) => `/reports/${token}${queryOf(query.lang)}`,
    faultPage: async (error, sent) => refusedForm(intake, parts, error, sent),
    prepare: ({ body, file, visitor }) =>
      intake.prepareReport({ body, photo: file?.bytes ?? null, address: visitor.address }),
    handle: ({ body, query, prepared }, tx) => intake.sendReport(body, query.lang, prepared, tx),
  })
}

/** The form again as it was filled in, saying what is at fault. */
function refusedForm(
  intake: IntakeService,
  parts: ReportPageParts,
  error: AppError,
  sent: Sent,
): Content {
  const language = languageOf(sent)
  const typed = typedIn(sent.fields)
  const faults = faultsOf(error)
  // The same form may come again, unless that is what is wrong with it.
  const isSpent = error.code === 'idempotency_key_reused' || hasFault(faults, 'body.formId')
  const formId = isSpent || !typed['formId'] ? intake.newFormId() : typed['formId']
  const isPhotoLost = sent.hasFile || error.code === 'body_too_large'
  const notice = noticeOf(error, language)
  return page(
    reportFormPage({ formId, typed, faults, notice, isPhotoLost }, frameOf(language, parts)),
  )
}

function hasFault(faults: readonly FieldFault[], field: string): boolean {
  return faults.some((fault) => fault.field === field)
}

const TYPED_LENGTH_MAX = 4_000

/** What stood in the fields, as far as it is text; a field that came twice is none. */
function typedIn(fields: Sent['fields']): Record<string, string> {
  const texts = Object.entries(fields).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts.map(([name, text]) => [name, text.slice(0, TYPED_LENGTH_MAX)]))
}

function languageOf({ query }: Sent): Language {
  return query['lang'] === 'en' ? 'en' : 'vi'
}

function faultsOf({ code, details }: AppError): readonly FieldFault[] {
  return code === 'invalid_fields' ? (details.fields ?? []) : []
}

/** What to say of a failure that is of no one field. */
function noticeOf({ code, detail, details }: AppError, language: Language): string | null {
  const texts = REPORT_TEXTS[language]
  switch (code) {
    case 'invalid_fields':
      return null
    case 'too_many_requests':
      return `${detail[language]} ${texts.minutes(Math.ceil((details.retryAfterS ?? 60) / 60))}`
    case 'body_too_large':
    case 'idempotency_key_reused':
      return detail[language]
    case 'unavailable':
    case 'internal':
      return texts.busy
    default:
      return texts.retry
  }
}

function statusRoutes(intake: IntakeService, parts: ReportPageParts): Route[] {
  const frame = (token: string, language: Language) => ({
    ...frameOf(language, parts),
    token,
    statusUrl: parts.statusUrl(token),
  })
  const missing = (sent: Sent): Content => page(reportMissingPage(frameOf(languageOf(sent), parts)))

  /** The page of the report with what was typed; who names no report learns nothing else. */
  async function refusedReply(error: AppError, sent: Sent): Promise<Content> {
    const token = sent.params['token'] ?? ''
    const state = await intake.getReportState(token).catch(() => null)
    if (state === null) return missing(sent)
    const language = languageOf(sent)
    const isStale = error.code === 'wrong_state' || error.code === 'not_found'
    const refused: RefusedReply = {
      words: typedIn(sent.fields)['words'] ?? '',
      faults: faultsOf(error),
      notice: isStale
        ? (REPORT_TEXTS[language].needs['question'] ?? '')
        : noticeOf(error, language),
    }
    return page(reportStatusPage(state, frame(token, language), refused))
  }

  return [
    publicRead({
      path: '/reports/{token}',
      operationId: 'getReportState',
      summary: { vi: 'Phản ánh của tôi đến đâu', en: 'How a report stands, for its reporter' },
      tag,
      params: ReportParams,
      query: ReportLanguage.loose(),
      reply: ReportState,
      secretPath: true,
      page: (reply, { params, query }) =>
        page(reportStatusPage(reply, frame(params.token, query.lang))),
      faultPage: async (error, sent) => {
        if (error.code === 'not_found' || error.code === 'malformed_request') return missing(sent)
        throw error
      },
      handle: ({ params }) => intake.getReportState(params.token),
    }),
    publicWrite({
      path: '/reports/{token}/reply',
      operationId: 'replyToQuestion',
      summary: { vi: 'Hồi đáp câu hỏi của Sở', en: 'Answer a question of the department' },
      tag,
      params: ReportParams,
      query: ReportLanguage.loose(),
      body: { kind: 'form', schema: ReplyToQuestion, file: null },
      reply: ReportState,
      errors: ['too_many_requests', 'wrong_state'],
      secretPath: true,
      limit: parts.uploads,
      seeOther: (_reply, { params, query }) => `/reports/${params.token}${queryOf(query.lang)}`,
      faultPage: refusedReply,
      handle: ({ params, body }, tx) => intake.replyToQuestion(params.token, body, tx),
    }),
  ]
}
