import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'

/** A picture: four bytes a pixel, row by row from the top left. */
export type Picture = { width: number; height: number; data: Uint8ClampedArray }

type Formats = NonNullable<ReaderOptions['formats']>

const PRODUCT_FORMATS = ['EAN13', 'EAN8', 'UPCA', 'ITF14'] as const satisfies Formats
const require = createRequire(import.meta.url)

let pdfium: ReturnType<typeof PDFiumLibrary.init> | undefined
let reader: Promise<unknown> | undefined

/** Loads the reader from its own package: left alone it asks an outside host for its code. */
async function startReader(): Promise<void> {
  reader ??= readFile(require.resolve('zxing-wasm/reader/zxing_reader.wasm')).then((wasm) => {
    const wasmBinary = Uint8Array.from(wasm).buffer
    return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  })
  await reader
}

async function decode(picture: Picture, formats: Formats) {
  await startReader()
  // 0 lifts the limit on symbols a picture.
  return readBarcodes(picture, { formats, maxNumberOfSymbols: 0, tryInvert: false })
}

/** Draws each page of a PDF in `dpi` and reads its text layer, one page at a time. */
export async function* pagesOf(
  pdf: Uint8Array,
  dpi = 200,
): AsyncGenerator<{ page: number; picture: Picture; text: string }> {
  pdfium ??= PDFiumLibrary.init()
  const document = await (await pdfium).loadDocument(pdf)
  try {
    for (const page of document.pages()) {
      // Text first: drawing a page closes it.
      const text = page.getText()
      const { width, height, data } = await page.render({ scale: dpi / 72, render: 'bitmap' })
      yield {
        page: page.number + 1,
        picture: { width, height, data: new Uint8ClampedArray(data) },
        text,
      }
    }
  } finally {
    document.destroy()
  }
}

/** The QR codes on each page of a PDF drawn in `dpi`; pages count from 1. */
export async function readCodes(
  pdf: Uint8Array,
  dpi = 200,
): Promise<{ page: number; text: string }[]> {
  const found: { page: number; text: string }[] = []
  for await (const { page, picture } of pagesOf(pdf, dpi)) {
    // Model 2 by name: the family also holds Micro QR, which a reader sees in noise now and then.
    const codes = await decode(picture, ['QRCodeModel2'])
    found.push(...codes.map(({ text }) => ({ page, text })))
  }
  return found
}

/**
 * A PNG or SVG as pixels on white. An SVG is drawn in at least `dpi`: where it states a physical
 * size, libvips applies the resolution twice.
 */
export async function pictureOf(image: Uint8Array, dpi = 200): Promise<Picture> {
  const { data, info } = await sharp(image, { density: dpi })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) }
}

/** The QR and product bar codes in a PNG or SVG. */
export async function readImage(
  image: Uint8Array,
  dpi = 200,
): Promise<{ format: string; text: string }[]> {
  const codes = await decode(await pictureOf(image, dpi), ['QRCode', ...PRODUCT_FORMATS])
  return codes.map(({ format, text }) => ({ format, text }))
}
