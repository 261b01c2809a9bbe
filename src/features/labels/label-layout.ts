import type { Row } from './label-rows.ts'
import { type LabelField, MM_PER_PT } from './label-sheets.rules.ts'
import { type Arrangement, arrange } from './label-space.ts'
import { type Face, fitLines, settable, widthPt } from './label-type.ts'
import { QUIET_MODULES } from './symbol.rules.ts'

/** What stands on each stamp of a batch alike; an empty one is left out. */
export type StampText = Record<LabelField, string>

/** What makes one stamp differ from the next. */
export interface StampCode {
  /** `https://<host>/01/<gtin14>/21/<serial>` or `https://<host>/253/<gdti13><serial>`. */
  link: string
  /** 16 characters, without separators. */
  serial: string
  /** The stamp's place in its batch, from 1: people count in it. */
  number: number
}

/** Where a line of text starts, in millimetres from the label's top left corner. */
export interface Place {
  face: Face
  sizePt: number
  xMm: number
  baselineMm: number
}

export type PlacedLine = Place & { text: string }

/** A label with everything in its place; what differs from stamp to stamp is still to be set. */
export interface LabelLayout {
  widthMm: number
  heightMm: number
  /** The symbol without its quiet zone, which lies around it, inside the label. */
  symbol: { xMm: number; yMm: number; moduleMm: number }
  /** The fields that found room. */
  fields: LabelField[]
  lines: PlacedLine[]
  /** Parts of the grouped serial, by their first character and the one after their last. */
  serial: (Place & { from: number; to: number })[]
  number: Place
}

export interface LabelArea {
  labelWidthMm: number
  labelHeightMm: number
  fields: readonly LabelField[]
}

const NUMBER_WORD = 'Số '
/** A batch has at most 1,048,576 stamps. */
const NUMBER_DIGITS_MAX = 7

/** The serial as people read it: groups of four. */
export function groupedSerial(serial: string): string {
  return serial.replace(/(.{4})(?=.)/g, '$1 ')
}

/**
 * Lays out the stamps of one batch on one kind of label.
 * @param modules along one side of the symbol, without the quiet zone
 * @param dotMm side of a device's dot or pixel; the symbol is then set on whole dots
 * @throws LabelTooSmall where the symbol would break the print rules of GS1
 */
export function layOut(
  area: LabelArea,
  text: StampText,
  modules: number,
  dotMm?: number,
): LabelLayout {
  const known = area.fields.filter((field) => text[field] !== '')
  const words = Object.fromEntries(
    known.map((field) => [field, wordWidths(text[field], faceOf(field))]),
  )
  const digitPt = widthPt('0', 'code', 1)
  const numberPt = widthPt(NUMBER_WORD, 'plain', 1) + NUMBER_DIGITS_MAX * digitPt
  const space = arrange(area, { fields: known, words, modules, dotMm, digitPt, numberPt })
  // Down, as text and the label's edge are close on the other side.
  const onDot = (mm: number) => (dotMm === undefined ? mm : Math.floor(mm / dotMm + 1e-6) * dotMm)
  const quietMm = QUIET_MODULES * space.moduleMm
  const layout: LabelLayout = {
    widthMm: area.labelWidthMm,
    heightMm: area.labelHeightMm,
    symbol: {
      xMm: onDot(space.symbolXMm + quietMm),
      yMm: onDot(space.symbolYMm + quietMm),
      moduleMm: space.moduleMm,
    },
    fields: known.slice(0, space.fieldCount),
    lines: [],
    serial: [],
    number: { face: 'code', sizePt: 0, xMm: 0, baselineMm: 0 },
  }
  for (const row of space.rows) placeRow(layout, row, space, text)
  return layout
}

function wordWidths(text: string, face: Face): number[] {
  const words = settable(text, face).split(' ')
  return words.map((word) => widthPt(` ${word}`, face, 1))
}

export function faceOf(field: LabelField): Face {
  return field === 'product' ? 'strong' : 'plain'
}

function placeRow(layout: LabelLayout, row: Row, space: Arrangement, text: StampText): void {
  const { sizePt } = row
  const startMm = (lineWidthPt: number) =>
    space.centred
      ? space.textXMm + (space.textWidthMm - lineWidthPt * MM_PER_PT) / 2
      : space.textXMm
  if (row.kind === 'serial') {
    const [from, to] = row.part
    const width = widthPt('0'.repeat(to - from), 'code', sizePt)
    layout.serial.push({
      face: 'code',
      sizePt,
      xMm: startMm(width),
      baselineMm: row.baselineMm,
      from,
      to,
    })
  } else if (row.kind === 'number') {
    const word = widthPt(NUMBER_WORD, 'plain', sizePt)
    const widest = word + widthPt('0'.repeat(NUMBER_DIGITS_MAX), 'code', sizePt)
    const lastMm = space.textXMm + space.textWidthMm - widest * MM_PER_PT
    // As wide as most numbers are: a batch has seldom more stamps.
    const xMm = Math.min(startMm(word + widthPt('00000', 'code', sizePt)), lastMm)
    const { baselineMm } = row
    layout.lines.push({ text: NUMBER_WORD, face: 'plain', sizePt, xMm, baselineMm })
    layout.number = { face: 'code', sizePt, xMm: xMm + word * MM_PER_PT, baselineMm }
  } else {
    const face = faceOf(row.kind)
    const style = { face, sizePt, linesMax: row.lines }
    const lines = fitLines(text[row.kind], style, space.textWidthMm / MM_PER_PT)
    for (const [at, line] of lines.entries()) {
      const baselineMm = row.baselineMm + at * row.leadingMm
      layout.lines.push({
        text: line,
        face,
        sizePt,
        xMm: startMm(widthPt(line, face, sizePt)),
        baselineMm,
      })
    }
  }
}

/** The lines that differ from stamp to stamp, set. @throws RangeError for what cannot be set */
export function codeLines(layout: LabelLayout, { serial, number }: StampCode): PlacedLine[] {
  if (!/^[0-9A-Z]{16}$/.test(serial)) {
    throw new RangeError(`A serial has 16 digits and capitals, not "${serial}"`)
  }
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new RangeError(`Stamps are numbered from 1, not ${number}`)
  }
  const grouped = groupedSerial(serial)
  const parts = layout.serial.map(({ from, to, ...place }) => ({
    ...place,
    text: grouped.slice(from, to),
  }))
  return [...parts, { ...layout.number, text: String(number) }]
}
