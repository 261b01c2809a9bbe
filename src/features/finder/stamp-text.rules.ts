import { hasValidCheckDigit } from '../../gs1/check-digit.ts'
import { SERIAL_LENGTH } from '../stamps/serial.rules.ts'

/** The key and the serial that stand in a link or in a whole code, as they were typed. */
export interface StampText {
  /** GTIN-14 or GDTI-13; where the check digit is wrong, the digits that stand in its place. */
  key: string
  isKeyWrong: boolean
  /** Null: a link or code of a product without a serial. */
  serial: string | null
  /** The host of a link, in lower case. */
  host: string | null
}

const GTIN_14 = 14
const GDTI_13 = 13
const LINK = /^(?:https?:\/*)?([^/?#\s]*)(\/.*)$/i
const GTIN_PATH = /\/01\/(\d{8}|\d{12,14})(?=[/?#]|$)/
const SERIAL_PATH = /\/21\/([^/?#]+)/
const GDTI_PATH = /\/253\/(\d{13})([^/?#]*)/
/** As the standard writes a code for people: (01)09520000100017(21)0000100000000000. */
const BRACKETS = /^\(01\)(\d{14})(?:\(10\)[^()]+)?(?:\(21\)([^()]+))?$/
const GDTI_BRACKETS = /^\(253\)(\d{13})([^()]*)$/

/** The address of a page that stands in a text, whatever page that is, or null. */
export function findLink(text: string): string | null {
  if (/^[^\s/]*\/(?:t\/)?(?:01|253)\//.test(text)) return text
  return /https?:\/\/\S+/i.exec(text)?.[0] ?? null
}

/** Reads a link of a stamp or a product. @returns null where it is the address of another thing */
export function readLink(text: string): StampText | null {
  const [, host = '', path = ''] = LINK.exec(text) ?? []
  const found = { host: host === '' ? null : host.toLowerCase() }
  const gtin = GTIN_PATH.exec(path)?.[1]
  if (gtin !== undefined) {
    const serial = SERIAL_PATH.exec(path)?.[1]
    return { ...found, ...keyOf(gtin.padStart(GTIN_14, '0')), serial: decoded(serial) }
  }
  const [, gdti, serial] = GDTI_PATH.exec(path) ?? []
  return gdti === undefined ? null : { ...found, ...keyOf(gdti), serial: decoded(serial) }
}

/**
 * Reads a whole code: key and serial behind one another, 30 or 29 characters, or with the numbers
 * of their fields in brackets. One character more or less is read too, so that it can be told.
 * @param groups the pieces of the text, upper case @returns null where it begins with no key
 */
export function readCode(text: string, groups: readonly string[]): StampText | null {
  const bare = text.replaceAll(/\s/g, '')
  const [, key, serial] = BRACKETS.exec(bare) ?? GDTI_BRACKETS.exec(bare) ?? []
  if (key !== undefined) return { host: null, ...keyOf(key), serial: serial || null }
  const joined = groups.join('')
  const lengths = [GTIN_14, GDTI_13].filter((length) => {
    const over = joined.length - length - SERIAL_LENGTH
    return Math.abs(over) <= 1 && /^\d+$/.test(joined.slice(0, length))
  })
  const good = lengths.filter((length) => hasValidCheckDigit(joined.slice(0, length)))
  const length = closest(good.length > 0 ? good : lengths, joined.length - SERIAL_LENGTH)
  if (length === null) return null
  return { host: null, ...keyOf(joined.slice(0, length)), serial: joined.slice(length) }
}

function closest(lengths: readonly number[], wanted: number): number | null {
  const [first = null] = [...lengths].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))
  return first
}

function keyOf(digits: string): Pick<StampText, 'key' | 'isKeyWrong'> {
  return { key: digits, isKeyWrong: !hasValidCheckDigit(digits) }
}

/** What a part of a path stands for; as it was sent where it is no valid percent-encoding. */
function decoded(part: string | undefined): string | null {
  if (part === undefined || part === '') return null
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
