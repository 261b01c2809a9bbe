import { type Html, html } from '../shared/html.rules.ts'
import { writtenNumber } from '../shared/written.rules.ts'
import type { SuspicionFigures } from './suspicions.schema.ts'

const STYLE = html`body{margin:0;color:#1a1a1a;background:#fff}
body{font:1rem/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;margin:.5rem 0}.rate{font-size:1.2rem}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid #bbb;padding:.35rem .5rem;text-align:right;vertical-align:top}
th:first-child,td:first-child{text-align:left}small{color:#444}`

type Row = Pick<
  SuspicionFigures,
  'opened' | 'open' | 'confirmed' | 'falseAlarms' | 'falseAlarmRate'
>

/** How often suspicions were false alarms, on a page for officers: no script, no other host. */
export function figuresPage(figures: SuspicionFigures): string {
  const title = 'Nghi vấn về tem: tỷ lệ báo nhầm'
  const rows = figures.reasons.map((reason) => {
    const name = html`${reason.title.vi}<br><small>${reason.title.en}; ≥ ${reason.limit}</small>`
    return row(name, reason)
  })
  const { markup } = html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>
<p class="rate">Tỷ lệ báo nhầm: <strong>${percent(figures.falseAlarmRate)}</strong>
(${writtenNumber(figures.falseAlarms, 'vi')} báo nhầm,
${writtenNumber(figures.confirmed, 'vi')} xác nhận,
${writtenNumber(figures.open, 'vi')} chưa kết luận)</p>
<div class="table"><table>
<thead><tr><th scope="col">Dấu hiệu</th><th scope="col">Đã mở</th>
<th scope="col">Chưa kết luận</th><th scope="col">Xác nhận</th><th scope="col">Báo nhầm</th>
<th scope="col">Tỷ lệ báo nhầm</th></tr></thead>
<tbody>
${rows}${row(html`<strong>Tất cả nghi vấn</strong>`, figures)}</tbody></table></div>
<p><small>Một nghi vấn có thể có nhiều dấu hiệu. Nghi vấn không hiện trên trang công khai và không
phải là kết luận vi phạm.</small></p>
</main></body></html>
`
  return markup
}

function row(name: Html, { opened, open, confirmed, falseAlarms, falseAlarmRate }: Row): Html {
  const counts = [opened, open, confirmed, falseAlarms].map(
    (count) => html`<td>${writtenNumber(count, 'vi')}</td>`,
  )
  return html`<tr><td>${name}</td>${counts}<td>${percent(falseAlarmRate)}</td></tr>
`
}

/** 25,0 %; a dash where nothing was judged yet. */
function percent(rate: number | null): string {
  return rate === null ? '–' : `${(rate * 100).toFixed(1).replace('.', ',')} %`
}
