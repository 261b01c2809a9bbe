import { AppError, fieldError, wrongState } from '../../errors.ts'
import { isSamePerson } from '../shared/person.rules.ts'
import type { ClaimRecord, ClaimStatus, MoveClaim } from './claims.schema.ts'
import type { Counted } from './eligibility.rules.ts'

interface MoveRule {
  from: readonly ClaimStatus[]
  to: ClaimStatus
  /** The kind of document that must be named. */
  document?: 'decision' | 'voucher'
  needsReason?: boolean
}

/** Design §4: the steps of a claim. */
export const CLAIM_MOVES = {
  submission: { from: ['draft'], to: 'submitted' },
  verification: { from: ['submitted'], to: 'verified' },
  approval: { from: ['verified'], to: 'approved', document: 'decision' },
  payment: { from: ['approved'], to: 'paid', document: 'voucher' },
  rejection: { from: ['submitted', 'verified'], to: 'rejected', needsReason: true },
  withdrawal: { from: ['draft', 'submitted'], to: 'withdrawn' },
} as const satisfies Record<string, MoveRule>
export type ClaimMove = keyof typeof CLAIM_MOVES

/** The kind of document that a step must name, if any. */
export function documentOf(name: ClaimMove): MoveRule['document'] {
  const move: MoveRule = CLAIM_MOVES[name]
  return move.document
}

/** Steps that three different persons must take: submit, verify, approve. */
const SEPARATE: readonly ClaimStatus[] = ['submitted', 'verified', 'approved']

/** @throws AppError where the claim's state, the papers or the person do not allow the step. */
export function assertClaimMove(
  claim: ClaimRecord,
  name: ClaimMove,
  body: MoveClaim,
  person: string,
): void {
  const move: MoveRule = CLAIM_MOVES[name]
  if (!move.from.includes(claim.status)) {
    throw wrongState(claim.status, {
      vi: `Hồ sơ đang "${claim.status}"; bước này cần: ${move.from.join(', ')}.`,
      en: `The claim is "${claim.status}"; this step needs: ${move.from.join(', ')}.`,
    })
  }
  if (move.document !== undefined && body.documentId === null) throw missingField('documentId')
  if (move.needsReason && body.reason === null) throw missingField('reason')
  assertSeparate(claim, move.to, person)
}

function missingField(field: string): AppError {
  return fieldError(
    `body.${field}`,
    'field.required',
    { vi: `Bước này cần "${field}".`, en: `This step needs ${field}.` },
    {
      vi: field === 'documentId' ? 'Nhập văn bản tại /documents rồi nêu id.' : 'Nêu lý do.',
      en: field === 'documentId' ? 'Record the document at /documents first.' : 'Say why.',
    },
  )
}

function assertSeparate(claim: ClaimRecord, to: ClaimStatus, person: string): void {
  if (!SEPARATE.includes(to)) return
  const earlier = claim.steps.find(
    ({ status, by }) => SEPARATE.includes(status) && isSamePerson(by, person),
  )
  if (earlier === undefined) return
  throw new AppError('same_person', {
    vi: `${person} đã làm bước "${earlier.status}" của hồ sơ này.`,
    en: `${person} took the step "${earlier.status}" of this claim.`,
  })
}

/** @throws AppError where the stamps fall under a version that gives its support in kind */
export function assertCash(policy: string, pieces: readonly Counted[]): void {
  if (!pieces.some(({ version }) => version?.supportForm === 'in_kind')) return
  throw new AppError('in_kind_not_claimable', {
    vi: `Chính sách ${policy} hỗ trợ bằng hiện vật.`,
    en: `The policy ${policy} gives support in kind.`,
  })
}

/** The lines of a claim: one per policy version, from its eligible pieces. */
export function linesOf(pieces: readonly Counted[]): ClaimRecord['lines'] {
  const lines = new Map<string, ClaimRecord['lines'][number]>()
  for (const { version, leftOut, from, to } of pieces) {
    if (leftOut !== null || version === null) continue
    const line = lines.get(version._id) ?? {
      policyId: version._id,
      rateVnd: version.rateVnd,
      stamps: 0,
      amountVnd: 0,
    }
    line.stamps += to - from + 1
    line.amountVnd = line.stamps * line.rateVnd
    lines.set(version._id, line)
  }
  return [...lines.values()]
}

/** Totals are sums of their parts. */
export function totalsOf(lines: ClaimRecord['lines']): { stamps: number; amountVnd: number } {
  return {
    stamps: lines.reduce((sum, { stamps }) => sum + stamps, 0),
    amountVnd: lines.reduce((sum, { amountVnd }) => sum + amountVnd, 0),
  }
}
