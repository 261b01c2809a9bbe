import type { RuleFault } from '../../http/fields.ts'

const OWN_NUMBER = /^BBBG-\d{4}-\d/i

/** The number that the register gives the n-th handover of a year. */
export function ownNumber(year: number, n: number): string {
  return `BBBG-${year}-${String(n).padStart(4, '0')}`
}

/** A number from outside may not look like one that the register will give. */
export function ownNumberFault(number: string): RuleFault | null {
  if (!OWN_NUMBER.test(number)) return null
  return {
    rule: 'handover.number',
    reason: {
      vi: 'Số dạng BBBG-năm-số do sổ tự cấp.',
      en: 'Numbers of the form BBBG-year-number are given by the register.',
    },
    remedy: {
      vi: 'Bỏ trống để sổ cấp số, hoặc dùng ký hiệu khác.',
      en: 'Leave it out, or use another form.',
    },
  }
}
