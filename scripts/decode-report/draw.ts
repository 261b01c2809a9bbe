import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { MM_PER_INCH, type Picture, pixelsOf } from './picture.ts'

/** A page as it would lie on a scanner; `page` counts from 1, the size is that of the paper. */
export type DrawnPage = { page: number; widthMm: number; heightMm: number; picture: Picture }

const PT_PER_INCH = 72

let pdfium: ReturnType<typeof PDFiumLibrary.init> | undefined

/**
 * Draws the pages of a PDF in `dpi`, one at a time, with their text layers. The paper fills the
 * picture to the nearest pixel: left alone the renderer cuts its size down to whole points.
 */
export async function* drawPages(
  pdf: Uint8Array,
  dpi: number,
): AsyncGenerator<DrawnPage & { text: string }, void, void> {
  pdfium ??= PDFiumLibrary.init()
  const document = await (await pdfium).loadDocument(pdf)
  try {
    for (const page of document.pages()) {
      // First what the page says: drawing closes it.
      const text = page.getText()
      const { originalWidth, originalHeight } = page.getOriginalSize()
      const { width, height, data } = await page.render({
        scale: 1,
        width: Math.round((originalWidth * dpi) / PT_PER_INCH),
        height: Math.round((originalHeight * dpi) / PT_PER_INCH),
        colorSpace: 'Gray',
        render: 'bitmap',
      })
      yield {
        page: page.number + 1,
        widthMm: (originalWidth * MM_PER_INCH) / PT_PER_INCH,
        heightMm: (originalHeight * MM_PER_INCH) / PT_PER_INCH,
        picture: { width, height, data },
        text,
      }
    }
  } finally {
    document.destroy()
  }
}

/**
 * A picture file (PNG, JPEG, TIFF or SVG) as grey pixels on white. An SVG is drawn in at least
 * `dpi`: where it states a physical size, libvips applies the resolution twice.
 */
export async function drawImage(image: Uint8Array, dpi: number): Promise<Picture> {
  return pixelsOf(sharp(image, { density: dpi }).flatten({ background: '#fff' }))
}
