import type { Text } from '../../errors.ts'
import { LINK_TYPE_NAMESPACE, parseLinkType } from '../../gs1/link-types.ts'
import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { LotRecord } from '../lots/lots.schema.ts'
import type { NoticeRecord } from '../notices/notices.schema.ts'
import { readLinkTarget } from '../products/product-links.rules.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import {
  decompressedLink,
  linkFaultText,
  PAGE_PREFIX,
  readScanLink,
  type ScanLink,
  type ScanLinkResult,
} from '../scans/scan-link.rules.ts'
import { mediaQuality } from './accept.rules.ts'
import { chooseLinks, type Wish } from './choose-link.rules.ts'
import { type Level, levelsOf, linksOfType, type TypedLink } from './levels.rules.ts'
import { LINKSET_CONTEXT, LINKSET_TYPE } from './linkset.rules.ts'
import { parameterOf, queryOf, withQuery } from './query.rules.ts'
import type { ResolverDescription } from './resolver.schema.ts'

export interface ResolverParts {
  /** The live product of a key, else the one that was retired last. */
  findProduct(key: string): Promise<ProductRecord | null>
  findLot(productId: string, code: string): Promise<LotRecord | null>
  findEnterprise(id: string): Promise<EnterpriseRecord | null>
  /** Live ones. */
  findNotices(targets: readonly string[]): Promise<NoticeRecord[]>
  /** Scheme and host under which links are in print, and that of the service: both are its own. */
  origins: readonly [outside: string, ofLinks: string]
  department: string
  /** Empty: none is told. */
  hotline: string
}

/** A Digital Link as it was sent, or as it was decompressed. */
export interface AskedLink {
  link: ScanLink
  /** Path and query of the uncompressed link, where a compressed one was sent. */
  sameAs: string | null
}

export type Resolution =
  /** Path of this service or address of a page kept elsewhere, with all that is passed on. */
  | ({ kind: 'found'; location: string } & AskedLink)
  | ({ kind: 'linkset'; levels: readonly Level[] } & AskedLink)
  /** Links of one type that the request does not tell apart. */
  | ({ kind: 'choices'; level: Level } & AskedLink)
  | ({ kind: 'no_such_link'; levels: readonly Level[] } & AskedLink)
  | { kind: 'unknown_key' }
  | { kind: 'malformed'; detail: Text }

export type ResolverService = ReturnType<typeof createResolverService>

/** Both ask for all links; the second is deprecated since release 1.0 of the standard. */
const WHOLE_SET: readonly (string | null)[] = ['linkset', 'all']

/** GS1-Conformant Resolver 1.2 for the products of the register. */
export function createResolverService(parts: ResolverParts) {
  const { origins } = parts
  const ownHosts = origins.map((origin) => new URL(origin).host)

  async function levels(link: ScanLink, product: ProductRecord): Promise<Level[]> {
    const { lotCode } = link
    const [lot, elsewhere] = await Promise.all([
      lotCode === null ? null : parts.findLot(product._id, lotCode),
      pagesElsewhere(product),
    ])
    return levelsOf(link, product, lot !== null, elsewhere)
  }

  /** What a maker keeps elsewhere is not shown while an authority has stopped its display. */
  async function pagesElsewhere(product: ProductRecord): Promise<TypedLink[]> {
    const { _id, enterpriseId, live, links } = product
    if (!live || links.length === 0) return []
    const [enterprise, notices] = await Promise.all([
      parts.findEnterprise(enterpriseId),
      parts.findNotices([`product:${_id}`, `enterprise:${enterpriseId}`]),
    ])
    const isStopped = notices.some(({ kind }) => kind === 'suspension')
    if (isStopped || enterprise?.status !== 'approved') return []
    return links.filter(({ href }) => isElsewhere(href)).map((link) => ({ ...link, section: null }))
  }

  /** Asked again of what is stored: nobody is sent to where the rules of today would not let. */
  function isElsewhere(href: string): boolean {
    return readLinkTarget(href) === href && !ownHosts.includes(new URL(href).host)
  }

  return {
    /**
     * Where a Digital Link leads. The default link is that of its scan page, whatever its lot and
     * serial: so it costs one look-up, and the page says what is known of them.
     * @param url path and query as they were sent
     */
    async resolve(url: string, wish: Wish): Promise<Resolution> {
      const read = readLink(url)
      if (!read.ok) return { kind: 'malformed', detail: linkFaultText(read.fault) }
      const { asked, query } = read
      const { link } = asked
      const product = await parts.findProduct(link.key)
      if (product === null) return { kind: 'unknown_key' }
      const wanted = parameterOf(query, 'linkType')
      if (WHOLE_SET.includes(wanted) || wantsLinkset(wish.media)) {
        return { kind: 'linkset', levels: await levels(link, product), ...asked }
      }
      const type = wanted === null ? 'defaultLink' : parseLinkType(wanted)
      if (type === 'defaultLink') {
        return {
          kind: 'found',
          location: withQuery(PAGE_PREFIX + link.path, query, null),
          ...asked,
        }
      }
      const known = await levels(link, product)
      const level = type === null ? null : linksOfType(known, type)
      if (level === null) return { kind: 'no_such_link', levels: known, ...asked }
      const links = chooseLinks(level.links, wish)
      const [chosen, ...others] = links
      if (chosen === undefined || others.length > 0) {
        return { kind: 'choices', level: { ...level, links }, ...asked }
      }
      const location = withQuery(chosen.href, query, chosen.section)
      return { kind: 'found', location, ...asked }
    },

    /** The path and query of the link that a compressed one stands for; null: it is none. */
    uncompressed(url: string): string | null {
      return decompressedLink(url)
    },

    /** @param origin under which the resolver was reached */
    describe(origin: string): ResolverDescription {
      const { department, hotline } = parts
      const telephone = hotline.replaceAll(/[^\d+]/g, '')
      return {
        name: `Sổ Tem, ${department}`,
        resolverRoot: origin,
        supportedPrimaryKeys: ['01', '253'],
        supportedLinkType: [{ namespace: LINK_TYPE_NAMESPACE, prefix: 'gs1:' }],
        linkTypeDefaultCanBeLinkset: false,
        supportedContextValuesEnumerated: [],
        contact: {
          fn: department,
          ...(telephone === '' ? {} : { hasTelephone: `tel:${telephone}` }),
        },
        extensionProfile: `${origin}/docs`,
        jsonLdContextLocation: LINKSET_CONTEXT,
      }
    },

    /**
     * The origin under which a client reached the service, of the two that are its own; null where
     * it came by another name: it must not be led away from that, nor may it choose a name.
     */
    originOf(host: string | undefined): string | null {
      const at = ownHosts.indexOf((host ?? '').toLowerCase())
      return origins[at] ?? null
    },

    /** The outside address of the service. */
    origin: origins[0],
  }
}

type ReadLink =
  | { ok: true; asked: AskedLink; query: string }
  | Extract<ScanLinkResult, { ok: false }>

/** Reads a link, else what it is compressed from. */
function readLink(url: string): ReadLink {
  const read = readScanLink(url)
  if (read.ok) return { ok: true, asked: { link: read.link, sameAs: null }, query: queryOf(url) }
  const longer = decompressedLink(url)
  if (longer === null) return read
  const again = readScanLink(longer)
  if (!again.ok) return again
  return { ok: true, asked: { link: again.link, sameAs: longer }, query: queryOf(longer) }
}

function wantsLinkset(accept: string | undefined): boolean {
  return accept?.includes(LINKSET_TYPE) === true && mediaQuality(accept, LINKSET_TYPE) > 0
}
