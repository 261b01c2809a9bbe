import sharp, { type Sharp } from 'sharp'
import { type Picture, type Point, pixelsOf } from './picture.ts'

/** What a picture goes through before it is read. 0 leaves it as it is. */
export type Damage = { blurMm: number; turnDegrees: number }

/** Below this the blur of the picture's own pixels hides ours, and the library refuses it. */
const BLUR_PIXELS_MIN = 0.3

/**
 * Blurs as a lens out of focus or ink that spreads does.
 * @param sigmaMm standard deviation of the Gaussian; a quarter of a module is plain to see, at half
 *   a module a single light module among dark ones keeps less than half of its contrast
 * @param pixelMm side of a pixel
 * @throws RangeError when that is below a third of a pixel
 */
export async function blurred(
  picture: Picture,
  sigmaMm: number,
  pixelMm: number,
): Promise<Picture> {
  const sigma = sigmaMm / pixelMm
  if (sigma < BLUR_PIXELS_MIN) {
    throw new RangeError(`A blur of ${sigmaMm} mm does not show in pixels of ${pixelMm} mm`)
  }
  // The kernel is cut where it falls below the amplitude: by default far too early for its name.
  return pixelsOf(sharpOf(picture).blur({ sigma, precision: 'float', minAmplitude: 0.001 }))
}

/** Turns a picture clockwise about its middle on white; it grows so that nothing is lost. */
export async function turned(picture: Picture, degrees: number): Promise<Picture> {
  return pixelsOf(sharpOf(picture).rotate(degrees, { background: '#fff' }))
}

/** Where a point of a turned picture lay before. */
export function turnedBack(
  point: Point,
  { from, to, degrees }: { from: Picture; to: Picture; degrees: number },
): Point {
  const radians = (degrees * Math.PI) / 180
  const [x, y] = [point.x - to.width / 2, point.y - to.height / 2]
  return {
    x: x * Math.cos(radians) + y * Math.sin(radians) + from.width / 2,
    y: y * Math.cos(radians) - x * Math.sin(radians) + from.height / 2,
  }
}

function sharpOf({ width, height, data }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 1 } })
}
