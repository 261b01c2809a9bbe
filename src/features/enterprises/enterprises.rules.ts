import { AppError, type Text, wrongState } from '../../errors.ts'
import { searchWords } from '../../vn/words.ts'
import type { EnterpriseRecord, EnterpriseStatus } from './enterprises.schema.ts'

/** The steps of a registration: from which states, to which, and whether a reason is needed. */
export const MOVES = {
  submission: { from: ['draft', 'supplement_requested'], to: 'submitted', reason: false },
  'supplement-request': { from: ['submitted'], to: 'supplement_requested', reason: true },
  approval: { from: ['submitted'], to: 'approved', reason: false },
  rejection: { from: ['draft', 'submitted', 'supplement_requested'], to: 'rejected', reason: true },
  suspension: { from: ['approved'], to: 'suspended', reason: true },
  reinstatement: { from: ['suspended'], to: 'approved', reason: false },
  revocation: { from: ['approved', 'suspended'], to: 'revoked', reason: true },
} as const satisfies Record<
  string,
  { from: readonly EnterpriseStatus[]; to: EnterpriseStatus; reason: boolean }
>
export type MoveName = keyof typeof MOVES

/** States in which the applicant may change every field but the identifier. */
const EDITABLE: readonly EnterpriseStatus[] = ['draft', 'supplement_requested']

export interface Missing {
  code: string
  what: Text
  who: 'enterprise' | 'officer'
}

/** What a dossier lacks before it can be submitted. */
export function missingForSubmission(dossier: EnterpriseRecord): Missing[] {
  const missing: Missing[] = []
  const need = (given: boolean, code: string, vi: string, en: string): void => {
    if (!given) missing.push({ code, what: { vi, en }, who: 'enterprise' })
  }
  need(dossier.addresses.length > 0, 'address', 'Địa chỉ trụ sở', 'Address of the seat')
  need(dossier.representative !== null, 'representative', 'Người đại diện', 'Representative')
  need(dossier.phone !== null, 'phone', 'Điện thoại liên hệ', 'Telephone')
  return missing
}

/** What is still missing before the enterprise can receive stamps: "why not yet". */
export function missingForStamps(dossier: EnterpriseRecord, approvedProducts: number): Missing[] {
  const missing = missingForSubmission(dossier)
  const by = (who: Missing['who'], code: string, vi: string, en: string): void => {
    missing.push({ code, what: { vi, en }, who })
  }
  if (EDITABLE.includes(dossier.status)) {
    by('enterprise', 'submission', 'Nộp hồ sơ đăng ký', 'Submit the dossier')
  }
  if (dossier.status === 'submitted') {
    by('officer', 'approval', 'Cán bộ duyệt hồ sơ', 'Approval by an officer')
  }
  if (dossier.status === 'suspended') {
    by('officer', 'reinstatement', 'Cán bộ gỡ tạm dừng', 'Lifting of the suspension')
  }
  if (!dossier.live) {
    by('enterprise', 'new_dossier', 'Lập hồ sơ đăng ký mới', 'A new dossier')
  }
  if (approvedProducts === 0) {
    by('officer', 'product', 'Ít nhất một sản phẩm được duyệt', 'At least one approved product')
  }
  return missing
}

/** The words by which the public finds the enterprise; null before its approval. */
export function publicWords({ registeredOn, name }: EnterpriseRecord): string[] | null {
  return registeredOn === null ? null : searchWords([name])
}

/** @throws AppError naming the state or what is missing, where the step is not possible. */
export function assertMove(dossier: EnterpriseRecord, name: MoveName, reason: string | null): void {
  const move = MOVES[name]
  if (!(move.from as readonly string[]).includes(dossier.status)) {
    throw wrongState(dossier.status, {
      vi: `Hồ sơ đang ở trạng thái "${dossier.status}"; bước này cần: ${move.from.join(', ')}.`,
      en: `The dossier is "${dossier.status}"; this step needs: ${move.from.join(', ')}.`,
    })
  }
  if (move.reason && reason === null) {
    throw new AppError(
      'invalid_fields',
      { vi: 'Bước này cần lý do.', en: 'This step needs a reason.' },
      {
        fields: [
          {
            field: 'body.reason',
            rule: 'field.required',
            reason: { vi: 'Thiếu lý do.', en: 'The reason is missing.' },
            remedy: { vi: 'Nêu lý do để cơ sở biết.', en: 'Say why, for the enterprise.' },
          },
        ],
      },
    )
  }
  const missing = name === 'submission' ? missingForSubmission(dossier) : []
  if (missing.length > 0) {
    throw new AppError(
      'not_ready',
      { vi: 'Hồ sơ còn thiếu mục.', en: 'The dossier lacks elements.' },
      { missing },
    )
  }
}

/** @throws AppError where a field may not be changed in the dossier's state. */
export function assertEditable(dossier: EnterpriseRecord, changesName: boolean): void {
  if (EDITABLE.includes(dossier.status)) return
  const contactOnly = dossier.status === 'approved' && !changesName
  if (contactOnly) return
  throw wrongState(dossier.status, {
    vi: `Hồ sơ "${dossier.status}" không sửa được trường này.`,
    en: `A dossier that is "${dossier.status}" does not take this change.`,
  })
}
