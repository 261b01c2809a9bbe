import { exampleEn, exampleVi } from './notice.ts'
import { COAST_PRODUCTS } from './products/coast.ts'
import { FIELD_PRODUCTS } from './products/fields.ts'
import { KITCHEN_PRODUCTS } from './products/kitchen.ts'
import { SEA_PRODUCTS } from './products/sea.ts'
import type { ExampleProduct, ProductRow } from './types.ts'

function toProduct(row: ProductRow): ExampleProduct {
  return {
    ...row,
    name: exampleVi(row.name),
    nameEn: exampleEn(row.nameEn),
    targetMarket: 'VN',
    origin: 'Việt Nam',
  }
}

/**
 * The fifty-eight products, p01 … p58. Thirty-eight carry a GTIN under the demonstration prefix
 * 952 and the company prefix of their establishment; twenty have none and get a stamp type of the
 * department. With the picture of images.ts each has the seven items that are declared before
 * circulation (NĐ 37/2026 Art. 28(2)).
 */
export const PRODUCTS: readonly ExampleProduct[] = [
  ...SEA_PRODUCTS,
  ...COAST_PRODUCTS,
  ...FIELD_PRODUCTS,
  ...KITCHEN_PRODUCTS,
].map(toProduct)
