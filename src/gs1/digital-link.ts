import { type Element, findAiRule, isValidAiValue } from './ai.ts'
import { type AssociationFault, findAssociationFault } from './ai-associations.ts'
import { belongsInPath, isKeyPath, isPrimaryKey } from './digital-link-keys.ts'
import { decodeParameter, decodeSegment } from './percent.ts'

export type DigitalLinkFault =
  /** The URI has a character that URIs have not, no http(s) scheme, no host, or no path. */
  | { readonly reason: 'characters' | 'scheme' | 'host' | 'path' }
  /** No pair of segments at the end of the path begins with a primary key. */
  | { readonly reason: 'no_primary_key' }
  /** The AIs of the path are not a key with its qualifiers in order. */
  | { readonly reason: 'qualifier_order' }
  | {
      readonly reason:
        | 'unknown_ai'
        | 'duplicate_ai'
        /** The AI may not stand in a query, or stands there and belongs into the path. */
        | 'not_an_attribute'
        | 'belongs_in_path'
        /** The value is empty, or not one the AI permits. */
        | 'value'
      readonly ai: string
    }
  | AssociationFault

export interface DigitalLink {
  readonly ok: true
  /** Scheme, host and path before the primary key, without a slash at the end. */
  readonly stem: string
  readonly primaryKey: Element
  /** In the order of the path. */
  readonly qualifiers: readonly Element[]
  /** Of the query, in its order; parameters that are not AIs are left out. */
  readonly attributes: readonly Element[]
  /** Key, qualifiers, attributes. */
  readonly elements: readonly Element[]
}
export type DigitalLinkResult = DigitalLink | ({ readonly ok: false } & DigitalLinkFault)

/** Characters of a URI (RFC 3986, section 2) and the percent sign. */
const URI = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/
/** Only these spellings: some scanners pass on what they read without normalising it. */
const SCHEME = /^(?:https?|HTTPS?):\/\//
const HOST = /^[A-Za-z0-9\-.:[\]]+$/

type Failure = { readonly ok: false } & DigitalLinkFault

/**
 * Reads an uncompressed GS1 Digital Link URI, strictly: GTINs of 14 digits, numeric AIs, no slash
 * at the end, each value and each pairing of AIs as the GS1 General Specifications have it. The
 * primary key is the rightmost in the path; what stands before it is the stem. Fragment, valueless
 * parameters and parameters whose name is not all digits are ignored.
 * @see GS1 Digital Link Standard: URI Syntax; ISO/IEC 18975
 */
export function parseDigitalLink(uri: string): DigitalLinkResult {
  const split = splitUri(uri)
  if ('reason' in split) return split
  const path = readPath(split.path)
  if ('reason' in path) return path
  const attributes = readQuery(split.query)
  if ('reason' in attributes) return attributes

  const [primaryKey, ...qualifiers] = path.elements
  if (primaryKey === undefined) return { ok: false, reason: 'no_primary_key' }
  const elements = [...path.elements, ...attributes.elements]
  const fault =
    attributeFault(path.elements, attributes.elements) ??
    valueFault(elements) ??
    findAssociationFault(elements)
  if (fault !== null) return { ok: false, ...fault }
  const stem = split.origin + path.stem
  return { ok: true, stem, primaryKey, qualifiers, attributes: attributes.elements, elements }
}

function splitUri(uri: string): { origin: string; path: string; query: string } | Failure {
  if (!URI.test(uri)) return { ok: false, reason: 'characters' }
  const scheme = SCHEME.exec(uri)?.[0]
  if (scheme === undefined) return { ok: false, reason: 'scheme' }
  const slash = uri.indexOf('/', scheme.length)
  if (slash < 0) return { ok: false, reason: 'path' }
  if (!HOST.test(uri.slice(scheme.length, slash))) return { ok: false, reason: 'host' }
  const [beforeFragment = ''] = uri.slice(slash).split('#', 1)
  const mark = beforeFragment.indexOf('?')
  const path = mark < 0 ? beforeFragment : beforeFragment.slice(0, mark)
  const query = mark < 0 ? '' : beforeFragment.slice(mark + 1)
  return { origin: uri.slice(0, slash), path, query }
}

/** Walks the pairs of segments from the right until one begins with a primary key. */
function readPath(path: string): { stem: string; elements: Element[] } | Failure {
  const segments = path.split('/').slice(1)
  const elements: Element[] = []
  for (let at = segments.length - 2; at >= 0; at -= 2) {
    const [ai = '', encoded = ''] = segments.slice(at, at + 2)
    if (findAiRule(ai) === null) break
    const value = decodeSegment(encoded)
    if (value === null) return { ok: false, reason: 'value', ai }
    elements.unshift([ai, value])
    if (!isPrimaryKey(ai)) continue
    if (!isKeyPath(elements.map(([each]) => each))) return { ok: false, reason: 'qualifier_order' }
    return {
      stem: segments
        .slice(0, at)
        .map((segment) => `/${segment}`)
        .join(''),
      elements,
    }
  }
  return { ok: false, reason: 'no_primary_key' }
}

function readQuery(query: string): { elements: Element[] } | Failure {
  const elements: Element[] = []
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=')
    const ai = parameter.slice(0, Math.max(equals, 0))
    if (!/^[0-9]+$/.test(ai)) continue
    if (findAiRule(ai) === null) return { ok: false, reason: 'unknown_ai', ai }
    const value = decodeParameter(parameter.slice(equals + 1))
    if (value === null) return { ok: false, reason: 'value', ai }
    elements.push([ai, value])
  }
  return { elements }
}

function attributeFault(path: readonly Element[], query: readonly Element[]) {
  const pathAis = path.map(([ai]) => ai)
  const seen = new Set(pathAis)
  for (const [ai] of query) {
    if (seen.has(ai)) return { reason: 'duplicate_ai', ai } as const
    seen.add(ai)
    if (belongsInPath(ai, pathAis)) return { reason: 'belongs_in_path', ai } as const
    if (findAiRule(ai)?.inQuery !== true) return { reason: 'not_an_attribute', ai } as const
  }
  return null
}

function valueFault(elements: readonly Element[]) {
  const wrong = elements.find(([ai, value]) => !isValidAiValue(ai, value))
  return wrong === undefined ? null : ({ reason: 'value', ai: wrong[0] } as const)
}
