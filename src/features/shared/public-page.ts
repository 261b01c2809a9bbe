import { type Html, html } from './html.rules.ts'
import { BASE_STYLE, type PageStyle } from './public-page-style.ts'

export type Language = 'vi' | 'en'

export interface PublicPage {
  /** Of the browser's tab and of link previews. */
  title: string
  language: Language
  /** One sentence for link previews. */
  description?: string
  /** A style sheet of the page beside the base; hand it to `publicPageHeaders` too. */
  style?: PageStyle
  /** Colour of the browser's own bar, where the page has a verdict to show. */
  tint?: string
  /** Before everything, the header too: what nobody may miss. */
  banner?: Html
  /** What stands in `main`; it begins with the one `h1`. */
  body: Html
  /** Address of the same page in the other language: see `inOtherLanguage`. */
  other: string
  department: string
  /** Empty: none is shown. */
  hotline: string
}

const TEXTS = {
  vi: {
    register: 'Sổ Tem',
    lookUp: 'Tra cứu tem, sản phẩm',
    hotline: 'Đường dây nóng',
    by: 'Sổ đăng ký tem truy xuất nguồn gốc của',
    other: html`<span lang="en">English</span>`,
    otherCode: 'en',
    help: 'Trợ giúp và ngôn ngữ',
  },
  en: {
    register: 'Sổ Tem',
    lookUp: 'Look up a stamp or a product',
    hotline: 'Hotline',
    by: 'Register of traceability stamps, kept by',
    other: html`<span lang="vi">Tiếng Việt</span>`,
    otherCode: 'vi',
    help: 'Help and language',
  },
} as const

const MARK = html`<svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
<path fill="currentColor"
d="M11 0l2.7 2.1 3.4-.3.8 3.3 2.9 1.8-1.3 3.1 1.3 3.1-2.9 1.8-.8 3.3-3.4-.3
L11 22l-2.7-2.1-3.4.3-.8-3.3-2.9-1.8 1.3-3.1-1.3-3.1 2.9-1.8.8-3.3 3.4.3z"/>
<path fill="none" stroke="#fff" stroke-width="2" d="M7 11l3 3 5-6"/></svg>`

/**
 * A whole public page: no script, no cookie, no other host, readable at 320 px. All values are
 * escaped. Send it with `publicPageHeaders`.
 */
export function publicPage(page: PublicPage): string {
  const { title, language, description, style, tint, banner, body, other } = page
  const { department, hotline } = page
  const texts = TEXTS[language]
  const foreign = language === 'en' ? html` lang="vi"` : ''
  const { markup } = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no">
${tint === undefined ? '' : html`<meta name="theme-color" content="${tint}">`}
<title>${title}</title>
${description === undefined ? '' : html`<meta name="description" content="${description}">`}
<style>${BASE_STYLE.css}</style>${style === undefined ? '' : html`<style>${style.css}</style>`}
</head><body>
${banner ?? ''}
<header class="top">${MARK}<span${foreign}><strong>${texts.register}</strong> ${department}</span>
</header>
<main>
${body}
</main>
<footer class="foot"><nav aria-label="${texts.help}">
<a href="/tra-cuu${language === 'en' ? '?lang=en' : ''}">${texts.lookUp}</a>
${hotline === '' ? '' : callLink(texts.hotline, hotline)}
<a href="${other}" hreflang="${texts.otherCode}">${texts.other}</a></nav>
<p>${texts.by} <span${foreign}>${department}</span></p></footer>
</body></html>
`
  return markup
}

/** A telephone number to call: `tel:` holds its digits, people read it as it was written. */
export function callLink(label: string, hotline: string, shape = ''): Html {
  const number = hotline.replaceAll(/[^\d+]/g, '')
  return html`<a class="${shape}" href="tel:${number}">${label} ${hotline}</a>`
}

/**
 * The same address in the other language, as a reference that keeps the path and the rest of the
 * query byte by byte: `/t/01/…?17=260101` in Vietnamese gives `?17=260101&lang=en`.
 * @param url own path with its query, as it was sent
 */
export function inOtherLanguage(url: string, language: Language): string {
  const query = url.split('?').slice(1).join('?').split('#')[0] ?? ''
  const kept = query.split('&').filter((pair) => pair !== '' && !/^lang(?:=|$)/.test(pair))
  return `?${[...kept, `lang=${TEXTS[language].otherCode}`].join('&')}`
}

/**
 * The headers that a public page is sent with: nothing but its own style, pictures and forms of
 * the same origin is let in, no cache keeps it (a recall shows at the very next scan), and no
 * search engine keeps a copy.
 * `same-origin` for the referrer: with `no-referrer` a browser sends forms with `Origin: null`.
 * @param isIndexed whether search engines may list the page; they never list one stamp
 */
export function publicPageHeaders(
  style: PageStyle | null = null,
  isIndexed = false,
): Record<string, string> {
  const styles = style === null ? BASE_STYLE.source : `${BASE_STYLE.source} ${style.source}`
  return {
    'Content-Security-Policy':
      `default-src 'none'; img-src 'self'; style-src ${styles}; form-action 'self'; ` +
      "base-uri 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Robots-Tag': isIndexed ? 'noarchive' : 'noindex, nofollow, noarchive',
  }
}
