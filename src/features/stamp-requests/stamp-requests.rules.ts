import { AppError, type FieldFault, fieldError, type Text, wrongState } from '../../errors.ts'
import type { Settings } from '../settings/settings.schema.ts'
import { isSamePerson } from '../shared/person.rules.ts'
import type { StampRequestRecord } from './stamp-requests.schema.ts'

/** @throws AppError `forbidden` naming the setting that leaves the role out. */
export function assertMayAsk(role: string, { requestRoles }: Settings): void {
  if (requestRoles.some((allowed) => allowed === role)) return
  const roles = requestRoles.join(', ')
  throw new AppError('forbidden', {
    vi: `Quy định "requestRoles" chỉ cho vai trò ${roles} đề nghị cấp tem.`,
    en: `The setting requestRoles lets only these roles ask for stamps: ${roles}.`,
  })
}

/** @throws AppError `invalid_fields` naming the ceiling of the settings. */
export function assertUnderCeiling(quantity: number, { requestQuantityMax }: Settings): void {
  if (quantity <= requestQuantityMax) return
  throw fieldError(
    'body.quantity',
    'request.quantity_max',
    {
      vi: `Một đề nghị không quá ${requestQuantityMax} tem (quy định "requestQuantityMax").`,
      en: `A request is for at most ${requestQuantityMax} stamps (setting requestQuantityMax).`,
    },
    {
      vi: 'Giảm số tem, hoặc chia thành nhiều đề nghị.',
      en: 'Ask for fewer, or in several requests.',
    },
  )
}

/** @throws AppError `wrong_state` where the request has been decided or withdrawn. */
export function assertOpen({ status }: StampRequestRecord): void {
  if (status === 'submitted') return
  throw wrongState(status, {
    vi: `Đề nghị đang "${status}"; bước này cần: submitted.`,
    en: `The request is "${status}"; this step needs: submitted.`,
  })
}

/** @throws AppError where the person asked for these stamps, or approves more than was asked. */
export function assertApproval(
  request: StampRequestRecord,
  quantity: number,
  person: string,
): void {
  if (isSamePerson(request.createdBy, person)) {
    throw forbidden(
      `${person} đã lập đề nghị này; một cán bộ khác phải duyệt.`,
      `${person} made this request; another officer must approve it.`,
    )
  }
  if (quantity <= request.quantity) return
  throw fieldError(
    'body.quantity',
    'request.quantity',
    {
      vi: `Đề nghị chỉ xin ${request.quantity} tem.`,
      en: `The request is for ${request.quantity} stamps only.`,
    },
    {
      vi: `Duyệt từ 1 đến ${request.quantity} tem.`,
      en: `Approve 1 to ${request.quantity} stamps.`,
    },
  )
}

/**
 * The side that asked may withdraw: the enterprise whose request it is, or the officer who made
 * it for one. @throws AppError `forbidden` for another officer, who rejects instead.
 */
export function assertWithdrawal(
  request: StampRequestRecord,
  caller: { role: string; person: string },
): void {
  if (caller.role === 'enterprise' || isSamePerson(request.createdBy, caller.person)) return
  throw forbidden(
    'Chỉ bên đề nghị mới rút được; cán bộ khác thì từ chối đề nghị.',
    'Only the side that asked withdraws a request; another officer rejects it.',
  )
}

function forbidden(vi: string, en: string): AppError {
  return new AppError('forbidden', { vi, en })
}

/** What an issue takes from a request. */
export interface Taken {
  enterpriseId: string
  productId: string
  quantity: number
}

/**
 * The request after `quantity` stamps more were issued on it.
 * @throws AppError `invalid_fields` for another enterprise or product, `wrong_state` where the
 *   request is not approved or has fewer stamps left
 */
export function withIssued(request: StampRequestRecord, taken: Taken): StampRequestRecord {
  assertSameGoods(request, taken)
  const { status, approvedQuantity, issuedQuantity } = request
  if (status !== 'approved' || approvedQuantity === null) {
    throw wrongState(status, {
      vi: `Đề nghị đang "${status}"; chỉ cấp tem theo đề nghị đã duyệt.`,
      en: `The request is "${status}"; stamps are issued on approved ones only.`,
    })
  }
  const left = approvedQuantity - issuedQuantity
  if (left >= taken.quantity) {
    return { ...request, issuedQuantity: issuedQuantity + taken.quantity }
  }
  throw wrongState('request_exceeded', {
    vi: `Đề nghị còn ${left} tem trong ${approvedQuantity} tem đã duyệt.`,
    en: `The request has ${left} of its ${approvedQuantity} approved stamps left.`,
  })
}

function assertSameGoods(request: StampRequestRecord, taken: Taken): void {
  const faults: FieldFault[] = []
  const differs = (field: string, rule: string, vi: string, en: string): void => {
    const reason = { vi, en }
    faults.push({ field: `body.${field}`, rule, reason, remedy: FIT_REQUEST })
  }
  if (request.enterpriseId !== taken.enterpriseId) {
    differs(
      'enterpriseId',
      'request.enterprise',
      'Đề nghị này của cơ sở khác.',
      'The request is of another enterprise.',
    )
  }
  if (request.productId !== taken.productId) {
    differs(
      'productId',
      'request.product',
      'Đề nghị này cho sản phẩm khác.',
      'The request is for another product.',
    )
  }
  const [first] = faults
  if (first !== undefined) throw new AppError('invalid_fields', first.reason, { fields: faults })
}

const FIT_REQUEST: Text = {
  vi: 'Cấp đúng cơ sở và sản phẩm của đề nghị, hoặc nêu đề nghị khác.',
  en: 'Issue to the enterprise and for the product of the request, or name another.',
}
