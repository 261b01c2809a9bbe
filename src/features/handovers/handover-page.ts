import { localDateOf } from '../../vn/local-date.ts'
import { numberInWords } from '../../vn/number-words.ts'
import { type Html, html } from '../shared/html.rules.ts'
import type { HandoverStatus, HandoverView } from './handovers.schema.ts'

const STYLE = html`body{margin:0;color:#000}
body{font:1rem/1.5 "Times New Roman",Tinos,"Liberation Serif",serif}
main{max-width:48rem;margin:0 auto;padding:1rem;background:#fff}
header,.title,.signatures{text-align:center}
header p,.title p,h1,h2{margin:0}
.motto{display:inline-block;border-bottom:1px solid #000;font-weight:bold}
h1{font-size:1.25rem;margin-top:1.5rem}h2{font-size:1rem;margin-top:.75rem}
p{margin:.25rem 0}
.cancelled{border:2px solid #a33a1d;color:#a33a1d;padding:.5rem;text-align:center}
.ranges{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.9rem}
th,td{border:1px solid #000;padding:.25rem .4rem;vertical-align:top}
td.count{text-align:right;white-space:nowrap}td.serial{font-family:monospace;white-space:nowrap}
.name{overflow-wrap:anywhere}
.signatures{display:flex;flex-wrap:wrap;justify-content:space-around;gap:1rem;margin-top:1.5rem}
.signatures div{flex:1 1 14rem}.signatures .space{height:5rem}
footer{border-top:1px solid #999;margin-top:2rem;font-size:.85rem;color:#444}
@page{size:A4;margin:20mm 15mm 20mm 25mm}
@media print{body{font-size:13pt}main{max-width:none;padding:0}
thead{display:table-header-group}tr,.signatures{break-inside:avoid}
.ranges{overflow:visible}table{font-size:10pt}td.serial{white-space:normal}}`

const STEP_NAMES: Record<HandoverStatus, string> = {
  prepared: 'Lập biên bản',
  confirmed: 'Bên nhận xác nhận đã nhận tem',
  cancelled: 'Hủy biên bản',
}

/**
 * The minutes of a handover, to print and sign: one HTML document without script or another host.
 * @param department name of the department that gives
 */
export function handoverPage(handover: HandoverView, department: string): string {
  const title = `Biên bản bàn giao tem số ${handover.number}`
  const { markup } = html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main>
${heading(handover, department)}
${parties(handover, department)}
${goods(handover)}
${signatures(handover)}
${history(handover)}
</main></body></html>
`
  return markup
}

function heading({ number, status }: HandoverView, department: string): Html {
  const cancelled = 'BIÊN BẢN NÀY ĐÃ BỊ HỦY, KHÔNG CÓ GIÁ TRỊ BÀN GIAO'
  return html`<header>
<p><strong>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</strong></p>
<p class="motto">Độc lập - Tự do - Hạnh phúc</p>
</header>
<p><strong>${department}</strong><br>Số: ${number}</p>
<div class="title"><h1>BIÊN BẢN BÀN GIAO</h1>
<p><strong>Tem truy xuất nguồn gốc</strong></p></div>
${status === 'cancelled' ? html`<p class="cancelled"><strong>${cancelled}</strong></p>` : ''}`
}

function parties(handover: HandoverView, department: string): Html {
  const { enterpriseName, enterpriseAddress, giver, giverTitle } = handover
  const { receiver, receiverTitle } = handover
  const address = enterpriseAddress === '' ? '' : html`<p>Địa chỉ: ${enterpriseAddress}</p>`
  return html`<p>${capital(dateInWords(handover.handedOn))}, chúng tôi gồm:</p>
<h2>BÊN GIAO: <span class="name">${department}</span></h2>
${person('Người giao', giver, giverTitle)}
<h2>BÊN NHẬN: <span class="name">${enterpriseName}</span></h2>
${address}
${person('Người nhận', receiver, receiverTitle)}`
}

function person(part: string, name: string, title: string | null): Html {
  const position = title === null ? '' : html` &nbsp; Chức vụ: ${title}`
  return html`<p class="name">${part}: ${name}${position}</p>`
}

function goods({ ranges, stamps, note }: HandoverView): Html {
  const rows = ranges.map(
    (range, at) => html`<tr><td class="count">${at + 1}</td><td class="count">${range.batchId}</td>
<td class="name">${range.productName}</td>
<td class="count">${figures(range.firstNumber)} – ${figures(range.lastNumber)}</td>
<td class="serial">${grouped(range.firstSerial)}</td>
<td class="serial">${grouped(range.lastSerial)}</td>
<td class="count">${figures(range.stamps)}</td></tr>
`,
  )
  return html`<p>Bên giao đã giao, bên nhận đã kiểm đếm và nhận đủ số tem sau:</p>
<div class="ranges"><table>
<thead><tr><th>STT</th><th>Đợt</th><th>Sản phẩm</th><th>Số thứ tự từ – đến</th>
<th>Sê-ri đầu</th><th>Sê-ri cuối</th><th>Số lượng</th></tr></thead>
<tbody>
${rows}<tr><td colspan="6"><strong>Tổng cộng</strong></td>
<td class="count"><strong>${figures(stamps)}</strong></td></tr></tbody>
</table></div>
<p>Tổng số tem: ${figures(stamps)} (bằng chữ: ${capital(numberInWords(stamps))} tem).</p>
${note === null ? '' : html`<p class="name">Ghi chú: ${note}</p>`}
<p>Bên nhận quản lý, sử dụng tem đúng sản phẩm đã được cấp.
Biên bản được lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản.</p>`
}

function signatures({ giver, receiver }: HandoverView): Html {
  const column = (side: string, name: string) => html`<div><p><strong>${side}</strong></p>
<p><em>(Ký, ghi rõ họ tên)</em></p><div class="space"></div>
<p class="name"><strong>${name}</strong></p></div>
`
  return html`<section class="signatures">
${column('ĐẠI DIỆN BÊN GIAO', giver)}${column('ĐẠI DIỆN BÊN NHẬN', receiver)}</section>`
}

/** What the register knows: who did what to these minutes, and when. */
function history({ steps }: HandoverView): Html {
  const lines = steps.map(({ status, at, by, reason }) => {
    const why = reason === null ? '' : html` – ${reason}`
    return html`<p>${STEP_NAMES[status]}: ${by}, ${localTime(at)}${why}</p>
`
  })
  return html`<footer><p>Theo Sổ Tem:</p>
${lines}</footer>`
}

/** Days below 10 and the months 1 and 2 are written with a zero (NĐ 30/2020/NĐ-CP, Phụ lục I). */
function dateInWords(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `ngày ${day} tháng ${Number(month) <= 2 ? month : Number(month)} năm ${year}`
}

const OFFSET_MS = 7 * 3_600_000

function localTime(at: string): string {
  const instant = new Date(at)
  const [year, month, day] = localDateOf(instant).split('-')
  const time = new Date(instant.getTime() + OFFSET_MS).toISOString().slice(11, 16)
  return `${time} ngày ${day}/${month}/${year}`
}

/** 1300 as 1.300. */
function figures(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, '.')
}

/** A serial in groups of four, as it stands on the stamp. */
function grouped(serial: string): string {
  return serial.replaceAll(/(.{4})(?=.)/g, '$1 ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
