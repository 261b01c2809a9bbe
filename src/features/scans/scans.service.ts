import { notFound, type Text } from '../../errors.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { LotService } from '../lots/lots.service.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import type { ProductService } from '../products/products.service.ts'
import { addressLine } from '../shared/address.schema.ts'
import { normaliseSerial } from '../stamps/serial.rules.ts'
import type { FoundStamp, StampService } from '../stamps/stamps.service.ts'
import type { PublicItems, VerifyReply } from './scans.schema.ts'
import { VERDICT_TEXTS, type Verdict, verdictOf } from './verdict.rules.ts'

export interface ScanParts {
  stamps: Pick<StampService, 'findStamp'>
  products: Pick<ProductService, 'findProduct' | 'findByKey' | 'findImage'>
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  lots: Pick<LotService, 'findLot'>
}

export type ScanService = ReturnType<typeof createScanService>

export function createScanService(parts: ScanParts) {
  async function itemsOf(
    product: ProductRecord,
    lotId: string | null,
    serial: string | null,
  ): Promise<{ items: PublicItems; isSuspended: boolean }> {
    const [enterprise, lot] = await Promise.all([
      parts.enterprises.findEnterprise(product.enterpriseId),
      lotId === null ? null : parts.lots.findLot(lotId, null),
    ])
    const address = enterprise?.addresses.at(-1) ?? null
    // The street of a household is a home: only its ward is public.
    const shown =
      address !== null && enterprise?.kind === 'household' ? { ...address, street: '' } : address
    const items = {
      productName: product.name,
      imageUrl: product.image === null ? null : `/t/images/${product.image.sha256}`,
      enterpriseName: enterprise?.name ?? '',
      address: shown === null ? null : addressLine(shown),
      origin: product.origin,
      brand: product.brand,
      lot: lot?.code ?? null,
      serial,
      expiresOn: lot?.expiresOn ?? null,
      key: product.key ?? '',
    }
    return {
      items,
      isSuspended: enterprise?.status === 'suspended' || enterprise?.status === 'revoked',
    }
  }

  async function describe(found: FoundStamp): Promise<VerifyReply> {
    if (!found.ok) {
      const product = found.key === null ? null : await parts.products.findByKey(found.key)
      const verdict = found.reason === 'mistyped' ? 'mistyped' : 'unknown'
      return reply(verdict, product === null ? null : (await itemsOf(product, null, null)).items)
    }
    const { batch, segment, serial } = found
    const product = await parts.products.findProduct(batch.productId, null)
    if (product === null) throw new Error(`Batch ${batch._id} has no product`)
    const { items, isSuspended } = await itemsOf(product, segment.lotId, serial)
    return reply(verdictOf(segment.state, isSuspended), items)
  }

  return {
    /** What anyone may know about a code. Never fails on an unknown one: it says so. */
    async verifyCode(code: string): Promise<VerifyReply> {
      return await describe(await parts.stamps.findStamp(code))
    },

    /** As `verifyCode`, of a link: the product is known though its serial may be of any form. */
    async verifySerial(key: string, serial: string): Promise<VerifyReply> {
      const found = await parts.stamps.findStamp({ key, serial: normaliseSerial(serial) })
      return await describe(found.ok ? found : { ...found, key })
    },

    /** A Digital Link of a product without a serial. @throws AppError for an unknown key */
    async describeProduct(key: string): Promise<VerifyReply> {
      const product = await parts.products.findByKey(key)
      if (product === null) throw notFound({ vi: 'sản phẩm này', en: 'such product' })
      const { items, isSuspended } = await itemsOf(product, null, null)
      return reply(isSuspended ? 'suspended' : 'product_only', items)
    },

    /** @throws AppError `not_found` where no product of the register has this key */
    async assertKnownKey(key: string): Promise<void> {
      if ((await parts.products.findByKey(key)) === null) {
        throw notFound({ vi: 'sản phẩm mang mã này', en: 'product with this key' })
      }
    },

    async getImage(sha256: string) {
      const image = await parts.products.findImage(sha256)
      if (image === null) throw notFound({ vi: 'ảnh này', en: 'such picture' })
      return image
    },
  }
}

function reply(verdict: Verdict, items: PublicItems | null): VerifyReply {
  const warnings: Text[] = []
  if (verdict === 'in_use' || verdict === 'not_reported') {
    warnings.push({
      vi: 'Mã có thể bị sao chép: tem chỉ cho biết sổ này đã cấp mã.',
      en: 'A code can be copied: the stamp tells only that this register issued it.',
    })
  }
  return { verdict, ...VERDICT_TEXTS[verdict], items, warnings }
}
