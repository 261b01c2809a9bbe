import { isCset82 } from './charset.ts'
import { checkDigit } from './check-digit.ts'

/** A GDTI is 13 digits, of which 12 are company prefix and document type. */
const BODY_LENGTH = 12
const SERIAL_LENGTH_MAX = 17

/** Company prefixes have 4 to 12 digits. */
const PREFIX = /^[0-9]{4,12}$/

export type GdtiResult =
  | {
      readonly ok: true
      /** 13 digits: company prefix, document type, check digit. */
      readonly gdti13: string
      /** 0 to 17 characters of CSET 82; empty for the document type itself. */
      readonly serial: string
    }
  | { readonly ok: false; readonly reason: 'length' | 'not_digits' | 'serial' }
  | { readonly ok: false; readonly reason: 'check_digit'; readonly expectedCheckDigit: number }

/**
 * Reads a Global Document Type Identifier: 13 digits, then an optional serial component.
 * @see GS1 General Specifications, section 3.2 (AI 253)
 */
export function parseGdti(text: string): GdtiResult {
  const gdti13 = text.slice(0, BODY_LENGTH + 1)
  const serial = text.slice(BODY_LENGTH + 1)
  if (!/^[0-9]*$/.test(gdti13)) return { ok: false, reason: 'not_digits' }
  if (gdti13.length <= BODY_LENGTH || serial.length > SERIAL_LENGTH_MAX) {
    return { ok: false, reason: 'length' }
  }
  const expectedCheckDigit = checkDigit(gdti13.slice(0, -1))
  if (expectedCheckDigit !== Number(gdti13.at(-1))) {
    return { ok: false, reason: 'check_digit', expectedCheckDigit }
  }
  return isCset82(serial) ? { ok: true, gdti13, serial } : { ok: false, reason: 'serial' }
}

/** How many document types a company prefix can number: 10^(12 − its length). */
export function documentTypesUnder(prefix: string): number {
  if (!PREFIX.test(prefix)) throw new RangeError('A GS1 company prefix has 4 to 12 digits')
  return 10 ** (BODY_LENGTH - prefix.length)
}

/**
 * The GDTI-13 of a document type under a company prefix.
 * @param prefix GS1 company prefix, 4 to 12 digits
 * @param type number of the document type, from 0
 * @throws RangeError where the prefix is none, or the number does not fit beside it
 */
export function gdtiFor(prefix: string, type: number): string {
  const room = documentTypesUnder(prefix)
  if (!Number.isSafeInteger(type) || type < 0 || type >= room) {
    throw new RangeError(`Under prefix ${prefix} document types run from 0 to ${room - 1}`)
  }
  const digits = BODY_LENGTH - prefix.length
  // A 12-digit prefix leaves no digit: its one document type is written as nothing.
  const body = prefix + (digits === 0 ? '' : String(type).padStart(digits, '0'))
  return `${body}${checkDigit(body)}`
}
