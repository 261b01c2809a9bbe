import { barCodeSvg } from './bar-code-svg.ts'

/** A symbol with its print rules. `pad` are the modules beside it that bwip-js leaves to us. */
type Symbology = {
  bcid: string
  digits: number
  moduleMm: number
  barHeightMm: number
  pad: { left: number; right: number }
}

/**
 * Each form of GTIN in its own symbol, by the GS1 General Specifications: retail symbols in nominal
 * size, ITF-14 with the least module and height for general distribution. The digits beside the
 * bars of EAN-13 and UPC-A keep part of their quiet zones clear, the frame of ITF-14 all of it.
 */
const EAN_13: Symbology = {
  bcid: 'ean13',
  digits: 13,
  moduleMm: 0.33,
  barHeightMm: 22.85,
  pad: { left: 0, right: 7 },
}
const UPC_A: Symbology = { ...EAN_13, bcid: 'upca', digits: 12, pad: { left: 1, right: 1 } }
const EAN_8: Symbology = {
  bcid: 'ean8',
  digits: 8,
  moduleMm: 0.33,
  barHeightMm: 18.23,
  pad: { left: 7, right: 7 },
}
const ITF_14: Symbology = {
  bcid: 'itf14',
  digits: 14,
  moduleMm: 0.495,
  barHeightMm: 31.75,
  pad: { left: 0, right: 0 },
}

const UNITS_PER_MODULE = 2
/** bwip-js counts heights in millimetres as if a module were a point. */
const BWIP_MODULE_MM = 25.4 / 72

/**
 * The product's own bar code as SVG in its printed size, in the symbol that its form of GTIN asks
 * for: EAN-8, UPC-A, EAN-13, or ITF-14 for a package with an indicator digit.
 * @param gtin14 14 digits, shorter forms filled with zeros on the left
 * @throws RangeError when it is not 14 digits or its check digit is wrong
 */
export function productBarcode(gtin14: string): string {
  if (!/^\d{14}$/.test(gtin14)) throw new RangeError(`A GTIN-14 has 14 digits, not "${gtin14}"`)
  const { bcid, digits, moduleMm, barHeightMm, pad } = symbologyOf(gtin14)
  const options = {
    bcid,
    text: gtin14.slice(-digits),
    scale: UNITS_PER_MODULE,
    height: (barHeightMm / moduleMm) * BWIP_MODULE_MM,
    includetext: true,
    paddingleft: pad.left,
    paddingright: pad.right,
    paddingheight: 1,
    backgroundcolor: 'FFFFFF',
  }
  return barCodeSvg(options, moduleMm / UNITS_PER_MODULE)
}

function symbologyOf(gtin14: string): Symbology {
  if (gtin14.startsWith('000000')) return EAN_8
  if (gtin14.startsWith('00')) return UPC_A
  return gtin14.startsWith('0') ? EAN_13 : ITF_14
}
