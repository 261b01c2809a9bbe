import { hasValidCheckDigit } from '../../gs1/check-digit.ts'
import { isSerialShaped, normaliseSerial, SERIAL_LENGTH } from './serial.rules.ts'

/** What a code names: the serial, and the key where the code holds one. */
export interface CodeParts {
  /** GTIN-14 or GDTI-13; null where only the serial was given. */
  key: string | null
  serial: string
}

const GTIN_14 = 14
const GDTI_13 = 13
const LINK_PATHS = /^\/(?:01\/(\d{14})\/(?:10\/[^/]+\/)?21\/|253\/(\d{13}))([^/]+)\/?$/

/**
 * Reads a code in any form the service gives out: key + serial (30 or 29 characters), the link,
 * or the serial alone, typed by a person.
 * @returns null where it has none of these forms
 */
export function parseCode(code: string): CodeParts | null {
  const text = code.trim()
  if (/^https?:\/\//i.test(text)) return parseLink(text)
  const typed = normaliseSerial(text)
  if (typed.length === SERIAL_LENGTH)
    return isSerialShaped(typed) ? { key: null, serial: typed } : null
  const keyLength = typed.length - SERIAL_LENGTH
  if (keyLength !== GTIN_14 && keyLength !== GDTI_13) return null
  return parts(typed.slice(0, keyLength), typed.slice(keyLength))
}

function parseLink(link: string): CodeParts | null {
  if (!URL.canParse(link)) return null
  const match = LINK_PATHS.exec(new URL(link).pathname)
  if (match === null) return null
  const key = match[1] ?? match[2] ?? ''
  return parts(key, normaliseSerial(match[3] ?? ''))
}

function parts(key: string, serial: string): CodeParts | null {
  if (!/^\d+$/.test(key) || !hasValidCheckDigit(key) || !isSerialShaped(serial)) return null
  return { key, serial }
}

/**
 * The link in the QR: a GS1 Digital Link URI (ISO/IEC 18975). All after the scheme is upper
 * case so that the QR can hold it as an alphanumeric segment.
 */
export function stampLink(host: string, key: string, serial: string): string {
  const path = key.length === GTIN_14 ? `01/${key}/21/${serial}` : `253/${key}${serial}`
  return `https://${host.toUpperCase()}/${path}`
}
