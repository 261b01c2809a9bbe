import { localDateOf } from '../../vn/local-date.ts'
import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { NoticeRecord } from '../notices/notices.schema.ts'
import type { PlaceRecord } from '../places/places.schema.ts'
import { addressLine } from '../shared/address.schema.ts'
import type { ScanFacts } from './scan-facts.ts'
import type { PublicItems, PublicNotice } from './scans.schema.ts'

type Address = EnterpriseRecord['addresses'][number]

/**
 * What may be published of an address: the street of a household is a home, so only its ward is
 * public; of others the whole. NĐ 37/2026 Art. 23(5)(d) wants the address of the enterprise shown,
 * Art. 19 personal data protected.
 */
export function publicAddress(address: Address, kind: EnterpriseRecord['kind']): string {
  return addressLine(kind === 'household' ? { ...address, street: '' } : address)
}

/** Where a trace event took place: the name of a household's place may be that of a person. */
export function publicPlace(place: PlaceRecord, kind: EnterpriseRecord['kind']): string {
  const ward = addressLine({ ...place.address, street: '' })
  return kind === 'household' ? ward : `${place.name}, ${ward}`
}

/** The seven items that anyone may look up (NĐ 37/2026 Art. 23(7)); null without a product. */
export function publicItems(facts: ScanFacts): PublicItems | null {
  const { product, enterprise, lot, stamp, serial } = facts
  if (product === null) return null
  const address = enterprise?.addresses.at(-1)
  return {
    productName: product.name,
    imageUrl: product.image === null ? null : `/t/images/${product.image.sha256}`,
    enterpriseName: enterprise?.name ?? '',
    address:
      address === undefined || enterprise === null ? null : publicAddress(address, enterprise.kind),
    origin: product.origin,
    brand: product.brand,
    lot: lot?.code ?? null,
    serial: stamp === null ? null : serial,
    expiresOn: lot?.expiresOn ?? null,
    key: product.key ?? '',
  }
}

/** A notice without its author. */
export function publicNotice({ kind, number, reason, advice, document, since }: NoticeRecord) {
  const [year, month, day] = document.issuedOn.split('-')
  return {
    kind,
    number,
    reason,
    advice,
    document: `số ${document.number} ngày ${day}/${month}/${year}`,
    since: localDateOf(since),
  } satisfies PublicNotice
}
