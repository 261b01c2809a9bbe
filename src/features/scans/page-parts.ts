import { type Html, html } from '../shared/html.rules.ts'
import type { Language } from '../shared/public-page.ts'
import { groupedSerial, spokenTime, writtenDate, writtenTime } from '../shared/written.rules.ts'
import { ALARM_ICON } from './page-icons.ts'
import { earlierSteps, NOTICE_TEXTS, PAGE_TEXTS, scanSentence } from './page-texts.ts'
import type { ScanView } from './page-view.ts'
import type { PublicItems, PublicNotice } from './scans.schema.ts'

export const NOTHING = html``

/** Names and addresses stay Vietnamese: a screen reader of the English page must be told so. */
function foreign(language: Language): Html {
  return language === 'en' ? VIETNAMESE : NOTHING
}
const VIETNAMESE = html` lang="vi"`

/** What nobody may miss: a recall or a suspension, with its decision. */
export function alarm(notice: PublicNotice, language: Language): Html {
  const texts = NOTICE_TEXTS[language][notice.kind]
  const lang = foreign(language)
  const { advice } = notice
  const more = advice === null ? html`${texts.advice}` : html`<span${lang}>${advice}</span>`
  return html`<section class="alarm ${notice.kind}" role="alert"><div>
<p class="head">${ALARM_ICON}<span>${texts.kind}</span></p>
<p class="do">${texts.firstOfAll} ${more}</p>
<dl><div><dt>${texts.reason}:</dt> <dd${lang}>${notice.reason}</dd></div>
<div><dt>${texts.document}:</dt> <dd${lang}>${notice.document}</dd></div>
<div><dt>${texts.number}:</dt> <dd>${notice.number}</dd></div>
<div><dt>${texts.since}:</dt> <dd>${writtenDate(notice.since, language)}</dd></div></dl>
</div></section>
`
}

/** What is known of goods whose code this register issued: NĐ 37/2026 Art. 23(7). */
export function goods(items: PublicItems, isExpired: boolean, language: Language): Html {
  const texts = PAGE_TEXTS[language]
  const lang = foreign(language)
  const picture =
    items.imageUrl === null
      ? html`<p class="none soft">${texts.picture}: ${texts.undeclared}</p>`
      : html`<img src="${items.imageUrl}" alt="${texts.picture}" decoding="async">`
  const expiry = items.expiresOn === null ? null : writtenDate(items.expiresOn, language)
  const over = isExpired ? html` <span class="over">(${texts.pastDate})</span>` : NOTHING
  const serial = items.serial === null ? null : groupedSerial(items.serial)
  return html`<section class="card goods">
${picture}
<div class="body"><p class="label">${texts.product}</p>
<h2${lang}>${items.productName}</h2>
<dl class="facts">
<div class="wide"><dt>${texts.enterprise}</dt>${declared(items.enterpriseName, texts, lang)}</div>
<div class="wide"><dt>${texts.address}</dt>${declared(items.address, texts, lang)}</div>
<div><dt>${texts.origin}</dt>${declared(items.origin, texts, lang)}</div>
${ifAny(texts.brand, items.brand, (brand) => html`<dd${lang}>${brand}</dd>`)}
${ifAny(texts.lot, items.lot, (lot) => html`<dd>${lot}</dd>`)}
${ifAny(texts.expires, expiry, (date) => html`<dd>${date}${over}</dd>`)}
${ifAny(texts.serial, serial, (groups) => html`<dd class="code">${groups}</dd>`, 'wide')}
${ifAny(texts.key, items.key, (key) => html`<dd class="code">${key}</dd>`, 'wide')}
</dl></div></section>
`
}

type Texts = (typeof PAGE_TEXTS)[Language]

/** What the law wants of every product is missed aloud. */
function declared(value: string | null, texts: Texts, lang: Html): Html {
  return value === null || value === ''
    ? html`<dd class="soft">${texts.undeclared}</dd>`
    : html`<dd${lang}>${value}</dd>`
}

/** What the law wants "nếu có": absent, it is left out. */
function ifAny(
  label: string,
  value: string | null,
  show: (value: string) => Html,
  shape = '',
): Html {
  if (value === null || value === '') return NOTHING
  return html`<div class="${shape}"><dt>${label}</dt>${show(value)}</div>`
}

/** Whose the code says it is, where this register did not issue it. */
export function claim(items: PublicItems, isMistyped: boolean, language: Language): Html {
  const texts = PAGE_TEXTS[language]
  const lang = foreign(language)
  const warning = isMistyped ? NOTHING : html`<p>${texts.claimWarning}</p>`
  const by = [items.enterpriseName, items.address].filter((part) => part).join(', ')
  return html`<section class="card">
<h2 class="label">${isMistyped ? texts.ifRight : texts.claimed}</h2>
<p><strong${lang}>${items.productName}</strong><br><span${lang}>${by}</span></p>
${warning}</section>
`
}

/**
 * The code as it was read, part by part, so that it can be compared with the stamp.
 * @param parts the serial where it is mistyped, else the key and the serial
 */
export function asRead(parts: readonly string[], isMistyped: boolean, language: Language): Html {
  const texts = PAGE_TEXTS[language]
  const label = isMistyped ? texts.typed : texts.scanned
  const help = isMistyped
    ? html`<p>${texts.howToType}</p>
<p class="actions"><a class="button" href="/tra-cuu${queryOf(language)}">${texts.retype}</a></p>`
    : NOTHING
  return html`<section class="card"><h2 class="label">${label}</h2>
${parts.map((part) => html`<p class="read code">${part}</p>`)}
${help}</section>
`
}

/** The critical tracking events of the lot: NĐ 37/2026 Art. 23(5). */
/** The latest steps of a lot that the page has room for. */
const STEPS_SHOWN = 40

export function journey(events: ScanView['events'], language: Language): Html {
  const texts = PAGE_TEXTS[language]
  const lang = foreign(language)
  const left = events.length - STEPS_SHOWN
  const steps = events.slice(-STEPS_SHOWN).map(({ label, at, place }) => {
    const where = place === null ? NOTHING : html`<span class="at"${lang}>${place}</span>`
    return html`<li><time datetime="${at.toISOString()}">${writtenTime(at, language)}</time>
<strong${lang}>${label}</strong>${where}</li>
`
  })
  const list =
    steps.length === 0
      ? html`<p class="soft">${texts.undeclared}</p>`
      : html`${left > 0 ? html`<p class="soft">${earlierSteps(left, language)}</p>` : NOTHING}
<ol class="steps">${steps}</ol>`
  return html`<section class="card" id="hanh-trinh"><h2>${texts.journey}</h2>
${list}</section>
`
}

export function standardsList(standards: ScanView['standards'], language: Language): Html {
  const texts = PAGE_TEXTS[language]
  const lang = foreign(language)
  const rows = standards.map(({ code, title }) => {
    const name = title === null ? NOTHING : html` <span${lang}>${title}</span>`
    return html`<li><strong>${code}</strong>${name}</li>
`
  })
  const list =
    rows.length === 0 ? html`<p class="soft">${texts.undeclared}</p>` : html`<ul>${rows}</ul>`
  return html`<section class="card" id="tieu-chuan"><h2>${texts.standards}</h2>
${list}</section>
`
}

/** How often one stamp was seen: a copied code shows by its number, to whoever looks. */
export function scanCount(scans: ScanView['scans'], language: Language): Html {
  const texts = PAGE_TEXTS[language]
  const line =
    scans === null
      ? texts.firstScan
      : scanSentence(scans.count, spokenTime(scans.firstAt, language), language)
  const meaning = scans === null ? NOTHING : html`<p class="soft">${texts.manyScans}</p>`
  return html`<section class="card"><h2>${texts.scans}</h2>
<p class="count">${line}</p>${meaning}</section>
`
}

export function queryOf(language: Language): string {
  return language === 'en' ? '?lang=en' : ''
}
