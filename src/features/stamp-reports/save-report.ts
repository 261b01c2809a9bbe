import type { Tx } from '../../db/unit-of-work.ts'
import { assertReplaced } from '../shared/revision.ts'
import { auditForm } from './stamp-reports.rules.ts'
import type { StampReportRecord } from './stamp-reports.schema.ts'
import type { StampReportStore } from './stamp-reports.store.ts'

const KIND = 'stamp_report'

/** Writes a new report, with its entry in the audit log. */
export async function insertReport(
  store: Pick<StampReportStore, 'insert'>,
  report: StampReportRecord,
  tx: Tx,
): Promise<void> {
  await store.insert(report, tx.session)
  const subject = { kind: KIND, id: report._id, seq: report.revision }
  tx.record({ subject, before: null, after: auditForm(report) })
}

/** Writes a change of a report, with its entry in the audit log. @returns the changed report */
export async function saveReport(
  store: Pick<StampReportStore, 'replace'>,
  before: StampReportRecord,
  changed: Partial<StampReportRecord>,
  tx: Tx,
): Promise<StampReportRecord> {
  const after = { ...before, ...changed, revision: before.revision + 1 }
  assertReplaced(await store.replace(after, before.revision, tx.session))
  const subject = { kind: KIND, id: after._id, seq: after.revision }
  tx.record({ subject, before: auditForm(before), after: auditForm(after) })
  return after
}
