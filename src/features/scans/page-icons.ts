import { type Html, html } from '../shared/html.rules.ts'
import type { ScanView } from './page-view.ts'

/** A drawing of lines, 24 by 24; the words beside it say the same, so it is not read out. */
function icon(drawing: Html): Html {
  return html`<svg viewBox="0 0 24 24" width="48" height="48" fill="none" stroke="currentColor"
stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing}</svg>`
}

const CIRCLE = html`<circle cx="12" cy="12" r="10"/>`

/** A raised triangle with a mark: look here before anything else. */
export const ALARM_ICON = icon(html`<path d="M12 3 1.8 20.5h20.4z"/><path d="M12 10v5m0 3v.01"/>`)

/** Shapes differ, not colours alone: tick, clock, question, pencil, stop, pause, ban, box, tag. */
export const VERDICT_ICONS: Record<ScanView['verdict'], Html> = {
  in_use: icon(html`${CIRCLE}<path d="m7 12.5 3.5 3.5L17 8.5"/>`),
  not_reported: icon(html`${CIRCLE}<path d="M12 6v6l4 2.5"/>`),
  product_only: icon(html`<path d="M3 3h9l9 9-9 9-9-9z"/><path d="M7.5 7.5v.01"/>`),
  mistyped: icon(html`<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"/><path d="M13.5 7l3.5 3.5"/>`),
  unknown: icon(html`${CIRCLE}<path d="M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1-1.5 2.4m0 3v.01"/>`),
  withdrawn: icon(html`${CIRCLE}<path d="m5 5 14 14"/>`),
  recalled: icon(html`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="m8 8 8 8m0-8-8 8"/>`),
  suspended: icon(html`${CIRCLE}<path d="M9.5 8v8m5-8v8"/>`),
  not_released: icon(html`<path d="M3 7l9-4 9 4v10l-9 4-9-4z"/><path d="M3 7l9 4 9-4m-9 4v10"/>`),
}
