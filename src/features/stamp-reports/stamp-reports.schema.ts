import { z } from 'zod'
import { Id, instant, line, orNull, page, Revision } from '../../http/fields.ts'
import { batchNumber, index } from '../stamps/fields.schema.ts'
import { text } from './report-fields.schema.ts'

export const REPORT_KINDS = [
  'unknown_code',
  'other_product',
  'reused_stamp',
  'bad_goods',
  'other',
] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

/**
 * The way of a report: NĐ 37/2026/NĐ-CP, Art. 19(4) has the authority receive it, verify it and
 * deal with it. `replied`: the reporter has answered the question of the department.
 */
export const REPORT_STATUSES = ['received', 'asked', 'replied', 'verified', 'answered'] as const
export type ReportStatus = (typeof REPORT_STATUSES)[number]

export const REPORT_FINDINGS = ['confirmed', 'unfounded', 'undetermined'] as const
export type ReportFinding = (typeof REPORT_FINDINGS)[number]

const LANGUAGES = ['vi', 'en'] as const

const by = { at: z.date(), by: z.string() }

export const StampReportRecord = z.object({
  _id: z.string(),
  number: z.string(),
  /** SHA-256 of the form's number: the same form again is the same report. */
  formHash: z.string(),
  /** Tells another content under the same form; keyed with the form, which is not kept. */
  contentHash: z.string(),
  /** With the form's number, which is not kept, it gives the reporter's token. */
  salt: z.string(),
  /** SHA-256 of the token. */
  tokenHash: z.string(),
  kind: z.enum(REPORT_KINDS),
  /** The code as it was typed. */
  code: z.string().nullable(),
  words: z.string(),
  place: z.string(),
  wardCode: z.string().nullable(),
  language: z.enum(LANGUAGES),
  hasContact: z.boolean(),
  /** Telephone or e-mail; null where none was left, and once it is erased. */
  contact: z.string().nullable(),
  /** When the contact is to be erased; null where none was left, and once it is done. */
  eraseAt: z.date().nullable(),
  photo: z
    .object({ sha256: z.string(), bytes: z.int(), width: z.int(), height: z.int() })
    .nullable(),
  /** What the code names in this register; null: nothing that is known. */
  batchId: z.int().nullable(),
  index: z.int().nullable(),
  productId: z.string().nullable(),
  enterpriseId: z.string().nullable(),
  status: z.enum(REPORT_STATUSES),
  isOpen: z.boolean(),
  receivedAt: z.date(),
  dueAt: z.date(),
  exchanges: z.array(
    z.object({
      question: z.string(),
      ...by,
      reply: z.string().nullable(),
      repliedAt: z.date().nullable(),
    }),
  ),
  verification: z.object({ finding: z.enum(REPORT_FINDINGS), note: z.string(), ...by }).nullable(),
  answer: z.object({ text: z.string(), ...by }).nullable(),
  /** Minutes from receipt to answer. */
  answerMinutes: z.int().nullable(),
  revision: z.int(),
})
export type StampReportRecord = z.infer<typeof StampReportRecord>

export const AskReporter = z
  .strictObject({
    question: text(10, 1_000, 'Câu hỏi gửi người phản ánh', 'Cửa hàng ở số mấy trong chợ?'),
  })
  .meta({ id: 'AskReporter', description: 'Hỏi thêm người phản ánh' })

export const VerifyReport = z
  .strictObject({
    finding: z.enum(REPORT_FINDINGS).meta({
      description: 'Kết quả xác minh: đúng, không đúng, chưa đủ căn cứ',
      example: 'confirmed',
    }),
    note: line(500, 'Đã xác minh thế nào; nội bộ', 'Kiểm tra tại cửa hàng, biên bản 12/BB-TTr'),
  })
  .meta({ id: 'VerifyReport', description: 'Ghi kết quả xác minh' })
export type VerifyReport = z.output<typeof VerifyReport>

export const AnswerReport = z
  .strictObject({
    answer: text(
      10,
      2_000,
      'Trả lời người phản ánh',
      'Tem đã bị hủy vì dán sai. Cửa hàng đã thu lại hàng.',
    ),
  })
  .meta({ id: 'AnswerReport', description: 'Trả lời và kết thúc một phản ánh' })

const plain = (description: string, example?: string) =>
  z.string().meta({ description, ...(example === undefined ? {} : { example }) })

export const reportNumber = plain('Số phản ánh', 'PA-2026-000123')
export const reportKind = z.enum(REPORT_KINDS).meta({
  description:
    'Điều sai: mã sai hoặc không có, tem trên sản phẩm khác, tem dùng lại hoặc hỏng, ' +
    'hàng kém, điều khác',
  example: 'other_product',
})
export const reportStatus = z.enum(REPORT_STATUSES).meta({
  description: 'Đã nhận, đã hỏi thêm, đã có hồi đáp, đã xác minh, đã trả lời',
  example: 'received',
})
const finding = z.enum(REPORT_FINDINGS).meta({ description: 'Kết quả xác minh' })

const summary = {
  id: Id,
  number: reportNumber,
  kind: reportKind,
  status: reportStatus,
  receivedAt: instant('When it was received'),
  dueAt: instant('When it is to be answered: 24 hours after it was received'),
  isOverdue: z.boolean().meta({ description: 'Quá hạn mà chưa trả lời' }),
  code: orNull(plain('Mã như người phản ánh ghi')),
  place: plain('Nơi thấy', 'Chợ An Dương, sạp 12'),
  wardCode: orNull(plain('Mã xã, phường nơi thấy', '11476')),
  batchId: orNull(batchNumber.meta({ description: 'Đợt cấp tem mà mã nêu' })),
  index: orNull(index.meta({ description: 'Số thứ tự của tem trong đợt, đếm từ 0', example: 0 })),
  productId: orNull(Id.meta({ description: 'Sản phẩm mà mã nêu' })),
  enterpriseId: orNull(Id.meta({ description: 'Cơ sở mà mã nêu' })),
  hasPhoto: z.boolean().meta({ description: 'Có ảnh kèm' }),
  hasContact: z.boolean().meta({ description: 'Người phản ánh có để lại liên hệ' }),
  language: z.enum(LANGUAGES).meta({ description: 'Ngôn ngữ của người phản ánh', example: 'vi' }),
  answeredAt: orNull(instant('When it was answered')),
  revision: Revision,
}

const StampReportSummary = z
  .strictObject(summary)
  .meta({ id: 'StampReportSummary', description: 'Phản ánh, không kèm lời và liên hệ' })
export const StampReportPage = page(StampReportSummary, 'StampReportPage')
export type StampReportSummary = z.input<typeof StampReportSummary>

export const StampReportView = z
  .strictObject({
    ...summary,
    words: plain('Lời phản ánh'),
    contact: orNull(
      plain(
        'Liên hệ; chỉ cán bộ xem được, xóa 90 ngày sau khi trả lời, chậm nhất một năm',
        '0912 345 678',
      ),
    ),
    exchanges: z
      .array(
        z.strictObject({
          question: plain('Câu hỏi của Sở'),
          at: instant('When it was asked'),
          by: plain('Người hỏi'),
          reply: orNull(plain('Hồi đáp của người phản ánh')),
          repliedAt: orNull(instant('When the reporter replied')),
        }),
      )
      .meta({ description: 'Hỏi và đáp, từ đầu' }),
    verification: z
      .strictObject({
        finding,
        note: plain('Đã xác minh thế nào'),
        at: instant('When it was verified'),
        by: plain('Người xác minh'),
      })
      .nullable()
      .meta({ description: 'Kết quả xác minh' }),
    answer: z
      .strictObject({
        text: plain('Trả lời'),
        at: instant('When it was answered'),
        by: plain('Người trả lời'),
      })
      .nullable()
      .meta({ description: 'Trả lời' }),
  })
  .meta({ id: 'StampReport', description: 'Phản ánh tem hoặc sản phẩm sai' })
export type StampReportView = z.input<typeof StampReportView>

const yesNo = z.enum(['true', 'false'])

export const StampReportFilter = z.strictObject({
  status: reportStatus.optional().meta({ description: 'Only reports in this state' }),
  open: yesNo
    .optional()
    .meta({ description: 'true: only those not yet answered; false: only the others' }),
  overdue: z
    .literal('true')
    .optional()
    .meta({ description: 'Only those not answered in time', example: 'true' }),
  number: z
    .string()
    .regex(/^PA-\d{4}-\d{6,9}$/)
    .optional()
    .meta({ description: 'Only the report of this number', example: 'PA-2026-000123' }),
  enterpriseId: Id.optional().meta({ description: 'Only reports on stamps of this enterprise' }),
  productId: Id.optional().meta({ description: 'Only reports on stamps of this product' }),
})
export type StampReportFilter = z.output<typeof StampReportFilter>

const count = (description: string) => z.int().min(0).meta({ description, example: 3 })

export const StampReportFigures = z
  .strictObject({
    byStatus: z
      .strictObject({
        received: count('Đã nhận, chưa xử lý'),
        asked: count('Chờ người phản ánh hồi đáp'),
        replied: count('Đã có hồi đáp'),
        verified: count('Đã xác minh, chưa trả lời'),
        answered: count('Đã trả lời'),
      })
      .meta({ description: 'Số phản ánh theo trạng thái' }),
    overdue: count('Quá hạn mà chưa trả lời'),
    answeredLate: count('Đã trả lời, nhưng quá 24 giờ'),
    medianAnswerMinutes: z
      .number()
      .nullable()
      .meta({ description: 'Trung vị số phút từ lúc nhận đến lúc trả lời', example: 312 }),
  })
  .meta({ id: 'StampReportFigures', description: 'Phản ánh bằng số' })
