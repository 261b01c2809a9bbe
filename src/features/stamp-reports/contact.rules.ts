import type { RuleFault } from '../../http/fields.ts'

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/
const TELEPHONE = /^\+?\d{9,14}$/

/** Whether text is a telephone number or an e-mail address; empty is neither, and may stand. */
export function contactFault(contact: string): RuleFault | null {
  const digits = contact.replaceAll(/[ .()-]/g, '')
  if (contact === '' || EMAIL.test(contact) || TELEPHONE.test(digits)) return null
  return {
    rule: 'report.contact',
    reason: {
      vi: 'Đây không phải số điện thoại hay thư điện tử.',
      en: 'This is neither a telephone number nor an e-mail address.',
    },
    remedy: {
      vi: 'Sửa lại, ví dụ 0912 345 678 hoặc ten@example.com; không muốn để lại thì bỏ trống.',
      en: 'Correct it, e.g. 0912 345 678 or name@example.com, or leave it empty.',
    },
  }
}
