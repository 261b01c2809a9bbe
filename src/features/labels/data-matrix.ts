import { isSerialShaped } from '../stamps/serial.rules.ts'
import { barCodeSvg } from './bar-code-svg.ts'
import { MODULE_MM } from './symbol.rules.ts'

/** What each element string of a key is named by, and its form. */
const KEYS = { gtin14: /^\d{14}$/, gdti13: /^\d{13}$/ }

/** As ITF-14 beside it: fit for a till and for general distribution. */
const MODULE_DEFAULT_MM = 0.495
/** bwip-js draws a module of a matrix two units wide. */
const UNITS_PER_MODULE = 2
/** Light modules that must surround a DataMatrix on each side (ISO/IEC 16022). */
const QUIET_MODULES = 1

/**
 * The GTIN of a product as GS1 DataMatrix, `(01)`, in its printed size as SVG.
 * @param moduleMm side of a module, 0.396 to 0.990 mm (GS1 General Specifications, 5.12.3.1)
 * @throws RangeError when it is no GTIN-14, its check digit is wrong, or the module out of bounds
 */
export function productMatrix(gtin14: string, moduleMm = MODULE_DEFAULT_MM): string {
  if (!KEYS.gtin14.test(gtin14)) throw new RangeError(`A GTIN-14 has 14 digits, not "${gtin14}"`)
  return matrix(`(01)${gtin14}`, moduleMm)
}

/**
 * The code of a stamp as GS1 DataMatrix, `(01)` GTIN with `(21)` serial or `(253)` GDTI with its
 * serial, in its printed size as SVG.
 * @param code key of 14 or 13 digits, and serial of 16 characters
 * @throws RangeError as {@link productMatrix}, and for a serial of another form
 */
export function stampMatrix(
  { key, serial }: { key: string; serial: string },
  moduleMm = MODULE_DEFAULT_MM,
): string {
  if (!isSerialShaped(serial)) throw new RangeError(`"${serial}" has not the form of a serial`)
  if (KEYS.gtin14.test(key)) return matrix(`(01)${key}(21)${serial}`, moduleMm)
  if (KEYS.gdti13.test(key)) return matrix(`(253)${key}${serial}`, moduleMm)
  throw new RangeError(`A key is a GTIN-14 or a GDTI-13, not "${key}"`)
}

function matrix(text: string, moduleMm: number): string {
  const { min, max } = MODULE_MM
  if (!(moduleMm >= min && moduleMm <= max)) {
    throw new RangeError(`A module is ${min} to ${max} mm, not ${moduleMm}`)
  }
  const quiet = QUIET_MODULES * UNITS_PER_MODULE
  const options = {
    bcid: 'gs1datamatrix',
    text,
    scale: UNITS_PER_MODULE / 2,
    paddingwidth: quiet,
    paddingheight: quiet,
    backgroundcolor: 'FFFFFF',
  }
  return barCodeSvg(options, moduleMm / UNITS_PER_MODULE)
}
