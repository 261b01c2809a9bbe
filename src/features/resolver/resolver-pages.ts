import type { AppError } from '../../errors.ts'
import { type Html, html } from '../shared/html.rules.ts'
import { inOtherLanguage, type Language, publicPage } from '../shared/public-page.ts'
import type { Level, TypedLink } from './levels.rules.ts'

export interface PageFrame {
  language: Language
  /** Own path with its query, as it was sent. */
  url: string
  department: string
  hotline: string
}

const TEXTS = {
  vi: {
    unknownTitle: 'Không có sản phẩm này trong sổ',
    unknown: 'Mã có thật về hình thức, nhưng sổ này không có sản phẩm nào mang mã',
    unknownAdvice:
      'Xem lại tem trên hàng. Nếu tem ghi tên cơ quan dưới đây, hãy hỏi người bán và báo cho Sở.',
    badTitle: 'Không đọc được mã',
    bad: 'Đường dẫn trong mã QR bị hỏng hoặc bị gõ thiếu.',
    badAdvice: 'Lau sạch tem rồi quét lại, hoặc gõ số sê-ri in dưới mã vào trang tra cứu.',
    busyTitle: 'Chưa tra được',
    busy: 'Hệ thống đang bận. Vài giây nữa hãy quét lại.',
    missingTitle: 'Không có loại thông tin này',
    missing: 'Sổ không có liên kết loại được hỏi; sau đây là những gì có:',
    choicesTitle: 'Có nhiều trang, mời chọn',
    choices: 'Các trang sau cùng loại, cùng ngôn ngữ:',
    setTitle: 'Mọi liên kết của mã này',
    outside: 'trang ngoài, do cơ sở giữ',
  },
  en: {
    unknownTitle: 'This product is not in the register',
    unknown: 'The code is well formed, but no product of this register has the code',
    unknownAdvice:
      'Look at the stamp again. If it names the department below, ask the seller and tell us.',
    badTitle: 'The code cannot be read',
    bad: 'The link in the QR code is damaged or incomplete.',
    badAdvice: 'Wipe the stamp and scan it again, or type the serial under the code to look it up.',
    busyTitle: 'Not possible right now',
    busy: 'The service is busy. Scan the code again in a few seconds.',
    missingTitle: 'There is no such information',
    missing: 'The register has no link of the type that was asked for; this is what there is:',
    choicesTitle: 'There are several pages: please choose',
    choices: 'These pages are of one type and language:',
    setTitle: 'All links of this code',
    outside: 'kept elsewhere, by the enterprise',
  },
} as const

const KEY = /^\/(?:01|253)\/(\d{13,14})/

/** Why a link leads nowhere, and what to do. */
export function faultPage(frame: PageFrame, { code, detail }: AppError): string {
  const texts = TEXTS[frame.language]
  const why = html`<p class="soft">${detail[frame.language]}</p>`
  if (code === 'not_found') {
    const key = KEY.exec(frame.url)?.[1] ?? ''
    return page(frame, texts.unknownTitle, [
      html`<p>${texts.unknown} <strong class="code">${key}</strong>.</p>`,
      html`<p>${texts.unknownAdvice}</p>`,
    ])
  }
  if (code === 'malformed_request') {
    return page(frame, texts.badTitle, [html`<p>${texts.bad} ${texts.badAdvice}</p>`, why])
  }
  return page(frame, texts.busyTitle, [html`<p>${texts.busy}</p>`, why])
}

export function noSuchLinkPage(frame: PageFrame, levels: readonly Level[]): string {
  const texts = TEXTS[frame.language]
  return page(frame, texts.missingTitle, [html`<p>${texts.missing}</p>`, ...lists(levels, frame)])
}

export function choicesPage(frame: PageFrame, level: Level): string {
  const texts = TEXTS[frame.language]
  return page(frame, texts.choicesTitle, [html`<p>${texts.choices}</p>`, ...lists([level], frame)])
}

export function linksetPage(frame: PageFrame, levels: readonly Level[]): string {
  return page(frame, TEXTS[frame.language].setTitle, lists(levels, frame))
}

function lists(levels: readonly Level[], frame: PageFrame): Html[] {
  return levels.map(
    ({ description, links }) => html`<h2>${description}</h2>
<ul class="links">${links.map((link) => item(link, frame))}</ul>`,
  )
}

function item(link: TypedLink, { language }: PageFrame): Html {
  const { href, title, hreflang, section } = link
  const target = section === null ? href : `${href}#${section}`
  const [spoken = 'vi'] = hreflang
  const outside = href.startsWith('/')
    ? ''
    : html` <span class="soft">(${TEXTS[language].outside}: ${new URL(href).host})</span>`
  const name = html`<a href="${target}" rel="nofollow noopener" lang="${spoken}">${title}</a>`
  return html`<li>${name}${outside}</li>`
}

function page(frame: PageFrame, title: string, body: readonly Html[]): string {
  const { language, url, department, hotline } = frame
  return publicPage({
    title,
    language,
    department,
    hotline,
    other: inOtherLanguage(url, language),
    body: html`<h1>${title}</h1><section class="card">${body}</section>`,
  })
}
