import { z } from 'zod'
import { Id, line, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { countryFault, gtinFault } from './product-fields.rules.ts'
import { ProductLinkRecord } from './product-links.schema.ts'

export const PRODUCT_GROUPS = ['agricultural', 'aquatic', 'other'] as const
export const PRODUCT_STATUSES = ['draft', 'approved', 'retired'] as const
export type ProductStatus = (typeof PRODUCT_STATUSES)[number]
export const KEY_KINDS = ['GTIN', 'GDTI'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

const STANDARDS_MAX = 20
const SHELF_LIFE_DAYS_MAX = 36_500

export const ProductRecord = z.object({
  _id: z.string(),
  enterpriseId: z.string(),
  /** 14 digits. */
  gtin: z.string().nullable(),
  /** The key of its codes: its GTIN-14, or a GDTI-13 once one was allotted. */
  key: z.string().nullable(),
  keyKind: z.enum(KEY_KINDS).nullable(),
  /** False once retired: the key is free for another product. */
  live: z.boolean(),
  name: z.string(),
  nameFolded: z.string(),
  nameEn: z.string().nullable(),
  brand: z.string().nullable(),
  description: z.string().nullable(),
  productGroup: z.enum(PRODUCT_GROUPS),
  netContent: z.string().nullable(),
  unit: z.string().nullable(),
  targetMarket: z.string(),
  origin: z.string(),
  shelfLifeDays: z.int().nullable(),
  standards: z.array(z.object({ code: z.string(), title: z.string().nullable() })),
  image: z
    .object({
      sha256: z.string(),
      contentType: z.string(),
      width: z.int(),
      height: z.int(),
      bytes: z.int(),
    })
    .nullable(),
  /** Pages about it that are kept elsewhere. */
  /** Read as none where a copy of an older release has written the record. */
  links: z.array(ProductLinkRecord).default([]),
  vnpcDeclaredOn: z.string().nullable(),
  status: z.enum(PRODUCT_STATUSES),
  approvedOn: z.string().nullable(),
  approvalDocumentId: z.string().nullable(),
  retiredOn: z.string().nullable(),
  retirementReason: z.string().nullable(),
  createdAt: z.date(),
  revision: z.int(),
})
export type ProductRecord = z.infer<typeof ProductRecord>

/** A line that may be absent; its description stands on the field, not inside it. */
function lineOrNull(lengthMax: number, description: string, example: string) {
  return line(lengthMax, description, example).nullable().meta({ description, example })
}

const Standard = z.strictObject({
  code: line(60, 'Số hiệu tiêu chuẩn, quy chuẩn áp dụng', 'TCVN 11892-1:2017'),
  title: lineOrNull(
    200,
    'Tên tiêu chuẩn',
    'Thực hành nông nghiệp tốt (VietGAP) - Trồng trọt',
  ).default(null),
})

const fields = {
  gtin: ruled(z.string().min(1).max(30), gtinFault).nullable().meta({
    description: 'GTIN 8, 12, 13 hoặc 14 số; null: Sở cấp mã khi duyệt',
    example: '8938501000019',
  }),
  name: line(200, 'Tên sản phẩm', 'Cải bẹ xanh an toàn'),
  nameEn: lineOrNull(200, 'Tên tiếng Anh hoặc không dấu', 'Mustard greens'),
  brand: lineOrNull(100, 'Thương hiệu, nhãn hiệu', 'Rau Thủy Nguyên'),
  description: lineOrNull(1_000, 'Mô tả sản phẩm', 'Rau cải bẹ xanh, gói 500 g'),
  productGroup: z.enum(PRODUCT_GROUPS).meta({
    description: 'Nhóm sản phẩm: nông nghiệp, thủy sản, khác',
    example: 'agricultural',
  }),
  netContent: lineOrNull(40, 'Định lượng', '500 g'),
  unit: lineOrNull(20, 'Đơn vị sản phẩm gắn tem', 'gói'),
  targetMarket: ruled(z.string().regex(/^[A-Z]{2}$/), countryFault).meta({
    description: 'Thị trường mục tiêu, ISO 3166-1 alpha-2',
    example: 'VN',
  }),
  origin: line(100, 'Xuất xứ', 'Việt Nam'),
  shelfLifeDays: z
    .int()
    .min(1)
    .max(SHELF_LIFE_DAYS_MAX)
    .nullable()
    .meta({ description: 'Hạn dùng, số ngày kể từ ngày sản xuất', example: 7 }),
  standards: z
    .array(Standard)
    .max(STANDARDS_MAX)
    .meta({ description: `Tiêu chuẩn áp dụng, tối đa ${STANDARDS_MAX}` }),
  vnpcDeclaredOn: LocalDate.nullable().meta({
    description: 'Ngày khai báo vào cơ sở dữ liệu vnpc.gs1.gov.vn',
  }),
}

export const CreateProduct = z
  .strictObject({
    enterpriseId: Id.nullable()
      .default(null)
      .meta({ description: 'Cơ sở có sản phẩm; khóa của cơ sở có thể bỏ trống' }),
    gtin: fields.gtin.default(null),
    name: fields.name,
    nameEn: fields.nameEn.default(null),
    brand: fields.brand.default(null),
    description: fields.description.default(null),
    productGroup: fields.productGroup,
    netContent: fields.netContent.default(null),
    unit: fields.unit.default(null),
    targetMarket: fields.targetMarket.default('VN'),
    origin: fields.origin.default('Việt Nam'),
    shelfLifeDays: fields.shelfLifeDays.default(null),
    standards: fields.standards.default([]),
    vnpcDeclaredOn: fields.vnpcDeclaredOn.default(null),
  })
  .meta({ id: 'CreateProduct', description: 'A new product, as a draft' })
export type CreateProduct = z.output<typeof CreateProduct>

export const UpdateProduct = z
  .strictObject(fields)
  .partial()
  .meta({ id: 'UpdateProduct', description: 'The fields to change; the others stay' })
export type UpdateProduct = z.output<typeof UpdateProduct>

export const ApproveProduct = z
  .strictObject({
    documentId: Id.nullable().default(null).meta({ description: 'Văn bản phê duyệt' }),
  })
  .meta({ id: 'ApproveProduct', description: 'The document of an approval, where there is one' })
export type ApproveProduct = z.output<typeof ApproveProduct>

export const RetireProduct = z
  .strictObject({ reason: line(500, 'Lý do', 'Ngừng sản xuất') })
  .meta({ id: 'RetireProduct', description: 'Why a product is retired' })
export type RetireProduct = z.output<typeof RetireProduct>

export const ProductFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only products of this enterprise' }),
  status: z.enum(PRODUCT_STATUSES).optional().meta({ description: 'Only products in this state' }),
})

export const ImageQuery = z.strictObject({
  v: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'image.sha256 of the product: the reply may then be kept for good' }),
})
