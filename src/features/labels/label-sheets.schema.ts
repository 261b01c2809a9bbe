import { z } from 'zod'
import { TextReply } from '../../http/fields.ts'
import { LABEL_FIELDS, SHEET_NAMES } from './label-sheets.rules.ts'

const name = z.enum(SHEET_NAMES).meta({ description: 'Tên tờ nhãn', example: 'a4-65' })
const mm = (description: string, example: number) => z.number().meta({ description, example })
const count = (description: string, example: number) =>
  z.int().min(1).meta({ description, example })

export const SheetParams = z.strictObject({ name })

const LabelSheet = z
  .strictObject({
    name,
    title: TextReply.meta({ description: 'Tên gọi' }),
    widthMm: mm('Chiều rộng giấy, mm', 210),
    heightMm: mm('Chiều cao giấy, mm', 297),
    columns: count('Số nhãn một hàng', 5),
    rows: count('Số hàng nhãn', 13),
    labelsPerSheet: count('Số nhãn một tờ', 65),
    leftMm: mm('Từ mép trái giấy đến nhãn đầu, mm', 4.75),
    topMm: mm('Từ mép trên giấy đến nhãn đầu, mm', 10.7),
    pitchXMm: mm('Từ mép trái nhãn này đến mép trái nhãn kế, mm', 40.6),
    pitchYMm: mm('Từ mép trên nhãn này đến mép trên nhãn kế, mm', 21.2),
    labelWidthMm: mm('Chiều rộng nhãn, mm', 38.1),
    labelHeightMm: mm('Chiều cao nhãn, mm', 21.2),
    bleedMm: mm('Tràn lề quanh nhãn, mm', 0),
    cutMarks: z.boolean().meta({ description: 'Có vạch cắt', example: false }),
    fields: z.array(z.enum(LABEL_FIELDS)).meta({
      description: 'Chữ in bên mã QR, số sê-ri và số tem, theo thứ tự cần thiết',
      example: ['product', 'enterprise'],
    }),
    symbol: z
      .strictObject({
        modules: count('Số mô-đun một cạnh của mã QR cho GTIN, không kể vùng trắng', 33),
        moduleMm: mm('Cạnh một mô-đun, mm, với tên dài bình thường', 0.474),
        quietZoneMm: mm('Vùng trắng mỗi bên, mm', 1.896),
        sideMm: mm('Cạnh mã QR kể cả vùng trắng, mm', 19.434),
      })
      .nullable()
      .meta({ description: 'Mã QR trên tờ này; null: nhãn quá nhỏ cho liên kết của dịch vụ' }),
  })
  .meta({ id: 'LabelSheet', description: 'Một tờ nhãn có sẵn' })

export const LabelSheets = z
  .strictObject({ items: z.array(LabelSheet).meta({ description: 'Các tờ nhãn có sẵn' }) })
  .meta({ id: 'LabelSheets', description: 'Các tờ nhãn có sẵn' })
export type LabelSheets = z.input<typeof LabelSheets>
