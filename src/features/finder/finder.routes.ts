import type { Limit } from '../../http/rate-limit.ts'
import {
  type Content,
  publicRead,
  type Redirect,
  type Route,
  redirecting,
} from '../../http/route.ts'
import type { Language } from '../shared/public-page.ts'
import { FinderPageQuery, FinderQuery, FinderReply } from './finder.schema.ts'
import type { FinderService } from './finder.service.ts'
import { finderFaultPage, finderPage, finderPageHeaders } from './finder-page.ts'

const tag = 'finder'

export interface FinderTexts {
  department: string
  hotline: string
}

/** The page; a serial whose check holds leads on to the page of its stamp. */
export function finderPageRoutes(
  finder: FinderService,
  limit: Pick<Limit, 'take'>,
  texts: FinderTexts,
): Route[] {
  return [
    publicRead({
      path: '/tra-cuu',
      operationId: 'showFinder',
      summary: { vi: 'Trang tra cứu', en: 'The look-up page' },
      tag,
      query: FinderPageQuery.loose(),
      reply: redirecting(303, 'text/html'),
      errors: ['too_many_requests'],
      handle: async ({ query, url, visitor }): Promise<Content | Redirect> => {
        const { q: typed = '', lang: language = 'vi' } = query
        if (typed !== '') await limit.take(visitor.address)
        const reply = await finder.lookUp(typed, visitor)
        const headers = finderPageHeaders(typed)
        if (reply.kind === 'stamp' && reply.messages.length === 0 && reply.stamp?.page != null) {
          const location = reply.stamp.page + (language === 'en' ? '?lang=en' : '')
          return { location, status: 303, headers }
        }
        const body = finderPage(reply, { ...texts, language, url, typed })
        return { type: 'text/html', body, headers }
      },
      faultPage: async (error, { query, url }) => {
        const language: Language = query['lang'] === 'en' ? 'en' : 'vi'
        const typed = typeof query['q'] === 'string' ? query['q'] : ''
        const body = finderFaultPage(error, { ...texts, language, url, typed })
        return { type: 'text/html', body, headers: finderPageHeaders(typed) }
      },
    }),
  ]
}

/** The same for programs. */
export function finderRoutes(finder: FinderService, limit: Pick<Limit, 'take'>): Route[] {
  return [
    publicRead({
      path: '/finder',
      operationId: 'lookUp',
      summary: { vi: 'Tra cứu tem, sản phẩm, cơ sở', en: 'Look up a stamp, product or enterprise' },
      tag,
      query: FinderQuery,
      reply: FinderReply,
      errors: ['too_many_requests'],
      cors: true,
      handle: async ({ query, visitor }) => {
        await limit.take(visitor.address)
        return await finder.lookUp(query.q, visitor)
      },
    }),
  ]
}
