import sharp from 'sharp'
import type { PlacedLine } from './label-layout.ts'
import { MM_PER_PT } from './label-sheets.rules.ts'
import { outlines, widthPt } from './label-type.ts'

/** A picture of one bit a dot, row by row from the top left; 1 is ink. Rows are whole bytes. */
interface Graphic {
  /** Where its top left corner belongs on the label, in dots. */
  x: number
  y: number
  rowBytes: number
  rows: Buffer[]
}

/** Parts of the size of type: no glyph reaches further above or below its baseline. */
const EM = { ascent: 1.1, descent: 0.3 }
/** Of a dot covered by this much: stems of small type are thinner than a dot and must not break. */
const INK = 255 * 0.4

/** Lines of text as a printer's dots, drawn from the outlines of our own faces. */
export async function drawLines(lines: readonly PlacedLine[], dotMm: number): Promise<Graphic> {
  const { x, y, width, height } = boxOf(lines, dotMm)
  const scale = 1 / dotMm
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<g transform="translate(${-x} ${-y}) scale(${scale})">`,
    ...lines.map(linePath),
    '</g></svg>',
  ].join('')
  const grey = await sharp(Buffer.from(svg)).extractChannel('alpha').raw().toBuffer()
  return { x, y, rowBytes: Math.ceil(width / 8), rows: rowsOf(grey, width) }
}

function boxOf(lines: readonly PlacedLine[], dotMm: number) {
  const edges = lines.map(({ text, face, sizePt, xMm, baselineMm }) => ({
    left: xMm,
    right: xMm + widthPt(text, face, sizePt) * MM_PER_PT,
    top: baselineMm - EM.ascent * sizePt * MM_PER_PT,
    bottom: baselineMm + EM.descent * sizePt * MM_PER_PT,
  }))
  const x = Math.max(0, Math.floor(Math.min(...edges.map(({ left }) => left)) / dotMm))
  const y = Math.max(0, Math.floor(Math.min(...edges.map(({ top }) => top)) / dotMm))
  const right = Math.ceil(Math.max(...edges.map((edge) => edge.right)) / dotMm)
  const bottom = Math.ceil(Math.max(...edges.map((edge) => edge.bottom)) / dotMm)
  return { x, y, width: right - x, height: bottom - y }
}

function linePath({ text, face, sizePt, xMm, baselineMm }: PlacedLine): string {
  const { path, width } = outlines(text, face)
  const scale = (widthPt(text, face, sizePt) * MM_PER_PT) / width
  return `<path transform="translate(${xMm} ${baselineMm}) scale(${scale})" d="${path}"/>`
}

function rowsOf(grey: Buffer, width: number): Buffer[] {
  return Array.from({ length: grey.length / width }, (_, y) => {
    const row = Buffer.alloc(Math.ceil(width / 8))
    for (let x = 0; x < width; x += 1) {
      if ((grey[y * width + x] ?? 0) > INK) row[x >> 3] = (row[x >> 3] ?? 0) | (0x80 >> (x & 7))
    }
    return row
  })
}

/**
 * The command that stores a graphic in a printer, in the compressed hexadecimal form that every
 * firmware reads (ZPL II Programming Guide, *Alternative Data Compression Scheme for ~DG*).
 * @param name as `R:NAME.GRF`
 */
export function storeGraphic(name: string, { rowBytes, rows }: Graphic): string {
  let data = ''
  let before = ''
  for (const row of rows) {
    const digits = row.toString('hex').toUpperCase()
    data += digits === before ? ':' : compressed(digits)
    before = digits
  }
  return `~DG${name},${rowBytes * rows.length},${rowBytes},${data}\n`
}

/** A row; a comma fills its rest with light, an exclamation mark with ink. */
function compressed(digits: string): string {
  return digits
    .replace(/0+$/, ',')
    .replace(/F+$/, '!')
    .replace(/([0-9A-F])\1{2,}/g, (run, digit: string) => repeat(run.length) + digit)
}

/** A count: `z` to `g` are 400 to 20 by twenties, `Y` to `G` 19 to 1. */
function repeat(count: number): string {
  const rest = count % 400
  const twenties = Math.floor(rest / 20)
  const letter = (first: string, at: number) =>
    at === 0 ? '' : String.fromCharCode(first.charCodeAt(0) + at - 1)
  return 'z'.repeat(Math.floor(count / 400)) + letter('g', twenties) + letter('G', rest % 20)
}
