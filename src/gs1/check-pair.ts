import { CSET_82 } from './charset.ts'

const CSET_32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const MODULUS = 1021

/** Weights from the right: as many primes as the longest value (25 characters) has characters. */
const PRIMES = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
]

/**
 * The pair of check characters of an alphanumeric key such as the Global Model Number.
 * @param body at most 23 characters of CSET 82
 * @returns the pair, or null where the body is too long or has another character
 * @see GS1 General Specifications, section 7.9.5
 */
export function checkPair(body: string): string | null {
  if (body.length > PRIMES.length) return null
  let sum = 0
  for (let at = 0; at < body.length; at++) {
    const value = CSET_82.indexOf(body.charAt(at))
    if (value < 0) return null
    sum += value * (PRIMES[body.length - 1 - at] ?? 0)
  }
  const rest = sum % MODULUS
  return CSET_32.charAt(rest >> 5) + CSET_32.charAt(rest & 31)
}

/** Whether a value ends in the check character pair of what stands before it. */
export function hasValidCheckPair(value: string): boolean {
  return value.length >= 2 && checkPair(value.slice(0, -2)) === value.slice(-2)
}
