import { checkDigit } from './check-digit.ts'

const GLN_LENGTH = 13

export type GlnResult =
  | { readonly ok: true; readonly gln: string }
  | { readonly ok: false; readonly reason: 'length' | 'not_digits' }
  | { readonly ok: false; readonly reason: 'check_digit'; readonly expectedCheckDigit: number }

/**
 * Reads a Global Location Number as typed: exactly 13 ASCII digits with their check digit.
 * @see GS1 General Specifications, sections 2.4 and 7.9.1
 */
export function parseGln(text: string): GlnResult {
  if (!/^[0-9]*$/.test(text)) return { ok: false, reason: 'not_digits' }
  if (text.length !== GLN_LENGTH) return { ok: false, reason: 'length' }
  const expectedCheckDigit = checkDigit(text.slice(0, -1))
  return expectedCheckDigit === Number(text.at(-1))
    ? { ok: true, gln: text }
    : { ok: false, reason: 'check_digit', expectedCheckDigit }
}
