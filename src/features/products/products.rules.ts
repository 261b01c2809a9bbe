import { AppError, type FieldFault, type Text, wrongState } from '../../errors.ts'
import { documentTypesUnder } from '../../gs1/gdti.ts'
import { searchWords } from '../../vn/words.ts'
import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import { canonicalGtin } from './product-fields.rules.ts'
import type { ProductRecord, UpdateProduct } from './products.schema.ts'

interface Missing {
  code: string
  what: { vi: string; en: string }
  who: 'enterprise' | 'officer'
}

/**
 * What a product lacks before it can be approved: the seven items that NĐ 37/2026 Art. 28(2) has
 * declared to vnpc.gs1.gov.vn. Name, group and target market are never absent; the code may be,
 * as the department then allots one; the name of the enterprise is the register's own; a brand is
 * declared where the product has one.
 */
export function missingForApproval(product: ProductRecord): Missing[] {
  const missing: Missing[] = []
  const need = (given: unknown, code: string, vi: string, en: string): void => {
    if (given === null) missing.push({ code, what: { vi, en }, who: 'enterprise' })
  }
  need(product.description, 'description', 'Mô tả sản phẩm', 'Description of the product')
  need(product.image, 'image', 'Hình ảnh sản phẩm', 'Picture of the product')
  return missing
}

/** Why the product cannot carry stamps yet: what is missing, and who supplies it. */
export function missingForStamps(
  product: ProductRecord,
  enterprise: Pick<EnterpriseRecord, 'status'> | null,
): Missing[] {
  const missing = missingForApproval(product)
  const by = (who: Missing['who'], code: string, vi: string, en: string): void => {
    missing.push({ code, what: { vi, en }, who })
  }
  if (enterprise?.status !== 'approved') {
    const who = enterprise?.status === 'draft' ? 'enterprise' : 'officer'
    by(who, 'enterprise', 'Đăng ký của cơ sở được duyệt', 'Approved registration of the enterprise')
  }
  if (product.status === 'draft') {
    by('officer', 'approval', 'Cán bộ duyệt sản phẩm', 'Approval by an officer')
  }
  if (product.status === 'retired') {
    by('enterprise', 'new_product', 'Khai sản phẩm mới', 'A new product')
  }
  return missing
}

/** @throws AppError naming the state, what is missing, or the enterprise that is not approved. */
export function assertApprovable(
  product: ProductRecord,
  enterprise: EnterpriseRecord | null,
): void {
  assertStatus(product, 'draft')
  if (enterprise?.status !== 'approved') {
    const status = enterprise?.status ?? 'unknown'
    const name = enterprise?.name ?? product.enterpriseId
    throw wrongState(status, {
      vi: `Cơ sở "${name}" đang ở trạng thái "${status}"; cần được duyệt trước sản phẩm.`,
      en: `The enterprise "${name}" is "${status}"; it must be approved before its products.`,
    })
  }
  const missing = missingForApproval(product)
  if (missing.length === 0) return
  throw new AppError(
    'not_ready',
    { vi: 'Sản phẩm còn thiếu mục phải khai báo.', en: 'The product lacks elements.' },
    { missing },
  )
}

/** @throws AppError `wrong_state` where the product is retired. */
export function assertLiveProduct(product: ProductRecord): void {
  if (product.live) return
  throw wrongState(product.status, {
    vi: 'Sản phẩm đã ngừng, không thay đổi được nữa.',
    en: 'The product is retired and takes no more changes.',
  })
}

/** @throws AppError where the caller may not change the picture: after approval officers do. */
export function assertPictureOpen(product: ProductRecord, caller: { role: string }): void {
  assertUnreviewed(product, caller, {
    vi: 'Sản phẩm đã duyệt: ảnh mới do cán bộ thay sau khi xem.',
    en: 'The product is approved: an officer puts a new picture, having seen it.',
  })
}

/** @throws AppError where the caller may not change the pages it links to: as with the picture. */
export function assertLinksOpen(product: ProductRecord, caller: { role: string }): void {
  assertUnreviewed(product, caller, {
    vi: 'Sản phẩm đã duyệt: liên kết mới do cán bộ đặt sau khi xem trang.',
    en: 'The product is approved: an officer puts new links, having seen the pages.',
  })
}

/** What the public sees of an approved product has been seen by an officer first. */
function assertUnreviewed(product: ProductRecord, caller: { role: string }, detail: Text): void {
  assertLiveProduct(product)
  if (product.status === 'draft' || caller.role !== 'enterprise') return
  throw wrongState(product.status, detail)
}

function assertStatus(product: ProductRecord, status: ProductRecord['status']): void {
  if (product.status === status) return
  throw wrongState(product.status, {
    vi: `Sản phẩm đang ở trạng thái "${product.status}"; bước này cần: ${status}.`,
    en: `The product is "${product.status}"; this step needs: ${status}.`,
  })
}

/**
 * What may still change once stamps carry the product. Name, brand and content identify it: by
 * the GS1 GTIN Management Standard another value is another trade item with a key of its own.
 */
const OPEN_AFTER_APPROVAL = ['description', 'standards', 'vnpcDeclaredOn'] as const

/** @throws AppError `wrong_state` naming the fields that the product's state keeps fixed. */
export function assertChangeable(product: ProductRecord, change: UpdateProduct): void {
  assertLiveProduct(product)
  if (product.status === 'draft') return
  const open: readonly string[] = OPEN_AFTER_APPROVAL
  const fixed = Object.entries(change)
    .filter(([name, value]) => value !== undefined && !open.includes(name))
    .map(([name]) => name)
  if (fixed.length === 0) {
    assertStillComplete(change)
    return
  }
  throw wrongState(product.status, {
    vi: `Sản phẩm đã duyệt không sửa được: ${fixed.join(', ')}. Chỉ sửa được: ${open.join(', ')}.`,
    en: `An approved product keeps: ${fixed.join(', ')}. Only these change: ${open.join(', ')}.`,
  })
}

function assertStillComplete(change: UpdateProduct): void {
  if (change.description !== null) return
  const fault: FieldFault = {
    field: 'body.description',
    rule: 'product.declared',
    reason: {
      vi: 'Sản phẩm đã duyệt phải có mô tả.',
      en: 'An approved product must have a description.',
    },
    remedy: { vi: 'Gửi mô tả mới.', en: 'Send a new description.' },
  }
  throw new AppError('invalid_fields', fault.reason, { fields: [fault] })
}

/** What a GTIN, as it was sent, makes of the key of a product; null: it has none of its own. */
export function keyOf(gtin: string | null): Pick<ProductRecord, 'gtin' | 'key' | 'keyKind'> {
  if (gtin === null) return { gtin: null, key: null, keyKind: null }
  const gtin14 = canonicalGtin(gtin)
  return { gtin: gtin14, key: gtin14, keyKind: 'GTIN' }
}

/** The product with the fields that were sent; what is absent stays as it is. */
export function withChange(product: ProductRecord, change: UpdateProduct): ProductRecord {
  const { gtin, ...fields } = change
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined)
  const changed: ProductRecord = { ...product, ...Object.fromEntries(sent) }
  return gtin === undefined ? changed : { ...changed, ...keyOf(gtin) }
}

/** The words by which the public finds the product; null where it may not find it. */
export function publicWords(product: ProductRecord): string[] | null {
  const { status, name, nameEn, brand } = product
  return status === 'approved' ? searchWords([name, nameEn, brand]) : null
}

/** @throws AppError `gdti_pool_exhausted` where the n-th number, from 1, is past the pool. */
export function assertInPool(n: number, companyPrefix: string): void {
  const size = documentTypesUnder(companyPrefix)
  if (n <= size) return
  throw new AppError('gdti_pool_exhausted', {
    vi: `Tiền tố ${companyPrefix} có ${size} mã GDTI, đều đã cấp.`,
    en: `The prefix ${companyPrefix} holds ${size} GDTIs; all are allotted.`,
  })
}
