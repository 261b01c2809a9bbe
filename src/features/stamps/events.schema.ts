import { z } from 'zod'
import { Id, instant, orNull, page, type RuleFault, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { batchNumber, index, orderFault, quantity, state } from './fields.schema.ts'
import { ACTIONS, type StampAction, TRANSITIONS } from './ledger.rules.ts'

export const EVENT_RANGES_MAX = 200
export const EVENT_SERIALS_MAX = 1_000

const reasons = [...new Set(Object.values(TRANSITIONS).flatMap(({ reasons }) => reasons ?? []))]

/** As people type or scan it: blanks, hyphens and case are forgiven. */
const serial = z.string().min(1).max(300).meta({
  description: 'Số sê-ri in dưới mã QR, hoặc mã quét được',
  example: '0000 1000 0ABC DEFG',
})

/** A range by indexes from 0, or by the serials printed on its first and last stamp. */
const rangeFields = {
  from: index.optional().meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
  to: index.optional().meta({ description: 'Tem cuối, tính cả nó', example: 19 }),
  firstSerial: serial.optional().meta({ description: 'Số sê-ri của tem đầu' }),
  lastSerial: serial.optional().meta({ description: 'Số sê-ri của tem cuối' }),
}
export interface RangeInput {
  batchId?: number | undefined
  from?: number | undefined
  to?: number | undefined
  firstSerial?: string | undefined
  lastSerial?: string | undefined
}

function rangeFault(range: RangeInput, needsBatch: boolean): RuleFault | null {
  const { from, to, firstSerial, lastSerial, batchId } = range
  const hasIndexes = from !== undefined && to !== undefined
  const hasSerials = firstSerial !== undefined && lastSerial !== undefined
  const mixed = [from, to, firstSerial, lastSerial].filter((part) => part !== undefined).length > 2
  if (mixed || hasIndexes === hasSerials || (needsBatch && hasIndexes && batchId === undefined)) {
    const pair = needsBatch ? 'batchId, from, to' : 'from, to'
    return {
      rule: 'range.ends',
      reason: { vi: 'Dải tem chưa rõ hai đầu.', en: 'The two ends of the range are not clear.' },
      remedy: {
        vi: `Nêu (${pair}) hoặc (firstSerial, lastSerial).`,
        en: `Give (${pair}) or (firstSerial, lastSerial).`,
      },
    }
  }
  return orderFault(range)
}

const rangesMeta = { description: `Các dải tem, không quá ${EVENT_RANGES_MAX}` }
const ranges = z
  .array(ruled(z.strictObject(rangeFields), (range) => rangeFault(range, false)))
  .min(1)
  .max(EVENT_RANGES_MAX)
  .meta(rangesMeta)
export const batchRanges = z
  .array(
    ruled(
      z.strictObject({
        batchId: batchNumber
          .optional()
          .meta({ description: 'Số của đợt; theo sê-ri nếu bỏ trống' }),
        ...rangeFields,
      }),
      (range) => rangeFault(range, true),
    ),
  )
  .min(1)
  .max(EVENT_RANGES_MAX)
  .meta(rangesMeta)

const changeFields = {
  action: z.enum(ACTIONS).meta({ description: 'Biến động', example: 'affix' }),
  occurredOn: LocalDate.nullable()
    .default(null)
    .meta({ description: 'Ngày xảy ra; bỏ trống là hôm nay' }),
  lotId: Id.nullable().default(null).meta({ description: 'Lô hàng (bắt buộc khi kích hoạt)' }),
  reason: z
    .string()
    .max(40)
    .nullable()
    .default(null)
    .meta({ description: `Lý do: ${reasons.join(', ')}`, example: 'torn' }),
  documentId: Id.nullable()
    .default(null)
    .meta({ description: 'Biên bản kèm theo (bắt buộc khi nộp lại tem hỏng và khi tiêu hủy)' }),
}

interface ChangeInput {
  action: StampAction
  lotId: string | null
  reason: string | null
  documentId: string | null
}

function changeFault({ action, lotId, reason, documentId }: ChangeInput): RuleFault | null {
  const { needsLot = false, needsMinutes = false, reasons } = TRANSITIONS[action]
  if (needsLot !== (lotId !== null)) {
    return {
      rule: 'event.lot',
      reason: needsLot
        ? { vi: 'Kích hoạt tem phải nêu lô hàng.', en: 'Affixing needs a lot.' }
        : { vi: 'Biến động này không gắn lô hàng.', en: 'This action takes no lot.' },
      remedy: { vi: 'Sửa trường "lotId".', en: 'Correct lotId.' },
    }
  }
  if (needsMinutes && documentId === null) {
    return {
      rule: 'event.minutes',
      reason: { vi: 'Biến động này phải có biên bản.', en: 'This action needs its minutes.' },
      remedy: {
        vi: 'Nhập biên bản tại /documents rồi nêu documentId.',
        en: 'Record the minutes at /documents and name its id as documentId.',
      },
    }
  }
  if (reasons === null ? reason === null : reasons.includes(reason ?? '')) return null
  return {
    rule: 'event.reason',
    reason: { vi: 'Lý do không có trong bảng.', en: 'The reason is not in the table.' },
    remedy: {
      vi: reasons === null ? 'Bỏ trường "reason".' : `Chọn: ${reasons.join(', ')}.`,
      en: reasons === null ? 'Leave reason out.' : `Choose: ${reasons.join(', ')}.`,
    },
  }
}

export const RecordStampEvent = ruled(
  z.strictObject({
    ...changeFields,
    ranges,
    seq: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ description: 'Chỉ khi sửa sai (correct): số của biến động cần hủy tác dụng' }),
  }),
  (body) =>
    body.seq === null || body.action === 'correct'
      ? changeFault(body)
      : {
          rule: 'event.seq',
          reason: { vi: '"seq" chỉ dùng khi sửa sai.', en: 'seq belongs to a correction only.' },
          remedy: { vi: 'Bỏ trường "seq".', en: 'Leave seq out.' },
        },
).meta({ id: 'RecordStampEvent', description: 'Một biến động của các dải tem trong một đợt' })
export type RecordStampEvent = z.output<typeof RecordStampEvent>

export const RecordProductStampEvent = ruled(
  z.strictObject({
    enterpriseId: Id.meta({ description: 'Cơ sở giữ tem' }),
    productId: Id.meta({ description: 'Sản phẩm mang tem' }),
    ...changeFields,
    next: quantity
      .optional()
      .meta({ description: 'Lấy từng này tem đã giao kế tiếp, qua các đợt', example: 20 }),
    ranges: batchRanges.optional(),
    serials: z
      .array(serial)
      .min(1)
      .max(EVENT_SERIALS_MAX)
      .optional()
      .meta({ description: `Từng số sê-ri, không quá ${EVENT_SERIALS_MAX}` }),
  }),
  (body) => {
    const { next, ranges, serials, action } = body
    const ways = [next, ranges, serials].filter((way) => way !== undefined).length
    if (ways !== 1) {
      return {
        rule: 'event.stamps',
        reason: { vi: 'Chưa rõ tem nào.', en: 'It is not clear which stamps are meant.' },
        remedy: {
          vi: 'Nêu đúng một trong: next, ranges, serials.',
          en: 'Give exactly one of: next, ranges, serials.',
        },
      }
    }
    if (next !== undefined && (!TRANSITIONS[action].from.includes('delivered') || isUndo(action))) {
      return {
        rule: 'event.next',
        reason: { vi: '"next" lấy tem đã giao.', en: 'next takes delivered stamps.' },
        remedy: { vi: 'Nêu dải hoặc số sê-ri.', en: 'Give ranges or serials.' },
      }
    }
    return changeFault(body)
  },
).meta({
  id: 'RecordProductStampEvent',
  description: 'Một biến động của tem một sản phẩm, qua các đợt',
})
export type RecordProductStampEvent = z.output<typeof RecordProductStampEvent>

function isUndo(action: StampAction): boolean {
  return TRANSITIONS[action].to === null
}

export const EventView = z
  .strictObject({
    batchId: batchNumber,
    seq: z.int().meta({ description: 'Thứ tự trong đợt, không có khoảng trống' }),
    opId: z.string().meta({ description: 'Chung cho các biến động của một yêu cầu' }),
    action: z.enum(['issue', ...ACTIONS]).meta({ description: 'Biến động' }),
    from: index.meta({ description: 'Tem đầu' }),
    to: index.meta({ description: 'Tem cuối' }),
    n: quantity.meta({ description: 'Số tem' }),
    previousState: orNull(state),
    nextState: state,
    lotId: z.string().nullable().meta({ description: 'Lô hàng' }),
    undoes: z.int().nullable().meta({ description: 'Biến động mà lần sửa sai này hủy tác dụng' }),
    occurredOn: LocalDate.meta({ description: 'Ngày xảy ra' }),
    postingMonth: z
      .string()
      .meta({ description: 'Tháng của thẻ kho ghi nhận nó', example: '2024-05' }),
    late: z.boolean().meta({ description: 'Ghi muộn: tháng của ngày xảy ra đã chốt sổ' }),
    recordedAt: instant('When it was written'),
    reason: z.string().nullable().meta({ description: 'Lý do' }),
    documentId: z.string().nullable().meta({ description: 'Biên bản' }),
    handoverId: z.string().nullable().meta({ description: 'Biên bản bàn giao' }),
    by: z.string().meta({ description: 'Người ghi' }),
  })
  .meta({ id: 'StampEvent', description: 'Biến động tem' })
export const EventPage = page(EventView, 'StampEventPage')

export const RecordedView = z
  .strictObject({
    opId: z.string().meta({ description: 'Mã của lần ghi' }),
    stamps: z.int().meta({ description: 'Số tem đã đổi trạng thái', example: 20 }),
    events: z.array(EventView).meta({ description: 'Các biến động đã ghi' }),
  })
  .meta({ id: 'RecordedStampEvents', description: 'Kết quả ghi biến động' })
