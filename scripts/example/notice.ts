/**
 * Shown wherever the example data is shown. Every establishment, person, brand and product of it
 * is invented; only the names of places, kinds of produce and public standards are real.
 */
export const EXAMPLE_NOTICE = {
  vi:
    'Dữ liệu ví dụ: mọi cơ sở, con người, nhãn hiệu, sản phẩm và mã số ở đây đều được đặt ra ' +
    'để minh họa, không chỉ ai và không chứng nhận điều gì.',
  en:
    'Example data: every establishment, person, brand, product and number here is invented for ' +
    'illustration; it refers to nobody and certifies nothing.',
} as const

/** What the example adds up to; `amountVnd` = stamps × rateVnd, one claim per establishment. */
export const EXAMPLE_TOTALS = {
  year: 2024,
  establishments: 20,
  products: 58,
  stamps: 1300,
  claims: 20,
  rateVnd: 300,
  amountVnd: 390_000,
} as const

/** A Vietnamese name marked as an example. */
export function exampleVi(name: string): string {
  return `${name} (ví dụ)`
}

/** An English name marked as an example. */
export function exampleEn(name: string): string {
  return `${name} (example)`
}
