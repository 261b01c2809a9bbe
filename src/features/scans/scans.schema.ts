import { z } from 'zod'
import { orNull, TextReply } from '../../http/fields.ts'
import { NOTICE_KINDS } from '../notices/notices.schema.ts'
import { VERDICTS } from './verdict.rules.ts'

export const LinkRest = z.strictObject({
  // What follows the key is read as a Digital Link, from the path as it was sent.
  rest: z
    .union([z.string(), z.array(z.string())])
    .meta({ description: 'Phần còn lại của GS1 Digital Link', example: '09520000100017' }),
})

export const PageQueryLanguage = z.object({
  // A link in print is never refused for its language.
  lang: z
    .enum(['vi', 'en'])
    .optional()
    .catch(undefined)
    .meta({ description: 'Ngôn ngữ của trang', example: 'vi' }),
})

// Loose: a resolver that sends someone here passes on whatever stood in the link.
export const VerifyQuery = z
  .object({
    code: z.string().min(1).max(300).meta({
      description: 'Mã trên tem: số sê-ri, mã đầy đủ hoặc đường dẫn',
      example: '0000100000000000',
    }),
  })
  .loose()

export const ImageParams = z.strictObject({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: 'SHA-256 của ảnh' }),
})

const text = (description: string) => z.string().meta({ description })

/** The seven items of NĐ 37/2026/NĐ-CP Art. 23(7): what the public may look up. */
const PublicItems = z
  .strictObject({
    productName: text('a) Tên sản phẩm'),
    imageUrl: orNull(text('b) Hình ảnh')),
    enterpriseName: text('c) Tên đơn vị'),
    address: orNull(text('d) Địa chỉ đơn vị')),
    origin: text('đ) Xuất xứ'),
    brand: orNull(text('e) Thương hiệu')),
    lot: orNull(text('e) Số lô/mẻ')),
    serial: orNull(text('e) Số sê-ri')),
    expiresOn: orNull(text('g) Hạn sử dụng')),
    key: text('Mã truy vết sản phẩm'),
  })
  .meta({ id: 'PublicItems', description: 'Bảy mục công khai, NĐ 37/2026 Điều 23(7)' })
export type PublicItems = z.infer<typeof PublicItems>

const PublicNotice = z
  .strictObject({
    kind: z
      .enum(NOTICE_KINDS)
      .meta({ description: 'recall: thu hồi; suspension: tạm dừng', example: 'recall' }),
    number: text('Số trong sổ'),
    reason: text('Lý do'),
    advice: orNull(text('Người mua nên làm gì; null: theo lời khuyên chung')),
    document: text('Quyết định'),
    since: text('Từ lúc nào'),
  })
  .meta({ id: 'PublicNotice', description: 'Thông báo thu hồi hoặc tạm dừng đang hiệu lực' })
export type PublicNotice = z.infer<typeof PublicNotice>

export const VerifyReply = z
  .strictObject({
    verdict: z.enum(VERDICTS).meta({ description: 'Kết luận', example: 'in_use' }),
    title: TextReply.meta({ description: 'Kết luận bằng lời' }),
    advice: TextReply.meta({ description: 'Nên làm gì' }),
    items: PublicItems.nullable().meta({ description: 'Thông tin sản phẩm; null: không biết' }),
    notices: z.array(PublicNotice).meta({ description: 'Thông báo, thu hồi trước' }),
    warnings: z.array(TextReply).meta({ description: 'Cảnh báo' }),
  })
  .meta({ id: 'Verification', description: 'Kết quả tra một mã' })
export type VerifyReply = z.infer<typeof VerifyReply>
