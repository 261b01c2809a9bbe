import type { ReportState } from './report-form.schema.ts'
import { contactAt, isOverdue } from './stamp-reports.rules.ts'
import type {
  StampReportRecord,
  StampReportSummary,
  StampReportView,
} from './stamp-reports.schema.ts'

/** A report on a list: without words, without contact. */
export function viewSummary(report: StampReportRecord, now: Date): StampReportSummary {
  const { _id, number, kind, status, code, place, wardCode, hasContact, language } = report
  const { batchId, index, productId, enterpriseId, revision } = report
  return {
    id: _id,
    ...{ number, kind, status, code, place, wardCode, hasContact, language },
    ...{ batchId, index, productId, enterpriseId, revision },
    receivedAt: report.receivedAt.toISOString(),
    dueAt: report.dueAt.toISOString(),
    isOverdue: isOverdue(report, now),
    hasPhoto: report.photo !== null,
    answeredAt: report.answer?.at.toISOString() ?? null,
  }
}

/** @param seesContact whether the caller is one who may see how to reach the reporter */
export function viewReport(
  report: StampReportRecord,
  now: Date,
  seesContact: boolean,
): StampReportView {
  const { words, exchanges, verification, answer } = report
  return {
    ...viewSummary(report, now),
    words,
    contact: seesContact ? contactAt(report, now) : null,
    exchanges: exchanges.map(({ at, repliedAt, ...exchange }) => ({
      ...exchange,
      at: at.toISOString(),
      repliedAt: repliedAt?.toISOString() ?? null,
    })),
    verification: dated(verification),
    answer: dated(answer),
  }
}

function dated<Step extends { at: Date }>(step: Step | null) {
  return step === null ? null : { ...step, at: step.at.toISOString() }
}

/** A report as its reporter sees it: nobody of the department is named. */
export function viewState(report: StampReportRecord, now: Date): ReportState {
  const { number, status, kind, code, words, photo, exchanges, verification, answer } = report
  return {
    ...{ number, status, kind, code, words },
    hasPhoto: photo !== null,
    receivedAt: report.receivedAt.toISOString(),
    dueAt: report.dueAt.toISOString(),
    isOverdue: isOverdue(report, now),
    exchanges: exchanges.map(({ question, at, reply, repliedAt }) => ({
      question,
      at: at.toISOString(),
      reply,
      repliedAt: repliedAt?.toISOString() ?? null,
    })),
    verifiedAt: verification?.at.toISOString() ?? null,
    finding: answer === null ? null : (verification?.finding ?? null),
    answer: answer?.text ?? null,
    answeredAt: answer?.at.toISOString() ?? null,
  }
}
