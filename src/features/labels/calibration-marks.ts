import { cutMarks } from './cut-marks.ts'
import type { NamedSheet } from './label-sheets.rules.ts'
import { broken, lineMm, type MmPen, type Style } from './mm-pen.ts'
import { cornerOf, labelsPerSheet } from './sheet.rules.ts'
import { QUIET_MODULES } from './symbol.rules.ts'

export interface MarkedSheet {
  name: string
  sheet: NamedSheet
  /** Where and how large the symbol stands on a label of this sheet; null: it has no room. */
  symbol: { xMm: number; yMm: number; moduleMm: number; link: string; modules: number } | null
}

const HEAD: Style = { face: 'strong', sizePt: 9 }
const MAIN: Style = { face: 'plain', sizePt: 8 }
const SMALL: Style = { face: 'plain', sizePt: 6 }
const NUMBER: Style = { face: 'code', sizePt: 5 }
const LEAST: Style = { face: 'plain', sizePt: 4.5 }

const ARM_MM = 2
const MARK_MM = 0.1
/** Between the corners of a label, free of marks and numbers. */
const BAND_MM = { top: 3, bottom: 2 }
const SIDE_MM = 2.5
/** The rulers of a roll: what its labels have room for. */
const ROLL_RULER_MM = 10
const ROLL_COLUMN_MM = 10.5
const ROLL_SIDE_MM = 0.8
/** In place of a symbol that has no room: its text then starts near the left edge. */
const NO_SYMBOL = { xMm: ARM_MM, yMm: ARM_MM, moduleMm: 0, modules: 0, link: '' }

function cornerMarks(pen: MmPen, sheet: NamedSheet, widthMm: number): void {
  for (let place = 0; place < labelsPerSheet(sheet); place += 1) {
    const { xMm, yMm } = cornerOf(place, sheet)
    for (const [x, inX] of [
      [xMm, 1],
      [xMm + sheet.labelWidthMm, -1],
    ] as const) {
      for (const [y, inY] of [
        [yMm, 1],
        [yMm + sheet.labelHeightMm, -1],
      ] as const) {
        pen.line([x, y], [x + inX * ARM_MM, y], widthMm)
        pen.line([x, y], [x, y + inY * ARM_MM], widthMm)
      }
    }
  }
}

/** The corners of every label at their true places, its number, and how to use the page. */
export function drawMarks(pen: MmPen, { name, sheet }: MarkedSheet): void {
  pen.operators(cutMarks(sheet))
  cornerMarks(pen, sheet, MARK_MM)
  for (let place = 0; place < labelsPerSheet(sheet); place += 1) {
    const { xMm, yMm } = cornerOf(place, sheet)
    pen.text(String(place + 1), NUMBER, xMm + 0.9, yMm + 2.3)
  }
  flow(pen, sheet, guidance(name, sheet))
}

const vi = (mm: number) => String(Math.round(mm * 100) / 100).replace('.', ',')
const en = (mm: number) => String(Math.round(mm * 100) / 100)

function guidance(name: string, sheet: NamedSheet): [string, Style][][] {
  const { columns, rows, leftMm, topMm, cutMarks: toBeCut } = sheet
  const acrossMm = (columns - 1) * sheet.pitchXMm + sheet.labelWidthMm
  const downMm = (rows - 1) * sheet.pitchYMm + sheet.labelHeightMm
  const lowest = (rows - 1) * columns + 1
  return [
    [
      [`Trang hiệu chỉnh 1/2 – tờ ${name}`, HEAD],
      [sheet.title.vi, MAIN],
      [`Calibration page 1 of 2. ${sheet.title.en}`, SMALL],
    ],
    [
      ['1. In trang này trên giấy thường ở 100 %, không “fit to page”.', MAIN],
      ['Print on plain paper at 100 %, not “fit to page”.', SMALL],
    ],
    toBeCut
      ? [
          ['2. Cắt thử theo các vạch ở lề: mỗi nhát cắt phải đi qua các dấu góc.', MAIN],
          ['Cut along the marks in the margin as a trial: each cut must pass the corners.', SMALL],
        ]
      : [
          ['2. Đặt chồng lên tờ nhãn, soi ra ánh sáng: mỗi dấu góc phải trùng góc nhãn.', MAIN],
          ['Hold it on a label sheet against the light: each mark must lie on its corner.', SMALL],
        ],
    [
      [`3. Mép trái nhãn 1 đến mép phải nhãn ${columns}: ${vi(acrossMm)} mm.`, MAIN],
      [`Mép trên nhãn 1 đến mép dưới nhãn ${lowest}: ${vi(downMm)} mm. Sai: in lại ở 100 %.`, MAIN],
      [
        `Label 1 to ${columns} measures ${en(acrossMm)} mm, 1 to ${lowest} ${en(downMm)} mm; ` +
          'if not, set the scale to 100 %.',
        SMALL,
      ],
    ],
    [
      ['4. Dấu lệch đều nhau: đo độ lệch rồi in bằng tờ tự đo, sửa hai số', MAIN],
      [`leftMm = ${en(leftMm)} và topMm = ${en(topMm)} cho hết lệch.`, MAIN],
      ['If all marks are off alike, use a custom sheet with leftMm and topMm corrected.', SMALL],
    ],
  ]
}

/** Sets paragraphs row by row between the corners of the labels, each whole where one has room. */
function flow(pen: MmPen, sheet: NamedSheet, paragraphs: readonly [string, Style][][]): void {
  const xMm = sheet.leftMm + SIDE_MM
  const acrossMm = (sheet.columns - 1) * sheet.pitchXMm + sheet.labelWidthMm
  const roomMm = sheet.labelHeightMm - BAND_MM.top - BAND_MM.bottom
  let row = 0
  let usedMm = 0
  for (const paragraph of paragraphs) {
    const lines = paragraph.flatMap(([text, style]) =>
      broken(text, style, acrossMm - 2 * SIDE_MM).map((line) => ({ line, style })),
    )
    const heightMm = lines.reduce((sum, { style }) => sum + lineMm(style), 0)
    if (usedMm > 0 && usedMm + heightMm > roomMm) [row, usedMm] = [row + 1, 0]
    for (const { line, style } of lines) {
      if (usedMm > 0 && usedMm + lineMm(style) > roomMm) [row, usedMm] = [row + 1, 0]
      const topMm = sheet.topMm + row * sheet.pitchYMm + BAND_MM.top
      pen.text(line, style, xMm, topMm + usedMm + 0.8 * lineMm(style))
      usedMm += lineMm(style)
    }
    usedMm += 1
  }
}

/** A label of a roll: its corners, its code where stamps have theirs, and a short ruler. */
export function drawRoll(pen: MmPen, { name, sheet, symbol }: MarkedSheet): void {
  // The outer half of a mark on the edge of the paper is cut off.
  cornerMarks(pen, sheet, 2 * MARK_MM)
  const { xMm, yMm, moduleMm, modules, link } = symbol ?? NO_SYMBOL
  if (symbol !== null) pen.symbol(link, xMm, yMm, moduleMm)
  const endMm = (startMm: number) => startMm + (modules + QUIET_MODULES) * moduleMm
  const columnMm = sheet.widthMm - endMm(xMm) - ROLL_SIDE_MM
  if (columnMm < ROLL_COLUMN_MM) {
    const topMm = endMm(yMm) + 0.5
    ruler(pen, [ARM_MM + 0.3, topMm])
    pen.text(`${ROLL_RULER_MM} mm`, LEAST, ARM_MM + ROLL_RULER_MM + 0.8, topMm + 1.3)
    return
  }
  const leftMm = endMm(xMm) + 0.2
  const module = `X = ${moduleMm.toFixed(3).replace('.', ',')} mm`
  const lines = [
    name,
    symbol === null ? 'nhãn quá nhỏ cho mã' : module,
    `thước ${ROLL_RULER_MM} mm: đo phải đúng`,
    'in ở 100 %',
  ].flatMap((line) => broken(line, LEAST, columnMm - ARM_MM / 2))
  for (const [at, line] of lines.entries()) {
    pen.text(line, LEAST, leftMm, ARM_MM + 2 + at * lineMm(LEAST))
  }
  ruler(pen, [leftMm, sheet.heightMm - ARM_MM - 2])
}

function ruler(pen: MmPen, [xMm, yMm]: [number, number]): void {
  pen.line([xMm, yMm], [xMm + ROLL_RULER_MM, yMm], MARK_MM)
  for (let tick = 0; tick <= ROLL_RULER_MM; tick += 1) {
    const lengthMm = tick % 5 === 0 ? 1.4 : 0.8
    pen.line([xMm + tick, yMm], [xMm + tick, yMm + lengthMm], MARK_MM)
  }
}
