import { z } from 'zod'
import { instant } from '../../http/fields.ts'
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

export const quantity = z.int().min(1).max(BATCH_STAMPS_MAX)

export const state = z.enum(STATES).meta({ description: 'Trạng thái của tem', example: 'affixed' })

export const AsOfQuery = z.strictObject({
  asOf: instant('Như sổ đã biết tại thời điểm này, trước hiện tại ít nhất 60 giây').optional(),
})
