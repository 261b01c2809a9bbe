import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, fieldError, notFound, wrongState } from '../../errors.ts'
import { localDateOf } from '../../vn/local-date.ts'
import type { DocumentService } from '../documents/documents.service.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { LotService } from '../lots/lots.service.ts'
import { maySee } from '../shared/ownership.ts'
import type { Desk } from './desk.ts'
import type { Refusal, StampAction, Trail } from './ledger.rules.ts'
import type { BatchRecord, EventRecord } from './ledger.schema.ts'
import type { Occurrence, Wanted } from './occurrence.rules.ts'
import { type Range, sortRanges } from './ranges.rules.ts'

/** What the recording of an event asks of other features. */
export interface StampChecks {
  newId: () => string
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  lots: Pick<LotService, 'findLot'>
  assertDocument: DocumentService['assertDocument']
  postingMonthOf: (id: string, occurredOn: string, today: string, tx: Tx) => Promise<string>
  correctionMinutes: (tx: Tx) => Promise<number>
  /** Ranges of a batch that a live claim holds. */
  findClaimed: (batchId: number, tx: Tx) => Promise<readonly Range[]>
  /** Those of some voids of a batch, by `opId`, that another batch was issued for. */
  findReplaced: (batchId: number, opIds: readonly string[], tx: Tx) => Promise<ReadonlySet<string>>
  /** Ranges of a batch that handovers hold. */
  findHeld: (batchId: number, tx: Tx) => Promise<readonly (Range & { handoverId: string })[]>
}

/** What an enterprise records about the stamps it holds; the rest is an officer's. */
const ENTERPRISE_ACTIONS: ReadonlySet<StampAction> = new Set([
  'affix',
  'spoil',
  'lose',
  'find',
  'return',
  'correct',
])

/** Actions that take away what a claim may count. */
const UNCLAIMED_ONLY: ReadonlySet<StampAction> = new Set(['void', 'correct'])

/** The batch, where the caller may record this action on stamps of it. */
export async function assertStamps(
  parts: StampChecks,
  batchId: number,
  occurrence: Occurrence,
  tx: Tx,
  desk: Desk,
): Promise<BatchRecord> {
  const batch = desk.batchOf(batchId)
  if (batch === null || !maySee(tx.actor, batch.enterpriseId)) {
    throw notFound({ vi: 'đợt cấp tem này', en: 'such batch of stamps' })
  }
  const { action, lotId, handoverId } = occurrence
  // Who receives confirms a handover: an officer has decided what is delivered.
  const confirms = action === 'deliver' && handoverId !== null
  if (tx.actor.role === 'enterprise' && !confirms && !ENTERPRISE_ACTIONS.has(action)) {
    throw new AppError('forbidden', {
      vi: `Biến động "${action}" do cán bộ ghi.`,
      en: `The action "${action}" is recorded by an officer.`,
    })
  }
  await assertActive(parts, action, batch, tx, desk)
  if (lotId !== null) await assertLot(parts, lotId, batch, occurrence.occurredOn, tx, desk)
  return batch
}

/** Stamps go to, and onto the goods of, an enterprise whose registration is in force. */
async function assertActive(
  parts: StampChecks,
  action: StampAction,
  batch: BatchRecord,
  tx: Tx,
  desk: Desk,
): Promise<void> {
  if (action !== 'deliver' && action !== 'affix') return
  const { enterpriseId } = batch
  const enterprise = await desk.once(`enterprise ${enterpriseId}`, () =>
    parts.enterprises.findEnterprise(enterpriseId, tx),
  )
  if (enterprise?.status === 'approved') return
  const status = enterprise?.status ?? 'unknown'
  throw wrongState(status, {
    vi: `Cơ sở đang "${status}": không giao và không dán tem.`,
    en: `The enterprise is "${status}": no stamp is handed over or affixed.`,
  })
}

async function assertLot(
  parts: StampChecks,
  lotId: string,
  batch: BatchRecord,
  occurredOn: string | null,
  tx: Tx,
  desk: Desk,
): Promise<void> {
  const lot = await desk.once(`lot ${lotId}`, () => parts.lots.findLot(lotId, tx))
  if (lot === null || lot.productId !== batch.productId) {
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
  const { producedOn } = lot
  if (producedOn <= (occurredOn ?? localDateOf(tx.at))) return
  throw fieldError(
    'body.occurredOn',
    'date.before_lot',
    { vi: `Lô này sản xuất ngày ${producedOn}.`, en: `The lot was produced on ${producedOn}.` },
    { vi: 'Sửa ngày dán hoặc chọn đúng lô.', en: 'Correct the day, or choose the right lot.' },
  )
}

/** Ranges in order. @throws AppError 422 where one is beyond the batch or overlaps another */
export function checkRanges(given: Wanted['ranges'], batch: BatchRecord, field: string): Range[] {
  const beyond = given.findIndex(({ to }) => to >= batch.quantity)
  if (beyond >= 0) {
    throw fieldError(
      `${field}.${given[beyond]?.at ?? beyond}.to`,
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
    field,
    'range.overlap',
    {
      vi: `Dải ${sorted.overlap.from}–${sorted.overlap.to} chồng lên dải khác.`,
      en: `The range ${sorted.overlap.from}–${sorted.overlap.to} overlaps another.`,
    },
    { vi: 'Mỗi tem chỉ nêu một lần.', en: 'Name each stamp once.' },
  )
}

/** The day it happened: from the issue of the batch to today. */
export function checkDate(given: string | null, batch: BatchRecord, tx: Tx): string {
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

/** What others hold of the ranges: a handover any of them, a live claim what it counts. */
export async function findInTheWay(
  parts: StampChecks,
  batch: BatchRecord,
  ranges: readonly Range[],
  { action, handoverId }: Occurrence,
  tx: Tx,
  desk: Desk,
): Promise<Refusal[]> {
  const held = desk.headOf(batch._id).holds === 0 ? [] : await parts.findHeld(batch._id, tx)
  const foreign = held.filter((hold) => hold.handoverId !== handoverId)
  const claimed = UNCLAIMED_ONLY.has(action) ? await parts.findClaimed(batch._id, tx) : []
  return [...overlaps(ranges, foreign, 'held'), ...overlaps(ranges, claimed, 'claimed')]
}

/** Voids that a correction may not undo: as many stamps were issued in place of those. */
export async function findReplacedVoids(
  parts: Pick<StampChecks, 'findReplaced'>,
  batchId: number,
  trails: readonly Trail[],
  events: readonly Pick<EventRecord, 'seq' | 'opId'>[],
  tx: Tx,
): Promise<Refusal[]> {
  const voids = trails.filter(({ live }) => live.action === 'void')
  if (voids.length === 0) return []
  const opIds = new Map(events.map(({ seq, opId }) => [seq, opId]))
  const opIdOf = ({ live }: Trail): string => opIds.get(live.seq) ?? ''
  const replaced = await parts.findReplaced(batchId, [...new Set(voids.map(opIdOf))], tx)
  return voids
    .filter((trail) => replaced.has(opIdOf(trail)))
    .map(({ from, to, live }) => ({ from, to, state: 'replaced', seq: live.seq }))
}

function overlaps(ranges: readonly Range[], holds: readonly Range[], state: string): Refusal[] {
  return ranges.flatMap((range) =>
    holds
      .filter(({ from, to }) => from <= range.to && to >= range.from)
      .map(({ from, to }) => ({
        from: Math.max(from, range.from),
        to: Math.min(to, range.to),
        state,
      })),
  )
}

/** An enterprise corrects what it recorded itself, within the minutes of the settings. */
export async function assertOwnCorrection(
  parts: StampChecks,
  undone: readonly Trail[],
  tx: Tx,
): Promise<void> {
  if (tx.actor.role !== 'enterprise' || undone.length === 0) return
  const minutes = await parts.correctionMinutes(tx)
  const since = tx.at.getTime() - minutes * 60_000
  // What it confirmed of a handover stands on a paper that both have signed.
  const isOwn = ({ live }: Trail) =>
    live.byRole === 'enterprise' && live.action !== 'deliver' && live.recordedAt.getTime() >= since
  if (undone.every(isOwn)) return
  throw new AppError('forbidden', {
    vi: `Cơ sở chỉ tự sửa biến động do mình ghi trong ${minutes} phút gần đây; nhờ cán bộ sửa.`,
    en: `An enterprise corrects its own events of the last ${minutes} minutes; ask an officer.`,
  })
}
