import { type LabelField, MM_PER_PT } from './label-sheets.rules.ts'
import { TYPE_PT_MIN } from './symbol.rules.ts'

/** One kind of text in the text's column, from its first baseline down. */
export type Row = {
  sizePt: number
  baselineMm: number
  leadingMm: number
  /** Lines there is room for. */
  lines: number
} & ({ kind: LabelField } | { kind: 'number' } | { kind: 'serial'; part: [number, number] })

export interface Content {
  fields: readonly LabelField[]
  /** Widths of the words of each field at one point, in points, each with a blank before it. */
  words: Partial<Record<LabelField, readonly number[]>>
  modules: number
  dotMm: number | undefined
  /** Widths at one point, in points: a digit of the code, and the widest number with its word. */
  digitPt: number
  numberPt: number
}

/** Where the text stands, and in which parts of the grouped serial. */
export interface Form {
  side: 'below' | 'beside'
  parts: [number, number][]
}

export interface Try {
  form: Form
  count: number
  linesMax: number
  scale: number
  /** Whether names may lose their ends. */
  cuts: boolean
}

/** A name in a narrower column is no name. */
const NAME_COLUMN_MM = 11
/** The largest size of each kind, in points: beyond it the room is better left free. */
const SIZE_PT_MAX = {
  serial: 9,
  number: 7.5,
  product: 8,
  enterprise: 6.5,
  department: 6,
  hotline: 6,
} as const

/**
 * Parts of the size of type. Room above a first line is for a capital with two marks, as Ễ;
 * further lines stand apart by what the font itself reaches above and below.
 */
const EM = {
  codeAscent: 0.76,
  nameAscent: 1.1,
  codeLeading: 1.14,
  nameLeading: 1.17,
  descent: 0.24,
}

const isName = (kind: Row['kind']): kind is LabelField => kind !== 'serial' && kind !== 'number'

/** The rows from top to bottom, or null where one is wider than its column. */
export function rowsOf(content: Content, wanted: Try, textWidthMm: number): Row[] | null {
  const { count, form, linesMax, scale } = wanted
  const widthPt = textWidthMm / MM_PER_PT
  const size = (kind: keyof typeof SIZE_PT_MAX) => Math.min(TYPE_PT_MIN * scale, SIZE_PT_MAX[kind])
  const blank = { baselineMm: 0, lines: 1 }
  const rows: Row[] = []
  for (const kind of content.fields.slice(0, count)) {
    const sizePt = size(kind)
    const asked = linesOf(content.words[kind] ?? [], widthPt / sizePt)
    const whole = asked <= (kind === 'hotline' ? 1 : linesMax)
    if (textWidthMm < NAME_COLUMN_MM || (!whole && (kind === 'hotline' || !wanted.cuts)))
      return null
    const lines = Math.min(asked, linesMax)
    rows.push({ ...blank, kind, sizePt, lines, leadingMm: sizePt * EM.nameLeading * MM_PER_PT })
  }
  for (const part of form.parts) {
    const sizePt = size('serial')
    if ((part[1] - part[0]) * content.digitPt * sizePt > widthPt + 1e-9) return null
    rows.push({
      ...blank,
      kind: 'serial',
      part,
      sizePt,
      leadingMm: sizePt * EM.codeLeading * MM_PER_PT,
    })
  }
  const sizePt = size('number')
  if (content.numberPt * sizePt > widthPt + 1e-9) return null
  const leadingMm = sizePt * EM.codeLeading * MM_PER_PT
  rows.push({ ...blank, kind: 'number', sizePt, leadingMm })
  return form.side === 'below' ? codesFirst(rows) : rows
}

/** Lines that words take, greedily, in a column of a width at one point. */
function linesOf(words: readonly number[], widthPt: number): number {
  let lines = 1
  let used = 0
  for (const word of words) {
    if (used > 0 && used + word > widthPt) {
      lines += 1
      used = 0
    }
    used += word
  }
  return lines
}

/** Under the symbol the code stands next to what it repeats. */
function codesFirst(rows: readonly Row[]): Row[] {
  return [...rows.filter(({ kind }) => !isName(kind)), ...rows.filter(({ kind }) => isName(kind))]
}

/** Sets the baselines from a top of 0; the height of the whole. */
export function stack(rows: readonly Row[]): number {
  let bottomMm = 0
  for (const [at, row] of rows.entries()) {
    const above = rows[at - 1]
    const ascent = isName(row.kind) ? EM.nameAscent : EM.codeAscent
    const stepMm =
      above === undefined
        ? ascent * row.sizePt * MM_PER_PT
        : row.leadingMm + EM.descent * (above.sizePt - row.sizePt) * MM_PER_PT
    row.baselineMm = bottomMm + stepMm
    bottomMm = row.baselineMm + (row.lines - 1) * row.leadingMm
  }
  const last = rows.at(-1)
  const descent = last !== undefined && isName(last.kind) ? EM.descent * last.sizePt : 0
  return bottomMm + descent * MM_PER_PT
}

export function shift(rows: readonly Row[], byMm: number): void {
  for (const row of rows) row.baselineMm += byMm
}

/** Names hang from the top, the code stands on the bottom. */
export function hangAndStand(rows: readonly Row[], topMm: number, spareMm: number): void {
  shift(rows, topMm)
  shift(
    rows.filter(({ kind }) => !isName(kind)),
    spareMm,
  )
}
