import { z } from 'zod'
import { orNull, TextReply } from '../../http/fields.ts'
import { VERDICTS } from './verdict.rules.ts'

const gtin14 = z
  .string()
  .regex(/^\d{14}$/)
  .meta({ description: 'GTIN-14 (AI 01)', example: '09520000100017' })
const serial = z.string().min(1).max(60).meta({ description: 'Số sê-ri (AI 21)' })
const lot = z.string().min(1).max(60).meta({ description: 'Số lô (AI 10)' })

export const GtinPath = z.strictObject({ gtin14 })
export const GtinSerialPath = z.strictObject({ gtin14, serial })
export const GtinLotPath = z.strictObject({ gtin14, lot })
export const GtinLotSerialPath = z.strictObject({ gtin14, lot, serial })
export const GdtiPath = z.strictObject({
  gdti: z
    .string()
    .regex(/^\d{13}[!-~]{0,17}$/)
    .meta({ description: 'GDTI, 13 số và số sê-ri (AI 253)' }),
})

export const PageQueryLanguage = z.object({
  // A link in print is never refused for its language.
  lang: z
    .enum(['vi', 'en'])
    .optional()
    .catch(undefined)
    .meta({ description: 'Ngôn ngữ của trang', example: 'vi' }),
})

export const VerifyQuery = z.strictObject({
  code: z.string().min(1).max(300).meta({
    description: 'Mã trên tem: số sê-ri, mã đầy đủ hoặc đường dẫn',
    example: '0000100000000000',
  }),
})

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

export const VerifyReply = z
  .strictObject({
    verdict: z.enum(VERDICTS).meta({ description: 'Kết luận', example: 'in_use' }),
    title: TextReply.meta({ description: 'Kết luận bằng lời' }),
    advice: TextReply.meta({ description: 'Nên làm gì' }),
    items: PublicItems.nullable().meta({ description: 'Thông tin sản phẩm; null: không biết' }),
    warnings: z.array(TextReply).meta({ description: 'Cảnh báo' }),
  })
  .meta({ id: 'Verification', description: 'Kết quả tra một mã' })
export type VerifyReply = z.infer<typeof VerifyReply>
