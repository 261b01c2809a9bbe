import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import { addressLine } from '../shared/address.schema.ts'
import type { FoundEnterprise, FoundProduct } from './finder.schema.ts'

const GTIN_LENGTH = 14

/** Path of the page of a product, or of one stamp of it. @param key GTIN-14 or GDTI-13 */
export function scanPath(key: string, serial: string | null): string {
  if (key.length !== GTIN_LENGTH) return `/t/253/${key}${serial ?? ''}`
  return serial === null ? `/t/01/${key}` : `/t/01/${key}/21/${serial}`
}

/**
 * What the public learns of an enterprise, or null where its registration was never approved. Of a
 * household neither its number, which is that of a person, nor its street, which is a home.
 */
export function viewEnterprise(record: EnterpriseRecord): FoundEnterprise | null {
  const { name, status, identifier, kind } = record
  if (status !== 'approved' && status !== 'suspended' && status !== 'revoked') return null
  const isHome = kind === 'household' || identifier.scheme === 'CCCD12'
  const address = record.addresses.at(-1)
  const shown = address !== undefined && isHome ? { ...address, street: '' } : address
  return {
    name,
    taxCode: isHome ? null : identifier.value,
    address: shown === undefined ? null : addressLine(shown),
    status,
  }
}

/** What the public learns of a product, or null where it was never approved. */
export function viewProduct(
  record: ProductRecord,
  owner: EnterpriseRecord | undefined,
): FoundProduct | null {
  const { key, name, brand, status } = record
  const enterprise = owner === undefined ? null : viewEnterprise(owner)
  if (key === null || record.approvedOn === null || enterprise === null) return null
  return {
    key,
    name,
    brand,
    enterpriseName: enterprise.name,
    enterpriseStatus: enterprise.status,
    isRetired: status === 'retired',
    page: scanPath(key, null),
  }
}

/**
 * Of dossiers in the order of their identifiers those that count: of one identifier the live one,
 * else the last that was revoked.
 */
export function presentDossiers(records: readonly EnterpriseRecord[]): EnterpriseRecord[] {
  const present = new Map<string, EnterpriseRecord>()
  for (const record of records) {
    const { value } = record.identifier
    if (present.get(value)?.live !== true) present.set(value, record)
  }
  return [...present.values()]
}
