import { z } from 'zod'
import { instant, orNull, ruled } from '../../http/fields.ts'
import { contactFault } from './contact.rules.ts'
import { text, typedLine } from './report-fields.schema.ts'
import { REPORT_FINDINGS, reportKind, reportNumber, reportStatus } from './stamp-reports.schema.ts'

/** Bytes of a photo as it is sent, from a telephone. */
export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
export const CODE_LENGTH_MAX = 300
export const WORDS_LENGTH_MIN = 10
export const WORDS_LENGTH_MAX = 2_000
export const PLACE_LENGTH_MAX = 200
export const CONTACT_LENGTH_MAX = 100

/** A field of a form that is left empty is sent as an empty text. */
function optional<S extends z.ZodType<string, string>>(schema: S) {
  const { description, example } = schema.meta() ?? {}
  return schema
    .nullable()
    .default(null)
    .transform((value) => (value === '' ? null : value))
    .meta({ description, example })
}

// A link that leads here is never refused for what it fills in.
const lang = z
  .string()
  .optional()
  .catch(undefined)
  .transform((asked) => (asked === 'en' ? 'en' : 'vi'))
  .meta({ description: 'Ngôn ngữ của trang: en, còn lại là vi', example: 'en' })

export const ReportLanguage = z.object({ lang })

export const NewReportQuery = z.object({
  code: z
    .string()
    .optional()
    .catch(undefined)
    .transform((code) => (code ?? '').slice(0, CODE_LENGTH_MAX))
    .meta({ description: 'Mã trên tem, điền sẵn', example: '0000100000000000' }),
  lang,
})

/** 128 bits and more, in base64url. */
const formId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22,64}$/)
  .meta({
    description: 'Số ngẫu nhiên của biểu mẫu: gửi lại cùng số, cùng nội dung, vẫn là một phản ánh',
    example: 'mJ0b1nXyY3c6m0mZ1nq3Zg',
  })

export const SendReport = z
  .strictObject({
    formId: formId.nullable().default(null),
    kind: reportKind,
    code: optional(
      typedLine(0, CODE_LENGTH_MAX).meta({
        description: 'Mã trên tem: số sê-ri, mã đầy đủ hoặc đường dẫn',
        example: '0000100000000000',
      }),
    ),
    words: text(
      WORDS_LENGTH_MIN,
      WORDS_LENGTH_MAX,
      'Điều gì đã xảy ra',
      'Tem ghi vải thiều nhưng dán trên hộp thanh long.',
    ),
    place: typedLine(2, PLACE_LENGTH_MAX).meta({
      description: 'Nơi thấy: cửa hàng, chợ, trang bán hàng',
      example: 'Chợ An Dương, sạp 12',
    }),
    wardCode: optional(
      z
        .string()
        .regex(/^(?:\d{5})?$/)
        .meta({ description: 'Mã xã, phường nơi thấy', example: '11476' }),
    ),
    contact: optional(
      ruled(typedLine(0, CONTACT_LENGTH_MAX), contactFault).meta({
        description: 'Điện thoại hoặc thư điện tử, không bắt buộc; chỉ cán bộ xử lý xem được',
        example: '0912 345 678',
      }),
    ),
    website: z
      .literal('')
      .default('')
      .meta({ description: 'Để trống: chỉ chương trình gửi thư rác điền ô này' }),
  })
  .meta({ description: 'Phản ánh tem hoặc sản phẩm sai' })
export type SendReport = z.output<typeof SendReport>

/** 192 bits in base64url. */
const token = z
  .string()
  .regex(/^[A-Za-z0-9_-]{32}$/)
  .meta({ description: 'Mã riêng của người phản ánh', example: 'Zk3vQ8r1m0mZ1nq3ZgYh2WbXyY3c6m0a' })

export const ReportParams = z.strictObject({ token })

const dueAt = instant('When it is to be answered: 24 hours after it was received')

export const ReportReceipt = z
  .strictObject({
    number: reportNumber,
    token,
    statusUrl: z.string().meta({ description: 'Trang xem kết quả; chỉ người phản ánh có' }),
    dueAt,
  })
  .meta({ id: 'ReportReceipt', description: 'Phản ánh đã được nhận' })
export type ReportReceipt = z.output<typeof ReportReceipt>

export const QUESTIONS_MAX = 5

export const ReplyToQuestion = z
  .strictObject({
    question: z
      .string()
      .regex(/^[1-5]$/)
      .meta({ description: `Số thứ tự của câu hỏi, từ 1 đến ${QUESTIONS_MAX}`, example: '1' }),
    words: text(2, WORDS_LENGTH_MAX, 'Hồi đáp', 'Cửa hàng thứ hai bên trái cổng chợ.'),
  })
  .meta({ description: 'Hồi đáp câu hỏi của Sở' })
export type ReplyToQuestion = z.output<typeof ReplyToQuestion>

const plain = (description: string) => z.string().meta({ description })

/** What the reporter alone sees; nobody of the department is named. */
export const ReportState = z
  .strictObject({
    number: reportNumber,
    status: reportStatus,
    kind: reportKind,
    code: orNull(plain('Mã đã ghi')),
    words: plain('Lời phản ánh'),
    hasPhoto: z.boolean().meta({ description: 'Có ảnh kèm' }),
    receivedAt: instant('When it was received'),
    dueAt,
    isOverdue: z.boolean().meta({ description: 'Quá hạn mà chưa trả lời' }),
    exchanges: z
      .array(
        z.strictObject({
          question: plain('Câu hỏi của Sở'),
          at: instant('When it was asked'),
          reply: orNull(plain('Hồi đáp')),
          repliedAt: orNull(instant('When the reply was received')),
        }),
      )
      .meta({ description: 'Hỏi và đáp, từ đầu' }),
    verifiedAt: orNull(instant('When it was verified')),
    finding: z
      .enum(REPORT_FINDINGS)
      .nullable()
      .meta({ description: 'Kết quả xác minh; có cùng trả lời', example: 'confirmed' }),
    answer: orNull(plain('Trả lời của Sở')),
    answeredAt: orNull(instant('When it was answered')),
  })
  .meta({ id: 'ReportState', description: 'Phản ánh như người gửi xem' })
export type ReportState = z.input<typeof ReportState>
