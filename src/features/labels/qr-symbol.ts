import { create } from 'qrcode'

/** A QR symbol without its quiet zone. `modules` is row by row from the top left; 1 is dark. */
export type QrMatrix = { size: number; version: number; modules: Uint8Array }

/** A rectangle of dark modules, in modules from the top left corner of the symbol. */
export type DarkRect = { x: number; y: number; width: number; height: number }

/** Light modules that must surround a QR symbol on each side (ISO/IEC 18004, 4X). */
export const QUIET_MODULES = 4

const SCHEME = 'https://'
const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]+$/

/**
 * The QR symbol of a stamp's link, level M, in the smallest version that holds it (4 for a host of
 * 10 to 38 characters and a GTIN). The symbol decodes to the link with its host in upper case.
 * @param link `https://<host>/<path>`; the path must already be in the alphanumeric set of QR
 * @throws RangeError when the scheme is another one or a character is outside that set
 */
export function qrMatrix(link: string): QrMatrix {
  const hostEnd = link.indexOf('/', SCHEME.length)
  if (!link.startsWith(SCHEME) || hostEnd <= SCHEME.length) {
    throw new RangeError(`A stamp's link is ${SCHEME}<host>/<path>, not "${link}"`)
  }
  // Only a host may change case without becoming another address.
  const rest = link.slice(SCHEME.length, hostEnd).toUpperCase() + link.slice(hostEnd)
  if (!ALPHANUMERIC.test(rest)) {
    throw new RangeError(`"${link}" has a character outside the alphanumeric set of QR`)
  }
  const symbol = create(
    [
      // Lower case, hence bytes: some scanners refuse an upper-case scheme.
      { mode: 'byte', data: Buffer.from(SCHEME, 'latin1') },
      { mode: 'alphanumeric', data: rest },
    ],
    { errorCorrectionLevel: 'M' },
  )
  return {
    size: symbol.modules.size,
    version: symbol.version,
    modules: Uint8Array.from(symbol.modules.data),
  }
}

/**
 * The dark modules as few rectangles that do not overlap: runs within a row, and equal runs of
 * neighbouring rows as one. They cover the dark modules exactly.
 */
export function darkRects(matrix: QrMatrix): DarkRect[] {
  const rects: DarkRect[] = []
  let above = new Map<number, DarkRect>()
  for (let y = 0; y < matrix.size; y++) {
    const row = new Map<number, DarkRect>()
    for (const [x, width] of darkRuns(matrix, y)) {
      const key = x * (matrix.size + 1) + width
      const grown = above.get(key)
      const rect = grown ?? { x, y, width, height: 0 }
      rect.height++
      row.set(key, rect)
      if (grown === undefined) rects.push(rect)
    }
    above = row
  }
  return rects
}

function* darkRuns({ size, modules }: QrMatrix, y: number): Generator<[x: number, width: number]> {
  let start = -1
  for (let x = 0; x <= size; x++) {
    const dark = x < size && modules[y * size + x] === 1
    if (dark && start < 0) start = x
    if (!dark && start >= 0) {
      yield [start, x - start]
      start = -1
    }
  }
}
