import type { Sheet } from './label-sheets.rules.ts'
import { mm } from './page-art.ts'

const MARK_MM = 4
const CLEAR_MM = 0.5
const LINE_MM = 0.1

/**
 * Lines in the margins that show where to cut, as drawing operators in millimetres. They keep
 * clear of the bleed and end inside the paper; a margin that is too narrow gets none.
 */
export function cutMarks(sheet: Sheet): string {
  if (!sheet.cutMarks) return ''
  const { leftMm, topMm, columns, rows, pitchXMm, pitchYMm, labelWidthMm, labelHeightMm } = sheet
  const across = edges(leftMm, columns, pitchXMm, labelWidthMm)
  const down = edges(topMm, rows, pitchYMm, labelHeightMm)
  const lines = [
    ...across.flatMap((x) =>
      marks(down, sheet.heightMm, sheet.bleedMm).map(([a, b]) => line(x, a, x, b)),
    ),
    ...down.flatMap((y) =>
      marks(across, sheet.widthMm, sheet.bleedMm).map(([a, b]) => line(a, y, b, y)),
    ),
  ]
  return `${mm(LINE_MM)} w\n${lines.join('')}S\n`
}

function edges(startMm: number, count: number, pitchMm: number, sizeMm: number): number[] {
  return Array.from({ length: count }, (_, at) => startMm + at * pitchMm).flatMap((edge) => [
    edge,
    edge + sizeMm,
  ])
}

/** From where to where marks run before the first and behind the last edge. */
function marks(sides: readonly number[], paperMm: number, bleedMm: number): [number, number][] {
  const away = bleedMm + CLEAR_MM
  const before = (sides[0] ?? 0) - away
  const behind = (sides.at(-1) ?? 0) + away
  const both: [number, number][] = [
    [Math.max(before - MARK_MM, CLEAR_MM), before],
    [behind, Math.min(behind + MARK_MM, paperMm - CLEAR_MM)],
  ]
  return both.filter(([a, b]) => b - a >= 1)
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `${mm(x1)} ${mm(y1)} m ${mm(x2)} ${mm(y2)} l\n`
}
