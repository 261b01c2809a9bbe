import type { Text } from '../../errors.ts'
import type { StampState } from '../stamps/ledger.rules.ts'

export const VERDICTS = [
  'mistyped',
  'unknown',
  'withdrawn',
  'recalled',
  'suspended',
  'not_released',
  'not_reported',
  'in_use',
  'product_only',
] as const
export type Verdict = (typeof VERDICTS)[number]

const BY_STATE: Record<StampState, Verdict> = {
  in_stock: 'not_released',
  delivered: 'not_reported',
  affixed: 'in_use',
  spoiled: 'withdrawn',
  lost: 'withdrawn',
  handed_in: 'withdrawn',
  destroyed: 'withdrawn',
  voided: 'withdrawn',
}

/** What holds of the goods beside the state of their stamp. */
export interface Standing {
  isRecalled: boolean
  isSuspended: boolean
}

/** The verdict of a known stamp: the first that applies, in the order of design §7. */
export function verdictOf(state: StampState, standing: Standing): Verdict {
  const verdict = BY_STATE[state]
  return verdict === 'withdrawn' ? verdict : (standingVerdict(standing) ?? verdict)
}

/** The verdict of a product whose stamp was not asked for. */
export function productVerdictOf(standing: Standing): Verdict {
  return standingVerdict(standing) ?? 'product_only'
}

function standingVerdict({ isRecalled, isSuspended }: Standing): Verdict | null {
  if (isRecalled) return 'recalled'
  return isSuspended ? 'suspended' : null
}

/**
 * What each verdict tells a person. A tag proves who issued a code, never that this piece is the
 * original: no sentence calls goods genuine.
 */
export const VERDICT_TEXTS: Record<Verdict, { title: Text; advice: Text }> = {
  mistyped: {
    title: { vi: 'Số sê-ri bị gõ nhầm', en: 'The serial is mistyped' },
    advice: {
      vi: 'So lại từng nhóm bốn ký tự với số in trên tem.',
      en: 'Compare each group of four characters with the stamp.',
    },
  },
  unknown: {
    title: { vi: 'Không có tem này trong sổ', en: 'This stamp is not in the register' },
    advice: {
      vi: 'Mã không do sổ này cấp. Hãy hỏi người bán và báo cho Sở.',
      en: 'The code was not issued by this register. Ask the seller and tell the department.',
    },
  },
  withdrawn: {
    title: { vi: 'Tem không còn hiệu lực', en: 'The stamp has been withdrawn' },
    advice: {
      vi: 'Tem này không còn được dùng trên hàng hóa. Hãy báo cho Sở nơi bạn thấy nó.',
      en: 'This stamp may no longer be on goods. Tell the department where you saw it.',
    },
  },
  recalled: {
    title: { vi: 'Hàng đang bị thu hồi', en: 'These goods are being recalled' },
    advice: {
      vi: 'Đừng mua, đừng dùng. Trả lại nơi bán hoặc làm theo thông báo thu hồi.',
      en: 'Do not buy or use it. Return it to the seller or do as the recall notice says.',
    },
  },
  suspended: {
    title: { vi: 'Đang bị tạm dừng', en: 'Suspended for now' },
    advice: {
      vi: 'Cơ quan quản lý đã tạm dừng cơ sở hoặc hàng này. Chưa nên mua; hỏi Sở nếu cần.',
      en: 'The authority has suspended this enterprise or these goods. Better not buy it yet.',
    },
  },
  not_released: {
    title: { vi: 'Tem chưa được giao cho cơ sở', en: 'The stamp has not been handed out' },
    advice: {
      vi: 'Tem còn trong kho của Sở, chưa thể có trên hàng. Hãy báo cho Sở.',
      en: 'It is still in stock, so it cannot be on goods yet. Tell the department.',
    },
  },
  not_reported: {
    title: { vi: 'Tem do Sở cấp, cơ sở chưa báo đã dán', en: 'Issued; affixing not reported yet' },
    advice: {
      vi: 'Việc báo đã dán thường chậm vài ngày; so tên sản phẩm với hàng trên tay.',
      en: 'Affixing is often reported days later; compare the product with what you hold.',
    },
  },
  in_use: {
    title: { vi: 'Tem do Sở cấp, đã dán lên sản phẩm', en: 'Issued and affixed to the product' },
    advice: {
      vi: 'So thông tin dưới đây với sản phẩm trên tay.',
      en: 'Compare what stands below with the product you hold.',
    },
  },
  product_only: {
    title: { vi: 'Sản phẩm có trong sổ đăng ký', en: 'The product is in the register' },
    advice: {
      vi: 'Quét mã QR trên tem để tra đúng chiếc tem của bạn.',
      en: 'Scan the QR of the stamp to look up that very stamp.',
    },
  },
}
