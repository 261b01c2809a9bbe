import { type LocalDate, localDateOf } from '../../vn/local-date.ts'
import type { Language } from './public-page.ts'

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const OFFSET_MINUTES = 7 * 60
const DAY_MINUTES = 24 * 60
const SERIAL_LENGTH = 16

/** A day as people write it: 05/03/2024, in English 5 Mar 2024. */
export function writtenDate(date: LocalDate, language: Language): string {
  const [year = '', month = '', day = ''] = date.split('-')
  if (language === 'vi') return `${day}/${month}/${year}`
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`
}

/** An instant on the clock of Việt Nam: 05/03/2024 09:07, in English 5 Mar 2024, 09:07. */
export function writtenTime(at: Date, language: Language): string {
  const date = writtenDate(localDateOf(at), language)
  return language === 'vi' ? `${date} ${clockOf(at)}` : `${date}, ${clockOf(at)}`
}

/** As `writtenTime`, inside a sentence: 09:07 ngày 05/03/2024, in English 09:07 on 5 Mar 2024. */
export function spokenTime(at: Date, language: Language): string {
  const word = language === 'vi' ? 'ngày' : 'on'
  return `${clockOf(at)} ${word} ${writtenDate(localDateOf(at), language)}`
}

function clockOf(at: Date): string {
  const minutes = Math.floor(at.getTime() / 60_000) + OFFSET_MINUTES
  const ofDay = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES
  return `${twoDigits(Math.floor(ofDay / 60))}:${twoDigits(ofDay % 60)}`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/** A whole number: 1.300, in English 1,300. */
export function writtenNumber(value: number, language: Language): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, language === 'vi' ? '.' : ',')
}

/** A serial in groups of four, as it stands on the stamp; one of another length stays whole. */
export function groupedSerial(serial: string): string {
  return serial.length === SERIAL_LENGTH ? serial.replaceAll(/(.{4})(?=.)/g, '$1 ') : serial
}
