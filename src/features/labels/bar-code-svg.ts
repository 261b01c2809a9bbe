import bwip from 'bwip-js/node'

/**
 * A bar code as SVG in its printed size.
 * @param unitMm side of a unit of the drawing, in millimetres
 * @throws RangeError for what the symbology refuses, as a wrong check digit
 */
export function barCodeSvg(options: Parameters<typeof bwip.toSVG>[0], unitMm: number): string {
  return withSize(encode(options), unitMm)
}

function encode(options: Parameters<typeof bwip.toSVG>[0]): string {
  try {
    return bwip.toSVG(options)
  } catch (cause) {
    throw new RangeError(`No bar code for ${options.text}: ${String(cause)}`, { cause })
  }
}

function withSize(svg: string, unitMm: number): string {
  return svg.replace(/viewBox="0 0 ([\d.]+) ([\d.]+)"/, (viewBox, width, height) => {
    const mm = (units: string) => `${(Number(units) * unitMm).toFixed(3)}mm`
    return `width="${mm(width)}" height="${mm(height)}" ${viewBox}`
  })
}
