import { create } from 'qrcode'
import { stampLink } from '../stamps/code.rules.ts'
import { type CodeLines, lineChunks } from '../stamps/code-stream.ts'
import { SERIAL_LENGTH } from '../stamps/serial.rules.ts'
import { groupedSerial, type LabelLayout, layOut, type Place } from './label-layout.ts'
import { MM_PER_PT } from './label-sheets.rules.ts'
import { widthPt } from './label-type.ts'
import type { PrinterDpi, PrintJob, PrintPart } from './print-job.rules.ts'
import { type QrLevel, qrForm } from './qr-symbol.ts'
import { indexesOf, placeAt } from './sheet.rules.ts'
import { drawLines, storeGraphic } from './zpl-graphic.ts'

/** Print heads have whole dots a millimetre; 203, 300 and 600 dpi are their names in the trade. */
const DOTS_PER_MM: Record<PrinterDpi, number> = { 203: 8, 300: 12, 600: 24 }
/** Dots a module: the most that every firmware takes. */
const MAGNIFICATION_MAX = 10
/**
 * A symbol stands as many dots below its ^FO as the last ^BY says that bars are high, and that
 * outlasts the label: stated on each label, its least value, it is known and hardly matters.
 */
const SINK_DOTS = 1
/** Replaced by the next file, so that the memory of a printer never fills. */
const GRAPHIC = 'R:SOTEM.GRF'
/** The segment that names a character set takes 12 bits of a symbol (ISO/IEC 18004, 7.4.2). */
const CHARSET_BYTES = 2
const STAMPS_A_CHUNK = 500

/**
 * How stamps are laid out for a thermal printer: all on its dots, the symbol's place as large as
 * the printer could need.
 * @throws LabelTooSmall where a module of whole dots would be below 0.396 mm or has no room
 * @throws RangeError as `qrForm` for a link that no stamp may have
 */
export function zplLayout(job: Omit<PrintJob, 'ranges'>): LabelLayout {
  const dotMm = 1 / DOTS_PER_MM[job.dpi]
  const { modules } = symbolOf(job)
  const layout = layOut(job.sheet, job.text, modules, dotMm)
  const onDot = <Line extends Place>(line: Line): Line => ({
    ...line,
    baselineMm: Math.round(line.baselineMm / dotMm) * dotMm,
  })
  return {
    ...layout,
    symbol: withinMagnification(layout.symbol, modules, dotMm),
    lines: layout.lines.map(onDot),
    serial: layout.serial.map(onDot),
    number: onDot(layout.number),
  }
}

/** What a module may not take goes to the quiet zone, alike on each side. */
function withinMagnification(
  symbol: LabelLayout['symbol'],
  modules: number,
  dotMm: number,
): LabelLayout['symbol'] {
  const spareDots = Math.round(symbol.moduleMm / dotMm) - MAGNIFICATION_MAX
  if (spareDots <= 0) return symbol
  const insetMm = Math.floor((modules * spareDots) / 2) * dotMm
  const { xMm, yMm } = symbol
  return { xMm: xMm + insetMm, yMm: yMm + insetMm, moduleMm: MAGNIFICATION_MAX * dotMm }
}

/**
 * The stamps of one part in ZPL II, a label each, with the printer's own QR code. What recurs on
 * each label is a picture that is stored first and deleted at the end: printers' fonts lack
 * letters of Vietnamese. The same job and part always give the same bytes.
 * @throws LabelTooSmall and RangeError as {@link zplLayout}
 */
export async function* zplChunks(
  job: PrintJob,
  part: PrintPart,
  secret: Buffer,
): AsyncGenerator<Uint8Array, void, void> {
  const { key, batchId, linkHost, ranges } = job
  const layout = zplLayout(job)
  const graphic = await drawLines(layout.lines, 1 / DOTS_PER_MM[job.dpi])
  const lines: CodeLines = {
    head: comment(job, part) + storeGraphic(GRAPHIC, graphic),
    line: labelWriter(job, layout, graphic),
    tail: `^XA^ID${GRAPHIC}^FS^XZ\n`,
  }
  const origin = { secret, key, batch: batchId, linkHost }
  yield* lineChunks(origin, indexesOf(ranges, part.first, part.last), lines, STAMPS_A_CHUNK)
}

/**
 * The level of the symbols and the most modules that a printer gives them. It chooses modes by
 * itself; the worst is to say that text is UTF-8, and then bytes for the whole link.
 */
function symbolOf({ linkHost, key }: Pick<PrintJob, 'linkHost' | 'key'>): {
  level: QrLevel
  modules: number
} {
  const link = stampLink(linkHost, key, '0'.repeat(SERIAL_LENGTH))
  const { level, size } = qrForm(link, { level: 'M' })
  const data = Buffer.alloc(link.length + CHARSET_BYTES)
  const bytes = create([{ mode: 'byte', data }], { errorCorrectionLevel: level })
  return { level, modules: Math.max(size, bytes.modules.size) }
}

/** Outside a label a printer passes over it. */
function comment({ batchId, sheet, dpi, ranges }: PrintJob, { first, last }: PrintPart): string {
  const [from, to] = [placeAt(ranges, first) + 1, placeAt(ranges, last) + 1]
  const size = `${sheet.labelWidthMm} x ${sheet.labelHeightMm} mm, ${dpi} dpi`
  const count = last - first + 1
  return `^FX sotem: batch ${batchId}, stamps ${from} to ${to}, ${count} labels of ${size} ^FS\n`
}

/** Writes one label. Nothing in it is other people's text, so no command can hide there. */
function labelWriter(
  job: PrintJob,
  layout: LabelLayout,
  graphic: { x: number; y: number },
): CodeLines['line'] {
  const dotsPerMm = DOTS_PER_MM[job.dpi]
  const dots = (mm: number) => Math.round(mm * dotsPerMm)
  const { widthMm, heightMm, symbol } = layout
  const start =
    `^XA^CI28^PW${dots(widthMm)}^LL${dots(heightMm)}^LH0,0` +
    `^FO${graphic.x},${graphic.y}^XG${GRAPHIC},1,1^FS` +
    `^BY1,2,${SINK_DOTS}^FO${dots(symbol.xMm)},${dots(symbol.yMm) - SINK_DOTS}` +
    `^BQN,2,${dots(symbol.moduleMm)}^FD${symbolOf(job).level}A,`
  const serial = layout.serial.map(({ from, to, ...place }) => ({
    ...{ from, to },
    command: isCentred(place, to - from, widthMm)
      ? textCommand({ ...place, xMm: 0 }, dotsPerMm, `^FB${dots(widthMm)},1,0,C`)
      : textCommand(place, dotsPerMm),
  }))
  const number = textCommand(layout.number, dotsPerMm)
  return (value, code, link) => {
    const grouped = groupedSerial(code)
    let label = `${start}${link}^FS`
    for (const { from, to, command } of serial) label += `${command}${grouped.slice(from, to)}^FS`
    return `${label}${number}${value}^FS^XZ\n`
  }
}

/** A line in the printer's scalable font, on its baseline and no smaller than laid out. */
function textCommand({ sizePt, xMm, baselineMm }: Place, dotsPerMm: number, block = ''): string {
  const [x, y] = [Math.round(xMm * dotsPerMm), Math.round(baselineMm * dotsPerMm)]
  const size = Math.ceil(sizePt * MM_PER_PT * dotsPerMm - 1e-9)
  return `^FT${x},${y}^A0N,${size},${size}${block}^FD`
}

/** Whether a part of the serial stands in the middle, as it must in another font, too. */
function isCentred({ xMm, face, sizePt }: Place, characters: number, widthMm: number): boolean {
  const textMm = widthPt('0'.repeat(characters), face, sizePt) * MM_PER_PT
  return Math.abs(2 * xMm + textMm - widthMm) < 0.01
}
