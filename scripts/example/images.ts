import { PICTURES } from './pictures.ts'
import type { ExampleProduct } from './types.ts'

/** Side of the square picture in pixels. */
export const PICTURE_SIDE_PX = 600

const LINE_LENGTH_MAX = 22
const LINE_HEIGHT_PX = 42
const FIRST_LINE_Y_PX = 430

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Breaks between words, so that no line is longer than the picture is wide. */
function wrap(text: string): string[] {
  const lines: string[] = []
  // The mark "(ví dụ)" stays in one piece.
  for (const word of text.replace('(ví dụ)', '(ví\u00a0dụ)').split(' ')) {
    const line = lines.at(-1)
    const longer = line === undefined ? word : `${line} ${word}`
    if (line === undefined || longer.length > LINE_LENGTH_MAX) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

function textLine(text: string, y: number, sizePx: number): string {
  return (
    `<text x="300" y="${y}" font-size="${sizePx}" text-anchor="middle" ` +
    `font-family="DejaVu Sans, sans-serif" fill="#1f2933">${escapeXml(text)}</text>`
  )
}

/**
 * A drawn picture of a product, 600 × 600, as SVG text: the same product gives the same bytes.
 * It stands for the photograph that the law asks for and says so. The letters need a font with
 * Vietnamese accents on the machine that turns it into pixels; the drawing does not.
 */
export function productPictureSvg(product: ExampleProduct): string {
  const { background, shapes } = PICTURES[product.picture]
  const name = wrap(product.name).map((line, index) =>
    textLine(line, FIRST_LINE_Y_PX + index * LINE_HEIGHT_PX, 34),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE_SIDE_PX}" ` +
      `height="${PICTURE_SIDE_PX}" viewBox="0 0 ${PICTURE_SIDE_PX} ${PICTURE_SIDE_PX}">`,
    `<rect width="600" height="600" fill="${background}"/>`,
    '<circle cx="300" cy="215" r="165" fill="#ffffff" fill-opacity="0.75"/>',
    ...shapes,
    ...name,
    textLine(`Hình vẽ minh họa · ${product.netContent}`, 575, 22),
    '</svg>',
  ].join('\n')
}
