import { hasValidCheckDigit } from '../../gs1/check-digit.ts'
import { parseGtin } from '../../gs1/gtin.ts'
import { parsePersonalNumber } from '../../vn/personal-number.ts'
import { parseTaxCode } from '../../vn/tax-code.ts'

/** What a run of digits may be, and why it is not what it looks like. */
export type NumberFault =
  | { about: 'product'; reason: 'check_digit'; expected: number }
  | { about: 'product'; reason: 'restricted' }
  | { about: 'tax_code'; reason: 'check_digit'; expected: number }
  | { about: 'tax_code'; reason: 'never_given' | 'branch' }
  /** The number of a stamp within its batch, which stands under the serial. */
  | { about: 'stamp'; reason: 'only_its_number' }
  | { about: 'number'; reason: 'length'; length: number }

export interface NumberReading {
  /** Keys of products to look for: GTIN-14 or GDTI-13. */
  keys: readonly string[]
  /** In its official form. */
  taxCode: string | null
  /** It may be the number of a person, by which nobody is looked up. */
  isPersonal: boolean
  faults: readonly NumberFault[]
}

/** The last stamp of the largest batch has the number 1,048,576. */
const STAMP_NUMBER_LENGTH_MAX = 7
const PERSONAL_LENGTH = 12

/** @param digits without anything between them @param isBranch typed as 10 digits, hyphen, 3 */
export function readNumber(digits: string, isBranch: boolean): NumberReading {
  const { length } = digits
  if (length === 10) return taxReading(digits)
  if (length === 13) return isBranch ? taxReading(digits) : eitherOf(digits)
  if (length === PERSONAL_LENGTH) {
    return { ...productReading(digits), isPersonal: parsePersonalNumber(digits).ok }
  }
  if (length === 8 || length === 14) return productReading(digits)
  const fault: NumberFault =
    length <= STAMP_NUMBER_LENGTH_MAX
      ? { about: 'stamp', reason: 'only_its_number' }
      : { about: 'number', reason: 'length', length }
  return { ...NOTHING, faults: [fault] }
}

const NOTHING: NumberReading = { keys: [], taxCode: null, isPersonal: false, faults: [] }

/** Thirteen digits are a bar code, a document type of the department, or a branch's tax code. */
function eitherOf(digits: string): NumberReading {
  const product = productReading(digits)
  const tax = taxReading(digits)
  const isOne = product.keys.length > 0 || tax.taxCode !== null
  const faults = isOne ? [] : [...product.faults, ...tax.faults]
  return { ...product, taxCode: tax.taxCode, faults }
}

function productReading(digits: string): NumberReading {
  const parsed = parseGtin(digits)
  const gdti = digits.length === 13 && hasValidCheckDigit(digits) ? [digits] : []
  if (parsed.ok) return { ...NOTHING, keys: [parsed.gtin14, ...gdti] }
  if (parsed.reason === 'check_digit') {
    const expected = parsed.expectedCheckDigit
    return { ...NOTHING, faults: [{ about: 'product', reason: 'check_digit', expected }] }
  }
  return { ...NOTHING, keys: gdti, faults: [{ about: 'product', reason: 'restricted' }] }
}

function taxReading(digits: string): NumberReading {
  const parsed = parseTaxCode(digits)
  if (parsed.ok) return { ...NOTHING, taxCode: parsed.value }
  const about = 'tax_code'
  if (parsed.reason === 'check_digit') {
    const expected = parsed.expectedCheckDigit
    return { ...NOTHING, faults: [{ about, reason: 'check_digit', expected }] }
  }
  const reason = parsed.reason === 'branch' ? 'branch' : 'never_given'
  return { ...NOTHING, faults: [{ about, reason }] }
}
