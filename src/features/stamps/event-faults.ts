import { type AppError, fieldError } from '../../errors.ts'

/** One transaction reads and rewrites a bounded number of stretches (design §3). */
export function tooScattered(field: string, found: number, max: number): AppError {
  return fieldError(
    field,
    'event.steps_max',
    {
      vi: `Các dải gồm ${found} đoạn khác trạng thái hoặc biến động; tối đa ${max}.`,
      en: `The ranges hold ${found} stretches of different facts or events; at most ${max}.`,
    },
    { vi: 'Chia thành nhiều yêu cầu, mỗi lần một dải ngắn hơn.', en: 'Send shorter ranges.' },
  )
}
