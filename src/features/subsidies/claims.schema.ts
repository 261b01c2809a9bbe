import { z } from 'zod'
import { Id, instant, line, orNull, page, Revision, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { CountView, PolicyCode } from './policies.schema.ts'

export const CLAIM_STATUSES = [
  'draft',
  'submitted',
  'verified',
  'approved',
  'paid',
  'rejected',
  'withdrawn',
] as const
export type ClaimStatus = (typeof CLAIM_STATUSES)[number]

export const DraftClaim = ruled(
  z.strictObject({
    enterpriseId: Id.meta({ description: 'Cơ sở đề nghị' }),
    policy: PolicyCode,
    from: LocalDate.meta({ description: 'Ngày đầu của kỳ', example: '2024-01-01' }),
    to: LocalDate.meta({ description: 'Ngày cuối của kỳ', example: '2024-12-31' }),
  }),
  ({ from, to }) =>
    from <= to
      ? null
      : {
          rule: 'period.order',
          reason: { vi: 'Ngày cuối đứng trước ngày đầu.', en: 'to is before from.' },
          remedy: { vi: 'Sửa kỳ đề nghị.', en: 'Correct the period.' },
        },
).meta({ id: 'DraftClaim', description: 'Lập hồ sơ đề nghị hỗ trợ từ chính sách và kỳ' })
export type DraftClaim = z.output<typeof DraftClaim>

export const MoveClaim = z
  .strictObject({
    documentId: Id.nullable()
      .default(null)
      .meta({ description: 'Đơn, quyết định (khi duyệt) hoặc chứng từ (khi chi)' }),
    reason: orNull(line(500, 'Ý kiến, lý do', 'Đủ điều kiện')).default(null),
  })
  .meta({ id: 'MoveClaim', description: 'Một bước của hồ sơ' })
export type MoveClaim = z.output<typeof MoveClaim>

const ClaimLine = z.object({
  policyId: z.string(),
  rateVnd: z.int(),
  stamps: z.int(),
  amountVnd: z.int(),
})

export const ClaimRecord = z.object({
  _id: z.string(),
  enterpriseId: z.string(),
  policy: z.string(),
  from: z.string(),
  to: z.string(),
  status: z.enum(CLAIM_STATUSES),
  /** One per policy version; amountVnd = stamps × rateVnd. */
  lines: z.array(ClaimLine),
  stamps: z.int(),
  amountVnd: z.int(),
  steps: z.array(
    z.object({
      status: z.enum(CLAIM_STATUSES),
      at: z.date(),
      by: z.string(),
      documentId: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  createdAt: z.date(),
  revision: z.int(),
})
export type ClaimRecord = z.infer<typeof ClaimRecord>

/** Stamps that a claim has taken. `live` until it is rejected or withdrawn. */
export const ClaimRangeRecord = z.object({
  _id: z.string(),
  claimId: z.string(),
  batchId: z.int(),
  from: z.int(),
  to: z.int(),
  policyId: z.string(),
  live: z.boolean(),
})
export type ClaimRangeRecord = z.infer<typeof ClaimRangeRecord>

const status = z.enum(CLAIM_STATUSES).meta({ description: 'Trạng thái', example: 'submitted' })
const stamps = z.int().meta({ description: 'Số tem', example: 65 })
const amountVnd = z.int().meta({ description: 'Số tiền, đồng', example: 19_500 })

export const ClaimView = z
  .strictObject({
    id: Id,
    enterpriseId: z.string().meta({ description: 'Cơ sở' }),
    policy: z.string().meta({ description: 'Mã chính sách' }),
    from: LocalDate,
    to: LocalDate,
    status,
    lines: z
      .array(
        z.strictObject({
          policyId: z.string().meta({ description: 'Phiên bản chính sách' }),
          rateVnd: z.int().meta({ description: 'Đồng mỗi tem' }),
          stamps,
          amountVnd,
        }),
      )
      .meta({ description: 'Mỗi phiên bản chính sách một dòng' }),
    stamps,
    amountVnd,
    steps: z
      .array(
        z.strictObject({
          status,
          at: instant('When'),
          by: z.string().meta({ description: 'Who' }),
          documentId: z.string().nullable().meta({ description: 'Document' }),
          reason: z.string().nullable().meta({ description: 'Remark' }),
        }),
      )
      .meta({ description: 'Các bước đã qua' }),
    createdAt: instant('When it was drafted'),
    revision: Revision,
  })
  .meta({ id: 'Claim', description: 'Hồ sơ đề nghị hỗ trợ' })

export const DraftedClaim = z
  .strictObject({
    claim: ClaimView,
    count: CountView,
  })
  .meta({ id: 'DraftedClaim', description: 'Hồ sơ vừa lập và bảng đếm làm căn cứ' })

export const ClaimPage = page(ClaimView, 'ClaimPage')

export const ClaimRangePage = page(
  z
    .strictObject({
      batchId: z.int().meta({ description: 'Đợt cấp tem' }),
      from: z.int().meta({ description: 'Tem đầu, từ 0' }),
      to: z.int().meta({ description: 'Tem cuối' }),
      stamps,
      policyId: z.string().meta({ description: 'Phiên bản chính sách' }),
      firstSerial: z.string().meta({ description: 'Số sê-ri đầu' }),
      lastSerial: z.string().meta({ description: 'Số sê-ri cuối' }),
    })
    .meta({ id: 'ClaimRange', description: 'Dải tem được đề nghị hỗ trợ' }),
  'ClaimRangePage',
)

export const ClaimFilter = z.strictObject({
  status: status.optional(),
  enterpriseId: Id.optional().meta({ description: 'Chỉ của cơ sở này' }),
})
