import type { Writable } from 'node:stream'
import { type AppError, fieldError, notFound, wrongState } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { ProductService } from '../products/products.service.ts'
import { maySee } from '../shared/ownership.ts'
import type { BatchRecord } from '../stamps/ledger.schema.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import { writeA4Pdf } from './a4-sheet.ts'
import { PDF_STAMPS_MAX } from './labels.rules.ts'
import { productBarcode } from './product-barcode.ts'
import type { StampLabel } from './stamp-layout.ts'
import { stampPng } from './stamp-png.ts'
import { stampSvg } from './stamp-svg.ts'

export interface LabelParts {
  stamps: Pick<StampService, 'getBatchRecord' | 'stampAt'>
  products: Pick<ProductService, 'findProduct'>
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
}

export type LabelService = ReturnType<typeof createLabelService>

export function createLabelService(parts: LabelParts) {
  async function namesOf(batch: BatchRecord) {
    const [product, enterprise] = await Promise.all([
      parts.products.findProduct(batch.productId, null),
      parts.enterprises.findEnterprise(batch.enterpriseId),
    ])
    return {
      key: batch.key,
      productName: product?.name ?? '',
      enterpriseName: enterprise?.name ?? '',
    }
  }

  async function labelAt(id: number, index: number, caller: Caller): Promise<StampLabel> {
    const batch = await parts.stamps.getBatchRecord(id, caller)
    if (index >= batch.quantity) throw notFound({ vi: 'tem này trong đợt', en: 'such stamp' })
    return { ...parts.stamps.stampAt(batch, index), ...(await namesOf(batch)) }
  }

  return {
    async svgOf(id: number, index: number, caller: Caller): Promise<string> {
      return stampSvg(await labelAt(id, index, caller))
    },

    async pngOf(id: number, index: number, widthPx: number, caller: Caller): Promise<Buffer> {
      return await stampPng(await labelAt(id, index, caller), { widthPx })
    },

    /** An A4 PDF of a range, as a writer that streams it page by page. */
    async pdfOf(id: number, query: { from: number; to?: number | undefined }, caller: Caller) {
      const batch = await parts.stamps.getBatchRecord(id, caller)
      const to = query.to ?? batch.quantity - 1
      assertRange(batch, query.from, to)
      const names = await namesOf(batch)
      const { stampAt } = parts.stamps
      function* labels(): Generator<StampLabel> {
        for (let index = query.from; index <= to; index += 1) {
          yield { ...stampAt(batch, index), ...names }
        }
      }
      const title = `Tem đợt ${id}, số ${query.from + 1}–${to + 1}`
      const { issuedOn } = batch
      return {
        fileName: `tem-dot-${id}-${query.from + 1}-${to + 1}.pdf`,
        write: (out: Writable) =>
          writeA4Pdf({ title, labels: labels(), issuedOn, batchNumber: id }, out),
      }
    },

    /** The bar code of a product's own GTIN. @throws AppError where it has none */
    async barcodeOf(productId: string, caller: Caller): Promise<string> {
      const product = await parts.products.findProduct(productId, null)
      if (product === null || !maySee(caller, product.enterpriseId)) {
        throw notFound({ vi: 'sản phẩm này', en: 'such product' })
      }
      if (product.gtin !== null) return productBarcode(product.gtin)
      throw wrongState('no_gtin', {
        vi: 'Sản phẩm không có GTIN nên không có mã vạch riêng.',
        en: 'The product has no GTIN, so no bar code of its own.',
      })
    },
  }
}

function assertRange(batch: BatchRecord, from: number, to: number): void {
  for (const [name, index] of Object.entries({ from, to })) {
    if (index >= batch.quantity) throw beyond(name, batch)
  }
  if (to - from < PDF_STAMPS_MAX) return
  throw fieldError(
    'query.to',
    'labels.max',
    {
      vi: `Một tệp PDF chứa tối đa ${PDF_STAMPS_MAX} tem.`,
      en: `One PDF holds at most ${PDF_STAMPS_MAX} stamps.`,
    },
    { vi: 'In từng dải bằng from và to.', en: 'Print range by range with from and to.' },
  )
}

function beyond(name: string, { _id, quantity }: BatchRecord): AppError {
  return fieldError(
    `query.${name}`,
    'range.beyond',
    {
      vi: `Đợt ${_id} chỉ có tem 0 đến ${quantity - 1}.`,
      en: `Batch ${_id} has the stamps 0 to ${quantity - 1}.`,
    },
    { vi: 'Sửa số này, hoặc bỏ trống để in hết.', en: 'Correct it, or leave it out.' },
  )
}
