import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Tx } from '../../db/unit-of-work.ts'
import { notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { LabelService } from '../labels/labels.service.ts'
import { type PrintJob, partCount, stampsOf } from '../labels/print-job.rules.ts'
import { sheetOf } from '../labels/print-request.schema.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { checkRanges } from '../stamps/check-stamp-events.ts'
import type { Desk } from '../stamps/desk.ts'
import type { BatchRecord } from '../stamps/ledger.schema.ts'
import { nodeOf, nodesTouching, type Range } from '../stamps/ranges.rules.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import type { PrintFileStore } from './print-files.store.ts'
import { type RunViewParts, viewPrint, viewRun, viewRunSummary } from './print-run-view.ts'
import {
  assertFirstPrint,
  assertParts,
  assertPrintable,
  countPrinted,
  hasFiles,
  notUnderWay,
  type Printed,
  tooScattered,
} from './print-runs.rules.ts'
import {
  AT_ONCE,
  type PrintRecord,
  type PrintRunRecord,
  type PrintStamps,
  type RunState,
} from './print-runs.schema.ts'
import type { PrintRunStore } from './print-runs.store.ts'
import type { StampPrintStore } from './stamp-prints.store.ts'

export interface PrintRunParts extends RunViewParts {
  runs: PrintRunStore
  prints: StampPrintStore
  files: Pick<PrintFileStore, 'remove'>
  stamps: Pick<StampService, 'getBatchRecord'>
  prepareJob: LabelService['prepareJob']
  newId: () => string
  /** For how long files are kept. */
  keepMs: number
  /** Tells the worker of this copy that there is something to do. */
  wake: () => void
  /** Tells it that a run was taken from it. */
  leave: (runId: string) => void
}

export type PrintRunService = ReturnType<typeof createPrintRunService>

/** Prints of ranges that are read to count those of each stamp. */
const PRINTS_READ_MAX = 5_000

interface Asked {
  job: PrintJob
  digest: string
  batch: Pick<BatchRecord, 'enterpriseId'>
}

interface PageAsked {
  limit: number
  cursor?: string | undefined
}

/**
 * What is printed, and how often. The files are a function of the job, so one run makes them for
 * all who ask for that job while they are kept; a print that is meant again is counted again and
 * points to the same run.
 */
export function createPrintRunService(parts: PrintRunParts) {
  const { runs, prints } = parts

  async function getVisible(id: string, caller: Caller) {
    const found = await runs.findById(id)
    if (found === null || !maySee(caller, found.enterpriseId)) {
      throw notFound({ vi: 'lượt in này', en: 'such print run' })
    }
    return found
  }

  /** The run of a job, made where there is none whose files are kept. */
  async function runFor(
    asked: Asked,
    live: PrintRunRecord | null,
    tx: Tx,
  ): Promise<PrintRunRecord> {
    const expiresAt = new Date(tx.at.getTime() + parts.keepMs)
    if (live !== null && hasFiles(live, tx.at)) {
      // One that is not done keeps its files from then on.
      if (live.state !== 'done' || live.expiresAt >= expiresAt) return live
      await runs.keepUntil(live._id, expiresAt, tx.session)
      return { ...live, expiresAt }
    }
    if (live !== null) await runs.retire(live._id, tx.session)
    const record = newRun(parts.newId(), asked, expiresAt, tx)
    await runs.insert(record, tx.session)
    const subject = { kind: 'print_run', id: record._id, seq: 1 }
    tx.record({ subject, before: null, after: record })
    tx.afterCommit(parts.wake)
    return record
  }

  return {
    getVisible,

    /**
     * Prints ranges of a batch. The head of the batch is on the desk, so of two who ask at once
     * the second sees what the first has printed.
     * @throws AppError 409 `ranges_refused` for stamps of no use, `already_printed` without a
     *   reason for stamps that were printed, but for the very job whose files are kept
     */
    async printStamps(body: PrintStamps, caller: Caller, tx: Tx, desk: Desk) {
      const { batchId, reason, note, ...asked } = body
      const batch = desk.batchOf(batchId)
      if (batch === null || !maySee(caller, batch.enterpriseId)) throw noBatch()
      const whole = [{ from: 0, to: batch.quantity - 1 }]
      const ranges = checkRanges(asked.ranges ?? whole, batch, 'body.ranges')
      assertPrintable(batchId, await desk.stretch(batchId, ranges), ranges)
      const job = await parts.prepareJob(
        { ...asked, sheet: sheetOf(asked), batchId, ranges },
        caller,
      )
      assertParts(partCount(job))
      const digest = digestOf(job)
      const live = await runs.findLive(batchId, digest, tx.session)
      if (live !== null && reason === null && hasFiles(live, tx.at)) {
        return { run: viewRun(parts, live), prints: [] }
      }
      const pieces = await printedBefore(parts, batchId, ranges, tx)
      if (reason === null) assertFirstPrint(batchId, pieces)
      const run = await runFor({ job, digest, batch }, live, tx)
      const records = pieces.map((piece) => recordOf(parts, piece, run, { reason, note }, tx))
      await prints.insert(records, tx.session)
      const subject = { kind: 'stamp_batch', id: String(batchId), seq: desk.addEntry(batchId) }
      tx.record({ subject, before: null, after: { prints: records }, reason })
      return { run: viewRun(parts, run), prints: records.map(viewPrint) }
    },

    /** Before the transaction that cancels it: nobody works on the run any more. */
    async holdPrintRun(id: string, caller: Caller): Promise<void> {
      await getVisible(id, caller)
      await runs.hold(id)
      parts.leave(id)
    },

    /** Stops a run that waits or is under way; the files that are there are freed. */
    async cancelPrintRun(id: string, caller: Caller, tx: Tx) {
      const seen = await getVisible(id, caller)
      const before = await runs.cancel(id, tx.session)
      if (before === null) throw notUnderWay((await runs.findById(id, tx.session)) ?? seen)
      const after = { ...before, state: 'cancelled' as const, live: false }
      const [from, to] = [before, after].map(({ state, parts }) => ({ state, parts: parts.length }))
      const subject = { kind: 'print_run', id, seq: 2 }
      tx.record({ subject, before: from ?? null, after: to ?? null })
      const fileIds = before.parts.map(({ fileId }) => fileId)
      // What is left when this fails, the sweep finds.
      tx.afterCommit(() => void parts.files.remove(fileIds).catch(() => undefined))
      return viewRun(parts, after)
    },

    async getPrintRun(id: string, caller: Caller) {
      return viewRun(parts, await getVisible(id, caller))
    },

    async listPrintRuns(
      query: PageAsked & { batchId?: number | undefined; state?: RunState | undefined },
      caller: Caller,
    ) {
      const { batchId, state } = query
      const filter = { batchId, state, enterpriseId: scopeOf(caller, undefined) }
      const found = await runs.list(filter, query.cursor, query.limit + 1)
      const views = found.map((run) => viewRunSummary(parts, run))
      return toPage(views, query.limit, ({ id }) => id)
    },

    async listPrints(batchId: number, query: PageAsked, caller: Caller) {
      await parts.stamps.getBatchRecord(batchId, caller)
      const found = await prints.list(batchId, query.cursor, query.limit + 1)
      return toPage(found.map(viewPrint), query.limit, ({ id }) => id)
    },
  }
}

function noBatch() {
  return notFound({ vi: 'đợt cấp tem này', en: 'such batch of stamps' })
}

/** SHA-256, hex, of the RFC 8785 form of a job. */
function digestOf(job: PrintJob): string {
  return createHash('sha256')
    .update(canonicalize(job) ?? '')
    .digest('hex')
}

/**
 * How often the stamps of ranges were printed. A run that ended before its first file was there
 * has printed nothing: its prints do not count.
 */
async function printedBefore(
  parts: PrintRunParts,
  batchId: number,
  ranges: readonly Range[],
  tx: Tx,
): Promise<Printed[]> {
  const touching = ranges.map(nodesTouching)
  const nodes = {
    single: [...new Set(touching.flatMap(({ single }) => single))],
    runs: touching.map(({ run }) => run).filter(({ from, to }) => to > from),
  }
  const within = { from: ranges[0]?.from ?? 0, to: ranges.at(-1)?.to ?? 0 }
  const near = await parts.prints.findNear(batchId, within, nodes, PRINTS_READ_MAX, tx.session)
  if (near.length === PRINTS_READ_MAX) throw tooScattered()
  const runIds = [...new Set(near.map(({ runId }) => runId))]
  const unprinted = await parts.runs.findUnprinted(runIds, tx.session)
  return countPrinted(
    ranges,
    near.filter(({ runId }) => !unprinted.has(runId)),
  )
}

function newRun(
  _id: string,
  { job, digest, batch }: Asked,
  expiresAt: Date,
  { at, actor }: Tx,
): PrintRunRecord {
  return {
    _id,
    digest,
    job,
    state: 'queued',
    live: true,
    parts: [],
    enterpriseId: batch.enterpriseId,
    batchId: job.batchId,
    stamps: stampsOf(job),
    createdAt: at,
    by: actor.person,
    byRole: actor.role,
    expiresAt,
    lease: { holder: null, until: AT_ONCE },
    servedAt: at,
    attempts: 0,
    failure: null,
  }
}

function recordOf(
  { newId }: PrintRunParts,
  { from, to, times }: Printed,
  run: Pick<PrintRunRecord, '_id' | 'batchId'>,
  why: Pick<PrintRecord, 'reason' | 'note'>,
  { actor, at }: Tx,
): PrintRecord {
  const by = { by: actor.person, byRole: actor.role }
  const place = { batchId: run.batchId, from, to, node: nodeOf({ from, to }) }
  return { _id: newId(), ...place, runId: run._id, copy: times + 1, ...why, ...by, at }
}
