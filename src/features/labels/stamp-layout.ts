import { type LabelGeometry, type LineStyle, MM_PER_PT } from './label-sheets.ts'
import { type Face, fitLines, widthPt } from './label-type.ts'
import { type DarkRect, darkRects, QUIET_MODULES, qrMatrix } from './qr-symbol.ts'

/** What stands on one stamp. */
export type StampLabel = {
  /** `https://<host>/01/<gtin14>/21/<serial>` or `https://<host>/253/<gdti13><serial>`. */
  link: string
  /** 16 characters, without separators. */
  serial: string
  /** The stamp's place in its batch, from 1: people count in it. */
  number: number
  productName: string
  enterpriseName: string
  /** GTIN-14 or GDTI-13. */
  key: string
}

/** A line of text, in millimetres from the label's top left corner and points. */
export type PlacedLine = {
  text: string
  face: Face
  sizePt: number
  xMm: number
  baselineMm: number
}

/** A stamp with everything in its place. The quiet zone lies around `qr`, inside the label. */
export type StampLayout = {
  qr: { xMm: number; yMm: number; moduleMm: number; modules: number; dark: DarkRect[] }
  lines: PlacedLine[]
}

/** Module sides that a till reads (GS1 General Specifications, 5.12.3.1). */
export const MODULE_MM = { min: 0.396, max: 0.99 } as const

/** The smallest type that may stand on a stamp. */
export const TYPE_PT_MIN = 4.5

const NUMBER_WORD = 'Tem số '
/** Room for a capital with two marks over it, such as Ễ, above the first baseline. */
const ASCENT_EM = 1.1

/** The serial as people read it: groups of four. */
export function groupedSerial(serial: string): string {
  return serial.replace(/(.{4})(?=.)/g, '$1 ')
}

/**
 * Lays out stamps of one geometry; names are fitted once for as long as they stay the same.
 * @param pixelMm side of a device's pixel; the QR is then set on whole pixels and may be smaller
 *   than it could be, down to two pixels a module
 * @returns a function that throws RangeError for a serial or number it cannot set, and for a link
 *   too long for modules of the least size that tills read
 */
export function stampLayouter(
  geometry: LabelGeometry,
  pixelMm?: number,
): (label: StampLabel) => StampLayout {
  let names: { product: string; enterprise: string; lines: PlacedLine[] } | undefined
  return (label) => {
    const { productName: product, enterpriseName: enterprise } = label
    if (names?.product !== product || names.enterprise !== enterprise) {
      names = { product, enterprise, lines: nameLines(label, geometry) }
    }
    const qr = placeQr(label.link, geometry.qr, pixelMm)
    return { qr, lines: [...names.lines, ...codeLines(label, geometry)] }
  }
}

function placeQr(link: string, box: LabelGeometry['qr'], pixelMm?: number): StampLayout['qr'] {
  const matrix = qrMatrix(link)
  const across = matrix.size + 2 * QUIET_MODULES
  const largestMm = Math.min(box.sideMm / across, MODULE_MM.max)
  if (largestMm < MODULE_MM.min) {
    throw new RangeError(`A QR of ${matrix.size} modules is too fine for ${box.sideMm} mm: ${link}`)
  }
  const moduleMm = pixelMm === undefined ? largestMm : Math.floor(largestMm / pixelMm) * pixelMm
  const spareMm = (box.sideMm - moduleMm * across) / 2
  const edgeMm = spareMm + moduleMm * QUIET_MODULES
  const onPixel = (mm: number) => (pixelMm === undefined ? mm : Math.round(mm / pixelMm) * pixelMm)
  return {
    xMm: onPixel(box.xMm + edgeMm),
    yMm: onPixel(box.yMm + edgeMm),
    moduleMm,
    modules: matrix.size,
    dark: darkRects(matrix),
  }
}

function nameLines(label: StampLabel, { text, product, enterprise }: LabelGeometry): PlacedLine[] {
  const widthMaxPt = text.widthMm / MM_PER_PT
  const placed: PlacedLine[] = []
  let baselineMm = text.topMm + (ASCENT_EM * product.sizePt - product.leadingPt) * MM_PER_PT
  const add = (name: string, style: LineStyle) => {
    for (const line of fitLines(name, style, widthMaxPt)) {
      baselineMm += style.leadingPt * MM_PER_PT
      placed.push(placedLine(line, style, text.xMm, baselineMm))
    }
  }
  add(label.productName, product)
  add(label.enterpriseName, enterprise)
  return placed
}

function codeLines(label: StampLabel, geometry: LabelGeometry): PlacedLine[] {
  const { text, serial, numberWord, number } = geometry
  if (!/^[0-9A-Z]{16}$/.test(label.serial)) {
    throw new RangeError(`A serial has 16 digits and capitals, not "${label.serial}"`)
  }
  if (!Number.isSafeInteger(label.number) || label.number < 1) {
    throw new RangeError(`Stamps are numbered from 1, not ${label.number}`)
  }
  const lower = text.bottomMm - number.leadingPt * MM_PER_PT
  const upper = lower - serial.leadingPt * MM_PER_PT
  const numberXMm = text.xMm + widthPt(NUMBER_WORD, numberWord.face, numberWord.sizePt) * MM_PER_PT
  return [
    placedLine(groupedSerial(label.serial.slice(0, 8)), serial, text.xMm, upper),
    placedLine(groupedSerial(label.serial.slice(8)), serial, text.xMm, lower),
    placedLine(NUMBER_WORD, numberWord, text.xMm, text.bottomMm),
    placedLine(String(label.number), number, numberXMm, text.bottomMm),
  ]
}

function placedLine(text: string, style: LineStyle, xMm: number, baselineMm: number): PlacedLine {
  return { text, face: style.face, sizePt: style.sizePt, xMm, baselineMm }
}
