import { expect } from 'chai'
import { z } from 'zod'
import { LINK_TYPES } from '../../src/gs1/link-types.ts'

const NAMESPACE = 'https://ref.gs1.org/voc/'
const address = z.string().regex(/^https?:\/\/[A-Za-z0-9./]+/)

/** One link, as the JSON schema of GS1-Conformant Resolver 1.2 has it: nothing else may stand. */
const Link = z.strictObject({
  href: address,
  title: z.string().min(1),
  hreflang: z.array(z.string().regex(/^\w{2}(?:-\w{2})?$/)).optional(),
  type: z
    .string()
    .regex(/\w+\/[-+.\w]+/)
    .optional(),
  context: z.array(z.string()).optional(),
  fwqs: z.boolean().optional(),
  public: z.boolean().optional(),
})
export type Link = z.infer<typeof Link>

const Entry = z
  .object({ anchor: address, itemDescription: z.string().min(1) })
  .catchall(z.array(Link).min(1))

const Linkset = z.strictObject({ linkset: z.array(Entry).min(1) })

export interface ReadEntry {
  anchor: string
  itemDescription: string
  /** By the name of their type, without the namespace. */
  links: Record<string, Link[]>
}

/**
 * The entries of a link set that must be one: of the schema, with types of the GS1 Web Vocabulary
 * under full URIs, and for each thing exactly one default link, which has a title and nothing else.
 */
export function readLinkset(body: unknown): ReadEntry[] {
  const { linkset } = Linkset.parse(body)
  return linkset.map(({ anchor, itemDescription, ...byType }) => {
    const links: Record<string, Link[]> = {}
    for (const [uri, found] of Object.entries(byType)) {
      expect(uri).to.match(/^https?:\/\/[A-Za-z0-9./]+$/)
      expect(uri.startsWith(NAMESPACE), uri).to.equal(true)
      const name = uri.slice(NAMESPACE.length)
      expect([...LINK_TYPES, 'defaultLink']).to.include(name)
      links[name] = found
    }
    return { anchor, itemDescription, links }
  })
}

/** As {@link readLinkset}, of the whole link set of something. */
export function readWholeLinkset(body: unknown): ReadEntry[] {
  const entries = readLinkset(body)
  for (const { anchor, links } of entries) {
    const defaults = links['defaultLink'] ?? []
    expect(defaults, anchor).to.have.length(1)
    expect(Object.keys(defaults[0] ?? {})).to.have.members(['href', 'title'])
    const typed = Object.entries(links).filter(([name]) => name !== 'defaultLink')
    const hrefs = typed.flatMap(([, found]) => found.map(({ href }) => href))
    expect(hrefs, `${anchor}: the default target under a type`).to.include(defaults[0]?.href)
  }
  return entries
}

/** The members of a Link header. */
export function readLinkHeader(
  header: string | null,
): { href: string; rel: string; all: string }[] {
  const members = header?.match(/<[^>]*>(?:;\s*[\w*]+=(?:"[^"]*"|[^,;\s]+))*/g) ?? []
  return members.map((all) => ({
    href: /^<([^>]*)>/.exec(all)?.[1] ?? '',
    rel: /;\s*rel="([^"]*)"/.exec(all)?.[1] ?? '',
    all,
  }))
}
