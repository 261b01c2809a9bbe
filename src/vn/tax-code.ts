export type TaxCodeKind = 'MST10' | 'MST13'

/**
 * - `not_digits`: something that is neither digit nor hyphen, blanks and dots taken out;
 * - `length`: neither 10 nor 13 digits;
 * - `branch`: the branch is not one of 001 to 999;
 * - `zeros`: digits 3 to 9 are all zero, no number was given out;
 * - `no_check_digit`: no tenth digit completes the first nine, such a number is never given out.
 */
export type TaxCodeFault = 'not_digits' | 'length' | 'branch' | 'zeros' | 'no_check_digit'

export type TaxCodeResult =
  | {
      readonly ok: true
      /** 10 digits, or 10 digits, hyphen, 3 digits. */
      readonly value: string
      readonly kind: TaxCodeKind
    }
  | {
      readonly ok: false
      readonly reason: TaxCodeFault
    }
  | { readonly ok: false; readonly reason: 'check_digit'; readonly expectedCheckDigit: number }

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3]
const MODULUS = 11

/**
 * Reads a Vietnamese tax code (mã số thuế): 10 digits of an entity, or 13 of a branch of it.
 * Blanks and dots are taken out and a missing hyphen is set; nothing else is put right. The tenth
 * digit is 10 − Σ wᵢ·dᵢ mod 11; the branch has no check digit of its own, and a swap of the second
 * and seventh digit shows in none (their weights, 29 and 7, are equal modulo 11).
 * The check says that a number is well formed, not that the tax office gave it out.
 * @see Thông tư 86/2024/TT-BTC, Điều 5 (structure); the weights are those in general use, which the
 *   circular does not print
 */
export function parseTaxCode(text: string): TaxCodeResult {
  const compact = text.replace(/[\s.]/g, '')
  if (/[^0-9-]/.test(compact)) return { ok: false, reason: 'not_digits' }
  const [entity = '', branch = null, ...more] = compact.includes('-')
    ? compact.split('-')
    : split(compact)
  if (entity.length !== 10) return { ok: false, reason: 'length' }
  if (branch !== null && (more.length > 0 || !isBranch(branch))) {
    return { ok: false, reason: 'branch' }
  }
  if (/^0+$/.test(entity.slice(2, 9))) return { ok: false, reason: 'zeros' }
  const expectedCheckDigit = taxCheckDigit(entity.slice(0, 9))
  if (expectedCheckDigit === null) return { ok: false, reason: 'no_check_digit' }
  if (expectedCheckDigit !== Number(entity.at(-1))) {
    return { ok: false, reason: 'check_digit', expectedCheckDigit }
  }
  return branch === null
    ? { ok: true, value: entity, kind: 'MST10' }
    : { ok: true, value: `${entity}-${branch}`, kind: 'MST13' }
}

/** The tenth digit after nine, or null where there is none (one body of eleven). */
export function taxCheckDigit(nineDigits: string): number | null {
  if (!/^[0-9]{9}$/.test(nineDigits)) throw new RangeError('A tax code has nine digits before')
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(nineDigits[at]), 0)
  const digit = 10 - (sum % MODULUS)
  return digit === 10 ? null : digit
}

/** Digits without a hyphen: thirteen are an entity and its branch. */
function split(digits: string): string[] {
  return digits.length === 13 ? [digits.slice(0, 10), digits.slice(10)] : [digits]
}

function isBranch(digits: string): boolean {
  return /^[0-9]{3}$/.test(digits) && digits !== '000'
}
