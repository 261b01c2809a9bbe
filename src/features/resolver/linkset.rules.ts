import { linkTypeUri } from '../../gs1/link-types.ts'
import type { Level, TypedLink } from './levels.rules.ts'

export const LINKSET_TYPE = 'application/linkset+json'
/** Reads a link set as JSON-LD (GS1-Conformant Resolver 1.2, section 2.10). */
export const LINKSET_CONTEXT = 'https://ref.gs1.org/standards/resolver/linkset-context'

/** One link in a link set. */
export interface LinksetLink {
  href: string
  title: string
  type?: string
  hreflang?: readonly string[]
}

/** A link set (RFC 9264, section 4.2); each level has its links under the URIs of their types. */
export interface Linkset {
  linkset: ({ anchor: string; itemDescription: string } & Record<string, unknown>)[]
}

/** @param origin scheme and host that anchors and own targets stand under */
export function linksetOf(levels: readonly Level[], origin: string): Linkset {
  return {
    linkset: levels.map(({ anchor, description, links }) => {
      const byType: Record<string, LinksetLink[]> = {}
      for (const link of links) {
        const uri = linkTypeUri(link.linkType)
        byType[uri] = [...(byType[uri] ?? []), linksetLink(link, origin)]
      }
      return { anchor: origin + anchor, itemDescription: description, ...byType }
    }),
  }
}

function linksetLink({ href, title, type, hreflang }: TypedLink, origin: string): LinksetLink {
  return {
    href: absolute(href, origin),
    title,
    ...(type === null ? {} : { type }),
    ...(hreflang.length === 0 ? {} : { hreflang }),
  }
}

/** A path of this service under its origin; another address as it is. */
export function absolute(href: string, origin: string): string {
  return href.startsWith('/') ? origin + href : href
}

/** One member of a Link header (RFC 8288): titles beyond ASCII as RFC 8187 has them. */
export function headerLink(
  href: string,
  rel: string,
  { title, type, hreflang }: { title?: string; type?: string | null; hreflang?: readonly string[] },
): string {
  const parameters = [
    `rel="${rel}"`,
    ...(title === undefined ? [] : [`title*=UTF-8''${extended(title)}`]),
    ...(type === undefined || type === null ? [] : [`type="${type}"`]),
    ...(hreflang ?? []).map((tag) => `hreflang="${tag}"`),
  ]
  return [`<${href}>`, ...parameters].join('; ')
}

/** Only unreserved characters, all else in per cent. */
function extended(title: string): string {
  return encodeURIComponent(title).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
