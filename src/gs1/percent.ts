const PAIR = /%([0-9A-Fa-f]{2})/g

/**
 * Decodes the percent-encoding of a path segment; each pair is one character, so that a byte
 * outside ASCII never passes for a character of an AI value. A % that begins no pair stands for
 * itself, as in the reference implementation of GS1.
 * @returns null where a pair is %00
 */
export function decodeSegment(segment: string): string | null {
  if (segment.includes('%00')) return null
  return segment.replace(PAIR, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)))
}

/** Decodes the value of a query parameter, where + is a blank. */
export function decodeParameter(parameter: string): string | null {
  return decodeSegment(parameter.replaceAll('+', ' '))
}

/**
 * Encodes all but the unreserved characters A–Z a–z 0–9 - . _ ~ (RFC 3986, section 2.3), with
 * upper-case hexadecimal digits: the one spelling of an ASCII value, in paths and in queries.
 */
export function encodeValue(value: string): string {
  return value.replace(/[^A-Za-z0-9\-._~]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase()
    return `%${code.padStart(2, '0')}`
  })
}
