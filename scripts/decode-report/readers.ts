import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import {
  getDefaultScanner,
  scanGrayBuffer,
  ZBarConfigType,
  type ZBarScanner,
  ZBarSymbolType,
} from '@undecaf/zbar-wasm'
import {
  prepareZXingModule,
  type ReaderOptions,
  type ReadResult,
  readBarcodes,
} from 'zxing-wasm/reader'
import { cropOf, type Picture, type Point, rgbaOf } from './picture.ts'

type Formats = NonNullable<ReaderOptions['formats']>

/** Corners of a symbol, in pixels. */
export type CodePosition = ReadResult['position']

/**
 * On a page of 117 symbols of level M zxing finds 85 to 115, of 72 all: so many finder patterns at
 * equal distances look like symbols that are none. From this number on a page is a crowd.
 */
const CROWD = 66
/** Of the height of a crowd, each part. */
const PART_OF_CROWD = 0.58

const require = createRequire(import.meta.url)

let zxing: Promise<unknown> | undefined
let zbar: Promise<ZBarScanner> | undefined

/** Loads the reader from its own package: left alone it asks an outside host for its code. */
async function startZxing(): Promise<void> {
  zxing ??= readFile(require.resolve('zxing-wasm/reader/zxing_reader.wasm')).then((wasm) => {
    const wasmBinary = Uint8Array.from(wasm).buffer
    return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  })
  await zxing
}

/**
 * All codes of these kinds that zxing finds in a picture, with their places. A picture that is
 * full of them is read once more in two parts, which share a strip in the middle.
 */
export async function readByZxing(
  picture: Picture,
  // Model 2 by name: the family also holds Micro QR, which a reader sees in noise now and then.
  formats: Formats = ['QRCodeModel2'],
): Promise<ReadResult[]> {
  const found = await readOnce(picture, formats)
  if (found.length < CROWD) return found
  const height = Math.ceil(picture.height * PART_OF_CROWD)
  for (const top of [0, picture.height - height]) {
    const part = cropOf(picture, { left: 0, top, width: picture.width, height })
    const lower = (await readOnce(part, formats)).map((code) => ({
      ...code,
      position: lowered(code.position, top),
    }))
    found.push(...lower.filter((code) => !found.some((known) => isSame(known, code))))
  }
  return found
}

async function readOnce(picture: Picture, formats: Formats): Promise<ReadResult[]> {
  await startZxing()
  // 0 lifts the limit on symbols a picture.
  return readBarcodes(rgbaOf(picture), { formats, maxNumberOfSymbols: 0, tryInvert: false })
}

function lowered(position: CodePosition, by: number): CodePosition {
  const { topLeft, topRight, bottomLeft, bottomRight } = position
  const move = ({ x, y }: Point) => ({ x, y: y + by })
  return {
    topLeft: move(topLeft),
    topRight: move(topRight),
    bottomLeft: move(bottomLeft),
    bottomRight: move(bottomRight),
  }
}

/** Whether two readings are of one symbol: the same text, their corners near each other. */
function isSame(a: ReadResult, b: ReadResult): boolean {
  const [one, other] = [a.position, b.position]
  const apart = Math.hypot(one.topLeft.x - other.topLeft.x, one.topLeft.y - other.topLeft.y)
  const side = Math.hypot(one.topLeft.x - one.topRight.x, one.topLeft.y - one.topRight.y)
  return a.text === b.text && apart < side / 2
}

async function startZbar(): Promise<ZBarScanner> {
  const scanner = await getDefaultScanner()
  scanner.setConfig(ZBarSymbolType.ZBAR_NONE, ZBarConfigType.ZBAR_CFG_ENABLE, 0)
  scanner.setConfig(ZBarSymbolType.ZBAR_QRCODE, ZBarConfigType.ZBAR_CFG_ENABLE, 1)
  return scanner
}

/** The texts of all QR codes that zbar finds in a picture; it reads one label, but no full page. */
export async function readByZbar({ width, height, data }: Picture): Promise<string[]> {
  zbar ??= startZbar()
  const symbols = await scanGrayBuffer(Uint8Array.from(data).buffer, width, height, await zbar)
  return symbols.map((symbol) => symbol.decode())
}
