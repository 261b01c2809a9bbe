import { fieldError } from '../../errors.ts'

/** Longest that a transaction may take, with a margin for clocks that differ. */
const UNDER_WAY_MS = 60_000

/**
 * The moment of `asOf`. What is being recorded now may still be dated before a younger one.
 * @throws AppError 422 `as_of.too_late` where it is less than 60 seconds ago
 */
export function assertAsOf(asOf: string, now: Date): Date {
  const at = new Date(asOf)
  if (at.getTime() <= now.getTime() - UNDER_WAY_MS) return at
  throw fieldError(
    'query.asOf',
    'as_of.too_late',
    {
      vi: 'Thời điểm phải trước hiện tại ít nhất 60 giây.',
      en: 'The moment must lie at least 60 seconds back.',
    },
    { vi: 'Chọn thời điểm sớm hơn, hoặc bỏ "asOf".', en: 'Choose an earlier one or none.' },
  )
}
