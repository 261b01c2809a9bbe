import {
  type AdminDataset,
  type Commune,
  type DroppedRows,
  loadAdminDataset,
  type Ward,
} from './admin-dataset.ts'
import { COMMUNES_OF_2024 } from './communes-of-2024.ts'
import { type FormerProvince, MERGED_ON, provinceOfCommuneCode } from './former-provinces.ts'
import type { LocalDate } from './local-date.ts'

export interface UnitName {
  readonly code: string
  readonly name: string
}

/** A unit of the commune level (xã, phường, thị trấn, đặc khu) on a day. */
export interface AdminUnit extends UnitName {
  /** Null since 01/07/2025: districts ended. */
  readonly district: string | null
  /** In the list of the day: 31 is the old Hải Phòng until 30/06/2025 and the merged one since. */
  readonly provinceCode: string
  readonly provinceName: string
  /** For a day before 01/07/2025, the new ward it became part of; empty where none is known. */
  readonly successors: readonly UnitName[]
}

/** Districts without communes; an address there goes by the code of the special zone since. */
const ISLAND_DISTRICTS: Readonly<Record<string, readonly [district: string, province: string]>> = {
  '11948': ['Huyện Bạch Long Vĩ', 'Thành phố Hải Phòng'],
  '19742': ['Huyện Cồn Cỏ', 'Tỉnh Quảng Trị'],
  '20333': ['Huyện Hoàng Sa', 'Thành phố Đà Nẵng'],
  '21548': ['Huyện Lý Sơn', 'Tỉnh Quảng Ngãi'],
  '26732': ['Huyện Côn Đảo', 'Tỉnh Bà Rịa - Vũng Tàu'],
}

interface AdminTables extends AdminDataset {
  /** Codes of the communes each new ward was formed from. */
  readonly partsOf: ReadonlyMap<string, readonly Commune[]>
}

let loaded: AdminTables | null = null

/** The tables of the package, read on first use: they take 4 MB and a tenth of a second. */
function tables(): AdminTables {
  loaded ??= withParts(loadAdminDataset())
  return loaded
}

function withParts(dataset: AdminDataset): AdminTables {
  const partsOf = new Map<string, Commune[]>()
  for (const commune of dataset.communes.values()) {
    const parts = partsOf.get(commune.newWardCode)
    if (parts === undefined) partsOf.set(commune.newWardCode, [commune])
    else parts.push(commune)
  }
  return { ...dataset, partsOf }
}

/**
 * The unit that a code of the commune level meant on a day. New wards took over codes of old
 * communes, so the day decides: 11914 was the town Cát Bà and is the special zone Cát Hải.
 *
 * Before 01/07/2025 the list is that of 30/06/2025; for the old Hải Phòng and Hải Dương it is that
 * of 2020–2024 before their arrangements of 01/01/2025 and 01/12/2024.
 * @param code five digits
 * @returns null where no unit had the code on that day
 */
export function findUnit(code: string, onDate: LocalDate): AdminUnit | null {
  if (onDate >= MERGED_ON) {
    const ward = tables().wards.get(code)
    return ward === undefined ? null : { ...ward, district: null, successors: [] }
  }
  const unit = findFormerUnit(code, onDate)
  if (unit === null) return null
  const ward = successorOf(code)
  return { ...unit, successors: ward === null ? [] : [{ code: ward.code, name: ward.name }] }
}

function findFormerUnit(code: string, onDate: LocalDate): Omit<AdminUnit, 'successors'> | null {
  const earlier = COMMUNES_OF_2024.get(code)
  if (earlier !== undefined && onDate < earlier.until) {
    const { name, district, provinceCode, provinceName } = earlier
    return { code, name, district, provinceCode, provinceName }
  }
  const commune = tables().communes.get(code)
  if (commune !== undefined) {
    const { name, district, province, provinceName } = commune
    return { code, name, district, provinceCode: province.code, provinceName }
  }
  return findIslandDistrict(code)
}

function findIslandDistrict(code: string): Omit<AdminUnit, 'successors'> | null {
  const district = ISLAND_DISTRICTS[code]
  const province = provinceOfCommuneCode(code)
  if (district === undefined || province === null) return null
  const [name, provinceName] = district
  return { code, name, district: name, provinceCode: province.code, provinceName }
}

/**
 * The province before the merger, which policies name, of a unit: that of the commune itself, or
 * that of all communes a new ward was formed from.
 * @returns null where there is no such unit, or its communes came from several provinces
 */
export function formerProvinceOf(code: string, onDate: LocalDate): FormerProvince | null {
  if (findUnit(code, onDate) === null) return null
  const parts = onDate >= MERGED_ON ? (tables().partsOf.get(code) ?? []) : []
  // A ward that no row formed stands where its code does, as an old commune.
  const [first = provinceOfCommuneCode(code), ...others] = parts.map(({ province }) => province)
  return others.every((other) => other.code === first?.code) ? first : null
}

/**
 * The ward since 01/07/2025 that a former commune became part of. Where a commune was divided, this
 * is the ward the table names, not each part.
 */
export function successorOf(oldCode: string): Ward | null {
  const code =
    tables().communes.get(oldCode)?.newWardCode ??
    COMMUNES_OF_2024.get(oldCode)?.newWardCode ??
    (Object.hasOwn(ISLAND_DISTRICTS, oldCode) ? oldCode : null)
  return code === null ? null : (tables().wards.get(code) ?? null)
}

/** The wards of a province since 01/07/2025, by code. */
export function wardsOf(provinceCode: string): Ward[] {
  return [...tables().wards.values()]
    .filter((ward) => ward.provinceCode === provinceCode)
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** How much of the package holds together, for the log and for tests. */
export function adminUnitReport(): {
  provinces: number
  wards: number
  communes: number
  mappingRows: number
  dropped: Readonly<DroppedRows>
} {
  const { provinces, wards, communes, rows, dropped } = tables()
  return {
    provinces: provinces.size,
    wards: wards.size,
    communes: communes.size,
    mappingRows: rows,
    dropped,
  }
}
