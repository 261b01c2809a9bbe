import type { ProductService } from '../products/products.service.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import type { StampReportRecord } from './stamp-reports.schema.ts'

export interface GoodsParts {
  stamps: Pick<StampService, 'locate'>
  products: Pick<ProductService, 'findByKeys'>
}

export type ReportedGoods = Pick<
  StampReportRecord,
  'batchId' | 'index' | 'productId' | 'enterpriseId'
>

const NOTHING: ReportedGoods = { batchId: null, index: null, productId: null, enterpriseId: null }

/**
 * What the code of a report names in this register: a stamp, or at least a product; nothing that
 * is known is no fault, for that may be what is reported.
 */
export async function findReportedGoods(
  { stamps, products }: GoodsParts,
  code: string | null,
): Promise<ReportedGoods> {
  if (code === null) return NOTHING
  const located = await stamps.locate(code)
  if (located.ok) {
    const { batch, index } = located
    const { _id: batchId, productId, enterpriseId } = batch
    return { batchId, index, productId, enterpriseId }
  }
  const keys = located.key === null ? keysIn(code) : [located.key]
  if (keys.length === 0) return NOTHING
  const known = await products.findByKeys(keys)
  const product = keys.map((key) => known.get(key)).find((found) => found !== undefined)
  if (product === undefined) return NOTHING
  return { ...NOTHING, productId: product._id, enterpriseId: product.enterpriseId }
}

const GTIN_LENGTH = 14
const LONGEST_FIRST = [/^(?:https?:\/\/[^/]+)?\/?(?:01\/)?(\d{14})/i, /253\/(\d{13})/, /^(\d{13})/]
const BAR_CODE = /^\d{8}(?:\d{4,5})?$/

/** Keys of products that a code may hold, of which most are none. */
function keysIn(code: string): string[] {
  const typed = code.replaceAll(/[\s-]/g, '')
  const inside = LONGEST_FIRST.flatMap((pattern) => pattern.exec(typed)?.[1] ?? [])
  // The bar code of a packet is a GTIN without its leading zeros.
  const padded = BAR_CODE.test(typed) ? [typed.padStart(GTIN_LENGTH, '0')] : []
  return [...new Set([...inside, ...padded])]
}
