import sharp from 'sharp'
import { STAMP_PNG_WIDTH_PX } from './labels.rules.ts'
import type { StampLabel } from './stamp-layout.ts'
import { stampSvgOnPixels } from './stamp-svg.ts'

/**
 * One stamp as a grey PNG exactly `widthPx` wide; every module of the QR is a whole number of
 * pixels, pure black or white, with four light modules around the symbol.
 * @throws RangeError for a width outside {@link STAMP_PNG_WIDTH_PX} or a label that cannot be set
 */
export async function stampPng(
  label: StampLabel,
  { widthPx }: { widthPx: number },
): Promise<Buffer> {
  const { min, max } = STAMP_PNG_WIDTH_PX
  if (!Number.isInteger(widthPx) || widthPx < min || widthPx > max) {
    throw new RangeError(`A stamp's picture is ${min} to ${max} pixels wide, not ${widthPx}`)
  }
  const svg = Buffer.from(stampSvgOnPixels(label, widthPx))
  return sharp(svg).flatten({ background: '#fff' }).toColourspace('b-w').png().toBuffer()
}
