import type { Text } from '../../errors.ts'

/** A point is 1/72 inch. */
export const MM_PER_PT = 25.4 / 72

/**
 * What may stand on a stamp beside its QR, serial and number, in the order in which it is needed.
 * The first that does not fit ends the list.
 */
export const LABEL_FIELDS = ['product', 'enterprise', 'department', 'hotline'] as const
export type LabelField = (typeof LABEL_FIELDS)[number]

/**
 * A sheet of equal labels, in millimetres; pitch is from one label's corner to the next one's.
 * Plain data: a print run keeps the sheet that it was made for.
 */
export interface Sheet {
  widthMm: number
  heightMm: number
  columns: number
  rows: number
  leftMm: number
  topMm: number
  pitchXMm: number
  pitchYMm: number
  labelWidthMm: number
  labelHeightMm: number
  /** How far colour may run beyond the cut; cut marks keep this distance from the label. */
  bleedMm: number
  cutMarks: boolean
  fields: readonly LabelField[]
}

export interface NamedSheet extends Sheet {
  title: Text
}

const A4 = { widthMm: 210, heightMm: 297 }
const ALL = LABEL_FIELDS
const DIE_CUT = { ...A4, bleedMm: 0, cutMarks: false, fields: ALL }

/** One label after the other on a roll, as label printers feed it: a page a label. */
function roll(labelWidthMm: number, labelHeightMm: number, fields: readonly LabelField[]): Sheet {
  return {
    widthMm: labelWidthMm,
    heightMm: labelHeightMm,
    columns: 1,
    rows: 1,
    leftMm: 0,
    topMm: 0,
    pitchXMm: labelWidthMm,
    pitchYMm: labelHeightMm,
    labelWidthMm,
    labelHeightMm,
    bleedMm: 0,
    cutMarks: false,
    fields,
  }
}

/** Plain A4 that is cut after printing: the block of labels stands in the middle of the sheet. */
function cut(
  [labelWidthMm, labelHeightMm]: [number, number],
  [columns, rows]: [number, number],
  gapMm: number,
  fields: readonly LabelField[],
): Sheet {
  const [pitchXMm, pitchYMm] = [labelWidthMm + gapMm, labelHeightMm + gapMm]
  return {
    ...A4,
    columns,
    rows,
    leftMm: (A4.widthMm - columns * pitchXMm + gapMm) / 2,
    topMm: (A4.heightMm - rows * pitchYMm + gapMm) / 2,
    pitchXMm,
    pitchYMm,
    labelWidthMm,
    labelHeightMm,
    bleedMm: gapMm / 2,
    cutMarks: true,
    fields,
  }
}

/**
 * The sheets that can be printed on, by the name that a request gives. The die-cut ones are cuts
 * that many makers sell; the numbers of one maker are named for finding them in a shop.
 */
export const SHEETS = {
  'a4-65': {
    title: {
      vi: 'A4 bế sẵn 65 nhãn 38,1 × 21,2 mm (cỡ Avery L7651)',
      en: 'A4 die-cut, 65 labels of 38.1 × 21.2 mm (as Avery L7651)',
    },
    ...DIE_CUT,
    columns: 5,
    rows: 13,
    leftMm: 4.75,
    topMm: 10.7,
    pitchXMm: 40.6,
    pitchYMm: 21.2,
    labelWidthMm: 38.1,
    labelHeightMm: 21.2,
  },
  'a4-48': {
    title: {
      vi: 'A4 bế sẵn 48 nhãn 45,7 × 21,2 mm (cỡ Avery L4736)',
      en: 'A4 die-cut, 48 labels of 45.7 × 21.2 mm (as Avery L4736)',
    },
    ...DIE_CUT,
    columns: 4,
    rows: 12,
    leftMm: 9.75,
    topMm: 21.3,
    pitchXMm: 48.26,
    pitchYMm: 21.2,
    labelWidthMm: 45.7,
    labelHeightMm: 21.2,
  },
  'a4-40': {
    title: {
      vi: 'A4 bế sẵn 40 nhãn 45,7 × 25,4 mm (cỡ Avery L7654)',
      en: 'A4 die-cut, 40 labels of 45.7 × 25.4 mm (as Avery L7654)',
    },
    ...DIE_CUT,
    columns: 4,
    rows: 10,
    leftMm: 9.75,
    topMm: 21.5,
    pitchXMm: 48.26,
    pitchYMm: 25.4,
    labelWidthMm: 45.7,
    labelHeightMm: 25.4,
  },
  'a4-24': {
    title: {
      vi: 'A4 bế sẵn 24 nhãn 63,5 × 33,9 mm (cỡ Avery L7159)',
      en: 'A4 die-cut, 24 labels of 63.5 × 33.9 mm (as Avery L7159)',
    },
    ...DIE_CUT,
    columns: 3,
    rows: 8,
    leftMm: 7.25,
    topMm: 12.9,
    pitchXMm: 66,
    pitchYMm: 33.9,
    labelWidthMm: 63.5,
    labelHeightMm: 33.9,
  },
  'a4-20x20': {
    title: {
      vi: 'A4 cắt rời, 117 tem 20 × 20 mm, có vạch cắt',
      en: 'A4 to be cut, 117 stamps of 20 × 20 mm with cut marks',
    },
    ...cut([20, 20], [9, 13], 1, []),
  },
  'a4-30x20': {
    title: {
      vi: 'A4 cắt rời, 72 tem 30 × 20 mm, có vạch cắt',
      en: 'A4 to be cut, 72 stamps of 30 × 20 mm with cut marks',
    },
    ...cut([30, 20], [6, 12], 2, ALL),
  },
  'a4-50x30': {
    title: {
      vi: 'A4 cắt rời, 27 tem 50 × 30 mm, có vạch cắt',
      en: 'A4 to be cut, 27 stamps of 50 × 30 mm with cut marks',
    },
    ...cut([50, 30], [3, 9], 2, ALL),
  },
  'roll-20x20': {
    title: { vi: 'Cuộn nhãn 20 × 20 mm, mỗi trang một tem', en: 'Roll of 20 × 20 mm labels' },
    ...roll(20, 20, []),
  },
  'roll-30x20': {
    title: { vi: 'Cuộn nhãn 30 × 20 mm, mỗi trang một tem', en: 'Roll of 30 × 20 mm labels' },
    ...roll(30, 20, ALL),
  },
  'roll-50x30': {
    title: { vi: 'Cuộn nhãn 50 × 30 mm, mỗi trang một tem', en: 'Roll of 50 × 30 mm labels' },
    ...roll(50, 30, ALL),
  },
} as const satisfies Record<string, NamedSheet>

export type SheetName = keyof typeof SHEETS

export const SHEET_NAMES = Object.keys(SHEETS) as [SheetName, ...SheetName[]]
