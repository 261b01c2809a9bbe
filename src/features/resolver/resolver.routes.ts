import { AppError, notFound } from '../../errors.ts'
import { linkTypeUri } from '../../gs1/link-types.ts'
import {
  type Content,
  choosing,
  type Input,
  publicRead,
  type Redirect,
  type Route,
} from '../../http/route.ts'
import { LinkRest } from '../scans/scans.schema.ts'
import { publicPageHeaders } from '../shared/public-page.ts'
import { prefersHtml } from './accept.rules.ts'
import type { Level } from './levels.rules.ts'
import { absolute, headerLink, LINKSET_CONTEXT, LINKSET_TYPE, linksetOf } from './linkset.rules.ts'
import { ResolverDescription, ResolverQuery } from './resolver.schema.ts'
import type { AskedLink, Resolution, ResolverService } from './resolver.service.ts'
import {
  choicesPage,
  faultPage,
  linksetPage,
  noSuchLinkPage,
  type PageFrame,
} from './resolver-pages.ts'

const tag = 'resolver'

/** No cache keeps where a link leads: a recall shows on the next scan. */
const HEADERS = {
  'Cache-Control': 'no-store',
  Vary: 'Accept, Accept-Language',
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
}
const PAGE_HEADERS = { ...publicPageHeaders(), ...HEADERS }

const CONTEXT_LINK = headerLink(LINKSET_CONTEXT, 'http://www.w3.org/ns/json-ld#context', {
  type: 'application/ld+json',
})

type Reply = Content | Redirect
type LinkInput = Input<typeof LinkRest, typeof ResolverQuery, undefined>

export interface PageTexts {
  department: string
  hotline: string
}

/** The Digital Links of the primary keys that the register gives out. */
export function linkRoutes(resolver: ResolverService, texts: PageTexts): Route[] {
  const keys = [
    { operationId: 'resolveGtin', path: '/01/{+rest}' },
    { operationId: 'resolveGdti', path: '/253/{+rest}' },
  ]
  return keys.map(({ operationId, path }) =>
    publicRead({
      path,
      operationId,
      summary: { vi: 'Mở mã QR của tem', en: 'Resolve a GS1 Digital Link' },
      tag,
      params: LinkRest,
      query: ResolverQuery,
      reply: choosing(307, LINKSET_TYPE, 'application/json', 'text/html'),
      cors: true,
      faultPage: async (error, { url, query }) => {
        const language = query['lang'] === 'en' ? 'en' : 'vi'
        const body = faultPage({ ...texts, url, language }, error)
        return { type: 'text/html', body, headers: PAGE_HEADERS }
      },
      handle: (input) => answer(resolver, texts, input),
    }),
  )
}

/** What the resolver says of itself. */
export function descriptionRoute(resolver: ResolverService): Route {
  return publicRead({
    path: '/.well-known/gs1resolver',
    operationId: 'describeResolver',
    summary: { vi: 'Mô tả bộ phân giải GS1', en: 'The GS1 resolver description file' },
    tag,
    reply: ResolverDescription,
    cors: true,
    handle: async ({ visitor }) => {
      return resolver.describe(resolver.originOf(visitor.header('host')) ?? resolver.origin)
    },
  })
}

async function answer(
  resolver: ResolverService,
  texts: PageTexts,
  { url, query, visitor }: LinkInput,
): Promise<Reply> {
  const media = visitor.header('accept')
  const languages = query.lang ?? visitor.header('accept-language')
  const origin = resolver.originOf(visitor.header('host'))
  const found = await resolver.resolve(url, { media, languages })
  if (found.kind === 'found') return redirect(found, origin)
  const frame = prefersHtml(media) ? { ...texts, url, language: query.lang ?? 'vi' } : null
  if (found.kind === 'linkset' || found.kind === 'choices') {
    return list(found, origin ?? resolver.origin, frame, media)
  }
  return refuse(found, frame)
}

/**
 * Absolute where the client came by a name of the service, and so the same as in the link set;
 * else the path, which leaves the client under the name that it used.
 */
function redirect(found: { location: string } & AskedLink, origin: string | null): Redirect {
  const at = origin ?? ''
  return {
    location: absolute(found.location, at),
    status: 307,
    headers: { ...HEADERS, Link: linkHeader(found, at) },
  }
}

/** Where the link set is, and of a compressed link what it stands for. */
function linkHeader({ link, sameAs }: AskedLink, origin: string): string {
  const title = 'Link set'
  const set = headerLink(`${origin}${link.path}?linkType=linkset`, 'linkset', {
    title,
    type: LINKSET_TYPE,
  })
  return sameAs === null ? set : `${set}, ${headerLink(origin + sameAs, 'owl:sameAs', {})}`
}

/** All links, or those of one type to choose from (300). */
function list(
  found: Extract<Resolution, { kind: 'linkset' | 'choices' }>,
  origin: string,
  frame: PageFrame | null,
  media: string | undefined,
): Content {
  const isWhole = found.kind === 'linkset'
  const levels = isWhole ? found.levels : [found.level]
  const choices = isWhole ? [] : choiceLinks(found.level, origin)
  const Link = joinWithin([CONTEXT_LINK, linkHeader(found, origin), ...choices])
  const status = isWhole ? 200 : 300
  if (frame !== null && !(isWhole && wantsJson(media))) {
    const body = isWhole ? linksetPage(frame, levels) : choicesPage(frame, found.level)
    return { type: 'text/html', status, body, headers: { ...PAGE_HEADERS, Link } }
  }
  const type = media === 'application/json' ? media : LINKSET_TYPE
  // As bytes: of text the media type would get a charset, which JSON has not.
  const body = Buffer.from(JSON.stringify(linksetOf(levels, origin)))
  return { type, status, body, headers: { ...HEADERS, Link } }
}

/** Clients and proxies refuse long headers; the body lists every link anyway. */
const LINK_CHARACTERS_MAX = 2_000

function joinWithin(links: readonly string[]): string {
  let joined = ''
  for (const link of links) {
    const longer = joined === '' ? link : `${joined}, ${link}`
    if (longer.length > LINK_CHARACTERS_MAX) break
    joined = longer
  }
  return joined
}

function wantsJson(media: string | undefined): boolean {
  return media?.includes(LINKSET_TYPE) === true
}

function choiceLinks({ links }: Level, origin: string): string[] {
  return links.map((link) =>
    headerLink(absolute(link.href, origin), `alternate ${linkTypeUri(link.linkType)}`, link),
  )
}

/**
 * @returns what there is, for people who asked for what there is not
 * @throws AppError, for which the route has a page of its own
 */
function refuse(
  found: Extract<Resolution, { kind: 'malformed' | 'unknown_key' | 'no_such_link' }>,
  frame: PageFrame | null,
): Content {
  if (found.kind === 'malformed') throw new AppError('malformed_request', found.detail)
  if (found.kind === 'unknown_key') {
    throw notFound({ vi: 'sản phẩm mang mã này', en: 'product with this key' })
  }
  if (frame === null) {
    throw notFound({ vi: 'liên kết loại được hỏi', en: 'link of the type asked for' })
  }
  const body = noSuchLinkPage(frame, found.levels)
  return { type: 'text/html', status: 404, body, headers: PAGE_HEADERS }
}
