import { MM_PER_PT, SINGLE_LABEL } from './label-sheets.ts'
import { outlines, settable, widthPt } from './label-type.ts'
import type { DarkRect } from './qr-symbol.ts'
import {
  groupedSerial,
  type PlacedLine,
  type StampLabel,
  type StampLayout,
  stampLayouter,
} from './stamp-layout.ts'

const XML_ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/**
 * One stamp as SVG in its printed size (38.1 × 21.2 mm) on white. Text is drawn as outlines, so
 * that every viewer and press shows the same letters; the title says it in words.
 * @throws RangeError for a label that {@link stampLayouter} refuses
 */
export function stampSvg(label: StampLabel): string {
  const { widthMm, heightMm } = SINGLE_LABEL
  const size = { width: `${widthMm}mm`, height: `${heightMm}mm`, widthMm, heightMm }
  return draw(label, stampLayouter(SINGLE_LABEL)(label), size)
}

/** One stamp as SVG for a picture `widthPx` wide, its modules on whole pixels. */
export function stampSvgOnPixels(label: StampLabel, widthPx: number): string {
  const pixelMm = SINGLE_LABEL.widthMm / widthPx
  const heightPx = Math.ceil(SINGLE_LABEL.heightMm / pixelMm)
  const size = {
    width: String(widthPx),
    height: String(heightPx),
    widthMm: SINGLE_LABEL.widthMm,
    heightMm: heightPx * pixelMm,
  }
  return draw(label, stampLayouter(SINGLE_LABEL, pixelMm)(label), size)
}

function draw(
  label: StampLabel,
  { qr, lines }: StampLayout,
  size: { width: string; height: string; widthMm: number; heightMm: number },
): string {
  const box = `${short(size.widthMm)} ${short(size.heightMm)}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"`,
    ` viewBox="0 0 ${box}" role="img"><title>${escapeXml(title(label))}</title>`,
    `<path fill="#fff" d="M0 0H${short(size.widthMm)}V${short(size.heightMm)}H0Z"/>`,
    `<path shape-rendering="crispEdges" transform="translate(${short(qr.xMm)} ${short(qr.yMm)})`,
    ` scale(${short(qr.moduleMm)})" d="${qr.dark.map(rectPath).join('')}"/>`,
    ...lines.map(linePath),
    '</svg>\n',
  ].join('')
}

function title(label: StampLabel): string {
  const product = settable(label.productName, 'plain')
  return `${product}. Tem số ${label.number}, số sê-ri ${groupedSerial(label.serial)}`
}

function rectPath({ x, y, width, height }: DarkRect): string {
  return `M${x} ${y}h${width}v${height}h-${width}z`
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

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => XML_ENTITIES[character] ?? '')
}
