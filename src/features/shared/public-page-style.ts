import { createHash } from 'node:crypto'
import { type Html, html } from './html.rules.ts'

/** A style sheet that stands in a page, and the source that lets a strict CSP take it. */
export interface PageStyle {
  css: Html
  /** `'sha256-…'`, as `style-src` wants it: of the very bytes between the tags. */
  source: string
}

/** The style sheet of a page beside the base; `css` must be a constant of the program. */
export function pageStyle(css: Html): PageStyle {
  const hash = createHash('sha256').update(css.markup).digest('base64')
  return { css, source: `'sha256-${hash}'` }
}

/**
 * What all public pages share. Colours are named once and turn with the phone's dark mode; every
 * pair of text and ground has at least 4.5:1, every edge of a control 3:1 (WCAG 2.2 AA); targets
 * are 44 px high or more; lengths are rem, so that a larger type size of the phone is honoured.
 *
 * Classes: `card` a panel; `facts` on a `dl` of names and values; `notice` with `good`, `info`,
 * `warn` or `bad` (say the meaning in words too); `button`, `button quiet`, `actions` a row of
 * them; `field` around label, `hint`, control and `error`; `choice` around a radio or checkbox and
 * its label; `links` on a `ul` of links; `scroll` around a wide table; `code` for serials;
 * `soft` for lesser words; `hidden` for screen readers only.
 */
export const BASE_STYLE = pageStyle(html`:root{color-scheme:light dark;--bg:#f3f2ec;--card:#fff;
--ink:#17201b;--soft:#525c55;--line:#dad9cf;--edge:#757e77;--link:#0b5688;
--good:#14633a;--info:#1f4f7a;--warn:#8a4600;--bad:#b3141b;
--good-bg:#e5f2e9;--info-bg:#e6eff7;--warn-bg:#fdf0da;--bad-bg:#fdeaea}
@media(prefers-color-scheme:dark){:root{--bg:#101412;--card:#1a201d;--ink:#edf1ee;--soft:#aab5ae;
--line:#343d38;--edge:#808b84;--link:#8ecbf7;--good:#8fdcae;--info:#a3cff5;--warn:#f8c67f;
--bad:#ffa8a4;--good-bg:#12301f;--info-bg:#13293d;--warn-bg:#3a2808;--bad-bg:#441416}}
*{box-sizing:border-box}
html{text-size-adjust:100%;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);overflow-wrap:anywhere;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.top,main,.foot{max-width:38rem;margin:0 auto;padding:0 1rem}
.top{display:flex;align-items:center;gap:.5rem;min-height:2.75rem;font-size:.875rem}
.top svg{flex:none;color:var(--good)}
h1,h2,h3{line-height:1.25;margin:1.5rem 0 .5rem;text-wrap:balance}
h1{font-size:1.5rem;margin-top:.75rem}h2{font-size:1.125rem}h3{font-size:1rem}
p{margin:.5rem 0}ul,ol{padding-left:1.25rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,
textarea:focus-visible,summary:focus-visible,[tabindex]:focus-visible{
outline:3px solid var(--link);outline-offset:2px;border-radius:.25rem}
img,svg{max-width:100%}
.soft,.hint{color:var(--soft)}.hint{font-size:.875rem}
.code{font-family:ui-monospace,"Roboto Mono",Menlo,Consolas,monospace;letter-spacing:.02em}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.card,.notice{border:1px solid var(--line);border-radius:.75rem;padding:.75rem 1rem;margin:1rem 0;
background:var(--card)}
.card>:first-child,.notice>:first-child{margin-top:0}
.card>:last-child,.notice>:last-child{margin-bottom:0}
.notice{border:0;border-left:.375rem solid;border-radius:.5rem;color:var(--ink)}
.good{border-color:var(--good);background:var(--good-bg)}
.info{border-color:var(--info);background:var(--info-bg)}
.warn{border-color:var(--warn);background:var(--warn-bg)}
.bad{border-color:var(--bad);background:var(--bad-bg)}
.facts{margin:0}.facts dt{color:var(--soft);font-size:.875rem}
.facts dd{margin:0 0 .625rem;font-weight:600}.facts dd:last-child{margin-bottom:0}
.links{list-style:none;padding:0;margin:0}.links li+li{border-top:1px solid var(--line)}
.links a{display:block;padding:.625rem 0;min-height:2.75rem}
.button{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:3rem;
padding:.5rem 1.25rem;border:2px solid var(--link);border-radius:.625rem;background:var(--link);
color:var(--card);font:inherit;font-weight:600;text-align:center;text-decoration:none;
cursor:pointer}
.button.quiet{background:transparent;color:var(--link)}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0}.actions>*{flex:1 1 11rem}
.field{margin:1.25rem 0}.field label,legend{display:block;font-weight:600;padding:0}
fieldset{border:0;padding:0;margin:1.25rem 0;min-width:0}
input,select,textarea{width:100%;min-height:3rem;margin-top:.25rem;padding:.5rem .75rem;
border:1px solid var(--edge);border-radius:.5rem;background:var(--card);color:inherit;font:inherit}
textarea{min-height:8rem;resize:vertical}
[aria-invalid=true]{border:2px solid var(--bad)}
.error{color:var(--bad);font-weight:600;margin:.25rem 0}
.choice{display:flex;align-items:center;gap:.75rem;min-height:2.75rem}
.choice input{flex:none;width:1.25rem;height:1.25rem;min-height:0;margin:0}
.choice label{flex:1;padding:.5rem 0;font-weight:400}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600}
th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);text-align:left;
vertical-align:top}
.foot{margin-top:2rem;padding-bottom:2rem;color:var(--soft);font-size:.875rem}
.foot nav{display:flex;flex-wrap:wrap;gap:0 1.5rem}
.foot a{display:inline-flex;align-items:center;min-height:2.75rem}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#333}
.foot nav,.actions,form{display:none}.card,.notice{break-inside:avoid}}`)
