import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, fieldError, notFound, wrongState } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import { localDateOf } from '../../vn/local-date.ts'
import { maySee } from '../shared/ownership.ts'
import {
  decide,
  type Range,
  type Refusal,
  type Segment,
  type Step,
  sizeOf,
  sortRanges,
} from './ledger.rules.ts'
import type { BatchRecord, EventRecord, RecordStampEvent } from './stamps.schema.ts'
import { type StampParts, viewEvent } from './stamps.service.ts'

const STEPS_MAX = 1_000

/** What only officers record: an enterprise affixes and spoils the stamps it holds. */
const OFFICER_ACTIONS = new Set(['deliver', 'void'])

/** Records one action on ranges of a batch: all of them or, with the ranges in the way, none. */
export async function recordStampEvents(
  parts: StampParts,
  batchId: number,
  body: RecordStampEvent,
  caller: Caller,
  tx: Tx,
) {
  const batch = await parts.store.findBatch(batchId, tx.session)
  if (batch === null || !maySee(caller, batch.enterpriseId)) {
    throw notFound({ vi: 'đợt cấp tem này', en: 'such batch of stamps' })
  }
  assertActor(body.action, caller)
  await assertActive(parts, body.action, batch, tx)
  const ranges = checkRanges(body.ranges, batch)
  const occurredOn = checkDate(body.occurredOn, batch, tx)
  await assertLot(parts, body.lotId, batch, occurredOn, tx)
  await parts.assertDocument(body.documentId, tx)

  const stored = await segmentsAround(parts, batchId, ranges, tx)
  const change = { action: body.action, occurredOn, lotId: body.lotId }
  const decision = decide(stored, ranges, change)
  if (!decision.ok) throw refused(batchId, decision.refusals)
  if (body.action === 'void') await assertUnclaimed(parts, batchId, ranges, tx)

  const { steps } = decision
  if (steps.length > STEPS_MAX) throw tooScattered(steps)
  const head = await parts.store.advanceHead(batchId, steps.length, tx.session)
  const opId = parts.newId()
  const events = steps.map((step, at) =>
    eventOf(batch, body, occurredOn, step, head.firstSeq + at, opId, tx),
  )
  await parts.store.insertEvents(events, tx.session)
  await parts.store.replaceSegments(batch, stored, decision.segments, tx.session)
  const subject = { kind: 'stamp_batch', id: String(batchId), seq: head.revision }
  const reason = body.reason
  tx.record({ subject, before: null, after: { events }, reason })
  const stamps = steps.reduce((sum, step) => sum + sizeOf(step), 0)
  return { batchId, stamps, events: events.map(viewEvent) }
}

function assertActor(action: string, caller: Caller): void {
  if (caller.role !== 'enterprise' || !OFFICER_ACTIONS.has(action)) return
  throw new AppError('forbidden', {
    vi: `Biến động "${action}" do cán bộ ghi.`,
    en: `The action "${action}" is recorded by an officer.`,
  })
}

function checkRanges(given: readonly Range[], batch: BatchRecord): Range[] {
  const beyond = given.findIndex(({ to }) => to >= batch.quantity)
  if (beyond >= 0) {
    throw fieldError(
      `body.ranges.${beyond}.to`,
      'range.beyond',
      {
        vi: `Đợt ${batch._id} chỉ có tem 0 đến ${batch.quantity - 1}.`,
        en: `Batch ${batch._id} has the stamps 0 to ${batch.quantity - 1}.`,
      },
      { vi: 'Sửa tem cuối của dải.', en: 'Correct the last stamp of the range.' },
    )
  }
  const sorted = sortRanges(given)
  if (sorted.ok) return sorted.ranges
  throw fieldError(
    'body.ranges',
    'range.overlap',
    {
      vi: `Dải ${sorted.overlap.from}–${sorted.overlap.to} chồng lên dải khác.`,
      en: `The range ${sorted.overlap.from}–${sorted.overlap.to} overlaps another.`,
    },
    { vi: 'Mỗi tem chỉ nêu một lần.', en: 'Name each stamp once.' },
  )
}

function checkDate(given: string | null, batch: BatchRecord, tx: Tx): string {
  const today = localDateOf(tx.at)
  const occurredOn = given ?? today
  if (occurredOn <= today && occurredOn >= batch.issuedOn) return occurredOn
  throw fieldError(
    'body.occurredOn',
    'date.range',
    {
      vi: `Ngày phải từ ngày cấp ${batch.issuedOn} đến hôm nay ${today}.`,
      en: `The day must lie between the issue on ${batch.issuedOn} and today, ${today}.`,
    },
    { vi: 'Ghi đúng ngày việc đã xảy ra.', en: 'Give the day on which it happened.' },
  )
}

async function assertLot(
  parts: StampParts,
  lotId: string | null,
  batch: BatchRecord,
  occurredOn: string,
  tx: Tx,
) {
  if (lotId === null) return
  const lot = await parts.lots.findLot(lotId, tx)
  if (lot !== null && lot.productId === batch.productId) {
    if (lot.producedOn <= occurredOn) return
    throw beforeLot(lot.producedOn)
  }
  throw fieldError(
    'body.lotId',
    'reference.unknown',
    {
      vi: 'Không có lô này của sản phẩm mang tem.',
      en: "There is no such lot of the stamps' product.",
    },
    { vi: 'Tạo lô cho đúng sản phẩm rồi gửi lại.', en: 'Make the lot of that product first.' },
  )
}

function beforeLot(producedOn: string): AppError {
  return fieldError(
    'body.occurredOn',
    'date.before_lot',
    { vi: `Lô này sản xuất ngày ${producedOn}.`, en: `The lot was produced on ${producedOn}.` },
    { vi: 'Sửa ngày dán hoặc chọn đúng lô.', en: 'Correct the day, or choose the right lot.' },
  )
}

/** Stamps go to, and onto the goods of, an enterprise whose registration is in force. */
async function assertActive(parts: StampParts, action: string, batch: BatchRecord, tx: Tx) {
  if (action !== 'deliver' && action !== 'affix') return
  const enterprise = await parts.enterprises.findEnterprise(batch.enterpriseId, tx)
  if (enterprise?.status === 'approved') return
  const status = enterprise?.status ?? 'unknown'
  throw wrongState(status, {
    vi: `Cơ sở đang "${status}": không giao và không dán tem.`,
    en: `The enterprise is "${status}": no stamp is handed over or affixed.`,
  })
}

/** One transaction rewrites a bounded number of segments (design §3). */
function tooScattered(steps: readonly Step[]): AppError {
  const cut = steps[STEPS_MAX - 1]?.to ?? 0
  return fieldError(
    'body.ranges',
    'event.steps_max',
    {
      vi: `Các dải gồm ${steps.length} đoạn khác trạng thái; tối đa ${STEPS_MAX}.`,
      en: `The ranges hold ${steps.length} stretches of different facts; at most ${STEPS_MAX}.`,
    },
    { vi: `Gửi trước đến tem ${cut}, rồi phần còn lại.`, en: `Send up to ${cut}, then the rest.` },
  )
}

async function segmentsAround(
  parts: StampParts,
  batchId: number,
  ranges: readonly Range[],
  tx: Tx,
): Promise<Segment[]> {
  const found = new Map<number, Segment>()
  for (const range of ranges) {
    for (const segment of await parts.store.findSegmentsAround(batchId, range, tx.session)) {
      found.set(segment.from, segment)
    }
  }
  return [...found.values()].sort((a, b) => a.from - b.from)
}

/** A void takes money back from a claim; while a claim holds the stamps it is refused. */
async function assertUnclaimed(
  parts: StampParts,
  batchId: number,
  ranges: readonly Range[],
  tx: Tx,
) {
  const claimed = await parts.findClaimed(batchId, tx)
  const inTheWay = ranges.flatMap((range) =>
    claimed
      .filter(({ from, to }) => from <= range.to && to >= range.from)
      .map(({ from, to }) => ({
        from: Math.max(from, range.from),
        to: Math.min(to, range.to),
        state: 'claimed',
      })),
  )
  if (inTheWay.length > 0) throw refused(batchId, inTheWay)
}

function refused(batchId: number, refusals: readonly Refusal[]): AppError {
  const shown = refusals.slice(0, 3).map(({ from, to, state }) => `${from}–${to}: ${state}`)
  return new AppError(
    'ranges_refused',
    {
      vi: `Đợt ${batchId} có dải không phù hợp (${shown.join('; ')}).`,
      en: `Batch ${batchId} has ranges in the way (${shown.join('; ')}).`,
    },
    {
      state: refusals[0]?.state ?? '',
      ranges: refusals.map((refusal) => ({ batchId, ...refusal })),
    },
  )
}

function eventOf(
  batch: BatchRecord,
  body: RecordStampEvent,
  occurredOn: string,
  step: Step,
  seq: number,
  opId: string,
  tx: Tx,
): EventRecord {
  return {
    _id: `${batch._id}:${seq}`,
    batchId: batch._id,
    seq,
    opId,
    action: body.action,
    from: step.from,
    to: step.to,
    n: sizeOf(step),
    prev: step.before,
    next: step.after,
    occurredOn,
    recordedAt: tx.at,
    enterpriseId: batch.enterpriseId,
    productGroup: batch.productGroup,
    reason: body.reason,
    documentId: body.documentId,
    by: tx.actor.person,
  }
}
