import { descriptionRoute, linkRoutes } from '../features/resolver/resolver.routes.ts'
import { createResolverService } from '../features/resolver/resolver.service.ts'
import type { ContextParts } from './foundation.ts'
import type { Notices } from './notices.ts'
import type { Register } from './register.ts'
import type { Scans } from './scans.ts'

/** Where Digital Links lead. */
export function createResolver(
  { config, baseUrl }: ContextParts,
  { enterprises, lots }: Register,
  { noticeStore }: Notices,
  { findProduct }: Scans,
) {
  const texts = { department: config.DEPARTMENT_NAME, hotline: config.HOTLINE }
  const resolver = createResolverService({
    findProduct,
    findLot: lots.findLotOfProduct,
    findEnterprise: (id) => enterprises.findEnterprise(id),
    findNotices: noticeStore.findLive,
    origins: [baseUrl, `https://${config.LINK_HOST.toLowerCase()}`],
    ...texts,
  })
  const links = linkRoutes(resolver, texts)
  return {
    openRoutes: [...links, descriptionRoute(resolver)],
    /** A compressed link has no path of its own. */
    otherwise: { rewrite: resolver.uncompressed, routes: links },
  }
}
