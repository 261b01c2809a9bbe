import sharp from 'sharp'
import type { LabelLayout, StampCode, StampText } from './label-layout.ts'
import { stampSvgOnPixels } from './stamp-svg.ts'

/**
 * One stamp as a grey PNG exactly `widthPx` wide; every module of the QR is a whole number of
 * pixels, pure black or white, with four light modules around the symbol.
 * @param layout made for pixels of a `widthPx`-th of the label's width
 * @throws RangeError for a code that cannot be set
 */
export async function stampPng(
  layout: LabelLayout,
  text: StampText,
  code: StampCode,
  widthPx: number,
): Promise<Buffer> {
  const svg = Buffer.from(stampSvgOnPixels(layout, text, code, widthPx))
  return sharp(svg).flatten({ background: '#fff' }).toColourspace('b-w').png().toBuffer()
}
