import { createHash } from 'node:crypto'

const NAMES_KEPT = 10_000
/** Names of fields as JSON has them: few, and met a million times. */
const names = new Map<string, string>()

/**
 * The RFC 8785 text of a value: members in the order of their UTF-16 code units, no space, numbers
 * as ECMAScript writes them, instants as ISO 8601.
 * @throws RangeError where a number is none that JSON knows
 */
export function canonicalTextOf(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`JSON has no ${value}`)
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (value instanceof Date) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalTextOf).join(',')}]`
  const members = value as Record<string, unknown>
  let text = ''
  for (const name of Object.keys(members).sort()) {
    const member = members[name]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${nameTextOf(name)}${canonicalTextOf(member)}`
  }
  return `{${text}}`
}

function nameTextOf(name: string): string {
  const known = names.get(name)
  if (known !== undefined) return known
  const text = `${JSON.stringify(name)}:`
  if (names.size < NAMES_KEPT) names.set(name, text)
  return text
}

/** SHA-256, hex, of a text in UTF-8. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
