import { z } from 'zod'
import { ruled } from '../../http/fields.ts'
import { isLocalDate } from '../../vn/local-date.ts'

/** A date without time, in Asia/Ho_Chi_Minh. */
export const LocalDate = ruled(z.string().regex(/^\d{4}-\d{2}-\d{2}$/), (value) =>
  isLocalDate(value)
    ? null
    : {
        rule: 'date.calendar',
        reason: { vi: 'Không có ngày này trong lịch.', en: 'There is no such day.' },
        remedy: { vi: 'Gửi ngày dạng NĂM-THÁNG-NGÀY có thật.', en: 'Send a real YYYY-MM-DD.' },
      },
).meta({
  description: 'Local date YYYY-MM-DD in Asia/Ho_Chi_Minh',
  example: '2024-05-01',
  format: 'date',
})
