import type { Text } from '../../errors.ts'
import type { RuleFault } from '../../http/fields.ts'
import { parsePersonalNumber } from '../../vn/personal-number.ts'
import { parseTaxCode } from '../../vn/tax-code.ts'

type Scheme = 'MST10' | 'MST13' | 'CCCD12'

/** Why an identifier breaks the rule of its scheme, or null. */
export function identifierFault(id: { scheme: Scheme; value: string }): RuleFault | null {
  return id.scheme === 'CCCD12' ? personalNumberFault(id.value) : taxCodeFault(id.scheme, id.value)
}

/** The official form of a valid identifier. */
export function canonicalIdentifier(id: { scheme: Scheme; value: string }): string {
  const parsed = id.scheme === 'CCCD12' ? parsePersonalNumber(id.value) : parseTaxCode(id.value)
  return parsed.ok ? parsed.value : id.value
}

function taxCodeFault(scheme: Scheme, value: string): RuleFault | null {
  const parsed = parseTaxCode(value)
  if (!parsed.ok) {
    return {
      rule: `tax_code.${parsed.reason}`,
      reason: taxCodeReason(parsed),
      remedy: {
        vi: 'Chép lại mã số thuế từ giấy đăng ký: 10 số, hoặc 10 số-3 số với chi nhánh.',
        en: 'Copy it from the certificate: 10 digits, or 10 digits-3 digits for a branch.',
      },
    }
  }
  if (parsed.kind === scheme) return null
  return {
    rule: 'tax_code.scheme',
    reason: { vi: `Mã này thuộc loại ${parsed.kind}.`, en: `This number is a ${parsed.kind}.` },
    remedy: { vi: `Đặt scheme là ${parsed.kind}.`, en: `Set scheme to ${parsed.kind}.` },
  }
}

type TaxCodeFault = Exclude<ReturnType<typeof parseTaxCode>, { ok: true }>

function taxCodeReason(fault: TaxCodeFault): Text {
  if (fault.reason !== 'check_digit') return TAX_CODE_REASONS[fault.reason]
  const expected = fault.expectedCheckDigit
  return {
    vi: `Số kiểm tra (số thứ mười) phải là ${expected}.`,
    en: `The check digit, the tenth, must be ${expected}.`,
  }
}

const TAX_CODE_REASONS = {
  not_digits: {
    vi: 'Mã số thuế chỉ gồm chữ số và dấu gạch nối.',
    en: 'A tax code has digits and a hyphen only.',
  },
  length: {
    vi: 'Mã số thuế có 10 số, của chi nhánh 13 số.',
    en: 'A tax code has 10 digits, of a branch 13.',
  },
  branch: {
    vi: 'Ba số cuối của chi nhánh từ 001 đến 999.',
    en: 'A branch has a number from 001 to 999.',
  },
  zeros: {
    vi: 'Các số từ thứ ba đến thứ chín không thể đều là 0.',
    en: 'Digits three to nine cannot all be 0.',
  },
  no_check_digit: {
    vi: 'Không có mã số thuế nào bắt đầu bằng chín số này.',
    en: 'No tax code begins with these nine digits.',
  },
}

function personalNumberFault(value: string): RuleFault | null {
  const parsed = parsePersonalNumber(value)
  if (parsed.ok) return null
  return {
    rule: `personal_number.${parsed.reason}`,
    reason: PERSONAL_NUMBER_REASONS[parsed.reason],
    remedy: {
      vi: 'Chép lại 12 số trên thẻ căn cước của chủ hộ.',
      en: "Copy the 12 digits of the householder's identity card.",
    },
  }
}

const PERSONAL_NUMBER_REASONS = {
  not_digits: { vi: 'Số định danh chỉ gồm chữ số.', en: 'A personal number has digits only.' },
  length: { vi: 'Số định danh có 12 số.', en: 'A personal number has 12 digits.' },
  birthplace: { vi: 'Ba số đầu không phải mã tỉnh.', en: 'The first three name no province.' },
  century: { vi: 'Số thứ tư chỉ thế kỷ chưa tới.', en: 'The fourth digit names a later century.' },
} as const
