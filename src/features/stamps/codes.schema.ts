import { z } from 'zod'
import { ruled } from '../../http/fields.ts'
import { indexParam, orderFault } from './fields.schema.ts'

export const CODE_FORMATS = ['ndjson', 'csv'] as const
export type CodeFormat = (typeof CODE_FORMATS)[number]

export const CodesQuery = ruled(
  z.strictObject({
    from: indexParam.default(0).meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
    to: indexParam
      .optional()
      .meta({ description: 'Tem cuối; bỏ trống: đến hết đợt', example: 999 }),
    format: z
      .enum(CODE_FORMATS)
      .default('ndjson')
      .meta({ description: 'ndjson: mỗi dòng một JSON; csv: mở được bằng Excel', example: 'csv' }),
  }),
  orderFault,
)
export type CodesQuery = z.output<typeof CodesQuery>
