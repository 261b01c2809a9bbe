import type { Tx } from '../../db/unit-of-work.ts'
import { AppError } from '../../errors.ts'
import { localDateOf, monthOf } from '../../vn/local-date.ts'
import {
  assertOwnCorrection,
  assertStamps,
  checkDate,
  checkRanges,
  findInTheWay,
  findReplacedVoids,
  type StampChecks,
} from './check-stamp-events.ts'
import type { Desk } from './desk.ts'
import { tooScattered } from './event-faults.ts'
import { viewEvent } from './event-view.ts'
import {
  type Decision,
  decide,
  type Refusal,
  type Segment,
  type StampAction,
  type Step,
  TRANSITIONS,
  type Trail,
} from './ledger.rules.ts'
import type { BatchRecord, EventRecord } from './ledger.schema.ts'
import type { Occurrence, Wanted } from './occurrence.rules.ts'
import { type Range, sizeOf } from './ranges.rules.ts'
import { trailsOf } from './trails.rules.ts'

const STEPS_MAX = 1_000
/** Events that are read to find what a correction undoes or a date precedes. */
const TRAIL_EVENTS_MAX = 5_000

/** Decided, not yet entered. */
interface Decided {
  batch: BatchRecord
  occurredOn: string
  steps: Step[]
  segments: Segment[]
}

/**
 * Records one action on ranges of one or more batches: all of them or, with the ranges in the
 * way, none. Everything is decided before the first step is entered on the desk.
 * @param desk holds the heads of all the batches
 * @throws AppError 409 `ranges_refused` with every sub-range in the way; 422 naming the field
 */
export async function recordStampEvents(
  parts: StampChecks,
  wanted: readonly Wanted[],
  occurrence: Occurrence,
  tx: Tx,
  desk: Desk,
) {
  const decided = await decideStampEvents(parts, wanted, occurrence, tx, desk)
  return await enter(parts, decided, occurrence, tx, desk)
}

/** As `recordStampEvents`, but only decides: what would refuse the events refuses here. */
export async function decideStampEvents(
  parts: StampChecks,
  wanted: readonly Wanted[],
  occurrence: Occurrence,
  tx: Tx,
  desk: Desk,
): Promise<Decided[]> {
  const decided: Decided[] = []
  const refusals: (Refusal & { batchId: number })[] = []
  for (const { batchId, ranges, field } of wanted) {
    const batch = await assertStamps(parts, batchId, occurrence, tx, desk)
    const sorted = checkRanges(ranges, batch, field)
    const occurredOn = checkDate(occurrence.occurredOn, batch, tx)
    const held = await findInTheWay(parts, batch, sorted, occurrence, tx, desk)
    const outcome = await decideFor(parts, batch, sorted, { ...occurrence, occurredOn }, tx, desk)
    const inTheWay = outcome.ok ? held : [...held, ...outcome.refusals]
    inTheWay.sort((a, b) => a.from - b.from)
    refusals.push(...inTheWay.map((refusal) => ({ batchId, ...refusal })))
    if (!outcome.ok) continue
    await assertOwnCorrection(parts, outcome.undone, tx)
    decided.push({ batch, occurredOn, ...outcome })
  }
  if (refusals.length > 0) throw refused(refusals)
  const steps = decided.reduce((sum, part) => sum + part.steps.length, 0)
  if (steps > STEPS_MAX) throw tooScattered(wanted[0]?.field ?? 'body', steps, STEPS_MAX)
  await parts.assertDocument(occurrence.documentId, tx, minutesOf(occurrence.action))
  return decided
}

function minutesOf(action: StampAction) {
  return TRANSITIONS[action].needsMinutes ? ('minutes' as const) : undefined
}

async function decideFor(
  parts: StampChecks,
  batch: BatchRecord,
  ranges: readonly Range[],
  change: Occurrence & { occurredOn: string },
  tx: Tx,
  desk: Desk,
) {
  const segments = await desk.stretch(batch._id, ranges)
  const looksBack = TRANSITIONS[change.action].to === null
  // Nothing that is known can be later than today.
  const datedBack = change.occurredOn < localDateOf(tx.at)
  const history = looksBack || datedBack ? await historyOf(batch._id, ranges, desk) : null
  const trails = history?.trails ?? null
  const decision = decide(segments, ranges, change, trails)
  if (change.action !== 'correct' || history === null) return withUndone(decision, [])
  const { trails: undone, events } = history
  const replaced = await findReplacedVoids(parts, batch._id, undone, events, tx)
  if (replaced.length === 0) return withUndone(decision, undone)
  return { ok: false as const, refusals: [...(decision.ok ? [] : decision.refusals), ...replaced] }
}

function withUndone(decision: Decision, undone: readonly Trail[]) {
  return decision.ok ? { ...decision, undone } : decision
}

async function historyOf(batchId: number, ranges: readonly Range[], desk: Desk) {
  const events = await desk.eventsNear(batchId, ranges, TRAIL_EVENTS_MAX)
  if (events.length >= TRAIL_EVENTS_MAX) throw tooScattered('body', events.length, TRAIL_EVENTS_MAX)
  const trails = ranges.flatMap((range) =>
    trailsOf(
      range,
      events.filter(({ from, to }) => from <= range.to && to >= range.from),
    ),
  )
  return { trails, events }
}

async function enter(
  parts: StampChecks,
  decided: readonly Decided[],
  occurrence: Occurrence,
  tx: Tx,
  desk: Desk,
) {
  const opId = parts.newId()
  const { action, lotId: _lot, seq: _seq, occurredOn: _given, ...rest } = occurrence
  const entered: EventRecord[] = []
  for (const { batch, occurredOn, steps, segments } of decided) {
    const today = localDateOf(tx.at)
    const open =
      monthOf(occurredOn) === monthOf(today)
        ? monthOf(today)
        : await desk.once(`books ${batch.enterpriseId} ${monthOf(occurredOn)}`, () =>
            parts.postingMonthOf(batch.enterpriseId, occurredOn, today, tx),
          )
    const posted = steps.map((step) => ({ ...step, postingMonth: laterOf(open, step.postedFrom) }))
    const by = { by: tx.actor.person, byRole: tx.actor.role }
    const fields = { opId, action, occurredOn, ...rest, ...by }
    const { events, revision } = desk.enter(batch._id, { steps: posted, fields, segments })
    const subject = { kind: 'stamp_batch', id: String(batch._id), seq: revision }
    tx.record({ subject, before: null, after: { events }, reason: occurrence.reason })
    entered.push(...events)
  }
  const stamps = entered.reduce((sum, event) => sum + sizeOf(event), 0)
  return { opId, stamps, events: entered.map(viewEvent) }
}

/** A stamp's events are posted in their order: one never stands in a month before another. */
function laterOf(open: string, postedFrom: string | null): string {
  return postedFrom !== null && postedFrom > open ? postedFrom : open
}

function refused(refusals: readonly (Refusal & { batchId: number })[]): AppError {
  const shown = refusals
    .slice(0, 3)
    .map(({ batchId, from, to, state }) => `${batchId}: ${from}–${to} ${state}`)
    .join('; ')
  const more = refusals.length > 3 ? '; …' : ''
  return new AppError(
    'ranges_refused',
    {
      vi: `Có dải không phù hợp (đợt: dải trạng thái): ${shown}${more}.`,
      en: `Ranges in the way (batch: range state): ${shown}${more}.`,
    },
    { state: refusals[0]?.state ?? '', ranges: [...refusals] },
  )
}
