import { html } from '../shared/html.rules.ts'
import { pageStyle } from '../shared/public-page-style.ts'
import type { ScanView } from './page-view.ts'

type Tone = 'ok' | 'calm' | 'care' | 'stop'

/** How loud a verdict is. Words and shape say it too. */
export const TONES: Record<ScanView['verdict'], Tone> = {
  in_use: 'ok',
  not_reported: 'calm',
  product_only: 'calm',
  mistyped: 'care',
  suspended: 'care',
  unknown: 'stop',
  withdrawn: 'stop',
  recalled: 'stop',
  not_released: 'stop',
}

/** Grounds under white text, each above 7:1, by day and by night. */
export const TINTS: Record<Tone, string> = {
  ok: '#12603a',
  calm: '#1d4a75',
  care: '#7d3f00',
  stop: '#a3121a',
}

/** What the scan page has beside the base style. */
export const SCAN_STYLE = pageStyle(html`.alarm{color:#fff;background:#7c0a10;
border-top:.75rem solid;
border-image:repeating-linear-gradient(-45deg,#ffd21f 0 12px,#111 0 24px) 12}
.alarm+.alarm{margin-top:.25rem}.alarm.suspension{background:#6b3500}
.alarm>div{max-width:38rem;margin:0 auto;padding:.75rem 1rem 1rem}
.alarm .head{display:flex;align-items:center;gap:.75rem;margin:0;font-size:1.5rem;font-weight:800;
line-height:1.2;text-wrap:balance}
.alarm svg{flex:none;width:2.5rem;height:2.5rem;color:#ffd21f}
.alarm .do{font-size:1.125rem;font-weight:700}
.alarm dl{margin:.75rem 0 0;font-size:.9375rem}.alarm dt{display:inline;font-weight:700}
.alarm dd{display:inline;margin:0}.alarm dl div{margin-top:.25rem}
.verdict{display:flex;gap:.875rem;border:2px solid transparent;border-radius:1rem;padding:1rem;
color:#fff}
.verdict svg{flex:none}.verdict div{flex:1;min-width:0}
.verdict h1,.verdict h2{margin:0;font-size:1.375rem}
.verdict+.verdict{margin-top:.75rem}
.verdict p{margin:.375rem 0 0}
.ok{background:#12603a}.calm{background:#1d4a75}.care{background:#7d3f00}.stop{background:#a3121a}
.fine{margin:.625rem .25rem 0;font-size:.875rem;color:var(--soft)}
.notice h2,.card h2{margin:0}
.goods{padding:0;overflow:hidden}
.goods img{display:block;width:100%;aspect-ratio:4/3;max-height:12.5rem;object-fit:contain;
background:#fff;border-bottom:1px solid var(--line)}
.goods .none{margin:0;padding:1rem;border-bottom:1px dashed var(--edge);text-align:center}
.goods .body{padding:.75rem 1rem 1rem}.label{margin:0;color:var(--soft);font-size:.875rem}
.goods h2{font-size:1.375rem;margin:0 0 .625rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(8rem,100%),1fr));
gap:.625rem 1rem}
.facts .wide{grid-column:1/-1}.facts dd{margin:0}.facts .code{font-size:1.0625rem}
.over{color:var(--bad)}
.steps{list-style:none;margin:.75rem 0 0;padding:0}
.steps li{position:relative;padding:0 0 1rem 1.5rem;border-left:2px solid var(--line);
margin-left:.4375rem}
.steps li:last-child{border-color:transparent;padding-bottom:0}
.steps li::before{content:"";position:absolute;left:-.4375rem;top:.375rem;width:.75rem;
height:.75rem;border-radius:50%;background:var(--good);border:2px solid var(--card)}
.steps span,.steps time{display:block}.steps time,.steps .at{font-size:.875rem;color:var(--soft)}
.read{font-size:1.375rem;font-weight:700;margin:.25rem 0}.count{font-weight:600}
.card ul{margin:.5rem 0 0}
@media print{.alarm,.verdict{color:#000;background:none;border:3px solid}.alarm svg{color:#000}}`)
