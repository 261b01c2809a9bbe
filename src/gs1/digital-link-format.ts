import { type Element, findAiRule, isValidAiValue } from './ai.ts'
import { type AssociationFault, findAssociationFault } from './ai-associations.ts'
import { isPrimaryKey, qualifiersFor } from './digital-link-keys.ts'
import { encodeValue } from './percent.ts'

/** The stem of the canonical form, which names a thing and not where to read about it. */
export const CANONICAL_STEM = 'https://id.gs1.org'

export type FormatDigitalLinkResult =
  | { readonly ok: true; readonly uri: string }
  | { readonly ok: false; readonly reason: 'stem' | 'no_primary_key' }
  | {
      readonly ok: false
      readonly reason: 'unknown_ai' | 'duplicate_ai' | 'not_an_attribute' | 'value'
      readonly ai: string
    }
  | ({ readonly ok: false } & AssociationFault)

/** http(s), host, path segments; neither query nor fragment. */
const STEM = /^https?:\/\/[A-Za-z0-9\-.:[\]]+(?:\/[A-Za-z0-9\-._~!$&'()*+,;=:@%]+)*\/?$/i

/** AIs whose length is fixed by their first two digits go first, as in GS1 element strings. */
const PREDEFINED_LENGTH = /^(?:0[0-4]|1[1-9]|20|3[1-6]|41)/

/**
 * Writes an uncompressed GS1 Digital Link URI. The first element that can be a primary key is it;
 * its qualifiers go into the path, the rest into the query. An element given twice counts once.
 * @param stem scheme, host and perhaps a path; one slash at its end does not matter
 * @param elements in any order, values as they are (not encoded)
 */
export function formatDigitalLink(
  stem: string,
  elements: readonly Element[],
): FormatDigitalLinkResult {
  if (!STEM.test(stem)) return { ok: false, reason: 'stem' }
  const values = new Map<string, string>()
  for (const [ai, value] of elements) {
    if (findAiRule(ai) === null) return { ok: false, reason: 'unknown_ai', ai }
    if (!isValidAiValue(ai, value)) return { ok: false, reason: 'value', ai }
    if ((values.get(ai) ?? value) !== value) return { ok: false, reason: 'duplicate_ai', ai }
    values.set(ai, value)
  }
  const key = [...values.keys()].find(isPrimaryKey)
  if (key === undefined) return { ok: false, reason: 'no_primary_key' }
  const path = [key, ...qualifiersFor(key, [...values.keys()])]
  const query = [...values.keys()].filter((ai) => !path.includes(ai))
  const misplaced = query.find((ai) => findAiRule(ai)?.inQuery !== true)
  if (misplaced !== undefined) return { ok: false, reason: 'not_an_attribute', ai: misplaced }
  const fault = findAssociationFault([...values])
  if (fault !== null) return { ok: false, ...fault }

  const write = (ai: string, separator: string): string =>
    `${ai}${separator}${encodeValue(values.get(ai) ?? '')}`
  const pathText = path.map((ai) => `/${write(ai, '/')}`).join('')
  const queryText = fixedLengthFirst(query)
    .map((ai) => write(ai, '='))
    .join('&')
  const uri = stem.replace(/\/$/, '') + pathText + (queryText === '' ? '' : `?${queryText}`)
  return { ok: true, uri }
}

function fixedLengthFirst(ais: readonly string[]): string[] {
  const isFixed = (ai: string): boolean => PREDEFINED_LENGTH.test(ai)
  return [...ais.filter(isFixed), ...ais.filter((ai) => !isFixed(ai))]
}
