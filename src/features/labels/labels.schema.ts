import { z } from 'zod'
import { ruled } from '../../http/fields.ts'
import { indexParam, orderFault } from '../stamps/fields.schema.ts'
import { BATCH_NUMBER_MAX } from '../stamps/serial.rules.ts'
import { STAMP_PNG_WIDTH_PX } from './labels.rules.ts'

export const LabelQuery = ruled(
  z.strictObject({
    from: indexParam.default(0).meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
    to: indexParam.optional().meta({ description: 'Tem cuối; bỏ trống: đến hết đợt', example: 64 }),
  }),
  orderFault,
)

export const StampParams = z.strictObject({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(BATCH_NUMBER_MAX)
    .meta({ description: 'Số của đợt cấp tem', example: 1 }),
  index: indexParam.meta({ description: 'Vị trí của tem trong đợt, từ 0', example: 0 }),
})

export const PngQuery = z.strictObject({
  width: z.coerce
    .number()
    .int()
    .min(STAMP_PNG_WIDTH_PX.min)
    .max(STAMP_PNG_WIDTH_PX.max)
    .default(600)
    .meta({ description: 'Chiều rộng ảnh, điểm ảnh', example: 600 }),
})
