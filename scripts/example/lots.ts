import { PLACES } from './places.ts'
import { PRODUCTS } from './products.ts'
import { ROUTES, type RouteName } from './routes.ts'
import type { ExampleLot, ExampleProduct, ExampleTraceEvent } from './types.ts'

/** Product, lot code, produced on, quantity, route, days until packed, days until shipped. */
type LotRow = readonly [string, string, string, number, RouteName, number, number]

const ROWS: readonly LotRow[] = [
  ['p01', 'LO-2024-03-03', '2024-03-12', 60, 'catch', 1, 4],
  ['p02', 'LO-2024-04-04', '2024-04-16', 80, 'catch', 1, 5],
  ['p03', 'LO-2024-05-07', '2024-05-24', 50, 'catch', 1, 3],
  ['p04', 'LO-2024-06-05', '2024-06-11', 40, 'catch', 1, 2],
  ['p05', 'LO-2024-03-08', '2024-03-26', 150, 'sauce', 5, 13],
  ['p06', 'LO-2024-05-04', '2024-05-14', 90, 'sauce', 5, 14],
  ['p07', 'LO-2024-07-04', '2024-07-16', 60, 'sauce', 3, 7],
  ['p08', 'LO-2024-08-04', '2024-08-13', 40, 'kitchen', 2, 4],
  ['p09', 'LO-2024-04-01', '2024-04-11', 40, 'water', 0, 1],
  ['p10', 'LO-2024-05-02', '2024-05-10', 50, 'water', 0, 1],
  ['p11', 'LO-2024-09-02', '2024-09-12', 30, 'water', 0, 0],
  ['p12', 'LO-2024-04-08', '2024-04-25', 30, 'water', 0, 0],
  ['p13', 'LO-2024-06-03', '2024-06-07', 40, 'water', 0, 4],
  ['p14', 'LO-2024-07-03', '2024-07-12', 60, 'kitchen', 2, 9],
  ['p15', 'LO-2024-04-03', '2024-04-13', 30, 'kitchen', 2, 4],
  ['p16', 'LO-2024-05-09', '2024-05-30', 45, 'meat', 0, 1],
  ['p17', 'LO-2024-06-08', '2024-06-21', 100, 'honey', 4, 12],
  ['p18', 'LO-2024-08-06', '2024-08-22', 40, 'egg', 0, 4],
  ['p19', 'LO-2024-02-01', '2024-02-27', 60, 'crop', 0, 1],
  ['p20', 'LO-2024-06-07', '2024-06-20', 40, 'kitchen', 3, 7],
  ['p21', 'LO-2024-03-06', '2024-03-21', 40, 'crop', 0, 2],
  ['p22', 'LO-2024-06-09', '2024-06-26', 60, 'water', 0, 1],
  ['p23', 'LO-2024-08-01', '2024-08-08', 50, 'water', 0, 3],
  ['p24', 'LO-2024-09-04', '2024-09-20', 30, 'water', 0, 0],
  ['p25', 'LO-2024-03-02', '2024-03-08', 30, 'crop', 0, 2],
  ['p26', 'LO-2024-04-05', '2024-04-18', 40, 'crop', 0, 0],
  ['p27', 'LO-2024-05-01', '2024-05-09', 20, 'crop', 0, 0],
  ['p28', 'LO-2024-03-09', '2024-03-28', 60, 'crop', 4, 15],
  ['p29', 'LO-2024-04-02', '2024-04-12', 50, 'crop', 3, 9],
  ['p30', 'LO-2024-03-01', '2024-03-07', 40, 'crop', 1, 5],
  ['p31', 'LO-2024-06-06', '2024-06-13', 50, 'crop', 0, 4],
  ['p32', 'LO-2024-05-06', '2024-05-23', 40, 'crop', 0, 3],
  ['p33', 'LO-2024-04-06', '2024-04-19', 30, 'crop', 0, 2],
  ['p34', 'LO-2024-05-08', '2024-05-28', 20, 'crop', 0, 1],
  ['p35', 'LO-2024-06-01', '2024-06-05', 50, 'water', 1, 4],
  ['p36', 'LO-2024-09-03', '2024-09-17', 30, 'water', 0, 0],
  ['p37', 'LO-2024-06-04', '2024-06-08', 50, 'crop', 0, 3],
  ['p38', 'LO-2024-04-09', '2024-04-26', 20, 'crop', 0, 2],
  ['p39', 'LO-2024-05-05', '2024-05-16', 30, 'crop', 0, 2],
  ['p40', 'LO-2024-03-05', '2024-03-14', 80, 'mill', 1, 10],
  ['p41', 'LO-2024-07-02', '2024-07-11', 70, 'mill', 1, 6],
  ['p42', 'LO-2024-02-02', '2024-02-28', 40, 'crop', 0, 2],
  ['p43', 'LO-2024-03-04', '2024-03-13', 30, 'crop', 0, 1],
  ['p44', 'LO-2024-03-07', '2024-03-22', 20, 'crop', 0, 0],
  ['p45', 'LO-2024-08-07', '2024-08-27', 50, 'kitchen', 0, 3],
  ['p46', 'LO-2024-09-05', '2024-09-24', 40, 'kitchen', 0, 4],
  ['p47', 'LO-2024-06-02', '2024-06-06', 80, 'crop', 0, 2],
  ['p48', 'LO-2024-08-02', '2024-08-09', 40, 'crop', 0, 1],
  ['p49', 'LO-2024-10-01', '2024-10-04', 30, 'crop', 0, 2],
  ['p50', 'LO-2024-07-05', '2024-07-18', 60, 'kitchen', 3, 9],
  ['p51', 'LO-2024-10-03', '2024-10-22', 45, 'water', 0, 3],
  ['p52', 'LO-2024-05-03', '2024-05-11', 40, 'kitchen', 1, 4],
  ['p53', 'LO-2024-08-05', '2024-08-15', 30, 'kitchen', 1, 3],
  ['p54', 'LO-2024-04-07', '2024-04-23', 40, 'egg', 0, 3],
  ['p55', 'LO-2024-09-01', '2024-09-05', 40, 'kitchen', 1, 5],
  ['p56', 'LO-2024-10-02', '2024-10-10', 20, 'meat', 0, 0],
  ['p57', 'LO-2024-08-03', '2024-08-10', 30, 'crop', 0, 1],
  ['p58', 'LO-2024-07-01', '2024-07-06', 15, 'kitchen', 2, 4],
]

const DAY_MS = 86_400_000

/** The local date `days` after a local date. */
function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

function findByRef<T extends { readonly ref: string }>(rows: readonly T[], ref: string): T {
  const row = rows.find((candidate) => candidate.ref === ref)
  if (row === undefined) throw new Error(`The example has no row ${ref}`)
  return row
}

function placeRefOf(product: ExampleProduct): string {
  const place = PLACES.find((candidate) => candidate.enterpriseRef === product.enterpriseRef)
  if (place === undefined) throw new Error(`${product.enterpriseRef} has no place`)
  return place.ref
}

function toTraceEvents(row: LotRow, placeRef: string, index: number): ExampleTraceEvent[] {
  const [, , producedOn, , route, packedAfterDays, shippedAfterDays] = row
  const dayOf = { made: 0, packed: packedAfterDays, shipped: shippedAfterDays }
  // Minutes differ from lot to lot only so that a list by time has one order.
  const minute = String((index * 7) % 60).padStart(2, '0')
  return ROUTES[route].map(({ bizStep, label, day, hour }) => ({
    bizStep,
    label,
    eventTime: `${addDays(producedOn, dayOf[day])}T${hour}:${minute}:00+07:00`,
    placeRef,
  }))
}

function toLot(row: LotRow, index: number): ExampleLot {
  const [productRef, code, producedOn, quantity] = row
  const product = findByRef(PRODUCTS, productRef)
  const placeRef = placeRefOf(product)
  return {
    ref: lotRefOf(productRef),
    productRef,
    placeRef,
    code,
    producedOn,
    expiresOn: product.shelfLifeDays === null ? null : addDays(producedOn, product.shelfLifeDays),
    quantity,
    unit: product.unit,
    traceEvents: toTraceEvents(row, placeRef, index),
  }
}

/** The lot of a product: l07 is the lot of p07. */
export function lotRefOf(productRef: string): string {
  return productRef.replace('p', 'l')
}

/**
 * One lot per product, l01 … l58, made between February and October 2024 at the place of its
 * establishment, with its events in order of time.
 */
export const LOTS: readonly ExampleLot[] = ROWS.map(toLot)
