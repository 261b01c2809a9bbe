import type { Picture } from '../../scripts/decode-report/picture.ts'

/** A part of a picture in pixels; right and bottom are beyond it. */
export type Box = { left: number; top: number; right: number; bottom: number }

function isDark({ width, data }: Picture, x: number, y: number): boolean {
  return (data[y * width + x] ?? 255) < 128
}

/** The bounds of the ink within a box. */
export function inkIn(picture: Picture, { left, top, right, bottom }: Box): Box {
  const ink = { left: right, top: bottom, right: left, bottom: top }
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (!isDark(picture, x, y)) continue
      ink.left = Math.min(ink.left, x)
      ink.top = Math.min(ink.top, y)
      ink.right = Math.max(ink.right, x + 1)
      ink.bottom = Math.max(ink.bottom, y + 1)
    }
  }
  return ink
}

/** How alike two pictures are in a box: the share dark in both of what is dark in either. */
export function likeness(a: Picture, b: Picture, { left, top, right, bottom }: Box): number {
  let both = 0
  let either = 0
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const [one, other] = [isDark(a, x, y), isDark(b, x, y)]
      if (one && other) both += 1
      if (one || other) either += 1
    }
  }
  return both / either
}
