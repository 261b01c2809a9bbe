import { z } from 'zod'
import { Id, instant, line, page, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'

export const SUPPORT_FORMS = ['cash', 'in_kind'] as const
export const COUNTED_AT = ['affixed', 'delivered'] as const
export const GROUPS = ['agricultural', 'aquatic', 'other'] as const

export const PolicyCode = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/)
  .meta({ description: 'Mã chính sách', example: 'NQ15-2021' })

const territory = z
  .strictObject({
    decidedBy: z.enum(['seat', 'production_place']).meta({
      description: 'Xét theo trụ sở, hay theo nơi sản xuất của lô hàng',
      example: 'seat',
    }),
    formerProvinces: z
      .array(
        z.strictObject({
          code: z
            .string()
            .regex(/^\d{2}$/)
            .meta({ description: 'Mã tỉnh trước 01/07/2025', example: '31' }),
          name: line(60, 'Tên tỉnh trước 01/07/2025', 'Hải Phòng'),
        }),
      )
      .min(1)
      .max(10)
      .meta({ description: 'Các tỉnh cũ mà chính sách áp dụng' }),
  })
  .meta({ description: 'Địa bàn áp dụng' })

const terms = {
  code: PolicyCode,
  title: line(300, 'Tên chính sách', 'Hỗ trợ tem truy xuất nguồn gốc'),
  legalBasis: line(300, 'Căn cứ pháp lý', 'Nghị quyết 15/2021/NQ-HĐND'),
  rateVnd: z.int().min(0).max(1_000_000).meta({ description: 'Đồng mỗi tem', example: 300 }),
  supportForm: z.enum(SUPPORT_FORMS).meta({ description: 'Bằng tiền hay hiện vật' }),
  countedAt: z.enum(COUNTED_AT).meta({ description: 'Tính khi dán tem hay khi giao tem' }),
  validFrom: LocalDate.meta({ description: 'Ngày đầu áp dụng' }),
  validTo: LocalDate.meta({ description: 'Ngày cuối áp dụng' }),
  territory,
  productGroups: z
    .array(z.enum(GROUPS))
    .min(1)
    .max(GROUPS.length)
    .meta({ description: 'Nhóm sản phẩm được hỗ trợ', example: ['agricultural', 'aquatic'] }),
}

export const AddPolicyVersion = ruled(z.strictObject(terms), ({ validFrom, validTo }) =>
  validFrom <= validTo
    ? null
    : {
        rule: 'policy.period',
        reason: { vi: 'Ngày cuối đứng trước ngày đầu.', en: 'validTo is before validFrom.' },
        remedy: { vi: 'Sửa thời hạn áp dụng.', en: 'Correct the period.' },
      },
).meta({ id: 'AddPolicyVersion', description: 'Một phiên bản chính sách; chỉ thêm, không sửa' })
export type AddPolicyVersion = z.output<typeof AddPolicyVersion>

/** One version of a policy: a dated rule, as data. Added, never edited. */
export const PolicyRecord = z.object({
  /** `code:version`. */
  _id: z.string(),
  version: z.int(),
  ...terms,
  createdAt: z.date(),
  createdBy: z.string(),
  revision: z.int(),
})
export type PolicyRecord = z.infer<typeof PolicyRecord>

export const PolicyView = z
  .strictObject({
    id: z.string().meta({ description: 'Mã và số phiên bản', example: 'NQ15-2021:1' }),
    version: z.int().meta({ description: 'Số phiên bản' }),
    ...terms,
    createdAt: instant('When it was recorded'),
    createdBy: z.string().meta({ description: 'Người ghi' }),
  })
  .meta({ id: 'SubsidyPolicy', description: 'Chính sách hỗ trợ' })
export const PolicyPage = page(PolicyView, 'SubsidyPolicyPage')

export const LEFT_OUT_REASONS = [
  'outside_period',
  'outside_territory',
  'other_product_group',
  'not_registered_then',
  'voided',
  'already_claimed',
] as const
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number]

const period = {
  rule: 'period.order',
  reason: { vi: 'Ngày cuối đứng trước ngày đầu.', en: 'to is before from.' },
  remedy: { vi: 'Sửa kỳ đếm.', en: 'Correct the period.' },
}

export const CountQuery = ruled(
  z.strictObject({
    policy: PolicyCode,
    from: LocalDate.meta({ description: 'Ngày đầu của kỳ', example: '2024-01-01' }),
    to: LocalDate.meta({ description: 'Ngày cuối của kỳ', example: '2024-12-31' }),
    enterpriseId: Id.optional().meta({ description: 'Chỉ của cơ sở này' }),
    groupBy: z
      .enum(['enterprise', 'product', 'month'])
      .default('enterprise')
      .meta({ description: 'Gộp theo cơ sở, sản phẩm hoặc tháng' }),
    asOf: instant(
      'Tem, hồ sơ và chính sách như sổ đã biết tại thời điểm này, trước hiện tại ít nhất 60 giây',
    ).optional(),
  }),
  ({ from, to }) => (from <= to ? null : period),
)

const leftOut = z
  .array(
    z.strictObject({
      reason: z.enum(LEFT_OUT_REASONS).meta({ description: 'Vì sao không tính' }),
      stamps: z.int().meta({ description: 'Số tem không tính' }),
    }),
  )
  .meta({ description: 'Những tem không tính, theo lý do' })

const amounts = {
  counted: z.int().meta({ description: 'Tem đã dán (hoặc giao) trong kỳ', example: 100 }),
  eligible: z.int().meta({ description: 'Tem được tính', example: 95 }),
  amountVnd: z.int().meta({ description: 'Số tiền, đồng', example: 28_500 }),
  leftOut,
}

export const CountView = z
  .strictObject({
    policy: PolicyCode,
    from: LocalDate,
    to: LocalDate,
    groupBy: z.enum(['enterprise', 'product', 'month']).meta({ description: 'Cách gộp' }),
    rows: z
      .array(
        z.strictObject({
          group: z.string().meta({ description: 'id cơ sở, id sản phẩm, hoặc tháng' }),
          ...amounts,
        }),
      )
      .meta({ description: 'Từng nhóm' }),
    total: z.strictObject(amounts).meta({ description: 'Tổng các nhóm' }),
  })
  .meta({ id: 'SubsidyCount', description: 'Bảng đếm tem theo chính sách' })
