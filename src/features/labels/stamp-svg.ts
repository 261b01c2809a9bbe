import { html } from '../shared/html.rules.ts'
import {
  codeLines,
  groupedSerial,
  type LabelLayout,
  type PlacedLine,
  type StampCode,
  type StampText,
} from './label-layout.ts'
import { MM_PER_PT } from './label-sheets.rules.ts'
import { outlines, settable, widthPt } from './label-type.ts'
import { darkRects, qrMatrix } from './qr-symbol.ts'

/**
 * One stamp as SVG in its printed size on white. Text is drawn as outlines, so that every viewer
 * and press shows the same letters; the title says it in words.
 * @throws RangeError for a code that cannot be set
 */
export function stampSvg(layout: LabelLayout, text: StampText, code: StampCode): string {
  const { widthMm, heightMm } = layout
  const size = { width: `${widthMm}mm`, height: `${heightMm}mm`, widthMm, heightMm }
  return draw(layout, text, code, size)
}

/** One stamp as SVG for a picture `widthPx` wide; the layout must be made for its pixels. */
export function stampSvgOnPixels(
  layout: LabelLayout,
  text: StampText,
  code: StampCode,
  widthPx: number,
): string {
  const pixelMm = layout.widthMm / widthPx
  const heightPx = Math.ceil(layout.heightMm / pixelMm - 1e-9)
  const size = {
    width: String(widthPx),
    height: String(heightPx),
    widthMm: layout.widthMm,
    heightMm: heightPx * pixelMm,
  }
  return draw(layout, text, code, size)
}

function draw(
  layout: LabelLayout,
  text: StampText,
  code: StampCode,
  size: { width: string; height: string; widthMm: number; heightMm: number },
): string {
  const { xMm, yMm, moduleMm } = layout.symbol
  const box = `${short(size.widthMm)} ${short(size.heightMm)}`
  const lines = [...layout.lines, ...codeLines(layout, code)]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"`,
    ` viewBox="0 0 ${box}" role="img">${titleOf(text, code)}`,
    `<path fill="#fff" d="M0 0H${short(size.widthMm)}V${short(size.heightMm)}H0Z"/>`,
    `<path shape-rendering="crispEdges" transform="translate(${short(xMm)} ${short(yMm)})`,
    ` scale(${short(moduleMm)})" d="${symbolPath(code.link)}"/>`,
    ...lines.map(linePath),
    '</svg>\n',
  ].join('')
}

function titleOf({ product }: StampText, { number, serial }: StampCode): string {
  const name = settable(product, 'plain')
  return html`<title>${name}. Tem số ${number}, số sê-ri ${groupedSerial(serial)}</title>`.markup
}

function symbolPath(link: string): string {
  const rects = darkRects(qrMatrix(link))
  let path = ''
  for (let at = 0; at < rects.length; at += 4) {
    const [x, y, width, height] = rects.subarray(at, at + 4)
    path += `M${x} ${y}h${width}v${height}h-${width}z`
  }
  return path
}

function linePath({ text, face, sizePt, xMm, baselineMm }: PlacedLine): string {
  const { path, width } = outlines(text, face)
  const scale = (widthPt(text, face, sizePt) * MM_PER_PT) / width
  const place = `translate(${short(xMm)} ${short(baselineMm)}) scale(${scale.toPrecision(6)})`
  return `<path transform="${place}" d="${path}"/>`
}

/** Millimetres with 1/100,000: a module on whole pixels stays on them. */
function short(mm: number): string {
  return String(Number(mm.toFixed(5)))
}
