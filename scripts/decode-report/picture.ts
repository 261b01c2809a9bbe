import type { Sharp } from 'sharp'

/** A grey picture: one byte a pixel, 0 is black, row by row from the top left. */
export type Picture = { width: number; height: number; data: Uint8Array }

/** A place in a picture, in pixels: 0 is the left or upper edge of the first pixel. */
export type Point = { x: number; y: number }

export const MM_PER_INCH = 25.4
const WHITE = 255

/** The same picture in four bytes a pixel. */
export function rgbaOf({ width, height, data }: Picture): {
  width: number
  height: number
  data: Uint8ClampedArray
} {
  const pixels = new Uint32Array(width * height)
  for (const [at, grey] of data.entries()) pixels[at] = 0xff000000 | (grey * 0x010101)
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) }
}

/** What an image of the picture library comes to, in grey. */
export async function pixelsOf(image: Sharp): Promise<Picture> {
  const grey = image.toColourspace('b-w').raw({ depth: 'uchar' })
  const { data, info } = await grey.toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

/** A part of a picture; what lies beyond its edges is white. All four in whole pixels. */
export function cropOf(
  { width, height, data }: Picture,
  part: { left: number; top: number; width: number; height: number },
): Picture {
  const cut = new Uint8Array(part.width * part.height).fill(WHITE)
  const from = Math.max(0, part.left)
  const to = Math.min(width, part.left + part.width)
  for (let row = 0; row < part.height && from < to; row++) {
    const y = part.top + row
    if (y < 0 || y >= height) continue
    const line = data.subarray(y * width + from, y * width + to)
    cut.set(line, row * part.width + from - part.left)
  }
  return { width: part.width, height: part.height, data: cut }
}

/** A picture a whole number of times smaller, each pixel the mean of those it stands for. */
export function shrunk({ width, height, data }: Picture, times: number): Picture {
  const [columns, rows] = [Math.floor(width / times), Math.floor(height / times)]
  const small = new Uint8Array(columns * rows)
  const sums = new Uint32Array(columns)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    for (let y = row * times; y < (row + 1) * times; y++) {
      for (let x = 0; x < columns * times; x++) {
        const column = Math.floor(x / times)
        sums[column] = (sums[column] ?? 0) + (data[y * width + x] ?? WHITE)
      }
    }
    for (let column = 0; column < columns; column++) {
      small[row * columns + column] = Math.round((sums[column] ?? 0) / times ** 2)
    }
  }
  return { width: columns, height: rows, data: small }
}
