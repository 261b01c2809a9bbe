import { z } from 'zod'
import { instant } from '../../http/fields.ts'

export const AsOfQuery = z.strictObject({
  asOf: instant('Như sổ đã biết tại thời điểm này, trước hiện tại ít nhất 60 giây').optional(),
})
