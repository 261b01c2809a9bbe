import { type DrawnPage, drawPages } from '../../scripts/decode-report/draw.ts'
import type { Picture } from '../../scripts/decode-report/picture.ts'
import { SHEETS, type Sheet } from '../../src/features/labels/label-sheets.rules.ts'

/** Six labels of the common cut on a small paper, quick to draw. */
export const SMALL_SHEET: Sheet = {
  ...SHEETS['a4-65'],
  widthMm: 92,
  heightMm: 85,
  columns: 2,
  rows: 3,
}

export async function firstPage(pdf: Uint8Array, dpi: number): Promise<DrawnPage> {
  for await (const page of drawPages(pdf, dpi)) return page
  throw new Error('The PDF has no page')
}

/** A white picture. */
export function blank(width: number, height: number): Picture {
  return { width, height, data: new Uint8Array(width * height).fill(255) }
}
