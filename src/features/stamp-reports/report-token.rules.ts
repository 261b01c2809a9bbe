import { hkdfSync } from 'node:crypto'

const TOKEN_BYTES = 24

/**
 * The token with which the reporter alone sees a report: 192 bits in base64url. It comes from the
 * number of the form, which only the reporter's browser holds, and the salt of the record, which
 * only the register holds (HKDF, RFC 5869): so a form that is sent again gets the same answer,
 * though the register keeps nothing but the token's SHA-256.
 */
export function tokenOf(formId: string, salt: string): string {
  const bytes = hkdfSync('sha256', formId, salt, 'sotem stamp report', TOKEN_BYTES)
  return Buffer.from(bytes).toString('base64url')
}
