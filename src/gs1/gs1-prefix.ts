/**
 * Why a GS1 prefix is not that of a trade item in open trade:
 * - `restricted`: restricted circulation numbers, unique only within a company or a region;
 * - `coupon`: coupons and refund receipts.
 */
export type RestrictedUse = 'restricted' | 'coupon'

/**
 * What the prefix of a trade item number says against its use in open trade.
 * 020–029, 040–049 and 200–299 are restricted circulation; 050–059 and 980–999 are coupons and
 * refund receipts. A GTIN-8 (five leading zeros in the 13-digit form) has prefixes of its own:
 * 0 and 2 are restricted circulation. 952, kept for demonstrations, is not restricted.
 * @param gtin14 14 digits; the indicator does not count
 * @see GS1 General Specifications, section 1.4 (GS1 Prefix and GS1-8 Prefix)
 */
export function restrictedUseOf(gtin14: string): RestrictedUse | null {
  const digits = gtin14.slice(1)
  if (digits.startsWith('00000')) return /^[02]/.test(digits.slice(5)) ? 'restricted' : null
  if (/^(?:02|04|2)/.test(digits)) return 'restricted'
  return /^(?:05|98|99)/.test(digits) ? 'coupon' : null
}
