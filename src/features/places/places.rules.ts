import { parseGln } from '../../gs1/gln.ts'
import type { RuleFault } from '../../http/fields.ts'

/** Why a text is no GLN, or null. */
export function glnFault(text: string): RuleFault | null {
  const parsed = parseGln(text)
  if (parsed.ok) return null
  const remedy = {
    vi: 'Chép lại GLN từ giấy cấp mã GS1, hoặc bỏ trống và dùng mã địa điểm riêng.',
    en: 'Copy it from the GS1 certificate, or leave it out and use a code of your own.',
  }
  if (parsed.reason !== 'check_digit') {
    const reason = { vi: 'GLN gồm đúng 13 chữ số.', en: 'A GLN has exactly 13 digits.' }
    return { rule: `gln.${parsed.reason}`, reason, remedy }
  }
  const expected = parsed.expectedCheckDigit
  return {
    rule: 'gln.check_digit',
    reason: {
      vi: `Chữ số kiểm tra sai: các chữ số đứng trước cho ${expected}.`,
      en: `Wrong check digit: the digits before it give ${expected}.`,
    },
    remedy,
  }
}
