import { type Element, findAiRule } from './ai.ts'
import { BASE64_URL, bitsOf } from './compressed-link-bits.ts'
import { readCompressedContent } from './compressed-link-codes.ts'
import { isEpcSegment, readEpcSegment } from './compressed-link-epc.ts'
import { type CompressedContent, ELEMENTS_MAX } from './compressed-link-fields.ts'
import { parseDigitalLink } from './digital-link.ts'
import { formatDigitalLink } from './digital-link-format.ts'
import { isPrimaryKey } from './digital-link-keys.ts'
import { decodeParameter, decodeSegment, encodeValue } from './percent.ts'

export type DecompressFault =
  /** The path has AIs up to its end, or its last segment has another character than base 64. */
  | 'not_compressed'
  | 'too_long'
  /** What the last segment stands for is no sequence of AIs and values. */
  | 'content'
  /** AIs and values, but not those of one Digital Link, and of one only. */
  | 'not_a_link'
export type DecompressResult =
  | { readonly ok: true; readonly uri: string }
  | { readonly ok: false; readonly reason: DecompressFault }

/** What a server has to take (RFC 9110, section 4.1). */
const URI_LENGTH_MAX = 8000
const SEGMENT_LENGTH_MAX = 1024

const fault = (reason: DecompressFault): DecompressResult => ({ ok: false, reason })

/** A URI before its last segment, with the key that stands in clear before that. */
interface CompressedLink {
  readonly stem: string
  readonly key: Element | null
  readonly segment: string
  /** The parameters of the query, as they are. */
  readonly parameters: readonly string[]
  readonly fragment: string
}

/**
 * Decompresses a GS1 Digital Link URI: wholly compressed (`…/AQnYUc1gmg`), compressed after a key
 * in clear (`…/01/05412345000013/EEarwSM`), or the EPC of a tag (`…/eh30164596f40c0e5cbe991a83`).
 * The result has the same stem and is a valid Digital Link for {@link parseDigitalLink}; parameters
 * of the query that are no AIs, and a fragment, come after what was compressed. Time and memory are
 * bounded, whatever the URI.
 * @see GS1 Digital Link Standard 1.1, compression; GS1 Digital Link URI: Compression Technical
 *   Standard for EPC binary strings 1.0; GS1-Conformant Resolver 1.2, section 2.3
 */
export function decompressDigitalLink(uri: string): DecompressResult {
  if (uri.length > URI_LENGTH_MAX) return fault('too_long')
  const link = splitLink(uri)
  if (link === null || parseDigitalLink(uri).ok) return fault('not_compressed')
  if (link.segment.length > SEGMENT_LENGTH_MAX) return fault('too_long')
  const contents = readContents(link)
  if (contents.length === 0) return fault('content')
  for (const content of contents) {
    const [only, ...others] = linksOf(link, content)
    if (only !== undefined && others.length === 0) return { ok: true, uri: only }
  }
  return fault('not_a_link')
}

function splitLink(uri: string): CompressedLink | null {
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(uri) ?? []
  // Scheme, nothing, host, and the segments of the path.
  const segments = path.split('/')
  const segment = segments.at(-1) ?? ''
  if (segments.length < 4 || !/^[A-Za-z0-9_-]+$/.test(segment)) return null
  const keyAi = segments.length > 5 ? (segments.at(-3) ?? '') : ''
  const hasKey = isPrimaryKey(keyAi)
  const stem = segments.slice(0, hasKey ? -3 : -1)
  // AIs in clear go on to the end of a path, or there is one key and then what is compressed.
  const isInClear = !hasKey && segments.length > 4 && findAiRule(segments.at(-2) ?? '') !== null
  if (isInClear || stem.slice(3).some(isPrimaryKey)) return null
  const value = hasKey ? decodeSegment(segments.at(-2) ?? '') : ''
  if (value === null) return null
  const parameters = query.split('&').filter((parameter) => parameter !== '')
  const key: Element | null = hasKey ? [keyAi, value] : null
  return { stem: stem.join('/'), key, segment, parameters, fragment }
}

/** What the last segment can stand for: one reading, or two where writers differ. */
function readContents({ key, segment }: CompressedLink): CompressedContent[] {
  if (key === null && isEpcSegment(segment)) return [readEpcSegment(segment)].filter(isPresent)
  const read = (order: 'published' | 'sorted'): CompressedContent | null => {
    const bits = bitsOf(segment, BASE64_URL)
    return bits === null ? null : readCompressedContent(bits, order)
  }
  const [published, sorted] = [read('published'), read('sorted')]
  const isOne = JSON.stringify(published) === JSON.stringify(sorted)
  return [published, isOne ? null : sorted].filter(isPresent)
}

/** The valid links that a content can mean: it may have several keys, and does not tell which. */
function linksOf(link: CompressedLink, content: CompressedContent): string[] {
  const isAi = (parameter: string): boolean => /^[0-9]+=/.test(parameter)
  const compressed = link.key === null ? content.elements : [link.key, ...content.elements]
  const elements = [...compressed, ...link.parameters.filter(isAi).map(elementOf)]
  if (elements.length > ELEMENTS_MAX) return []
  const extra = [
    ...content.parameters.map(([name, value]) => `${name}=${encodeValue(value)}`),
    ...link.parameters.filter((parameter) => !isAi(parameter)),
  ]
  const known = link.key?.[0] ?? content.key
  const keys = known === null ? compressed.map(([ai]) => ai).filter(isPrimaryKey) : [known]
  return [...new Set(keys)].map((key) => writeLink(link, key, elements, extra)).filter(isPresent)
}

function elementOf(parameter: string): Element {
  const equals = parameter.indexOf('=')
  return [parameter.slice(0, equals), decodeParameter(parameter.slice(equals + 1)) ?? '']
}

function writeLink(
  { stem, fragment }: CompressedLink,
  key: string,
  elements: readonly Element[],
  extra: readonly string[],
): string | null {
  const keyFirst = elements.toSorted(([a], [b]) => Number(b === key) - Number(a === key))
  const result = formatDigitalLink(stem, keyFirst)
  if (!result.ok) return null
  const joint = extra.length === 0 ? '' : result.uri.includes('?') ? '&' : '?'
  const uri = result.uri + joint + extra.join('&') + fragment
  return parseDigitalLink(uri).ok ? uri : null
}

function isPresent<T>(value: T | null): value is T {
  return value !== null
}
