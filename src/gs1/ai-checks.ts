import { isCountryAlpha2, isCountryCode } from './iso-codes.ts'

/** Whether a component of an AI value has the content its definition asks for. */
export type ContentCheck = (component: string) => boolean

const between = (text: string, from: number, to: number): boolean =>
  Number(text) >= from && Number(text) <= to

/**
 * Days of a month of a two-digit year. Which century is meant depends on the day of reading; only
 * YY = 00 could differ by it, and all uses of these dates lie near 2000, a leap year.
 */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function isDay(year: number, month: string, day: string, firstDay: number): boolean {
  if (!between(month, 1, 12)) return false
  return between(day, firstDay, daysInMonth(year, Number(month)))
}

/** YYMMDD. */
export const isDate: ContentCheck = (text) =>
  isDay(2000 + Number(text.slice(0, 2)), text.slice(2, 4), text.slice(4), 1)

/** YYMMDD where DD = 00 means the whole month. */
export const isDateOrMonth: ContentCheck = (text) =>
  isDay(2000 + Number(text.slice(0, 2)), text.slice(2, 4), text.slice(4), 0)

/** YYYYMMDD. */
export const isFullDate: ContentCheck = (text) =>
  isDay(Number(text.slice(0, 4)), text.slice(4, 6), text.slice(6), 1)

export const isHour: ContentCheck = (text) => between(text, 0, 23)
export const isSixtieth: ContentCheck = (text) => between(text, 0, 59)

/** HHMM. */
export const isTime: ContentCheck = (text) => isHour(text.slice(0, 2)) && isSixtieth(text.slice(2))

/** A GS1 company prefix of at least four digits stands at the start. */
export const startsWithPrefix: ContentCheck = (text) => /^[0-9]{4}/.test(text)

export const isZero: ContentCheck = (text) => /^0+$/.test(text)
export const isNotZero: ContentCheck = (text) => /[1-9]/.test(text)
export const hasNoZeroInFront: ContentCheck = (text) => text === '0' || !text.startsWith('0')
export const hasLetter: ContentCheck = (text) => /[^0-9]/.test(text)
export const isHyphen: ContentCheck = (text) => text === '-'
export const isYesNo: ContentCheck = (text) => /^[01]$/.test(text)

/** ISO/IEC 5218: 0 not known, 1 male, 2 female, 9 not applicable. */
export const isSexCode: ContentCheck = (text) => /^[0129]$/.test(text)

/** Direction in which a roll is wound: 0 out, 1 in, 9 undefined. */
export const isWinding: ContentCheck = (text) => /^[019]$/.test(text)

/** Importer index of the EU tobacco directive. */
export const isImporterIndex: ContentCheck = (text) => /^[A-Za-z0-9_-]$/.test(text)

/** A country, or 999 for processing in several countries. */
export const isCountryOrSeveral: ContentCheck = (text) => text === '999' || isCountryCode(text)

/** AIDC media type: 01–10 and 80–99 are assigned. */
export const isMediaType: ContentCheck = (text) => between(text, 1, 10) || between(text, 80, 99)

/** PPTT: a piece of a total, both from 1. */
export const isPieceOfTotal: ContentCheck = (text) =>
  isNotZero(text.slice(0, 2)) && Number(text.slice(0, 2)) <= Number(text.slice(2))

/** n/m: a position in a sequence, both from 1. */
export const isPositionInSequence: ContentCheck = (text) =>
  /^[1-9]\/[1-9]$/.test(text) && Number(text[0]) <= Number(text[2])

/** Degrees + 90, times 10 million. */
export const isLatitude: ContentCheck = (text) => between(text, 0, 1_800_000_000)

/** Degrees + 180, times 10 million. */
export const isLongitude: ContentCheck = (text) => between(text, 0, 3_600_000_000)

/** Each % begins a pair of hexadecimal digits (RFC 3986, section 2.1). */
export const isPercentEncoded: ContentCheck = (text) => !/%(?![0-9A-Fa-f]{2})/.test(text)

/** An IBAN: country, check digits by ISO 7064 mod 97-10; lengths by country are not checked. */
export const isIban: ContentCheck = (text) => {
  if (!/^[0-9A-Z]{11,34}$/.test(text) || !isCountryAlpha2(text.slice(0, 2))) return false
  let rest = 0
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97
  }
  return rest === 1
}
