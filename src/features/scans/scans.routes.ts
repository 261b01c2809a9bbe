import { AppError } from '../../errors.ts'
import { hasValidCheckDigit } from '../../gs1/check-digit.ts'
import { media, publicRead, type Route } from '../../http/route.ts'
import { type Language, scanPage } from './scan-page.ts'
import {
  GdtiPath,
  GtinLotPath,
  GtinLotSerialPath,
  GtinPath,
  GtinSerialPath,
  ImageParams,
  PageQueryLanguage,
  VerifyQuery,
  VerifyReply,
} from './scans.schema.ts'
import type { ScanService } from './scans.service.ts'

const tag = 'scans'
const html = media('text/html')
const NO_STORE = { 'Cache-Control': 'no-store' }

export interface PageTexts {
  department: string
  hotline: string
}

const GDTI_KEY_LENGTH = 13

/** A Digital Link in all the forms that are served: its path, and how to read it. */
const LINKS = [
  { name: 'Gtin', path: '/01/{gtin14}', params: GtinPath },
  { name: 'GtinSerial', path: '/01/{gtin14}/21/{serial}', params: GtinSerialPath },
  { name: 'GtinLot', path: '/01/{gtin14}/10/{lot}', params: GtinLotPath },
  { name: 'GtinLotSerial', path: '/01/{gtin14}/10/{lot}/21/{serial}', params: GtinLotSerialPath },
  { name: 'Gdti', path: '/253/{gdti}', params: GdtiPath },
] as const

interface LinkParams {
  gtin14?: string
  serial?: string
  gdti?: string
}

/** The key and the serial that a Digital Link names. @throws AppError for a wrong check digit */
function readLink(params: LinkParams): { key: string; serial: string | null } {
  const { gtin14, gdti, serial } = params
  const key = gtin14 ?? gdti?.slice(0, GDTI_KEY_LENGTH) ?? ''
  if (!hasValidCheckDigit(key)) {
    throw new AppError('malformed_request', {
      vi: `Số kiểm tra của mã ${key} không đúng.`,
      en: `The check digit of ${key} is wrong.`,
    })
  }
  return { key, serial: serial ?? (gdti?.slice(GDTI_KEY_LENGTH) || null) }
}

export function scanRoutes(scans: ScanService, texts: PageTexts): Route[] {
  return [
    ...LINKS.map(({ name, path, params }) =>
      publicRead({
        path,
        operationId: `resolve${name}`,
        summary: { vi: 'Mở mã QR của tem', en: 'Resolve a GS1 Digital Link' },
        tag,
        params,
        query: PageQueryLanguage.loose(),
        reply: { kind: 'redirect' },
        handle: async ({ params, url }) => {
          await scans.assertKnownKey(readLink(params).key)
          return { location: `/t${url}`, headers: NO_STORE }
        },
      }),
    ),
    ...LINKS.map(({ name, path, params }) =>
      publicRead({
        path: `/t${path}`,
        operationId: `showPageOf${name}`,
        summary: { vi: 'Trang quét tem', en: 'The scan page' },
        tag,
        params,
        query: PageQueryLanguage.loose(),
        reply: html,
        handle: async ({ params, query }) => {
          const { key, serial } = readLink(params)
          const result =
            serial === null
              ? await scans.describeProduct(key)
              : await scans.verifySerial(key, serial)
          const language: Language = query.lang ?? 'vi'
          const body = scanPage(result, language, texts.department, texts.hotline)
          return { type: 'text/html', body, headers: NO_STORE }
        },
      }),
    ),
    publicRead({
      path: '/t/images/{sha256}',
      operationId: 'getPublicImage',
      summary: { vi: 'Ảnh sản phẩm', en: 'Picture of a product' },
      tag,
      params: ImageParams,
      reply: media('image/webp', 'image/jpeg'),
      handle: async ({ params }) => {
        const image = await scans.getImage(params.sha256)
        // The record for the national portal names this address, so other sites show it.
        const headers = {
          'Cache-Control': 'public, max-age=31536000, immutable',
          'Cross-Origin-Resource-Policy': 'cross-origin',
        }
        return { type: image.contentType, body: image.bytes, headers }
      },
    }),
  ]
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
      handle: ({ query }) => scans.verifyCode(query.code),
    }),
  ]
}
