/**
 * A day in Việt Nam, `YYYY-MM-DD`; a month is `YYYY-MM`. Both compare and sort as text.
 * Time in Việt Nam is UTC+7 all year, since 13/06/1975 in the whole country (1968 in the north);
 * there is no daylight saving. So no table of time zones is needed for any date of this register.
 */
export type LocalDate = string
export type Month = string

const OFFSET_MS = 7 * 3_600_000
const DAY_MS = 86_400_000
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const MONTH = /^(\d{4})-(\d{2})$/

/** Whether text is a day that the Gregorian calendar has, of the years 0001 to 9999. */
export function isLocalDate(text: string): boolean {
  const match = DATE.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

/** Whether text is a month, of the years 0001 to 9999. */
export function isMonth(text: string): boolean {
  return MONTH.test(text) && isLocalDate(`${text}-01`)
}

/** The day it is in Việt Nam at an instant. */
export function localDateOf(instant: Date): LocalDate {
  return dateOfDays(Math.floor((instant.getTime() + OFFSET_MS) / DAY_MS))
}

/** The instant at which a day begins in Việt Nam: 17:00 UTC of the day before. */
export function startOfLocalDate(date: LocalDate): Date {
  return new Date(daysOf(date) * DAY_MS - OFFSET_MS)
}

/** The month of a day. */
export function monthOf(date: LocalDate): Month {
  daysOf(date)
  return date.slice(0, 7)
}

/** The first and the last day of a month. */
export function monthRange(month: Month): { from: LocalDate; to: LocalDate } {
  if (!isMonth(month)) throw new RangeError(`Not a month YYYY-MM: ${month}`)
  const days = daysIn(Number(month.slice(0, 4)), Number(month.slice(5)))
  return { from: `${month}-01`, to: `${month}-${days}` }
}

/** The month so many months later; earlier where the number is negative. */
export function addMonths(month: Month, months: number): Month {
  if (!isMonth(month)) throw new RangeError(`Not a month YYYY-MM: ${month}`)
  if (!Number.isSafeInteger(months)) throw new RangeError('Months are counted in whole numbers')
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months
  const [year, index] = [Math.floor(total / 12), total - Math.floor(total / 12) * 12]
  const later = `${String(year).padStart(4, '0')}-${String(index + 1).padStart(2, '0')}`
  if (!isMonth(later)) throw new RangeError('The month is outside the years 0001 to 9999')
  return later
}

/** The day so many days later; earlier where the number is negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  if (!Number.isSafeInteger(days)) throw new RangeError('Days are counted in whole numbers')
  return dateOfDays(daysOf(date) + days)
}

/** How many days lie from one day to another: 0 for the same, negative for an earlier one. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return daysOf(to) - daysOf(from)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Days since 1970-01-01. @throws RangeError where the text is no day */
function daysOf(date: LocalDate): number {
  if (!isLocalDate(date)) throw new RangeError(`Not a day YYYY-MM-DD: ${date}`)
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS
}

function dateOfDays(days: number): LocalDate {
  const instant = new Date(days * DAY_MS)
  // Date writes years outside 0000 to 9999 with a sign and six digits.
  const text = Number.isNaN(instant.getTime()) ? '' : instant.toISOString().slice(0, 10)
  if (!isLocalDate(text)) throw new RangeError('The day is outside the years 0001 to 9999')
  return text
}
