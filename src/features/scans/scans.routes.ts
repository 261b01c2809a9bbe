import { AppError } from '../../errors.ts'
import { media, publicRead, type Route } from '../../http/route.ts'
import { linkFaultText, PAGE_PREFIX, readScanLink, type ScanLink } from './scan-link.rules.ts'
import { SCAN_PAGE_HEADERS, scanPage } from './scan-page.ts'
import {
  ImageParams,
  LinkRest,
  PageQueryLanguage,
  VerifyQuery,
  VerifyReply,
} from './scans.schema.ts'
import type { ScanService } from './scans.service.ts'

const tag = 'scans'

export interface PageTexts {
  department: string
  hotline: string
}

const PAGES = [
  { operationId: 'showPageOfGtin', key: '01' },
  { operationId: 'showPageOfGdti', key: '253' },
] as const

export function scanRoutes(scans: ScanService, texts: PageTexts): Route[] {
  const pages = PAGES.map(({ operationId, key }) =>
    publicRead({
      path: `${PAGE_PREFIX}/${key}/{+rest}`,
      operationId,
      summary: { vi: 'Trang quét tem', en: 'The scan page' },
      tag,
      params: LinkRest,
      query: PageQueryLanguage.loose(),
      reply: media('text/html'),
      errors: ['too_many_requests'],
      handle: async ({ query, url, visitor }) => {
        const view = await scans.viewLink(readLink(url.slice(PAGE_PREFIX.length)), visitor)
        const language = query.lang ?? 'vi'
        const today = scans.today()
        const body = scanPage(view, { ...texts, language, url, today })
        return { type: 'text/html', body, headers: SCAN_PAGE_HEADERS }
      },
    }),
  )
  return [...pages, pictureRoute(scans), iconRoute()]
}

/** @throws AppError 400 naming what is wrong with the link */
function readLink(url: string): ScanLink {
  const read = readScanLink(url)
  if (read.ok) return read.link
  throw new AppError('malformed_request', linkFaultText(read.fault))
}

function pictureRoute(scans: ScanService): Route {
  return publicRead({
    path: `${PAGE_PREFIX}/images/{sha256}`,
    operationId: 'getPublicImage',
    summary: { vi: 'Ảnh sản phẩm', en: 'Picture of a product' },
    tag,
    params: ImageParams,
    reply: media('image/webp', 'image/jpeg'),
    handle: async ({ params }) => {
      const image = await scans.getPicture(params.sha256)
      // The record for the national portal names this address, so other sites show it.
      const headers = {
        'Cache-Control': 'public, max-age=31536000, immutable',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      }
      return { type: image.contentType, body: image.bytes, headers }
    },
  })
}

const ICON = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22"><circle cx="11" cy="11" r="11" ' +
    'fill="#1b6e3c"/><path fill="none" stroke="#fff" stroke-width="2" d="M7 11l3 3 5-6"/></svg>',
)

/** Every browser asks for it beside the first page. */
function iconRoute(): Route {
  return publicRead({
    path: '/favicon.ico',
    operationId: 'getIcon',
    summary: { vi: 'Biểu tượng', en: 'The icon' },
    tag,
    reply: media('image/svg+xml'),
    handle: async () => ({
      type: 'image/svg+xml',
      body: ICON,
      headers: { 'Cache-Control': 'public, max-age=86400' },
    }),
  })
}

/** The part of the API that needs no key. */
export function verifyRoutes(scans: ScanService): Route[] {
  return [
    publicRead({
      path: '/verify',
      operationId: 'verifyCode',
      summary: { vi: 'Tra một mã tem', en: 'Look up a code' },
      tag,
      query: VerifyQuery,
      reply: VerifyReply,
      errors: ['too_many_requests'],
      cors: true,
      handle: ({ query, visitor }) => scans.verifyCode(query.code, visitor),
    }),
  ]
}
