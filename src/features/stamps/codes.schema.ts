import { z } from 'zod'
import { ruled } from '../../http/fields.ts'
import { BATCH_STAMPS_MAX } from './serial.rules.ts'

export const CODE_FORMATS = ['ndjson', 'csv'] as const
export type CodeFormat = (typeof CODE_FORMATS)[number]

const index = z.coerce
  .number()
  .int()
  .min(0)
  .max(BATCH_STAMPS_MAX - 1)

export const CodesQuery = ruled(
  z.strictObject({
    from: index.default(0).meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
    to: index.optional().meta({ description: 'Tem cuối; bỏ trống: đến hết đợt', example: 999 }),
    format: z
      .enum(CODE_FORMATS)
      .default('ndjson')
      .meta({ description: 'ndjson: mỗi dòng một JSON; csv: mở được bằng Excel', example: 'csv' }),
  }),
  ({ from, to }) =>
    to === undefined || from <= to
      ? null
      : {
          rule: 'range.order',
          reason: { vi: '"from" lớn hơn "to".', en: 'from is greater than to.' },
          remedy: { vi: 'Đổi chỗ hai số.', en: 'Swap the two.' },
        },
)
export type CodesQuery = z.output<typeof CodesQuery>
