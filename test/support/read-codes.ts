import { drawImage, drawPages } from '../../scripts/decode-report/draw.ts'
import { rgbaOf } from '../../scripts/decode-report/picture.ts'
import { readByZxing } from '../../scripts/decode-report/readers.ts'

/** A picture: four bytes a pixel, row by row from the top left. */
export type Picture = ReturnType<typeof rgbaOf>

/** Draws each page of a PDF in `dpi` and reads its text layer, one page at a time. */
export async function* pagesOf(
  pdf: Uint8Array,
  dpi = 200,
): AsyncGenerator<{ page: number; picture: Picture; text: string }> {
  for await (const { page, picture, text } of drawPages(pdf, dpi)) {
    yield { page, picture: rgbaOf(picture), text }
  }
}

/** The QR codes on each page of a PDF drawn in `dpi`; pages count from 1. */
export async function readCodes(
  pdf: Uint8Array,
  dpi = 200,
): Promise<{ page: number; text: string }[]> {
  const found: { page: number; text: string }[] = []
  for await (const { page, picture } of drawPages(pdf, dpi)) {
    const codes = await readByZxing(picture)
    found.push(...codes.map(({ text }) => ({ page, text })))
  }
  return found
}

/** A PNG or SVG as grey pixels on white; an SVG is drawn in at least `dpi`. */
export async function pictureOf(image: Uint8Array, dpi = 200): Promise<Picture> {
  return rgbaOf(await drawImage(image, dpi))
}

/** The QR and product bar codes in a PNG or SVG. */
export async function readImage(
  image: Uint8Array,
  dpi = 200,
): Promise<{ format: string; text: string }[]> {
  const picture = await drawImage(image, dpi)
  const codes = await readByZxing(picture, ['QRCode', 'EAN13', 'EAN8', 'UPCA', 'ITF14'])
  return codes.map(({ format, text }) => ({ format, text }))
}
