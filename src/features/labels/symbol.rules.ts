/**
 * Module sides that a till reads, in millimetres (GS1 General Specifications, 5.12.3.1): smaller
 * ones are refused, larger ones are not drawn.
 */
export const MODULE_MM = { min: 0.396, max: 0.99 } as const

/** Light modules that must surround a QR symbol on each side (ISO/IEC 18004, 4X). */
export const QUIET_MODULES = 4

/** The smallest type that may stand on a stamp, in points. */
export const TYPE_PT_MIN = 4.5

/** A label on which the symbol or the type would break these rules. */
export class LabelTooSmall extends RangeError {
  override name = 'LabelTooSmall'
  /** The smallest label that works, in millimetres. */
  readonly smallest: { widthMm: number; heightMm: number }

  constructor(smallest: LabelTooSmall['smallest']) {
    super(`The smallest label is ${smallest.widthMm} × ${smallest.heightMm} mm`)
    this.smallest = smallest
  }
}
