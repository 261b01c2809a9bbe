import { deflateSync } from 'node:zlib'
import { stampLink } from '../stamps/code.rules.ts'
import type { Range } from '../stamps/ranges.rules.ts'
import { serialWriter } from '../stamps/serial.rules.ts'
import { groupedSerial, type LabelLayout, type Place } from './label-layout.ts'
import { MM_PER_PT, type Sheet } from './label-sheets.rules.ts'
import { darkRects, type QrForm, qrMatrix } from './qr-symbol.ts'
import { cornerOf, indexesOf, labelsPerSheet, pageAt } from './sheet.rules.ts'

/** What the pages of one document have in common: plain data, so that a thread can be given it. */
export interface PageArt {
  sheet: Sheet
  layout: LabelLayout
  form: QrForm
  /** Resource name of the font of codes, and its glyphs as hexadecimal digits by character. */
  font: string
  glyphs: Record<string, string>
}

/** The stamps of a document: a function of these, not a list. */
export interface StampSource {
  secret: Uint8Array
  key: string
  batchId: number
  linkHost: string
  ranges: readonly Range[]
  /** First and last place in the ranges, from 0. */
  first: number
  last: number
  /** Place of the first free label on the first sheet, from 1. */
  firstLabel: number
}

/** Names of the drawings that a page refers to. */
export const STATIC_LABEL = 'L'
export const STATIC_SHEET = 'S'

const COMPRESSION = { level: 4, memLevel: 9 }
const SIDE_MAX = 64
/** The beginnings and ends of the operator that adds a rectangle to a path. */
const CORNERS = pairs((x, y) => `${x} ${y} `)
const SIZES = pairs((width, height) => `${width} ${height} re\n`)

function pairs(write: (a: number, b: number) => string): string[] {
  return Array.from({ length: SIDE_MAX * SIDE_MAX }, (_, at) =>
    write(at % SIDE_MAX, Math.floor(at / SIDE_MAX)),
  )
}

/** Millimetres as PDF writes numbers, to 1/10,000. */
export function mm(value: number): string {
  return String(Number(value.toFixed(4)))
}

/**
 * Writes lines that begin in one place, from their glyphs as hexadecimal digits, on a page whose
 * unit is the millimetre and whose y runs downwards.
 */
export function textAt({ sizePt, xMm, baselineMm }: Place, font: string): (hex: string) => string {
  const start = `/${font} ${mm(sizePt * MM_PER_PT)} Tf 1 0 0 -1 ${mm(xMm)} ${mm(baselineMm)} Tm <`
  return (hex) => `${start}${hex}> Tj\n`
}

/**
 * The compressed contents of pages `from` to `to` (inclusive, from 0) of a document. They depend
 * on nothing else, so threads may paint them in any order.
 */
export function paintPages(task: {
  art: PageArt
  source: StampSource
  from: number
  to: number
}): Uint8Array[] {
  const { art, source, from, to } = task
  const paint = stampPainter(art, source)
  const perSheet = labelsPerSheet(art.sheet)
  const stamps = source.last - source.first + 1
  const scale = mm(1 / MM_PER_PT)
  const contents: Uint8Array[] = []
  for (let page = from; page <= to; page += 1) {
    const { first, last, firstPlace } = pageAt(page, stamps, source.firstLabel, perSheet)
    let place = firstPlace
    let content = `${scale} 0 0 ${scale} 0 0 cm /${STATIC_SHEET} Do\n`
    for (const index of indexesOf(source.ranges, source.first + first, source.first + last)) {
      const { xMm, yMm } = cornerOf(place, art.sheet)
      content += `q 1 0 0 1 ${mm(xMm)} ${mm(yMm)} cm ${paint(index)}Q\n`
      place += 1
    }
    contents.push(deflateSync(Buffer.from(content, 'latin1'), COMPRESSION))
  }
  return contents
}

/** Draws one stamp at the origin, by its index in its batch. */
function stampPainter(art: PageArt, source: StampSource): (index: number) => string {
  const { layout, form, font, glyphs } = art
  const serialAt = serialWriter(Buffer.from(source.secret), source.key, source.batchId)
  const linkStart = stampLink(source.linkHost, source.key, '')
  const { xMm, yMm, moduleMm } = layout.symbol
  const side = moduleMm.toFixed(5)
  const symbolAt = `${side} 0 0 ${side} ${mm(xMm)} ${mm(yMm)} cm\n`
  const serialParts = layout.serial.map(({ from, to, ...place }) => ({
    ...{ from, to },
    write: textAt(place, font),
  }))
  const writeNumber = textAt(layout.number, font)
  const hexOf = (text: string) => {
    let hex = ''
    for (const character of text) hex += glyphs[character] ?? ''
    return hex
  }
  return (index) => {
    const serial = serialAt(index)
    const grouped = groupedSerial(serial)
    let text = ''
    for (const { from, to, write } of serialParts) text += write(hexOf(grouped.slice(from, to)))
    text += writeNumber(hexOf(String(index + 1)))
    const path = pathOf(darkRects(qrMatrix(linkStart + serial, form)))
    // One fill of one path: neighbours filled apart would show hairlines between them.
    return `/${STATIC_LABEL} Do BT ${text}ET ${symbolAt}${path}f `
  }
}

function pathOf(rects: Uint8Array): string {
  let path = ''
  for (let at = 0; at < rects.length; at += 4) {
    const corner = (rects[at] ?? 0) + (rects[at + 1] ?? 0) * SIDE_MAX
    const size = (rects[at + 2] ?? 0) + (rects[at + 3] ?? 0) * SIDE_MAX
    path += (CORNERS[corner] ?? '') + (SIZES[size] ?? '')
  }
  return path
}
