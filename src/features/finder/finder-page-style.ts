import { html } from '../shared/html.rules.ts'
import { pageStyle } from '../shared/public-page-style.ts'

/** Beside the base: the one box, what was found, and serials to compare. */
export const FINDER_STYLE = pageStyle(html`.box{display:flex;flex-wrap:wrap;gap:.5rem .75rem}
.box .field{flex:1 1 100%;margin:.5rem 0 0}.box .button{flex:1 1 auto}
.box input{font-size:1.125rem}
.small .field{flex:1 1 10rem;margin:0}.small .button{flex:0 1 auto;align-self:end}
.read{font-size:1.25rem;font-weight:600;margin:.25rem 0 .5rem}
.found{list-style:none;padding:0;margin:.5rem 0 1rem}
.found li{background:var(--card);border:1px solid var(--line);border-radius:.75rem;
margin:.5rem 0;overflow:hidden}
.found a,.found div{display:block;padding:.75rem 1rem;min-height:2.75rem}
.found a{text-decoration:none;color:inherit}
.found a strong{color:var(--link);text-decoration:underline;text-underline-offset:.15em}
.found span{display:block}.found .soft .code{display:inline}.found .soft{font-size:.875rem}
.found .state{color:var(--bad);font-weight:600}
.guess strong{font-size:1.25rem;text-decoration:none!important}
mark{background:var(--warn-bg);color:var(--warn);border-bottom:.1875rem solid;
padding:0 .0625rem;border-radius:.125rem}
.kinds dt{font-weight:600}.kinds dd{margin:.125rem 0 1rem}
.kinds dd:last-child{margin-bottom:0}.kinds .code{display:inline-block;font-weight:600}`)
