import { html } from '../shared/html.rules.ts'
import type { VerifyReply } from './scans.schema.ts'

export type Language = 'vi' | 'en'

const STYLE = html`body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;
background:#f4f5f2}
main{max-width:34rem;margin:0 auto;padding:1rem}
.verdict{border-radius:.5rem;padding:1rem;color:#fff;background:#1b6e3c}
.verdict.warn{background:#a33a1d}.verdict.neutral{background:#1f4e79}
h1{font-size:1.25rem;margin:0 0 .25rem}p{margin:.25rem 0}
img{width:100%;max-height:20rem;object-fit:contain;background:#fff}
img{border-radius:.5rem;margin-top:1rem}
dl{background:#fff;border-radius:.5rem;padding:.5rem 1rem;margin:1rem 0}
dt{color:#555;font-size:.875rem;margin-top:.5rem}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
small,footer{color:#555}`

const TONE: Partial<Record<VerifyReply['verdict'], string>> = {
  in_use: '',
  product_only: 'neutral',
  not_reported: 'neutral',
}

const LABELS = {
  productName: { vi: 'Sản phẩm', en: 'Product' },
  enterpriseName: { vi: 'Cơ sở sản xuất, kinh doanh', en: 'Enterprise' },
  address: { vi: 'Địa chỉ', en: 'Address' },
  origin: { vi: 'Xuất xứ', en: 'Origin' },
  brand: { vi: 'Thương hiệu', en: 'Brand' },
  lot: { vi: 'Số lô', en: 'Lot' },
  serial: { vi: 'Số sê-ri', en: 'Serial' },
  expiresOn: { vi: 'Hạn sử dụng', en: 'Expiry date' },
  key: { vi: 'Mã sản phẩm', en: 'Product code' },
} as const

/** The scan page: plain HTML without script, cookie or another host. */
export function scanPage(
  result: VerifyReply,
  language: Language,
  department: string,
  hotline: string,
): string {
  const { verdict, title, advice, items, warnings } = result
  const tone = TONE[verdict] ?? 'warn'
  const other = language === 'vi' ? 'en' : 'vi'
  const picture =
    items?.imageUrl == null ? '' : html`<img src="${items.imageUrl}" alt="${items.productName}">`
  const rows = Object.entries(LABELS)
    .map(([name, label]) => [label, items?.[name as keyof typeof LABELS]] as const)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([label, value]) => html`<dt>${label[language]}</dt><dd>${String(value)}</dd>`)
  const { markup } = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title[language]}</title><style>${STYLE}</style></head>
<body><main>
<section class="verdict ${tone}"><h1>${title[language]}</h1>
<p>${advice[language]}</p></section>
${picture}
${rows.length > 0 ? html`<dl>${rows}</dl>` : ''}
${warnings.map((warning) => html`<p><small>${warning[language]}</small></p>`)}
<footer>${department}${hotline === '' ? '' : ` · ${hotline}`} ·
<a href="?lang=${other}" lang="${other}">${other === 'en' ? 'English' : 'Tiếng Việt'}</a></footer>
</main></body></html>
`
  return markup
}
