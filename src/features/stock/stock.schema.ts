import { z } from 'zod'
import { Id, instant, line, orNull, page, Revision, ruled } from '../../http/fields.ts'
import { isMonth } from '../../vn/local-date.ts'
import { AsOfQuery } from '../shared/as-of.schema.ts'

export const CardRecord = z.object({
  /** batch number:posting month:month of occurrence. */
  _id: z.string(),
  batchId: z.int(),
  month: z.string(),
  occurredMonth: z.string(),
  enterpriseId: z.string(),
  productId: z.string(),
  received: z.int(),
  found: z.int(),
  affixed: z.int(),
  spoiled: z.int(),
  lost: z.int(),
  returned: z.int(),
  voided: z.int(),
  corrected: z.int(),
  spoiledFound: z.int(),
  handedIn: z.int(),
  spoiledLost: z.int(),
  spoiledCorrected: z.int(),
})

/** Which months of an enterprise are closed; absent: none is. */
export const BookRecord = z.object({
  /** Identifier of the enterprise. */
  _id: z.string(),
  firstOpenMonth: z.string().nullable(),
  /** Counts the transactions that relied on it. */
  turn: z.int(),
})

export const STATEMENT_STATUSES = ['open', 'submitted', 'signed'] as const
export type StatementStatus = (typeof STATEMENT_STATUSES)[number]

export const StatementRecord = z.object({
  /** enterprise:month. */
  _id: z.string(),
  enterpriseId: z.string(),
  month: z.string(),
  status: z.enum(STATEMENT_STATUSES),
  /** RFC 8785 text of the month as it was submitted: these bytes are what is signed. */
  content: z.string(),
  /** SHA-256 of `content` in UTF-8, hex. */
  hash: z.string(),
  steps: z.array(
    z.object({
      status: z.enum(STATEMENT_STATUSES),
      at: z.date(),
      by: z.string(),
      role: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  revision: z.int(),
})
export type StatementRecord = z.infer<typeof StatementRecord>
/** Without its text, which can be long. */
export type StatementSummary = Omit<StatementRecord, 'content'>

const MonthText = ruled(z.string().regex(/^\d{4}-\d{2}$/), (value) =>
  isMonth(value) && value >= '1900-01' && value <= '2999-12'
    ? null
    : {
        rule: 'month.calendar',
        reason: { vi: 'Không có tháng này.', en: 'There is no such month.' },
        remedy: { vi: 'Ghi năm và tháng, ví dụ 2024-05.', en: 'Give year and month.' },
      },
).meta({ description: 'Tháng', example: '2024-05' })

export const CardQuery = z.strictObject({
  month: MonthText.optional().meta({ description: 'Tháng; bỏ trống: tháng này' }),
  ...AsOfQuery.shape,
})
export const CardCsvQuery = z.strictObject({
  month: MonthText.optional().meta({ description: 'Tháng; bỏ trống: tháng này' }),
})
export const EnterpriseParams = z.strictObject({ id: Id.meta({ description: 'Cơ sở' }) })
export const StatementParams = z.strictObject({
  id: Id.meta({ description: 'Cơ sở' }),
  month: MonthText,
})

export const ReturnStatement = z
  .strictObject({ reason: line(300, 'Vì sao trả lại', 'Thiếu 20 tem hỏng đợt 3') })
  .meta({ id: 'ReturnStatement', description: 'Trả lại bản chốt sổ để sửa' })

const count = z.int()
const moves = {
  received: count.meta({ description: 'Nhận trong tháng' }),
  found: count.meta({ description: 'Tìm lại được' }),
  affixed: count.meta({ description: 'Đã dán' }),
  spoiled: count.meta({ description: 'Hỏng' }),
  lost: count.meta({ description: 'Mất' }),
  returned: count.meta({ description: 'Trả lại tem' }),
  voided: count.meta({ description: 'Hủy hiệu lực' }),
  corrected: count.meta({ description: 'Sửa sai (có dấu)' }),
  spoiledFound: count.meta({ description: 'Tem hỏng tìm lại được' }),
  handedIn: count.meta({ description: 'Tem hỏng đã nộp lại' }),
  spoiledLost: count.meta({ description: 'Tem hỏng bị mất' }),
  spoiledCorrected: count.meta({ description: 'Sửa sai tem hỏng (có dấu)' }),
}
const balances = {
  opening: count.meta({ description: 'Tồn đầu tháng' }),
  closing: count.meta({ description: 'Tồn cuối tháng' }),
  spoiledOpening: count.meta({ description: 'Tem hỏng giữ đầu tháng' }),
  spoiledClosing: count.meta({ description: 'Tem hỏng giữ cuối tháng' }),
}
const batchId = z.int().meta({ description: 'Số của đợt cấp tem', example: 1 })
const productId = z.string().meta({ description: 'Sản phẩm' })
const occurredMonth = z.string().meta({ description: 'Tháng đã xảy ra', example: '2024-04' })

const status = z.enum(STATEMENT_STATUSES).meta({
  description: 'open: đang mở; submitted: cơ sở đã nộp; signed: hai bên đã ký',
  example: 'open',
})
const hash = z.string().meta({ description: 'SHA-256 của nội dung đã chốt' })
const month = z.string().meta({ description: 'Tháng', example: '2024-05' })
const enterpriseId = z.string().meta({ description: 'Cơ sở' })

export const CardView = z
  .strictObject({
    enterpriseId,
    month,
    status,
    hash: orNull(hash),
    firstOpenMonth: z.string().nullable().meta({
      description: 'Tháng đầu tiên còn mở; null: chưa chốt tháng nào, hoặc tháng này đã chốt',
    }),
    lines: z
      .array(z.strictObject({ batchId, productId, ...balances, ...moves }))
      .meta({ description: 'Từng đợt' }),
    products: z
      .array(z.strictObject({ productId, ...balances, ...moves }))
      .meta({ description: 'Từng sản phẩm' }),
    late: z
      .array(z.strictObject({ batchId, productId, occurredMonth, ...moves }))
      .meta({ description: 'Ghi muộn: xảy ra trong tháng đã chốt, ghi vào tháng này' }),
    total: z.strictObject({ ...balances, ...moves }).meta({ description: 'Cộng' }),
  })
  .meta({ id: 'StockCard', description: 'Thẻ kho tem của một cơ sở trong một tháng' })

const statement = {
  enterpriseId,
  month,
  status,
  hash,
  steps: z
    .array(
      z.strictObject({
        status,
        at: instant('When'),
        by: z.string().meta({ description: 'Người làm' }),
        role: z.string().meta({ description: 'Vai trò' }),
        reason: z.string().nullable().meta({ description: 'Lý do' }),
      }),
    )
    .meta({ description: 'Các bước' }),
  revision: Revision,
}

export const StatementView = z
  .strictObject({
    ...statement,
    content: z.string().meta({ description: 'Văn bản đã chốt, dạng RFC 8785' }),
  })
  .meta({ id: 'StockStatement', description: 'Bản chốt sổ tháng' })
export const StatementPage = page(
  z.strictObject(statement).meta({
    id: 'StockStatementItem',
    description: 'Một tháng đã chốt; văn bản của nó ở chính tháng ấy',
  }),
  'StockStatementPage',
)
