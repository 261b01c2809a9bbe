import { createHash, createHmac } from 'node:crypto'
import { AppError, fieldError, type Text, wrongState } from '../../errors.ts'
import { findUnit } from '../../vn/admin-units.ts'
import type { LocalDate } from '../../vn/local-date.ts'
import type { ReportStatus, StampReportRecord } from './stamp-reports.schema.ts'

/**
 * Hours within which the department answers. NĐ 37/2026/NĐ-CP, Art. 19(4) obliges it to receive,
 * verify and deal with a report and names no time; TT 31/2026/TT-BCT gives the merchant whom a
 * report concerns 24 hours to explain (Art. 11(2)) and 24 hours to hand over data (Art. 9(4)): the
 * register holds the department to the same.
 */
export const ANSWER_HOURS = 24
/** Days for which the reporter's contact is kept after the answer. */
export const CONTACT_DAYS = 90
/**
 * Days after which a contact is erased at the latest, answered or not: by then nobody is to be
 * asked any more, and personal data is kept no longer than its purpose needs.
 */
export const CONTACT_DAYS_MAX = 365

/** Reports that one client may send in an hour. */
export const REPORTS_MAX = 5
/** Forms, taken or not, that one client may upload in an hour: a photo is read into memory. */
export const UPLOADS_MAX = 60
export const REPORT_WINDOW_S = 3_600
/** Forms that are remembered to have been counted: some 100 bytes each. */
export const COUNTED_FORMS_MAX = 20_000

export const REPORTED_TOO_OFTEN: Text = {
  vi: `Nơi này đã gửi ${REPORTS_MAX} phản ánh trong một giờ.`,
  en: `${REPORTS_MAX} reports came from here within an hour.`,
}
export const UPLOADED_TOO_OFTEN: Text = {
  vi: 'Nơi này đã gửi biểu mẫu quá nhiều lần trong một giờ.',
  en: 'Too many forms came from here within an hour.',
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** The number that the register gives the n-th report of a year, e.g. PA-2026-000123. */
export function numberOf(year: number, n: number): string {
  return `PA-${year}-${String(n).padStart(6, '0')}`
}

export function dueAtOf(receivedAt: Date): Date {
  return new Date(receivedAt.getTime() + ANSWER_HOURS * HOUR_MS)
}

/** When a contact is to be erased at the latest. */
export function lastEraseAtOf(receivedAt: Date): Date {
  return new Date(receivedAt.getTime() + CONTACT_DAYS_MAX * DAY_MS)
}

/** When the contact of an answered report is to be erased: the answer only ever shortens it. */
export function eraseAtOf(receivedAt: Date, answeredAt: Date): Date {
  const afterAnswer = answeredAt.getTime() + CONTACT_DAYS * DAY_MS
  return new Date(Math.min(afterAnswer, lastEraseAtOf(receivedAt).getTime()))
}

/** Minutes from receipt to answer, a begun one too. */
export function answerMinutesOf(receivedAt: Date, answeredAt: Date): number {
  return Math.ceil((answeredAt.getTime() - receivedAt.getTime()) / MINUTE_MS)
}

export function isOverdue({ isOpen, dueAt }: Standing, now: Date): boolean {
  return isOpen && dueAt < now
}
type Standing = Pick<StampReportRecord, 'isOpen' | 'dueAt'>

/** The contact while it may be seen: not a moment after it is to be erased. */
export function contactAt(
  { contact, eraseAt }: Pick<StampReportRecord, 'contact' | 'eraseAt'>,
  now: Date,
): string | null {
  return eraseAt !== null && eraseAt <= now ? null : contact
}

export type ReportStep = 'question' | 'reply' | 'verification' | 'answer'

interface Move {
  from: readonly ReportStatus[]
  to: ReportStatus
}

/** Which step leads where. */
export const REPORT_MOVES: Record<ReportStep, Move> = {
  question: { from: ['received', 'replied', 'verified'], to: 'asked' },
  reply: { from: ['asked'], to: 'replied' },
  // Once more before the answer: a finding that was mistyped is put right.
  verification: { from: ['received', 'asked', 'replied', 'verified'], to: 'verified' },
  answer: { from: ['verified'], to: 'answered' },
}

/** @throws AppError 409 naming the state that does not allow the step */
export function assertMove(step: ReportStep, report: { status: ReportStatus; number: string }) {
  const { from } = REPORT_MOVES[step]
  if (from.includes(report.status)) return
  const needed = from.join(', ')
  throw wrongState(report.status, {
    vi: `Phản ánh ${report.number} đang "${report.status}"; bước này cần: ${needed}.`,
    en: `The report ${report.number} is "${report.status}"; this step needs: ${needed}.`,
  })
}

/** @throws AppError 409 where a finding would be replaced by who has not named what he has read */
export function assertCorrectable({ status }: { status: ReportStatus }, ifRevision: number | null) {
  if (status !== 'verified' || ifRevision !== null) return
  throw wrongState(status, {
    vi: 'Phản ánh đã có kết quả xác minh; đọc lại rồi gửi kèm If-Match để sửa.',
    en: 'A finding was recorded already; read it, and send If-Match to correct it.',
  })
}

/** @throws AppError 409 where the reporter was asked as often as may be */
export function assertRoomForQuestion(asked: number, max: number): void {
  if (asked < max) return
  throw wrongState('too_many_questions', {
    vi: `Đã hỏi ${asked} lần; xác minh với những gì đã có rồi trả lời.`,
    en: `The reporter was asked ${asked} times; verify with what is known and answer.`,
  })
}

/** The same form with another content: @returns what tells its sender so */
export function formReused(): AppError {
  return new AppError('idempotency_key_reused', {
    vi: 'Biểu mẫu này đã gửi một phản ánh khác. Nếu đây là phản ánh mới, hãy gửi lại lần nữa.',
    en: 'This form has sent another report. If this is a new one, send it once more.',
  })
}

/** @returns a fault of the photo under the name that its field has in the form */
export function photoFault(error: AppError): AppError {
  const [fault] = error.details.fields ?? []
  if (fault === undefined) return error
  return fieldError('body.photo', fault.rule, fault.reason, fault.remedy)
}

/** @throws AppError 422 for a code that no ward has on the day */
export function assertWard(wardCode: string | null, today: LocalDate): void {
  if (wardCode === null || findUnit(wardCode, today) !== null) return
  throw fieldError(
    'body.wardCode',
    'address.ward',
    { vi: 'Không có xã, phường mang mã này.', en: 'There is no ward of this code.' },
    { vi: 'Chọn lại trong danh sách, hoặc bỏ trống.', en: 'Choose from the list, or none.' },
  )
}

/** SHA-256, hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * What tells whether a form was sent again as it was. It is keyed with the number of the form,
 * which the register does not keep: else an erased telephone number could be found by trying all.
 */
export function contentHashOf(formId: string, content: unknown): string {
  return createHmac('sha256', formId).update(JSON.stringify(content)).digest('hex')
}

/**
 * A report as the audit log keeps it: without the contact and without what opens its page. Of what
 * the reporter wrote it keeps hashes, keyed with the salt of the record: a change shows, and
 * nobody can read it there.
 */
export function auditForm(report: StampReportRecord): object {
  const { formHash: _form, contentHash: _content, salt, tokenHash: _token, ...known } = report
  const { contact: _contact, code, words, place, wardCode, exchanges, ...facts } = known
  const sealed = (written: unknown): string =>
    createHmac('sha256', salt).update(JSON.stringify(written)).digest('hex')
  return {
    ...facts,
    writtenHash: sealed([code, words, place, wardCode]),
    exchanges: exchanges.map(({ reply, ...asked }) => ({
      ...asked,
      replyHash: reply === null ? null : sealed(reply),
    })),
  }
}
