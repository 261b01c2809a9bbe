import { setTimeout as delay } from 'node:timers/promises'
import { type PrintPart, partAt } from '../labels/print-job.rules.ts'
import type { Printer } from '../labels/printer.ts'
import type { PrintFileStore } from './print-files.store.ts'
import { jobOf } from './print-run-view.ts'
import type { PrintRunRecord } from './print-runs.schema.ts'
import type { PrintRunStore } from './print-runs.store.ts'
import { sweepPrintFiles } from './sweep-print-files.ts'

export interface WorkerParts {
  runs: PrintRunStore
  files: PrintFileStore
  printer: Printer
  newId: () => string
  now: () => Date
  random: () => number
  /** Name of this copy of the service, unlike that of any other. */
  holder: string
  /** For how long files are kept once the last of them is there. */
  keepMs: number
  report: (event: string, fields: object) => void
}

const POLL_MS = 2_000
/** A quarter of the lease, so that a slow database does not lose it. */
const RENEWAL_MS = 5_000
const ATTEMPTS_MAX = 5
const BACK_OFF_MS = 1_000
const SWEEP_MS = 600_000

/**
 * Makes the files of print runs in the background, one after the other. Every copy of the service
 * has one; they share the runs by leases, a file at a time, so that a short run never waits for
 * the end of a long one. A file is named by its run only once it is stored whole, by whoever still
 * holds the lease: a copy that is killed leaves nothing that anyone could load, and the next one
 * begins with the same file.
 */
export function createPrintWorker(parts: WorkerParts) {
  const stopping = new AbortController()
  const { signal: stopped } = stopping
  let idle = new AbortController()
  let isAwake = false
  let working: Promise<unknown> | null = null
  let underWay: Lease | null = null

  async function work(): Promise<void> {
    while (!stopped.aborted) {
      isAwake = false
      const run = await parts.runs.take(parts.holder).catch((error: unknown) => {
        parts.report('print_runs.not_taken', { error })
        return null
      })
      if (run === null) await rest(POLL_MS * (0.75 + parts.random() / 2))
      else {
        underWay = keepLease(parts, run._id, stopped)
        await serve(parts, run, underWay, stopped)
        underWay = null
      }
    }
  }

  async function sweep(): Promise<void> {
    while (!stopped.aborted) {
      // Copies that start together do not sweep together.
      await delay(SWEEP_MS * parts.random(), null, { signal: stopped }).catch(() => undefined)
      if (stopped.aborted) return
      await sweepPrintFiles(parts).catch((error: unknown) => {
        parts.report('print_files.not_swept', { error })
      })
    }
  }

  /** Waits, but not where somebody has called since it was last asked what there is to do. */
  async function rest(ms: number): Promise<void> {
    if (isAwake || stopped.aborted) return
    idle = new AbortController()
    await delay(ms, null, { signal: idle.signal }).catch(() => undefined)
  }

  return {
    start(): void {
      working ??= Promise.all([work(), sweep()])
    },

    /** There is something to do. */
    wake(): void {
      isAwake = true
      idle.abort()
    },

    /** Stops at once where this copy is at work on a run that was taken from it. */
    leave(runId: string): void {
      if (underWay?.runId === runId) underWay.abort()
    },

    /** Lets go of the file under way, which the next copy makes from its start. */
    async stop(): Promise<void> {
      stopping.abort()
      idle.abort()
      await working
    },
  }
}

/** Makes the next file of a run that has just been taken. It never rejects. */
async function serve(
  parts: WorkerParts,
  run: PrintRunRecord,
  lease: Lease,
  stopped: AbortSignal,
): Promise<void> {
  const number = run.parts.length + 1
  try {
    const part = partAt(jobOf(run), number)
    // An attempt that killed its copy was counted when it began.
    if (run.attempts > ATTEMPTS_MAX) await giveUp(parts, run, number)
    else await makePart(parts, run, part, lease.signal)
  } catch (error) {
    await putBack(parts, run, number, error, stopped).catch((second: unknown) => {
      // Its lease runs out, and somebody takes it.
      parts.report('print_run.not_released', { runId: run._id, error: second })
    })
  } finally {
    lease.end()
  }
}

type Lease = ReturnType<typeof keepLease>

/** Renews the lease of a run, and aborts once it is lost or this copy stops. */
function keepLease({ runs, holder }: WorkerParts, runId: string, stopped: AbortSignal) {
  const over = new AbortController()
  const abort = (): void => over.abort()
  if (stopped.aborted) abort()
  stopped.addEventListener('abort', abort)
  const renewal = setInterval(() => {
    // No answer is not yet a loss: the name of a file is only recorded by whoever holds the lease.
    runs.renew(runId, holder).then(
      (isHeld) => isHeld || abort(),
      () => undefined,
    )
  }, RENEWAL_MS)
  return {
    runId,
    signal: over.signal,
    abort,
    end(): void {
      clearInterval(renewal)
      stopped.removeEventListener('abort', abort)
    },
  }
}

async function makePart(
  { runs, files, printer, newId, now, holder, keepMs }: WorkerParts,
  run: PrintRunRecord,
  part: PrintPart,
  signal: AbortSignal,
): Promise<void> {
  const job = jobOf(run)
  const fileId = newId()
  const metadata = { runId: run._id, number: part.number }
  const fileName = printer.fileName(job, part)
  let written: { bytes: number; sha256: string }
  try {
    written = await files.write(fileId, fileName, metadata, printer.chunks(job, part), signal)
  } catch (error) {
    await files.remove([fileId]).catch(() => undefined)
    throw error
  }
  const isLast = part.last + 1 === run.stamps
  const expiresAt = new Date(now().getTime() + keepMs)
  const record = { ...part, ...written, fileId }
  // Without an answer the file may be named all the same: then only the sweep can tell.
  const isNamed = await runs.recordPart(run._id, holder, record, isLast, expiresAt)
  if (!isNamed) await files.remove([fileId])
}

/** After an attempt that failed: lets the run wait a while, gives it up, or hands it on. */
async function putBack(
  parts: WorkerParts,
  run: PrintRunRecord,
  part: number,
  error: unknown,
  stopped: AbortSignal,
): Promise<void> {
  const { _id: runId, attempts } = run
  const { runs, holder, report } = parts
  if (stopped.aborted) {
    await runs.release(runId, holder, 0, false)
    return
  }
  const delayMs = BACK_OFF_MS * 2 ** (attempts - 1)
  // Cancelled, or taken by another: nobody failed.
  if (!(await runs.renew(runId, holder))) return
  report('print_run.attempt_failed', { runId, part, attempts, error })
  if (attempts >= ATTEMPTS_MAX) await giveUp(parts, run, part)
  else await runs.release(runId, holder, delayMs, true)
}

async function giveUp(
  { runs, files, holder, report }: WorkerParts,
  run: PrintRunRecord,
  part: number,
): Promise<void> {
  if (!(await runs.fail(run._id, holder, part))) return
  report('print_run.failed', { runId: run._id, part })
  await files.remove(run.parts.map(({ fileId }) => fileId))
}
