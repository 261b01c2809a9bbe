import { z } from 'zod'
import { Id, instant, line, page, Revision, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { lotCodeFault } from './lots.rules.ts'

const QUANTITY_MAX = 2_000_000_000

export const LotRecord = z.object({
  _id: z.string(),
  enterpriseId: z.string(),
  productId: z.string(),
  placeId: z.string(),
  code: z.string(),
  producedOn: z.string(),
  expiresOn: z.string().nullable(),
  quantity: z.int(),
  unit: z.string(),
  createdAt: z.date(),
  revision: z.int(),
})
export type LotRecord = z.infer<typeof LotRecord>

const quantity = z.int().min(1).max(QUANTITY_MAX).meta({ description: 'Số lượng', example: 500 })
const producedOn = LocalDate.meta({ description: 'Ngày sản xuất, thu hoạch' })

export const CreateLot = z
  .strictObject({
    productId: Id.meta({ description: 'Sản phẩm' }),
    placeId: Id.meta({ description: 'Nơi sản xuất, thuộc cùng cơ sở' }),
    code: ruled(z.string(), lotCodeFault).meta({
      description: 'Số lô, AI (10): 1–20 ký tự GS1 CSET 82, duy nhất trong sản phẩm',
      example: 'L240501-A',
    }),
    producedOn,
    expiresOn: LocalDate.nullable()
      .default(null)
      .meta({ description: 'Hạn dùng; bỏ trống: tính theo hạn dùng của sản phẩm, nếu có' }),
    quantity,
    unit: line(20, 'Đơn vị', 'gói')
      .nullable()
      .default(null)
      .meta({ description: 'Đơn vị; bỏ trống: đơn vị của sản phẩm', example: 'gói' }),
  })
  .meta({ id: 'CreateLot', description: 'A lot of a product' })
export type CreateLot = z.output<typeof CreateLot>

export const LotView = z
  .strictObject({
    id: Id,
    enterpriseId: Id.meta({ description: 'Cơ sở' }),
    productId: Id.meta({ description: 'Sản phẩm' }),
    placeId: Id.meta({ description: 'Nơi sản xuất' }),
    code: z.string().meta({ description: 'Số lô', example: 'L240501-A' }),
    producedOn,
    expiresOn: LocalDate.nullable().meta({ description: 'Hạn dùng' }),
    quantity,
    unit: z.string().meta({ description: 'Đơn vị', example: 'gói' }),
    createdAt: instant('When it was entered'),
    revision: Revision,
  })
  .meta({ id: 'Lot', description: 'Lô, mẻ' })

export const LotPage = page(LotView, 'LotPage')

export const LotFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only lots of this enterprise' }),
  productId: Id.optional().meta({ description: 'Only lots of this product' }),
})
