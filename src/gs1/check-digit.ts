/**
 * The GS1 mod-10 check digit: weights 3, 1, 3, 1 … from the right of the body.
 * @param body the ASCII digits before the check digit, of any length from 1
 * @throws RangeError where the body is not a run of ASCII digits
 * @see GS1 General Specifications, section 7.9.1
 */
export function checkDigit(body: string): number {
  if (!/^[0-9]+$/.test(body)) throw new RangeError('A check digit needs ASCII digits')
  let sum = 0
  for (let at = 0; at < body.length; at++) {
    const weight = (body.length - at) % 2 === 1 ? 3 : 1
    sum += weight * Number(body[at])
  }
  return (10 - (sum % 10)) % 10
}

/** Whether a run of at least two ASCII digits ends in its own check digit. */
export function hasValidCheckDigit(digits: string): boolean {
  if (!/^[0-9]{2,}$/.test(digits)) return false
  return checkDigit(digits.slice(0, -1)) === Number(digits.at(-1))
}
