import type { LabelService } from '../features/labels/labels.service.ts'
import type { Printer } from '../features/labels/printer.ts'
import { createPrintDownloads } from '../features/print-runs/download-print-files.ts'
import { createPrintFileStore } from '../features/print-runs/print-files.store.ts'
import { printRunRoutes } from '../features/print-runs/print-runs.routes.ts'
import { createPrintRunService } from '../features/print-runs/print-runs.service.ts'
import { createPrintRunStore } from '../features/print-runs/print-runs.store.ts'
import { createPrintWorker } from '../features/print-runs/print-runs.worker.ts'
import { createStampPrintStore } from '../features/print-runs/stamp-prints.store.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'

const DAY_MS = 86_400_000

/** Print runs, and the worker of this copy that makes their files once it is started. */
export function createPrinting(
  { config, connection, log, baseUrl }: ContextParts,
  base: Base,
  { stamps, queue }: Ledger,
  { prepareJob, printer }: { prepareJob: LabelService['prepareJob']; printer: Printer },
) {
  const { newId } = base
  const common = {
    runs: createPrintRunStore(connection),
    files: createPrintFileStore(connection),
    printer,
    newId,
    now: base.clock.now,
    keepMs: config.PRINT_KEEP_DAYS * DAY_MS,
    apiUrl: `${baseUrl}/api/v1`,
  }
  const worker = createPrintWorker({
    ...common,
    random: base.random,
    holder: `sotem-${process.pid}-${newId()}`,
    report: (event, fields) => log.warn(event, fields),
  })
  const service = createPrintRunService({
    ...common,
    prints: createStampPrintStore(connection),
    stamps,
    prepareJob,
    wake: worker.wake,
    leave: worker.leave,
  })
  const routes = printRunRoutes(service, createPrintDownloads(common, service), queue)
  return { routes, start: worker.start, stop: worker.stop }
}
