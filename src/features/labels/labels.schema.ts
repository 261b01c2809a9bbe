import { z } from 'zod'
import { ruled } from '../../http/fields.ts'
import { indexParam, orderFault } from '../stamps/fields.schema.ts'
import { BATCH_NUMBER_MAX } from '../stamps/serial.rules.ts'
import { SHEET_NAMES } from './label-sheets.rules.ts'
import { STAMP_PNG_WIDTH_PX } from './labels.rules.ts'
import { dpiParam, printQuery, withSheetRules } from './print-request.schema.ts'

const range = {
  from: indexParam.default(0).meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
  to: indexParam.optional().meta({ description: 'Tem cuối; bỏ trống: đến hết đợt', example: 64 }),
}

export const LabelQuery = withSheetRules(
  ruled(z.strictObject({ ...range, ...printQuery }), orderFault),
)
export const ZplQuery = withSheetRules(
  ruled(z.strictObject({ ...range, ...printQuery, dpi: dpiParam }), orderFault),
)
export const RangeQuery = ruled(z.strictObject(range), orderFault)

export const StampParams = z.strictObject({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(BATCH_NUMBER_MAX)
    .meta({ description: 'Số của đợt cấp tem', example: 1 }),
  index: indexParam.meta({ description: 'Vị trí của tem trong đợt, từ 0', example: 0 }),
})

const sheet = z
  .enum(SHEET_NAMES)
  .default('a4-65')
  .meta({ description: 'Nhãn của tờ nào ở /label-sheets', example: 'a4-65' })

export const SVG_SYMBOLS = ['qr', 'gs1-datamatrix'] as const

export const SvgQuery = z.strictObject({
  sheet,
  symbol: z.enum(SVG_SYMBOLS).default('qr').meta({
    description: 'qr: cả tem; gs1-datamatrix: riêng mã GS1 DataMatrix của tem',
    example: 'qr',
  }),
})

export const PngQuery = z.strictObject({
  sheet,
  width: z.coerce
    .number()
    .int()
    .min(STAMP_PNG_WIDTH_PX.min)
    .max(STAMP_PNG_WIDTH_PX.max)
    .default(600)
    .meta({ description: 'Chiều rộng ảnh, điểm ảnh', example: 600 }),
})
