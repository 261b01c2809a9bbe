import { z } from 'zod'
import { Id, instant, line, page, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { ACTIONS, STATES, TRANSITIONS } from './ledger.rules.ts'
import { BATCH_NUMBER_MAX, BATCH_STAMPS_MAX } from './serial.rules.ts'

export const KEY_KINDS = ['GTIN', 'GDTI'] as const

/** A batch never changes after its issue: copies of the service may keep it in memory. */
export const BatchRecord = z.object({
  /** Number of the batch in the register, also the first five characters of its serials. */
  _id: z.int(),
  enterpriseId: z.string(),
  productId: z.string(),
  productGroup: z.string(),
  key: z.string(),
  keyKind: z.enum(KEY_KINDS),
  quantity: z.int(),
  /** Version of the secret in the tags of its serials. */
  keyVersion: z.int(),
  issuedOn: z.string(),
  issuedAt: z.date(),
  issuedBy: z.string(),
})
export type BatchRecord = z.infer<typeof BatchRecord>

/**
 * Every writer of a batch passes here: seq numbers its events, revision its requests, claims
 * the claims that looked at it.
 */
export const HeadRecord = z.object({
  _id: z.int(),
  seq: z.int(),
  revision: z.int(),
  claims: z.int(),
})

const facts = {
  state: z.enum(STATES),
  lotId: z.string().nullable(),
  deliveredOn: z.string().nullable(),
  affixedOn: z.string().nullable(),
}

export const SegmentRecord = z.object({
  /** batch number × 2^20 + from: where the segment begins in the whole register. */
  _id: z.number(),
  batchId: z.int(),
  from: z.int(),
  to: z.int(),
  enterpriseId: z.string(),
  ...facts,
})
export type SegmentRecord = z.infer<typeof SegmentRecord>

/** A fact about a range of one batch whose stamps had the same facts before. Append-only. */
export const EventRecord = z.object({
  _id: z.string(),
  batchId: z.int(),
  seq: z.int(),
  /** Common to the events that one request wrote. */
  opId: z.string(),
  action: z.enum(['issue', ...ACTIONS]),
  from: z.int(),
  to: z.int(),
  n: z.int(),
  prev: z.object(facts).nullable(),
  next: z.object(facts),
  occurredOn: z.string(),
  recordedAt: z.date(),
  enterpriseId: z.string(),
  productGroup: z.string(),
  reason: z.string().nullable(),
  documentId: z.string().nullable(),
  by: z.string(),
})
export type EventRecord = z.infer<typeof EventRecord>

const batchNumber = z
  .int()
  .min(1)
  .max(BATCH_NUMBER_MAX)
  .meta({ description: 'Số của đợt cấp tem', example: 1 })
const index = z
  .int()
  .min(0)
  .max(BATCH_STAMPS_MAX - 1)
const quantity = z.int().min(1).max(BATCH_STAMPS_MAX)

export const IssueStamps = z
  .strictObject({
    enterpriseId: Id.meta({ description: 'Cơ sở nhận tem' }),
    productId: Id.meta({ description: 'Sản phẩm sẽ mang tem' }),
    quantity: quantity.meta({ description: 'Số tem', example: 100 }),
  })
  .meta({ id: 'IssueStamps', description: 'Cấp một đợt tem' })
export type IssueStamps = z.output<typeof IssueStamps>

const reasons = [...new Set(Object.values(TRANSITIONS).flatMap(({ reasons }) => reasons ?? []))]

export const EVENT_RANGES_MAX = 200

export const RecordStampEvent = ruled(
  z.strictObject({
    action: z.enum(ACTIONS).meta({ description: 'Biến động', example: 'affix' }),
    ranges: z
      .array(
        ruled(
          z.strictObject({
            from: index.meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
            to: index.meta({ description: 'Tem cuối, tính cả nó', example: 19 }),
          }),
          ({ from, to }) =>
            from <= to
              ? null
              : {
                  rule: 'range.order',
                  reason: { vi: '"from" lớn hơn "to".', en: 'from is greater than to.' },
                  remedy: { vi: 'Đổi chỗ hai số.', en: 'Swap the two.' },
                },
        ),
      )
      .min(1)
      .max(EVENT_RANGES_MAX)
      .meta({ description: `Các dải tem, không quá ${EVENT_RANGES_MAX}` }),
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
    documentId: Id.nullable().default(null).meta({ description: 'Biên bản kèm theo' }),
  }),
  ({ action, lotId, reason }) => {
    const { needsLot, reasons } = TRANSITIONS[action]
    if (needsLot !== (lotId !== null)) {
      return {
        rule: 'event.lot',
        reason: needsLot
          ? { vi: 'Kích hoạt tem phải nêu lô hàng.', en: 'Affixing needs a lot.' }
          : { vi: 'Biến động này không gắn lô hàng.', en: 'This action takes no lot.' },
        remedy: { vi: 'Sửa trường "lotId".', en: 'Correct lotId.' },
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
  },
).meta({ id: 'RecordStampEvent', description: 'Một biến động của các dải tem trong một đợt' })
export type RecordStampEvent = z.output<typeof RecordStampEvent>

const state = z.enum(STATES).meta({ description: 'Trạng thái của tem', example: 'affixed' })
const factsView = {
  state,
  lotId: z.string().nullable().meta({ description: 'Lô hàng' }),
  deliveredOn: LocalDate.nullable().meta({ description: 'Ngày giao tem' }),
  affixedOn: LocalDate.nullable().meta({ description: 'Ngày kích hoạt' }),
}

export const BatchView = z
  .strictObject({
    id: batchNumber,
    enterpriseId: z.string().meta({ description: 'Cơ sở' }),
    productId: z.string().meta({ description: 'Sản phẩm' }),
    key: z.string().meta({ description: 'GTIN-14 hoặc GDTI-13', example: '09520009900015' }),
    keyKind: z.enum(KEY_KINDS).meta({ description: 'Loại mã' }),
    quantity: quantity.meta({ description: 'Số tem' }),
    keyVersion: z.int().meta({ description: 'Phiên bản khóa bí mật của đợt' }),
    firstSerial: z.string().meta({ description: 'Số sê-ri đầu' }),
    lastSerial: z.string().meta({ description: 'Số sê-ri cuối' }),
    issuedOn: LocalDate.meta({ description: 'Ngày cấp' }),
    issuedBy: z.string().meta({ description: 'Người cấp' }),
  })
  .meta({ id: 'StampBatch', description: 'Đợt cấp tem' })
export const BatchPage = page(BatchView, 'StampBatchPage')

export const SegmentView = z
  .strictObject({
    from: index.meta({ description: 'Tem đầu, từ 0' }),
    to: index.meta({ description: 'Tem cuối' }),
    ...factsView,
  })
  .meta({ id: 'StampSegment', description: 'Dải tem cùng trạng thái' })
export const SegmentPage = page(SegmentView, 'StampSegmentPage')

export const EventView = z
  .strictObject({
    batchId: batchNumber,
    seq: z.int().meta({ description: 'Thứ tự trong đợt, không có khoảng trống' }),
    opId: z.string().meta({ description: 'Chung cho các biến động của một yêu cầu' }),
    action: z.enum(['issue', ...ACTIONS]).meta({ description: 'Biến động' }),
    from: index.meta({ description: 'Tem đầu' }),
    to: index.meta({ description: 'Tem cuối' }),
    n: quantity.meta({ description: 'Số tem' }),
    previousState: state.nullable().meta({ description: 'Trạng thái trước' }),
    nextState: state,
    lotId: z.string().nullable().meta({ description: 'Lô hàng' }),
    occurredOn: LocalDate.meta({ description: 'Ngày xảy ra' }),
    recordedAt: instant('When it was written'),
    reason: z.string().nullable().meta({ description: 'Lý do' }),
    documentId: z.string().nullable().meta({ description: 'Biên bản' }),
    by: z.string().meta({ description: 'Người ghi' }),
  })
  .meta({ id: 'StampEvent', description: 'Biến động tem' })
export const EventPage = page(EventView, 'StampEventPage')

export const RecordedView = z
  .strictObject({
    batchId: batchNumber,
    stamps: z.int().meta({ description: 'Số tem đã đổi trạng thái', example: 20 }),
    events: z.array(EventView).meta({ description: 'Các biến động đã ghi' }),
  })
  .meta({ id: 'RecordedStampEvents', description: 'Kết quả ghi biến động' })

export const StampView = z
  .strictObject({
    serial: z.string().meta({ description: 'Số sê-ri' }),
    link: z.string().meta({ description: 'Đường dẫn trong mã QR' }),
    batchId: batchNumber,
    index: index.meta({ description: 'Vị trí trong đợt, từ 0' }),
    number: z.int().meta({ description: 'Số thứ tự in trên tem, từ 1' }),
    enterpriseId: z.string().meta({ description: 'Cơ sở' }),
    productId: z.string().meta({ description: 'Sản phẩm' }),
    ...factsView,
    events: z.array(EventView).meta({ description: 'Biến động của tem này' }),
  })
  .meta({ id: 'Stamp', description: 'Một tem, cho cán bộ và cơ sở của nó' })

export const BatchParams = z.strictObject({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(BATCH_NUMBER_MAX)
    .meta({ description: 'Số của đợt cấp tem', example: 1 }),
})
export const CodeParams = z.strictObject({
  code: line(300, 'Mã in trên tem: số sê-ri, mã đầy đủ hoặc đường dẫn', '0000100000000000'),
})
export const BatchFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Chỉ của cơ sở này' }),
})
