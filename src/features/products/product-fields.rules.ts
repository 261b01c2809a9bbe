import { parseGtin } from '../../gs1/gtin.ts'
import { isCountryAlpha2 } from '../../gs1/iso-codes.ts'
import type { RuleFault } from '../../http/fields.ts'

/** Why a text is no GTIN of open trade, or null. */
export function gtinFault(text: string): RuleFault | null {
  const parsed = parseGtin(text)
  if (parsed.ok) return null
  const { reason } = parsed
  const remedy = {
    vi: 'Chép lại mã từ giấy cấp mã GS1; chưa có GTIN thì bỏ trống, Sở cấp mã khi duyệt.',
    en: 'Copy it from the GS1 certificate; or leave it out: the department gives a key then.',
  }
  if (reason === 'check_digit') {
    const expected = parsed.expectedCheckDigit
    return {
      rule: 'gtin.check_digit',
      reason: {
        vi: `Chữ số kiểm tra sai: các chữ số đứng trước cho ${expected}, mã có ${text.at(-1)}.`,
        en: `Wrong check digit: the digits before it give ${expected}, not ${text.at(-1)}.`,
      },
      remedy,
    }
  }
  return { rule: `gtin.${reason}`, reason: GTIN_REASONS[reason], remedy }
}

const GTIN_REASONS = {
  length: { vi: 'GTIN có 8, 12, 13 hoặc 14 số.', en: 'A GTIN has 8, 12, 13 or 14 digits.' },
  not_digits: { vi: 'GTIN chỉ gồm chữ số, không cách.', en: 'A GTIN has digits only, no blanks.' },
  restricted_prefix: {
    vi: 'Tiền tố này dành cho lưu hành nội bộ hoặc phiếu, không phải mã sản phẩm GS1.',
    en: 'This prefix is for restricted circulation or coupons, not for a trade item.',
  },
} as const

/** The 14 digits in which a valid GTIN is kept. @throws RangeError for any other text */
export function canonicalGtin(text: string): string {
  const parsed = parseGtin(text)
  if (!parsed.ok) throw new RangeError(`"${text}" is no GTIN: ${parsed.reason}`)
  return parsed.gtin14
}

/** Why a text is no country, or null. */
export function countryFault(text: string): RuleFault | null {
  if (isCountryAlpha2(text)) return null
  return {
    rule: 'country.unknown',
    reason: { vi: `Không có mã nước ${text}.`, en: `There is no country ${text}.` },
    remedy: { vi: 'Dùng mã hai chữ ISO 3166-1, ví dụ VN.', en: 'Use ISO 3166-1 alpha-2, e.g. VN.' },
  }
}
