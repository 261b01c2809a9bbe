/** Việt Nam keeps UTC+7 all year since 13/06/1975, so no table of time zones is needed. */
const OFFSET_MS = 7 * 3_600_000

/** The day in Asia/Ho_Chi_Minh at an instant, `YYYY-MM-DD`. */
export function localDateOf(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10)
}

const DAYS_KEPT = 10_000
/** Days that were found to be in the calendar: a ledger of millions of events has a few hundred. */
const days = new Set<unknown>()

/** Whether a value is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(value: unknown): value is string {
  if (days.has(value)) return true
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const instant = new Date(`${value}T00:00:00Z`)
  if (Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(value)) return false
  if (days.size < DAYS_KEPT) days.add(value)
  return true
}

/** Whether a value is a month, `YYYY-MM`. */
export function isMonth(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(value)
}

export function monthAfter(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))]
  const [nextYear, next] = number === 12 ? [year + 1, 1] : [year, number + 1]
  return `${String(nextYear).padStart(4, '0')}-${String(next).padStart(2, '0')}`
}
