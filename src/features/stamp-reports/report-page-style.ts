import { html } from '../shared/html.rules.ts'
import { pageStyle } from '../shared/public-page-style.ts'

/** What the form and the page of a report have beside the base style. */
export const REPORT_STYLE = pageStyle(html`.choices{border:1px solid var(--edge);
border-radius:.625rem;background:var(--card);margin-top:.375rem;overflow:hidden}
.choices .choice{padding:0 .75rem;min-height:3rem;position:relative}
.choices .choice+.choice{border-top:1px solid var(--line)}
.choices .choice:has(:checked){background:var(--info-bg)}
.choices .choice:has(:checked) label{font-weight:600}
.choices .choice:focus-within{outline:3px solid var(--link);outline-offset:-3px}
.choices input:focus-visible{outline:0}
.wrong .choices{border:2px solid var(--bad)}
.choices input{accent-color:var(--link)}
input[type=file]{padding:.625rem .75rem;border-style:dashed}
input[type=file]::file-selector-button{margin-right:.75rem;min-height:2.25rem;padding:0 .75rem;
border:1px solid var(--link);border-radius:.375rem;background:transparent;color:var(--link);
font:inherit;font-weight:600}
.optional{font-weight:400;color:var(--soft)}
.field .hint{margin:.125rem 0}
.notice h2{margin:0}
.send{display:flex;width:100%;min-height:3.5rem;font-size:1.125rem}
.said{white-space:pre-line;margin:.25rem 0 0}
.number{font-size:1.25rem;letter-spacing:.02em;white-space:nowrap}
.steps{list-style:none;margin:.75rem 0 0;padding:0}
.steps li{position:relative;padding:0 0 1rem 1.5rem;border-left:2px solid var(--line);
margin-left:.4375rem}
.steps li:last-child{border-color:transparent;padding-bottom:0}
.steps li::before{content:"";position:absolute;left:-.4375rem;top:.375rem;width:.75rem;
height:.75rem;border-radius:50%;background:var(--good);border:2px solid var(--card)}
.steps .ahead::before{background:var(--card);border-color:var(--edge)}
.steps .ahead{color:var(--soft)}.steps strong,.steps time,.steps span{display:block}
.steps time,.steps span{font-size:.875rem;color:var(--soft)}
.talk{margin:0}.talk dt{color:var(--soft);font-size:.875rem;margin-top:.75rem}
.talk dt:first-child{margin-top:0}.talk dd{margin:0;white-space:pre-line}
.address{font-size:.875rem;user-select:all;padding:.5rem .75rem;border-radius:.5rem;
background:var(--bg);border:1px solid var(--line)}
.card h2{margin:0 0 .5rem}.card .facts dd{font-weight:400;white-space:pre-line}`)
