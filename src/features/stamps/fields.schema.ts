import { z } from 'zod'
import { type RuleFault, ruled } from '../../http/fields.ts'
import { STATES } from './ledger.rules.ts'
import { BATCH_NUMBER_MAX, BATCH_STAMPS_MAX } from './serial.rules.ts'

export const batchNumber = z
  .int()
  .min(1)
  .max(BATCH_NUMBER_MAX)
  .meta({ description: 'Số của đợt cấp tem', example: 1 })

export const index = z
  .int()
  .min(0)
  .max(BATCH_STAMPS_MAX - 1)

/** An index in a path or a query. */
export const indexParam = z.coerce
  .number()
  .int()
  .min(0)
  .max(BATCH_STAMPS_MAX - 1)

/** The two ends of a range, where both are given, are in order. */
export function orderFault(range: {
  from?: number | undefined
  to?: number | undefined
}): RuleFault | null {
  const { from, to } = range
  if (from === undefined || to === undefined || from <= to) return null
  return {
    rule: 'range.order',
    reason: { vi: '"from" lớn hơn "to".', en: 'from is greater than to.' },
    remedy: { vi: 'Đổi chỗ hai số.', en: 'Swap the two.' },
  }
}

/** Ranges of one batch by their indexes. */
export function indexRanges(rangesMax: number) {
  const range = z.strictObject({
    from: index.meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
    to: index.meta({ description: 'Tem cuối, tính cả nó', example: 19 }),
  })
  return z
    .array(ruled(range, orderFault))
    .min(1)
    .max(rangesMax)
    .meta({ description: `Các dải tem, không quá ${rangesMax}` })
}

export const quantity = z.int().min(1).max(BATCH_STAMPS_MAX)

export const state = z.enum(STATES).meta({ description: 'Trạng thái của tem', example: 'affixed' })
