import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, notFound, wrongState } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import type { EnterpriseRecord } from './enterprises.schema.ts'

type FindEnterprise = (id: string, tx: Tx | null) => Promise<EnterpriseRecord | null>

/**
 * The enterprise that a new record will belong to.
 * @param asked `body.enterpriseId`; an enterprise key may leave it out, an officer may not
 * @throws AppError `not_found` for another's, `invalid_fields` for none or an unknown one,
 *   `wrong_state` for a key that acts for no enterprise yet
 */
export type OwnerFor = (asked: string | null, caller: Caller, tx: Tx) => Promise<EnterpriseRecord>

const FIELD = 'body.enterpriseId'

/** Decides to whom a new record belongs, for every feature whose records have an enterprise. */
export function createOwnerService(findEnterprise: FindEnterprise) {
  const ownerFor: OwnerFor = async (asked, caller, tx) => {
    const id = caller.role === 'enterprise' ? ownOf(caller, asked) : asked
    if (id === null) throw required()
    const found = await findEnterprise(id, tx)
    if (found === null) throw unknown()
    return found
  }
  /** As `ownerFor`; @throws AppError `wrong_state` also for a rejected or revoked registration. */
  const liveOwnerFor: OwnerFor = async (asked, caller, tx) => {
    const enterprise = await ownerFor(asked, caller, tx)
    assertLive(enterprise)
    return enterprise
  }
  return { ownerFor, liveOwnerFor }
}

function assertLive(enterprise: EnterpriseRecord): void {
  if (enterprise.live) return
  throw wrongState(enterprise.status, {
    vi: `Đăng ký của cơ sở đang ở trạng thái "${enterprise.status}"; cần hồ sơ mới.`,
    en: `The registration of the enterprise is "${enterprise.status}"; it needs a new dossier.`,
  })
}

function ownOf(caller: Caller, asked: string | null): string {
  if (caller.enterpriseId === null) {
    throw wrongState('unbound', {
      vi: 'Khóa này chưa gắn với cơ sở nào; hãy lập hồ sơ cơ sở trước.',
      en: 'This key acts for no enterprise yet; open a dossier first.',
    })
  }
  if (asked === null || asked === caller.enterpriseId) return caller.enterpriseId
  throw notFound({ vi: 'cơ sở này', en: 'such enterprise' })
}

function required() {
  return fieldError(
    FIELD,
    'field.required',
    { vi: 'Thiếu trường bắt buộc.', en: 'This field is required.' },
    { vi: 'Cán bộ nêu id của cơ sở.', en: 'An officer names the enterprise.' },
  )
}

function unknown() {
  return fieldError(
    FIELD,
    'reference.unknown',
    { vi: 'Không có cơ sở này trong sổ.', en: 'There is no such enterprise.' },
    { vi: 'Lấy id từ danh sách cơ sở.', en: 'Take the id from the list of enterprises.' },
  )
}
