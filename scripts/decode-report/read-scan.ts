import { parseCode } from '../../src/features/stamps/code.rules.ts'
import { isWellFormedSerial } from '../../src/features/stamps/serial.rules.ts'
import { drawImage, drawPages } from './draw.ts'
import { cropOf, type Picture } from './picture.ts'
import { type CodePosition, readByZbar, readByZxing } from './readers.ts'

/** A code in a scan; pages count from 1. */
export type ScannedCode = {
  page: number
  text: string
  /** stamp: link and check character are those of a stamp; test: a code of a calibration page. */
  kind: 'stamp' | 'test' | 'other'
  /** Of a test code: the side of a module as it was to be printed. */
  moduleMm: number | null
  /** Whether zbar, given the surroundings of the code, reads the same. */
  isConfirmed: boolean
}

/** Of the side of a symbol, on each side: its quiet zone and a little more. */
const SURROUNDINGS = 0.2
/** What stands in place of a serial on a calibration page: a size in micrometres, no stamp's. */
const TEST_SERIAL = /^(\d{4})TEST/
const UM_PER_MM = 1_000

/**
 * The codes in a scan, from the top of each page downwards.
 * @param file a PDF, or a picture that is taken pixel by pixel
 * @param dpi resolution in which a PDF is drawn
 */
export async function* readScan(
  file: Uint8Array,
  dpi: number,
): AsyncGenerator<ScannedCode, void, void> {
  for await (const { page, picture } of picturesOf(file, dpi)) {
    const codes = await readByZxing(picture)
    codes.sort((a, b) => a.position.topLeft.y - b.position.topLeft.y)
    for (const { text, position } of codes) {
      const second = await readByZbar(cropOf(picture, aroundOf(position)))
      yield { page, text, ...kindOf(text), isConfirmed: second.includes(text) }
    }
  }
}

async function* picturesOf(
  file: Uint8Array,
  dpi: number,
): AsyncGenerator<{ page: number; picture: Picture }, void, void> {
  if (Buffer.from(file.subarray(0, 4)).toString('latin1') === '%PDF') yield* drawPages(file, dpi)
  else yield { page: 1, picture: await drawImage(file, dpi) }
}

function aroundOf({ topLeft, topRight, bottomLeft, bottomRight }: CodePosition) {
  const corners = [topLeft, topRight, bottomLeft, bottomRight]
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
  const [left, right] = [Math.min(...xs), Math.max(...xs)]
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)]
  const beside = Math.ceil(SURROUNDINGS * Math.max(right - left, bottom - top))
  return {
    left: Math.floor(left) - beside,
    top: Math.floor(top) - beside,
    width: Math.ceil(right - left) + 2 * beside,
    height: Math.ceil(bottom - top) + 2 * beside,
  }
}

function kindOf(text: string): Pick<ScannedCode, 'kind' | 'moduleMm'> {
  const parts = parseCode(text)
  const size = parts === null ? null : TEST_SERIAL.exec(parts.serial)
  if (size !== null) return { kind: 'test', moduleMm: Number(size[1]) / UM_PER_MM }
  const isStamp = parts !== null && parts.key !== null && isWellFormedSerial(parts.serial)
  return { kind: isStamp ? 'stamp' : 'other', moduleMm: null }
}
