import { checkDigit } from './check-digit.ts'
import { restrictedUseOf } from './gs1-prefix.ts'

const LENGTHS: readonly number[] = [8, 12, 13, 14]

export type GtinResult =
  | {
      readonly ok: true
      /** 14 digits: the form in which a GTIN is stored and compared. */
      readonly gtin14: string
      /** 0 for the trade item itself, 1–8 for a grouping of it, 9 for variable measure. */
      readonly indicator: number
    }
  | { readonly ok: false; readonly reason: 'length' | 'not_digits' | 'restricted_prefix' }
  | {
      readonly ok: false
      readonly reason: 'check_digit'
      /** The digit that would complete the others. */
      readonly expectedCheckDigit: number
    }

/**
 * Reads a GTIN of a trade item in open trade, as typed: exactly 8, 12, 13 or 14 ASCII digits.
 * Nothing is stripped, because a blank inside a number mostly means a digit is missing.
 * The number is never completed by another way than zeros in front: an indicator put before a
 * GTIN-13 makes another number with another check digit.
 * @see GS1 General Specifications, sections 2.1 and 7.9.1
 */
export function parseGtin(text: string): GtinResult {
  if (!/^[0-9]*$/.test(text)) return { ok: false, reason: 'not_digits' }
  if (!LENGTHS.includes(text.length)) return { ok: false, reason: 'length' }
  const expectedCheckDigit = checkDigit(text.slice(0, -1))
  if (expectedCheckDigit !== Number(text.at(-1))) {
    return { ok: false, reason: 'check_digit', expectedCheckDigit }
  }
  const gtin14 = text.padStart(14, '0')
  if (restrictedUseOf(gtin14) !== null) return { ok: false, reason: 'restricted_prefix' }
  return { ok: true, gtin14, indicator: Number(gtin14[0]) }
}

/** The 13 digits printed under an EAN-13 symbol, or null where the indicator is not 0. */
export function toGtin13(gtin14: string): string | null {
  return gtin14.length === 14 && gtin14.startsWith('0') ? gtin14.slice(1) : null
}

/**
 * The GTIN-14 of a grouping of a trade item: the indicator before it, the check digit anew.
 * @param gtin14 a valid GTIN in 14 digits
 * @param indicator 0 to 9
 */
export function withIndicator(gtin14: string, indicator: number): string {
  if (!/^[0-9]{14}$/.test(gtin14)) throw new RangeError('A GTIN-14 has 14 digits')
  if (!Number.isInteger(indicator) || indicator < 0 || indicator > 9) {
    throw new RangeError('An indicator is a digit from 0 to 9')
  }
  const body = `${indicator}${gtin14.slice(1, 13)}`
  return `${body}${checkDigit(body)}`
}
