import { type Html, html } from '../shared/html.rules.ts'
import {
  callLink,
  inOtherLanguage,
  type Language,
  publicPage,
  publicPageHeaders,
} from '../shared/public-page.ts'
import { groupedSerial, writtenDate } from '../shared/written.rules.ts'
import { ALARM_ICON, VERDICT_ICONS } from './page-icons.ts'
import {
  alarm,
  asRead,
  claim,
  goods,
  journey,
  NOTHING,
  scanCount,
  standardsList,
} from './page-parts.ts'
import { SCAN_STYLE, TINTS, TONES } from './page-style.ts'
import { moreNotices, PAGE_TEXTS } from './page-texts.ts'
import type { ScanView } from './page-view.ts'

export type { Language }

export interface ScanPageFrame {
  language: Language
  department: string
  /** Empty: none is shown. */
  hotline: string
  /** Own path and query, as they were sent. */
  url: string
  /** Local date: a lot whose last day has passed is called out. */
  today: string
}

/** The headers of every scan page; its style sheets are constants, so these are too. */
export const SCAN_PAGE_HEADERS = publicPageHeaders(SCAN_STYLE)

/**
 * The page of one code: alarms, the verdict, what the goods are and from whom (NĐ 37/2026
 * Art. 23(7)), their way (Art. 23(5)), how often the code was seen, and where to report it. Plain
 * HTML without script, cookie or another host. It never calls goods genuine: a tag proves who
 * issued a code, not that this piece is the original.
 */
export function scanPage(view: ScanView, frame: ScanPageFrame): string {
  const { language, department, hotline, url } = frame
  const { verdict, title, advice, items, notices } = view
  const name = items === null ? '' : ` – ${items.productName}`
  return publicPage({
    title: title[language] + name,
    description: advice[language],
    language,
    department,
    hotline,
    style: SCAN_STYLE,
    tint: TINTS[TONES[verdict]],
    banner:
      notices.length === 0 ? NOTHING : html`<div id="thu-hoi">${alarms(notices, language)}</div>`,
    body: html`${verdictCard(view, language)}
${isIssued(view) ? issuedParts(view, frame) : unissuedParts(view, language)}
${reportCard(view, frame)}`,
    other: inOtherLanguage(url, language),
  })
}

/** Notices shown in full: recalls come first. */
const ALARMS_SHOWN = 5

function alarms(notices: ScanView['notices'], language: Language): Html {
  const left = notices.length - ALARMS_SHOWN
  const more = html`<p class="soft">${moreNotices(left, language)}</p>`
  return html`${notices.slice(0, ALARMS_SHOWN).map((notice) => alarm(notice, language))}
${left > 0 ? more : NOTHING}`
}

/** Whether the goods are what this register says, and not only what the code says. */
function isIssued({ verdict }: ScanView): boolean {
  return verdict !== 'mistyped' && verdict !== 'unknown'
}

function verdictCard({ verdict, title, advice }: ScanView, language: Language): Html {
  return html`<section class="verdict ${TONES[verdict]}">${VERDICT_ICONS[verdict]}
<div><h1>${title[language]}</h1>
<p>${advice[language]}</p></div></section>`
}

function issuedParts(view: ScanView, { language, today }: ScanPageFrame): Html {
  const { items, events, standards, scans, retired, warnings } = view
  const texts = PAGE_TEXTS[language]
  // A date of use holds to the end of its day.
  const pastDate = items?.expiresOn != null && items.expiresOn < today ? items.expiresOn : null
  const left = html`<section class="notice warn"><h2>${texts.retired}</h2>
<p>${texts.retiredAdvice}</p></section>`
  return html`${pastDate === null ? NOTHING : pastDateNotice(pastDate, language)}
${retired ? left : NOTHING}
${warningLines(warnings, language)}
${items === null ? NOTHING : goods(items, pastDate !== null, language)}
${items?.lot == null && events.length === 0 ? NOTHING : journey(events, language)}
${standardsList(standards, language)}
${items?.serial == null ? NOTHING : scanCount(scans, language)}`
}

function warningLines(warnings: ScanView['warnings'], language: Language): Html {
  return html`${warnings.map((warning) => html`<p class="fine">${warning[language]}</p>`)}`
}

function pastDateNotice(date: string, language: Language): Html {
  const texts = PAGE_TEXTS[language]
  return html`<section class="verdict stop">${ALARM_ICON}<div><h2>${texts.expired}</h2>
<p>${texts.expiredAdvice} <strong>${writtenDate(date, language)}</strong></p></div></section>`
}

function unissuedParts(view: ScanView, language: Language): Html {
  const isMistyped = view.verdict === 'mistyped'
  const { key, serial } = codeOf(view)
  const groups = groupedSerial(serial.replaceAll(/[\s-]/g, '').toUpperCase())
  const parts = (isMistyped ? [groups] : [key, groups]).filter((part) => part !== '')
  return html`${warningLines(view.warnings, language)}
${parts.length === 0 ? NOTHING : asRead(parts, isMistyped, language)}
${view.items === null ? NOTHING : claim(view.items, isMistyped, language)}`
}

function reportCard(view: ScanView, { language, hotline }: ScanPageFrame): Html {
  const texts = PAGE_TEXTS[language]
  const { key, serial } = codeOf(view)
  const more = language === 'en' ? '&lang=en' : ''
  const address = `/reports/new?code=${encodeURIComponent(key + serial)}${more}`
  const call = hotline === '' ? NOTHING : callLink(texts.call, hotline, 'button quiet')
  return html`<section class="card"><h2>${texts.report}</h2>
<p>${texts.reportAdvice}</p>
<p class="actions"><a class="button" href="${address}">${texts.reportButton}</a>
${call}</p></section>`
}

const GDTI_KEY_LENGTH = 13

/** The key and the serial that the items or the link name; empty where there is none. */
function codeOf({ items, link }: ScanView): { key: string; serial: string } {
  const [, ai, value = '', ...qualifiers] = link.split('/')
  const at = qualifiers.findIndex((name, place) => place % 2 === 0 && name === '21')
  const sent = ai === '253' ? value.slice(GDTI_KEY_LENGTH) : at < 0 ? '' : qualifiers[at + 1]
  return {
    key: items?.key || value.slice(0, ai === '253' ? GDTI_KEY_LENGTH : undefined),
    serial: items?.serial ?? decoded(sent ?? ''),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
