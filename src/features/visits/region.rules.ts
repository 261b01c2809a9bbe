import { findProvince, findProvinceByIso } from '../../vn/provinces.ts'

/**
 * The region that a proxy found for an address: a province by its code of two digits, present or
 * former, or as ISO 3166-2 (`VN-HP`); another country as ISO 3166-1 (`KH`).
 * @returns the present code of the province, or the country; null for anything else, and where
 *   only Việt Nam is known
 */
export function regionOf(value: string | undefined): string | null {
  const text = (value ?? '').trim().toUpperCase()
  if (/^\d\d$/.test(text)) return findProvince(text)?.code ?? null
  if (/^VN-[0-9A-Z]{2}$/.test(text)) return findProvinceByIso(text)?.code ?? null
  // XX says that nobody knows.
  return /^[A-Z]{2}$/.test(text) && text !== 'VN' && text !== 'XX' ? text : null
}

/** What people call a region: the province, or the code of another country. */
export function regionName(region: string): string {
  return findProvince(region)?.name ?? region
}
