import { z } from 'zod'
import { Id, instant, line, page, Revision, TextReply } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { batchNumber, index, state } from '../stamps/fields.schema.ts'
import { STATES } from '../stamps/ledger.rules.ts'
import { REASON_CODES } from './reason-codes.ts'

export const STATUSES = ['open', 'answered', 'confirmed', 'false_alarm'] as const
export type SuspicionStatus = (typeof STATUSES)[number]
export const FINDINGS = ['confirmed', 'false_alarm'] as const
export type Finding = (typeof FINDINGS)[number]

export const ANSWERS_MAX = 20

const ReasonRecord = z.object({
  code: z.enum(REASON_CODES),
  n: z.int(),
  since: z.date(),
  until: z.date(),
  regions: z.array(z.string()),
  states: z.array(z.enum(STATES)),
  affixedOn: z.string().nullable(),
  raisedAt: z.date(),
  /** What was found of it; null: not judged yet. */
  finding: z.enum(FINDINGS).nullable(),
})
export type ReasonRecord = z.infer<typeof ReasonRecord>

/** One stamp whose code was seen where, when or as often as one piece of goods is not. */
export const SuspicionRecord = z.object({
  _id: z.string(),
  /** batch number × 2^20 + index; one suspicion a stamp. */
  place: z.number(),
  enterpriseId: z.string(),
  productId: z.string(),
  status: z.enum(STATUSES),
  /** At most one of each code. */
  reasons: z.array(ReasonRecord),
  answers: z.array(z.object({ text: z.string(), by: z.string(), at: z.date() })),
  verdicts: z.array(
    z.object({ finding: z.enum(FINDINGS), reason: z.string(), by: z.string(), at: z.date() }),
  ),
  openedAt: z.date(),
  revision: z.int(),
})
export type SuspicionRecord = z.infer<typeof SuspicionRecord>

/** Of one reason, or of all suspicions: how often it was raised and judged. Kept as they change. */
export const FigureRecord = z.object({
  /** The code of a reason, or `all`. */
  _id: z.string(),
  opened: z.int(),
  confirmed: z.int(),
  falseAlarms: z.int(),
})
export type FigureRecord = z.infer<typeof FigureRecord>

const text = (description: string) => z.string().meta({ description })
const status = z
  .enum(STATUSES)
  .meta({ description: 'Mới, đã giải trình, xác nhận, báo nhầm', example: 'open' })
const finding = z
  .enum(FINDINGS)
  .meta({ description: 'Kết luận: xác nhận bất thường, hoặc báo nhầm', example: 'false_alarm' })
const code = z.enum(REASON_CODES).meta({ description: 'Dấu hiệu', example: 'pace_hour' })
const limit = z.int().meta({ description: 'Ngưỡng của dấu hiệu', example: 10 })

const ReasonView = z
  .strictObject({
    code,
    text: TextReply.meta({ description: 'Dấu hiệu bằng lời, kèm số liệu' }),
    n: z.int().meta({ description: 'Số đo được', example: 14 }),
    limit,
    since: instant('When it began'),
    until: instant('When it ended'),
    regions: z
      .array(
        z.strictObject({
          region: text('Mã tỉnh, hoặc mã nước'),
          name: text('Tên tỉnh'),
        }),
      )
      .meta({ description: 'Nơi liên quan' }),
    states: z.array(state).meta({ description: 'Trạng thái của tem khi được quét' }),
    affixedOn: LocalDate.nullable().meta({ description: 'Ngày kích hoạt, nếu liên quan' }),
    raisedAt: instant('When the register noticed it'),
    finding: finding.nullable().meta({ description: 'Kết luận về dấu hiệu này; null: chưa có' }),
  })
  .meta({ id: 'SuspicionReason', description: 'Một dấu hiệu bất thường' })

const by = text('Người ghi')

export const SuspicionView = z
  .strictObject({
    id: Id,
    serial: text('Số sê-ri của tem'),
    link: text('Đường dẫn trong mã QR'),
    batchId: batchNumber,
    index: index.meta({ description: 'Vị trí trong đợt, từ 0', example: 0 }),
    number: z.int().meta({ description: 'Số thứ tự in trên tem, từ 1', example: 1 }),
    enterpriseId: Id.meta({ description: 'Cơ sở' }),
    productId: Id.meta({ description: 'Sản phẩm' }),
    status,
    reasons: z.array(ReasonView).meta({ description: 'Các dấu hiệu' }),
    answers: z
      .array(z.strictObject({ text: text('Nội dung'), by, at: instant('When') }))
      .meta({ description: 'Giải trình của cơ sở, từ đầu' }),
    verdicts: z
      .array(z.strictObject({ finding, reason: text('Căn cứ'), by, at: instant('When') }))
      .meta({ description: 'Kết luận, từ đầu; dấu hiệu mới mở lại nghi vấn' }),
    openedAt: instant('When it was opened'),
    revision: Revision,
  })
  .meta({ id: 'Suspicion', description: 'Nghi vấn về một tem; không hiện trên trang công khai' })
export const SuspicionPage = page(SuspicionView, 'SuspicionPage')

export const SuspicionFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only of this enterprise' }),
  status: status.optional().meta({ description: 'Only in this state' }),
})

export const AnswerSuspicion = z
  .strictObject({
    text: line(2_000, 'Giải trình', 'Hộp mẫu trưng bày tại hội chợ Xuân, nhiều khách quét thử'),
  })
  .meta({ id: 'AnswerSuspicion', description: 'Giải trình của cơ sở' })
export type AnswerSuspicion = z.output<typeof AnswerSuspicion>

export const JudgeSuspicion = z
  .strictObject({
    finding,
    reason: line(2_000, 'Căn cứ của kết luận', 'Biên bản làm việc số 12 với cửa hàng'),
  })
  .meta({ id: 'JudgeSuspicion', description: 'Kết luận của cán bộ' })
export type JudgeSuspicion = z.output<typeof JudgeSuspicion>

const count = (description: string) => z.int().min(0).meta({ description, example: 8 })
const figures = {
  opened: count('Số lần mở'),
  open: count('Chưa kết luận'),
  confirmed: count('Đã xác nhận'),
  falseAlarms: count('Báo nhầm'),
  falseAlarmRate: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .meta({ description: 'Báo nhầm / đã kết luận; null: chưa kết luận lần nào', example: 0.25 }),
}

export const SuspicionFigures = z
  .strictObject({
    ...figures,
    reasons: z
      .array(
        z.strictObject({
          code,
          title: TextReply.meta({ description: 'Tên dấu hiệu' }),
          limit,
          why: text('Vì sao ngưỡng là số đó'),
          ...figures,
        }),
      )
      .meta({ description: 'Theo từng dấu hiệu' }),
  })
  .meta({ id: 'SuspicionFigures', description: 'Số liệu nghi vấn và tỷ lệ báo nhầm' })
export type SuspicionFigures = z.input<typeof SuspicionFigures>
