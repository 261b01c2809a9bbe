import type { RuleFault } from '../../http/fields.ts'

/** Longer addresses do not fit into the header of a redirect together with what is passed on. */
export const LINK_TARGET_LENGTH_MAX = 1000

const SCHEME = /^https?:\/\/[^/]/i
/** Controls, blanks, what turns the direction of text, and what browsers take for a slash. */
const UNFIT = /[\s\p{C}\p{Z}\\]/u
/** Two labels or more, the last of letters: neither an address of the IP nor a bare name. */
const PUBLIC_NAME =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/
/** Names that lead nowhere, or to a machine nearby (RFC 2606, 6761, 6762, 7686, 8375, 9476). */
const NEARBY = new Set([
  'alt',
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'onion',
  'test',
])

/**
 * The one spelling of an address that people may be sent to: http or https, a public host name, no
 * port, no user; ASCII only, so that it can stand in a header.
 * @returns null for any other text
 */
export function readLinkTarget(text: string): string | null {
  if (text.length > LINK_TARGET_LENGTH_MAX || !SCHEME.test(text) || UNFIT.test(text)) return null
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isPlain = url.port === '' && url.username === '' && url.password === ''
  const suffix = url.hostname.split('.').at(-1) ?? ''
  const isPublic = PUBLIC_NAME.test(url.hostname) && !NEARBY.has(suffix)
  return isPlain && isPublic && url.href.length <= LINK_TARGET_LENGTH_MAX ? url.href : null
}

/** Why people cannot be sent to an address, or null. */
export function linkTargetFault(text: string): RuleFault | null {
  if (readLinkTarget(text) !== null) return null
  return {
    rule: 'link.target',
    reason: {
      vi: 'Không phải địa chỉ web công khai: http(s), tên miền, không cổng, không tài khoản.',
      en: 'Not a public web address: http(s), a domain name, no port, no user.',
    },
    remedy: {
      vi: 'Chép địa chỉ đầy đủ từ trình duyệt, ví dụ https://rau.example.com/cai-be.',
      en: 'Copy the whole address from a browser, e.g. https://rau.example.com/cai-be.',
    },
  }
}
