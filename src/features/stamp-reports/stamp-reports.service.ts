import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { assertRevision } from '../shared/revision.ts'
import { QUESTIONS_MAX } from './report-form.schema.ts'
import type { ReportPhotoStore } from './report-photos.store.ts'
import { viewReport, viewSummary } from './report-view.ts'
import { saveReport } from './save-report.ts'
import {
  ANSWER_HOURS,
  answerMinutesOf,
  assertCorrectable,
  assertMove,
  assertRoomForQuestion,
  eraseAtOf,
  REPORT_MOVES,
  type ReportStep,
} from './stamp-reports.rules.ts'
import {
  REPORT_STATUSES,
  type StampReportFilter,
  type StampReportRecord,
  type VerifyReport,
} from './stamp-reports.schema.ts'
import type { ReportPlace, StampReportStore } from './stamp-reports.store.ts'

export interface StampReportParts {
  store: StampReportStore
  photos: Pick<ReportPhotoStore, 'find'>
  now: () => Date
}

export type StampReportService = ReturnType<typeof createStampReportService>

interface Step {
  id: string
  ifRevision: number | null
  caller: Caller
}

/** The desk of the officers. Who else reads sees neither the contact nor how to reach it. */
export function createStampReportService({ store, photos, now }: StampReportParts) {
  async function getReport(id: string, tx: Tx | null = null): Promise<StampReportRecord> {
    const found = await store.findById(id, tx?.session)
    if (found === null) throw notFound({ vi: 'phản ánh này', en: 'such report' })
    return found
  }

  /** Of two officers at once one is first; the other is told how the report stands now. */
  async function move(
    step: Exclude<ReportStep, 'reply'>,
    { id, ifRevision, caller }: Step,
    change: (before: StampReportRecord) => Partial<StampReportRecord>,
    tx: Tx,
  ) {
    const before = await getReport(id, tx)
    assertRevision(before, ifRevision)
    assertMove(step, before)
    const changed = { ...change(before), status: REPORT_MOVES[step].to }
    return viewReport(await saveReport(store, before, changed, tx), tx.at, sees(caller))
  }

  return {
    async askReporter(step: Step, question: string, tx: Tx) {
      const by = { at: tx.at, by: tx.actor.person }
      return await move(
        'question',
        step,
        ({ exchanges }) => {
          assertRoomForQuestion(exchanges.length, QUESTIONS_MAX)
          return { exchanges: [...exchanges, { question, ...by, reply: null, repliedAt: null }] }
        },
        tx,
      )
    },

    /** Of two officers at once the second replaces no finding that he has not seen. */
    async verifyStampReport(step: Step, body: VerifyReport, tx: Tx) {
      const verification = { ...body, at: tx.at, by: tx.actor.person }
      return await move(
        'verification',
        step,
        (before) => {
          assertCorrectable(before, step.ifRevision)
          return { verification }
        },
        tx,
      )
    },

    /** Answers and closes a report: from now on its contact is kept for a limited time. */
    async answerStampReport(step: Step, text: string, tx: Tx) {
      return await move(
        'answer',
        step,
        ({ receivedAt, contact }) => ({
          answer: { text, at: tx.at, by: tx.actor.person },
          answerMinutes: answerMinutesOf(receivedAt, tx.at),
          isOpen: false,
          eraseAt: contact === null ? null : eraseAtOf(receivedAt, tx.at),
        }),
        tx,
      )
    },

    async getStampReport(id: string, caller: Caller) {
      return viewReport(await getReport(id), now(), sees(caller))
    },

    async getStampReportPhoto(id: string) {
      const { photo } = await getReport(id)
      const found = photo === null ? null : await photos.find(id)
      if (found === null) throw notFound({ vi: 'ảnh của phản ánh này', en: 'photo of the report' })
      return found
    },

    async listStampReports({
      limit,
      cursor,
      open,
      overdue,
      ...query
    }: StampReportFilter & PageAsked) {
      const at = now()
      const isOpen = open === undefined ? undefined : open === 'true'
      const { status, number, enterpriseId, productId } = query
      const filter = {
        ...{ status, number, enterpriseId, productId },
        isOpen: overdue === undefined ? isOpen : true,
        dueBefore: overdue === undefined ? undefined : at,
      }
      const found = await store.list(filter, placeOf(cursor), limit + 1)
      const page = toPage(found, limit, ({ dueAt, _id }) => `${dueAt.getTime()}.${_id}`)
      return { ...page, items: page.items.map((report) => viewSummary(report, at)) }
    },

    async getStampReportFigures() {
      const [overdue, answeredLate, ...counts] = await Promise.all([
        store.countOverdue(now()),
        store.countAnsweredIn({ from: ANSWER_HOURS * 60 + 1, to: Number.MAX_SAFE_INTEGER }),
        ...REPORT_STATUSES.map((status) => store.countInStatus(status)),
      ])
      const [received = 0, asked = 0, replied = 0, verified = 0, answered = 0] = counts
      return {
        byStatus: { received, asked, replied, verified, answered },
        overdue,
        answeredLate,
        medianAnswerMinutes: await medianOf(store, answered),
      }
    },
  }
}

interface PageAsked {
  limit: number
  cursor?: string | undefined
}

function sees({ role }: Caller): boolean {
  return role === 'officer'
}

/** @throws AppError 400 for a cursor that is none of this list */
function placeOf(cursor: string | undefined): ReportPlace | null {
  if (cursor === undefined) return null
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f]{24})$/.exec(cursor) ?? []
  if (ms !== undefined && id !== undefined) return { dueAt: new Date(Number(ms)), id }
  throw new AppError('malformed_request', {
    vi: 'Con trỏ trang không đúng; lấy nextCursor của trang trước.',
    en: 'The cursor is not one of this list; take nextCursor of the page before.',
  })
}

/** The middle one of `answered` answer times, or the mean of the middle two. */
async function medianOf(
  store: Pick<StampReportStore, 'listAnswerMinutes'>,
  answered: number,
): Promise<number | null> {
  if (answered === 0) return null
  const even = answered % 2 === 0
  const middle = await store.listAnswerMinutes(Math.floor((answered - 1) / 2), even ? 2 : 1)
  return middle.reduce((sum, minutes) => sum + minutes, 0) / middle.length
}
