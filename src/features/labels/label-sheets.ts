import type { Face } from './label-type.ts'

/** A point is 1/72 inch. */
export const MM_PER_PT = 25.4 / 72

/** How one kind of line is set, in points. */
export type LineStyle = { face: Face; sizePt: number; leadingPt: number; linesMax: number }

/** Where things stand on one label, in millimetres from its top left corner. */
export type LabelGeometry = {
  widthMm: number
  heightMm: number
  /** The square that the QR symbol fills together with its quiet zone. */
  qr: { xMm: number; yMm: number; sideMm: number }
  /** The column of text: names hang from its top, serial and number stand on its bottom. */
  text: { xMm: number; widthMm: number; topMm: number; bottomMm: number }
  product: LineStyle
  enterprise: LineStyle
  serial: LineStyle
  /** The words before the number, and the number after them on the same line. */
  numberWord: LineStyle
  number: LineStyle
}

/** A sheet of equal labels, in millimetres; pitch is from one label's corner to the next one's. */
export type SheetGeometry = {
  widthMm: number
  heightMm: number
  columns: number
  rows: number
  leftMm: number
  topMm: number
  pitchXMm: number
  pitchYMm: number
  label: LabelGeometry
}

const LABEL_38_21: LabelGeometry = {
  widthMm: 38.1,
  heightMm: 21.2,
  qr: { xMm: 1, yMm: 1.4, sideMm: 18.4 },
  text: { xMm: 19.6, widthMm: 17.5, topMm: 1.2, bottomMm: 19.7 },
  product: { face: 'strong', sizePt: 5.5, leadingPt: 6.3, linesMax: 2 },
  enterprise: { face: 'plain', sizePt: 4.5, leadingPt: 5.3, linesMax: 3 },
  serial: { face: 'code', sizePt: 7.5, leadingPt: 8.2, linesMax: 2 },
  numberWord: { face: 'plain', sizePt: 5.5, leadingPt: 7, linesMax: 1 },
  number: { face: 'code', sizePt: 5.5, leadingPt: 7, linesMax: 1 },
}

/** The sheets that can be printed on, by the name that a request gives. */
export const SHEETS = {
  /** 65 labels of 38.1 × 21.2 mm on A4, sold by many makers in this one cut. */
  'a4-65': {
    widthMm: 210,
    heightMm: 297,
    columns: 5,
    rows: 13,
    leftMm: 4.75,
    topMm: 10.7,
    pitchXMm: 40.6,
    pitchYMm: 21.2,
    label: LABEL_38_21,
  },
} as const satisfies Record<string, SheetGeometry>

export type SheetName = keyof typeof SHEETS

/** The label that a single stamp is drawn as when no sheet is meant. */
export const SINGLE_LABEL: LabelGeometry = LABEL_38_21
