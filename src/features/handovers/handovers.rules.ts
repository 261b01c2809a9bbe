import { AppError, fieldError, wrongState } from '../../errors.ts'
import { isSamePerson } from '../shared/person.rules.ts'
import type { BatchRecord } from '../stamps/ledger.schema.ts'
import { type Range, sizeOf } from '../stamps/ranges.rules.ts'
import type { HandoverRecord } from './handovers.schema.ts'

/** Ranges of one batch that may wait for a confirmation: each event on the batch reads them. */
const BATCH_HOLDS_MAX = 1_000

/** What handovers name: a range of a batch. */
export type HandedRange = Range & { batchId: number }

/** @throws AppError 422 naming the first range that is not of a batch of the enterprise */
export function assertRanges(
  ranges: readonly HandedRange[],
  batches: readonly BatchRecord[],
  enterpriseId: string,
): void {
  const batchOf = new Map(batches.map((batch) => [batch._id, batch]))
  for (const [at, { batchId, to }] of ranges.entries()) {
    const batch = batchOf.get(batchId)
    if (batch?.enterpriseId !== enterpriseId) throw foreign(at, batchId)
    if (to >= batch.quantity) throw beyond(at, batch)
  }
}

function foreign(at: number, batchId: number): AppError {
  return fieldError(
    `body.ranges.${at}`,
    'range.other_enterprise',
    {
      vi: `Đợt ${batchId} không phải tem cấp cho cơ sở này.`,
      en: `Batch ${batchId} was not issued to this enterprise.`,
    },
    {
      vi: 'Chỉ bàn giao tem đã cấp cho chính cơ sở nhận.',
      en: 'Hand over stamps that were issued to the enterprise that receives.',
    },
  )
}

function beyond(at: number, { _id, quantity }: BatchRecord): AppError {
  return fieldError(
    `body.ranges.${at}.to`,
    'range.beyond',
    {
      vi: `Đợt ${_id} chỉ có tem 0 đến ${quantity - 1}.`,
      en: `Batch ${_id} has the stamps 0 to ${quantity - 1}.`,
    },
    { vi: 'Sửa tem cuối của dải.', en: 'Correct the last stamp of the range.' },
  )
}

/** @throws AppError 422 for a day that is to come, or before the issue of one of the batches */
export function assertHandedOn(
  handedOn: string,
  batches: readonly BatchRecord[],
  today: string,
): void {
  const issuedOn =
    batches
      .map((batch) => batch.issuedOn)
      .sort()
      .at(-1) ?? today
  if (handedOn <= today && handedOn >= issuedOn) return
  throw fieldError(
    'body.handedOn',
    'date.range',
    {
      vi: `Ngày bàn giao phải từ ngày cấp tem ${issuedOn} đến hôm nay ${today}.`,
      en: `The day must lie between the issue on ${issuedOn} and today, ${today}.`,
    },
    { vi: 'Ghi đúng ngày đã giao tem.', en: 'Give the day on which the stamps were handed over.' },
  )
}

/** @throws AppError 409 where a batch has as many ranges waiting as it may */
export function assertRoomForHolds(
  wanted: ReadonlyMap<number, readonly Range[]>,
  holdsOf: (batchId: number) => number,
): void {
  for (const [batchId, ranges] of wanted) {
    const holds = holdsOf(batchId)
    if (holds + ranges.length <= BATCH_HOLDS_MAX) continue
    throw wrongState('too_many_holds', {
      vi: `Đợt ${batchId} có ${holds} dải chờ xác nhận bàn giao; tối đa ${BATCH_HOLDS_MAX}.`,
      en: `Batch ${batchId} has ${holds} ranges to be confirmed; at most ${BATCH_HOLDS_MAX}.`,
    })
  }
}

/** @throws AppError 409 for a handover that was confirmed or cancelled */
export function assertPrepared({ status, number }: HandoverRecord): void {
  if (status === 'prepared') return
  const undo =
    status === 'confirmed'
      ? {
          vi: ' Tem đã giao: sửa sai (correct) hoặc trả lại tem (return).',
          en: ' Its stamps are delivered: correct the event, or return them.',
        }
      : { vi: '', en: '' }
  throw wrongState(status, {
    vi: `Biên bản ${number} đang "${status}"; bước này cần: prepared.${undo.vi}`,
    en: `The handover ${number} is "${status}"; this step needs: prepared.${undo.en}`,
  })
}

/**
 * Who gave does not confirm the receipt; an officer confirms for the enterprise on paper only.
 * @throws AppError 403 for the person who gave or prepared, 422 for an officer without minutes
 */
export function assertConfirmation(
  handover: HandoverRecord,
  documentId: string | null,
  actor: { person: string; role: string },
): void {
  const { giver, createdBy } = handover
  if ([giver, createdBy].some((name) => isSamePerson(name, actor.person))) {
    throw new AppError('forbidden', {
      vi: `${actor.person} là bên giao; bên nhận hoặc một cán bộ khác phải xác nhận.`,
      en: `${actor.person} is the side that gave; the receiver or another officer must confirm.`,
    })
  }
  if (actor.role === 'enterprise' || documentId !== null) return
  throw fieldError(
    'body.documentId',
    'handover.minutes',
    {
      vi: 'Cán bộ xác nhận thay cơ sở phải nêu biên bản giấy đã ký.',
      en: 'An officer who confirms for the enterprise names the signed minutes.',
    },
    {
      vi: 'Nhập biên bản (loại minutes) tại /documents rồi nêu documentId.',
      en: 'Record the minutes at /documents and name its id as documentId.',
    },
  )
}

/** The ranges by their batch, both ascending. */
export function byBatch<R extends HandedRange>(ranges: readonly R[]): Map<number, R[]> {
  const sorted = [...ranges].sort((a, b) => a.batchId - b.batchId || a.from - b.from)
  const grouped = new Map<number, R[]>()
  for (const range of sorted) {
    const own = grouped.get(range.batchId)
    if (own === undefined) grouped.set(range.batchId, [range])
    else own.push(range)
  }
  return grouped
}

/** How many stamps ranges hold. */
export function countStamps(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + sizeOf(range), 0)
}
