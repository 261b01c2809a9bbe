import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, wrongState } from '../../errors.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { ProductService } from '../products/products.service.ts'

export interface IssuableParts {
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  products: Pick<ProductService, 'findProduct'>
}

/**
 * The product of an enterprise that stamps may be issued for.
 * @throws AppError 422 for an enterprise or product that is not there, 409 for one not approved
 */
export async function findIssuable(
  parts: IssuableParts,
  body: { enterpriseId: string; productId: string },
  tx: Tx,
) {
  const enterprise = await parts.enterprises.findEnterprise(body.enterpriseId, tx)
  if (enterprise === null) throw unknownReference('enterpriseId', 'cơ sở', 'enterprise')
  if (enterprise.status !== 'approved') {
    throw wrongState(enterprise.status, {
      vi: `Cơ sở đang "${enterprise.status}"; chỉ cấp tem cho cơ sở đã duyệt.`,
      en: `The enterprise is "${enterprise.status}"; stamps go to approved ones only.`,
    })
  }
  const product = await parts.products.findProduct(body.productId, tx)
  if (product === null || product.enterpriseId !== body.enterpriseId) {
    throw unknownReference('productId', 'sản phẩm của cơ sở', 'product of this enterprise')
  }
  const { key, keyKind } = product
  if (product.status !== 'approved' || key === null || keyKind === null) {
    throw wrongState(product.status, {
      vi: `Sản phẩm đang "${product.status}"; chỉ cấp tem cho sản phẩm đã duyệt.`,
      en: `The product is "${product.status}"; stamps go on approved ones only.`,
    })
  }
  return { ...product, key, keyKind }
}

/** What the body names is not in the register. */
export function unknownReference(field: string, vi: string, en: string) {
  return fieldError(
    `body.${field}`,
    'reference.unknown',
    { vi: `Không có ${vi} này.`, en: `There is no such ${en}.` },
    { vi: 'Lấy id từ danh sách tương ứng.', en: 'Take the id from its list.' },
  )
}
