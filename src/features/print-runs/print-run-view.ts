import type { Text } from '../../errors.ts'
import { type PrintJob, partCount } from '../labels/print-job.rules.ts'
import type { Printer } from '../labels/printer.ts'
import { hasFiles, percentOf } from './print-runs.rules.ts'
import type { PrintRecord, PrintRunRecord, RunView } from './print-runs.schema.ts'

export interface RunViewParts {
  printer: Pick<Printer, 'fileName'>
  /** Address of the API, without a slash at the end. */
  apiUrl: string
  now: () => Date
}

/** The job of a run as it was prepared. */
export function jobOf({ job }: Pick<PrintRunRecord, 'job'>): PrintJob {
  return job as PrintJob
}

/** A run on the wire, without its files. */
export function viewRunSummary({ apiUrl, now }: RunViewParts, run: PrintRunRecord) {
  const { _id: id, batchId, enterpriseId, state, stamps, by, byRole, failure } = run
  const stampsDone = run.parts.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const filesKept = hasFiles(run, now())
  return {
    id,
    batchId,
    enterpriseId,
    state,
    filesKept,
    format: jobOf(run).format,
    stamps,
    progress: {
      stamps,
      stampsDone,
      parts: partCount(jobOf(run)),
      partsDone: run.parts.length,
      percent: percentOf(stampsDone, stamps),
    },
    archiveUrl: state === 'done' && filesKept ? `${apiUrl}/print-runs/${id}/files.zip` : null,
    createdAt: run.createdAt.toISOString(),
    by,
    byRole,
    expiresAt: run.expiresAt.toISOString(),
    failure: failure === null ? null : failureText(failure.part),
  }
}

/** A run on the wire. */
export function viewRun(parts: RunViewParts, run: PrintRunRecord): RunView {
  const job = jobOf(run)
  const summary = viewRunSummary(parts, run)
  return {
    ...summary,
    ranges: job.ranges,
    parts: run.parts.map(({ bytes, sha256, ...part }) => ({
      number: part.number,
      stamps: part.last - part.first + 1,
      pages: part.pages,
      fileName: parts.printer.fileName(job, part),
      bytes,
      sha256,
      url: summary.filesKept ? `${parts.apiUrl}/print-runs/${run._id}/parts/${part.number}` : null,
    })),
  }
}

/** A print on the wire. */
export function viewPrint({ _id: id, node: _node, at, ...fields }: PrintRecord) {
  return { id, ...fields, at: at.toISOString() }
}

function failureText(part: number): { reason: Text; remedy: Text } {
  return {
    reason: {
      vi: `Đã thử nhiều lần mà không làm được tệp thứ ${part}.`,
      en: `File ${part} could not be made, though it was tried several times.`,
    },
    remedy: {
      vi: 'Gửi lại yêu cầu in; nếu vẫn hỏng, báo bộ phận kỹ thuật kèm mã lượt in.',
      en: 'Ask for the print again; if it fails again, tell the operators the id of the run.',
    },
  }
}
