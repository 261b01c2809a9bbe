import { decompressDigitalLink } from '../../gs1/compressed-link.ts'
import { type DigitalLinkFault, parseDigitalLink } from '../../gs1/digital-link.ts'

/** What a Digital Link of this register asks for. */
export interface ScanLink {
  /** GTIN-14 or GDTI-13. */
  key: string
  /** AI 21, or the serial component of the GDTI; of any form. */
  serial: string | null
  /** AI 10. */
  lotCode: string | null
  /** Path without a slash at the end and without a query, as it was sent. */
  path: string
}

export type ScanLinkResult =
  | { ok: true; link: ScanLink }
  | { ok: false; fault: DigitalLinkFault | { reason: 'foreign_key'; ai: string } }

const GDTI_KEY_LENGTH = 13
/** The page of a link lives under this, beside the link that leads to it. */
export const PAGE_PREFIX = '/t'

/** Any host does: a link is read by its path. */
const ORIGIN = 'https://id.gs1.org'

/**
 * Reads the path (and query) of a request as a Digital Link of a product: AI 01 or AI 253, strictly
 * but for one slash at its end, which a resolver should tolerate (GS1-Conformant Resolver 1.2).
 * @param url path and query, percent-encoded as they were sent
 */
export function readScanLink(url: string): ScanLinkResult {
  const [whole = ''] = url.split('#', 1)
  const mark = whole.indexOf('?')
  const sent = mark < 0 ? whole : whole.slice(0, mark)
  const path = sent.endsWith('/') ? sent.slice(0, -1) : sent
  const parsed = parseDigitalLink(ORIGIN + path + (mark < 0 ? '' : whole.slice(mark)))
  if (!parsed.ok) return { ok: false, fault: parsed }
  // A stem would be a path of this service that is none of a link.
  if (parsed.stem !== ORIGIN) return { ok: false, fault: { reason: 'path' } }
  const [ai, value] = parsed.primaryKey
  if (ai !== '01' && ai !== '253') return { ok: false, fault: { reason: 'foreign_key', ai } }
  const qualifier = (name: string): string | null =>
    parsed.qualifiers.find(([each]) => each === name)?.[1] ?? null
  return {
    ok: true,
    link: {
      key: ai === '01' ? value : value.slice(0, GDTI_KEY_LENGTH),
      serial: ai === '01' ? qualifier('21') : value.slice(GDTI_KEY_LENGTH) || null,
      lotCode: qualifier('10'),
      path,
    },
  }
}

/** The path and query of the link that a compressed one stands for; null: it is none of ours. */
export function decompressedLink(url: string): string | null {
  const result = decompressDigitalLink(ORIGIN + url)
  const longer = result.ok ? result.uri.slice(ORIGIN.length) : ''
  return /^\/(?:01|253)\//.test(longer) ? longer : null
}

/** What is wrong with a link, for people. */
export function linkFaultText(fault: Extract<ScanLinkResult, { ok: false }>['fault']) {
  const about = 'ai' in fault ? ` (AI ${fault.ai})` : ''
  return {
    vi: `Đường dẫn không đúng cú pháp GS1 Digital Link: ${fault.reason}${about}.`,
    en: `The path is not a valid GS1 Digital Link: ${fault.reason}${about}.`,
  }
}
