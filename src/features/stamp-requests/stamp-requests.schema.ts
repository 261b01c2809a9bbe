import { z } from 'zod'
import { Id, instant, line, orNull, page, Revision } from '../../http/fields.ts'
import { quantity } from '../stamps/fields.schema.ts'

export const REQUEST_STATUSES = ['submitted', 'approved', 'rejected', 'withdrawn'] as const
export type RequestStatus = (typeof REQUEST_STATUSES)[number]

const OUTPUT_MAX = 1_000_000_000_000

export const StampRequestRecord = z.object({
  _id: z.string(),
  enterpriseId: z.string(),
  productId: z.string(),
  quantity: z.int(),
  reason: z.string(),
  expectedOutput: z.object({ quantity: z.number(), unit: z.string() }).nullable(),
  status: z.enum(REQUEST_STATUSES),
  approvedQuantity: z.int().nullable(),
  /** Never above `approvedQuantity`. */
  issuedQuantity: z.int(),
  steps: z.array(
    z.object({
      status: z.enum(REQUEST_STATUSES),
      at: z.date(),
      by: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  createdAt: z.date(),
  /** The person who asked. */
  createdBy: z.string(),
  revision: z.int(),
})
export type StampRequestRecord = z.infer<typeof StampRequestRecord>

const ExpectedOutput = z
  .strictObject({
    quantity: z
      .number()
      .positive()
      .max(OUTPUT_MAX)
      .meta({ description: 'Sản lượng dự kiến', example: 1_500 }),
    unit: line(20, 'Đơn vị của sản lượng', 'kg'),
  })
  .meta({ id: 'ExpectedOutput', description: 'Sản lượng dự kiến bằng số' })

const fields = {
  enterpriseId: Id.meta({ description: 'Cơ sở nhận tem' }),
  productId: Id.meta({ description: 'Sản phẩm sẽ mang tem' }),
  quantity: quantity.meta({ description: 'Số tem đề nghị', example: 500 }),
  expectedOutput: ExpectedOutput.nullable().meta({ description: 'Sản lượng dự kiến bằng số' }),
}

export const RequestStamps = z
  .strictObject({
    ...fields,
    reason: line(500, 'Lý do: sản lượng dự kiến bằng lời', 'Vụ đông 2024, khoảng 500 gói 500 g'),
    expectedOutput: fields.expectedOutput.default(null),
  })
  .meta({ id: 'RequestStamps', description: 'Đề nghị cấp tem' })
export type RequestStamps = z.output<typeof RequestStamps>

const note = orNull(line(500, 'Lý do hoặc ghi chú', 'Theo sản lượng đã kiểm tra')).default(null)

export const ApproveStampRequest = z
  .strictObject({
    quantity: quantity.meta({
      description: 'Số tem được duyệt, không quá số đề nghị',
      example: 500,
    }),
    reason: note,
  })
  .meta({ id: 'ApproveStampRequest', description: 'Duyệt đề nghị, với số tem được cấp' })
export type ApproveStampRequest = z.output<typeof ApproveStampRequest>

export const RejectStampRequest = z
  .strictObject({ reason: line(500, 'Lý do', 'Vượt sản lượng của vùng trồng') })
  .meta({ id: 'RejectStampRequest', description: 'Vì sao từ chối đề nghị' })
export type RejectStampRequest = z.output<typeof RejectStampRequest>

export const WithdrawStampRequest = z
  .strictObject({ reason: note })
  .meta({ id: 'WithdrawStampRequest', description: 'Vì sao rút đề nghị' })
export type WithdrawStampRequest = z.output<typeof WithdrawStampRequest>

const status = z
  .enum(REQUEST_STATUSES)
  .meta({ description: 'Trạng thái: đã gửi, đã duyệt, bị từ chối, đã rút', example: 'submitted' })

export const StampRequestView = z
  .strictObject({
    id: Id,
    ...fields,
    reason: z.string().meta({ description: 'Lý do: sản lượng dự kiến bằng lời' }),
    status,
    approvedQuantity: z.int().nullable().meta({ description: 'Số tem được duyệt', example: 500 }),
    issuedQuantity: z.int().min(0).meta({ description: 'Số tem đã cấp', example: 200 }),
    steps: z
      .array(
        z.strictObject({
          status,
          at: instant('When the step was taken'),
          by: z.string().meta({ description: 'Người thực hiện' }),
          reason: z.string().nullable().meta({ description: 'Lý do hoặc ghi chú' }),
        }),
      )
      .meta({ description: 'Các bước, từ đầu' }),
    createdAt: instant('When it was entered'),
    createdBy: z.string().meta({ description: 'Người đề nghị' }),
    revision: Revision,
  })
  .meta({ id: 'StampRequest', description: 'Đề nghị cấp tem' })
export const StampRequestPage = page(StampRequestView, 'StampRequestPage')

export const StampRequestFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only requests of this enterprise' }),
  status: z
    .enum(REQUEST_STATUSES)
    .optional()
    .meta({ description: 'Only requests in this state', example: 'submitted' }),
})
