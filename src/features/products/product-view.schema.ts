import { z } from 'zod'
import { Id, instant, page, Revision } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { ProductLinkView } from './product-links.schema.ts'
import { KEY_KINDS, PRODUCT_GROUPS, PRODUCT_STATUSES } from './products.schema.ts'

const text = (description: string, example?: string) =>
  z.string().meta({ description, ...(example === undefined ? {} : { example }) })
const textOrNull = (description: string, example?: string) =>
  text(description)
    .nullable()
    .meta({ description, ...(example === undefined ? {} : { example }) })

const sha256 = text('SHA-256 của ảnh, thập lục phân')
const gtin = textOrNull('GTIN-14', '08938501000019')
const name = text('Tên sản phẩm', 'Cải bẹ xanh an toàn')
const brand = textOrNull('Thương hiệu, nhãn hiệu')
const description = textOrNull('Mô tả sản phẩm')
const productGroup = z.enum(PRODUCT_GROUPS).meta({ description: 'Nhóm sản phẩm' })
const targetMarket = text('Thị trường mục tiêu, ISO 3166-1 alpha-2', 'VN')

const VnpcDeclaration = z
  .strictObject({
    gtin,
    name,
    brand,
    description,
    productGroup,
    enterpriseName: textOrNull('Tên doanh nghiệp'),
    targetMarket,
    imageSha256: textOrNull('SHA-256 của ảnh, thập lục phân'),
    declaredOn: LocalDate.nullable().meta({ description: 'Ngày đã khai báo; null: chưa' }),
  })
  .meta({
    id: 'VnpcDeclaration',
    description: 'Bảy mục khai báo vào vnpc.gs1.gov.vn (NĐ 37/2026, Điều 28 khoản 2)',
  })

const ProductImage = z
  .strictObject({
    sha256,
    contentType: text('Kiểu nội dung', 'image/jpeg'),
    width: z.int().meta({ description: 'Chiều rộng, điểm ảnh', example: 1024 }),
    height: z.int().meta({ description: 'Chiều cao, điểm ảnh', example: 768 }),
    bytes: z.int().meta({ description: 'Cỡ tệp, byte', example: 120_000 }),
  })
  .meta({
    id: 'ProductImage',
    description: 'Ảnh sản phẩm; lấy tại /products/{id}/image?v=<sha256>',
  })

export const ProductView = z
  .strictObject({
    id: Id,
    enterpriseId: Id.meta({ description: 'Cơ sở có sản phẩm' }),
    gtin,
    key: textOrNull('Mã truy vết sản phẩm: GTIN-14, hoặc GDTI-13 do Sở cấp'),
    keyKind: z.enum(KEY_KINDS).nullable().meta({ description: 'Loại mã', example: 'GTIN' }),
    name,
    nameEn: textOrNull('Tên tiếng Anh hoặc không dấu'),
    brand,
    description,
    productGroup,
    netContent: textOrNull('Định lượng', '500 g'),
    unit: textOrNull('Đơn vị sản phẩm gắn tem', 'gói'),
    targetMarket,
    origin: text('Xuất xứ', 'Việt Nam'),
    shelfLifeDays: z.int().nullable().meta({ description: 'Hạn dùng, ngày', example: 7 }),
    standards: z
      .array(
        z.strictObject({
          code: text('Số hiệu tiêu chuẩn', 'TCVN 11892-1:2017'),
          title: textOrNull('Tên tiêu chuẩn'),
        }),
      )
      .meta({ description: 'Tiêu chuẩn áp dụng' }),
    image: ProductImage.nullable().meta({ description: 'Ảnh; null: chưa có' }),
    links: z.array(ProductLinkView).meta({ description: 'Trang ngoài về sản phẩm' }),
    vnpcDeclaredOn: LocalDate.nullable().meta({ description: 'Ngày khai báo VNPC' }),
    vnpcDeclaration: VnpcDeclaration,
    status: z.enum(PRODUCT_STATUSES).meta({ description: 'Trạng thái', example: 'approved' }),
    approvedOn: LocalDate.nullable().meta({ description: 'Ngày được duyệt' }),
    approvalDocumentId: Id.nullable().meta({ description: 'Văn bản phê duyệt' }),
    retiredOn: LocalDate.nullable().meta({ description: 'Ngày ngừng' }),
    retirementReason: textOrNull('Lý do ngừng'),
    createdAt: instant('When it was entered'),
    revision: Revision,
  })
  .meta({ id: 'Product', description: 'Sản phẩm' })

export const ProductPage = page(ProductView, 'ProductPage')
