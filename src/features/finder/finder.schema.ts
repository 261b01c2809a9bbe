import { z } from 'zod'
import { orNull, TextReply } from '../../http/fields.ts'

/** By what a record is found; it is there as long as the record is public. */
export const FinderEntry = z.object({
  /** Identifier of the product or enterprise. */
  _id: z.string(),
  kind: z.enum(['product', 'enterprise']),
  words: z.array(z.string()),
})
export type FinderEntry = z.infer<typeof FinderEntry>

export const QUERY_LENGTH_MAX = 300
/** Of each kind, in one answer. */
export const RESULTS_MAX = 20

export const FinderQuery = z.strictObject({
  q: z.string().min(1).max(QUERY_LENGTH_MAX).meta({
    description: 'Số sê-ri, mã, đường dẫn, GTIN, mã số thuế hoặc tên (≤ 100 ký tự)',
    example: 'cai be xanh',
  }),
})

export const FinderPageQuery = z.object({
  // A page answers whatever a person has sent to it.
  q: z.string().optional().catch(undefined).meta({
    description: 'Điều cần tra: số sê-ri, mã vạch, mã số thuế hoặc tên',
    example: 'cai be xanh',
  }),
  lang: z
    .enum(['vi', 'en'])
    .optional()
    .catch(undefined)
    .meta({ description: 'Ngôn ngữ của trang', example: 'vi' }),
})

const text = (description: string, example: string) => z.string().meta({ description, example })
const page = text('Đường dẫn trang xem', '/t/01/08938501000019')

export const ANSWER_KINDS = [
  'nothing',
  'stamp',
  'mistyped',
  'number',
  'words',
  'unreadable',
] as const

const Message = z
  .strictObject({
    code: text('Mã ổn định của lời nhắn', 'serial_length'),
    text: TextReply.meta({ description: 'Lời nhắn, kèm việc nên làm tiếp' }),
  })
  .meta({ id: 'FinderMessage', description: 'Điều cần biết về chữ đã gõ' })

const Stamp = z
  .strictObject({
    serial: text('Số sê-ri như đã đọc', '00001000080Z3YT5'),
    page: orNull(text('Trang của tem; null: sổ không có đợt tem này', '/t/01/…/21/…')),
  })
  .meta({ id: 'FinderStamp', description: 'Số sê-ri đúng hình thức' })

const Suggestion = z
  .strictObject({
    code: text('Mã để tra tiếp', '00001000080Z3YT5'),
    serial: text('Số sê-ri có thể là', '00001000080Z3YT5'),
    places: z.array(z.int()).meta({ description: 'Vị trí khác với chữ đã gõ, từ 0', example: [4] }),
    why: TextReply.meta({ description: 'Khác ở đâu' }),
  })
  .meta({ id: 'FinderSuggestion', description: 'Số có ký tự kiểm tra đúng và gần với chữ đã gõ' })

/** All that the public learns of an enterprise here. */
export const FoundEnterprise = z
  .strictObject({
    name: text('Tên cơ sở', 'Hợp tác xã nông nghiệp Thủy Nguyên'),
    taxCode: orNull(text('Mã số thuế; null: hộ gia đình, cá nhân', '0200120833')),
    address: orNull(text('Địa chỉ; của hộ chỉ đến xã, phường', 'Xã Lại Xuân, Hải Phòng')),
    status: z
      .enum(['approved', 'suspended', 'revoked'])
      .meta({ description: 'Đăng ký: còn hiệu lực, tạm dừng, đã thu hồi', example: 'approved' }),
  })
  .meta({ id: 'FoundEnterprise', description: 'Cơ sở đã đăng ký, phần công khai' })
export type FoundEnterprise = z.infer<typeof FoundEnterprise>

/** All that the public learns of a product here. */
export const FoundProduct = z
  .strictObject({
    key: text('Mã truy vết sản phẩm: GTIN-14 hoặc GDTI-13', '08938501000019'),
    name: text('Tên sản phẩm', 'Cải bẹ xanh an toàn'),
    brand: orNull(text('Thương hiệu', 'Rau Thủy Nguyên')),
    enterpriseName: text('Tên cơ sở', 'Hợp tác xã nông nghiệp Thủy Nguyên'),
    enterpriseStatus: FoundEnterprise.shape.status,
    isRetired: z.boolean().meta({ description: 'Sản phẩm đã ngừng', example: false }),
    page,
  })
  .meta({ id: 'FoundProduct', description: 'Sản phẩm đã duyệt, phần công khai' })
export type FoundProduct = z.infer<typeof FoundProduct>

export const FinderReply = z
  .strictObject({
    kind: z.enum(ANSWER_KINDS).meta({ description: 'Đọc thành gì', example: 'words' }),
    read: orNull(text('Số sê-ri như đã đọc, theo nhóm; null: không phải', '0000 1000 080Z 3YT6')),
    messages: z.array(Message).meta({ description: 'Các lời nhắn' }),
    stamp: orNull(Stamp.meta({ description: 'Tem, khi số sê-ri đúng hình thức' })),
    suggestions: z.array(Suggestion).meta({ description: 'Có phải là một trong các số này?' }),
    products: z.array(FoundProduct).meta({ description: `Tối đa ${RESULTS_MAX} sản phẩm` }),
    enterprises: z.array(FoundEnterprise).meta({ description: `Tối đa ${RESULTS_MAX} cơ sở` }),
    hasMore: z.boolean().meta({ description: 'Còn kết quả khác: gõ thêm chữ', example: false }),
  })
  .meta({ id: 'FinderReply', description: 'Kết quả tra cứu' })
export type FinderReply = z.infer<typeof FinderReply>
