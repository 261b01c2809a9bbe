import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { notFound } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import { partCount } from '../labels/print-job.rules.ts'
import type { Printer } from '../labels/printer.ts'
import type { PrintFileStore } from './print-files.store.ts'
import { jobOf, type RunViewParts, viewRunSummary } from './print-run-view.ts'
import { assertFilesKept, notYetMade } from './print-runs.rules.ts'
import type { PartRecord, PrintRunRecord } from './print-runs.schema.ts'
import type { PrintRunService } from './print-runs.service.ts'
import { writeArchive } from './run-archive.ts'

export interface DownloadParts extends RunViewParts {
  files: Pick<PrintFileStore, 'open'>
  printer: Printer
}

export type PrintDownloads = ReturnType<typeof createPrintDownloads>

/** The files of runs, as writers that go at the reader's pace. Only whole files are there. */
export function createPrintDownloads(
  parts: DownloadParts,
  { getVisible }: Pick<PrintRunService, 'getVisible'>,
) {
  const { files, printer } = parts

  function namedFile(run: PrintRunRecord, part: PartRecord) {
    return {
      name: printer.fileName(jobOf(run), part),
      bytes: part.bytes,
      open: () => files.open(part.fileId, part.bytes),
    }
  }

  const percentOf = (run: PrintRunRecord): number => viewRunSummary(parts, run).progress.percent

  return {
    /** @throws AppError 404 past the last number, 409 for a file not yet there, 410 once gone */
    async partOf(id: string, number: number, caller: Caller) {
      const run = await getVisible(id, caller)
      if (number > partCount(jobOf(run))) {
        throw notFound({ vi: 'tệp này trong lượt in', en: 'such file of the run' })
      }
      assertFilesKept(run, parts.now())
      const part = run.parts[number - 1]
      if (part === undefined) throw notYetMade(run.state, percentOf(run))
      const { name, bytes, open } = namedFile(run, part)
      return {
        type: printer.mediaType(jobOf(run)),
        name,
        bytes,
        sha256: part.sha256,
        write: (out: Writable): Promise<void> => pipeline(open(), out),
      }
    },

    /** @throws AppError 409 for a run that is not done, 410 once its files are gone */
    async archiveOf(id: string, caller: Caller) {
      const run = await getVisible(id, caller)
      assertFilesKept(run, parts.now())
      if (run.state !== 'done') throw notYetMade(run.state, percentOf(run))
      const { batchId, issuedOn } = jobOf(run)
      const archived = run.parts.map((part) => namedFile(run, part))
      return {
        name: `tem-dot-${batchId}-${id}.zip`,
        write: (out: Writable): Promise<void> => writeArchive(archived, issuedOn, out),
      }
    },
  }
}
