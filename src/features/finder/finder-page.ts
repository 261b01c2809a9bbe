import type { AppError } from '../../errors.ts'
import { type Html, html } from '../shared/html.rules.ts'
import {
  inOtherLanguage,
  type Language,
  publicPage,
  publicPageHeaders,
} from '../shared/public-page.ts'
import { groupedSerial } from '../shared/written.rules.ts'
import { SERIAL_CHARACTERS } from './confusions.rules.ts'
import type { FinderReply, FoundEnterprise, FoundProduct } from './finder.schema.ts'
import { FINDER_STYLE } from './finder-page-style.ts'
import { PAGE_TEXTS } from './finder-page-texts.ts'
import { QUESTION_LENGTH_MAX } from './question.rules.ts'

export interface FinderPage {
  language: Language
  department: string
  hotline: string
  /** Own path with its query, as it was sent. */
  url: string
  /** What was typed. */
  typed: string
}

type Texts = (typeof PAGE_TEXTS)[Language]

const NOTHING = html``

/** Search engines may list the empty page, never what somebody looked up. */
export function finderPageHeaders(typed: string): Record<string, string> {
  return publicPageHeaders(FINDER_STYLE, typed === '')
}

/** The page with the one box: what was found, or what can be typed. */
export function finderPage(reply: FinderReply, page: FinderPage): string {
  const texts = PAGE_TEXTS[page.language]
  const { kind, messages: told } = reply
  if (kind === 'nothing') {
    const body = html`<h1>${texts.title}</h1>
${form(page)}
${kinds(page)}`
    return whole(texts.title, body, page)
  }
  const isFound = hasAnything(reply)
  const title = isFound || kind === 'mistyped' ? texts.titles[kind] : texts.notFound
  const body = html`<h1>${title}</h1>
${form(page)}
${answer(reply, page)}
${isFound || told.length === 0 ? NOTHING : kinds(page)}`
  return whole(`${page.typed.slice(0, TITLE_LENGTH_MAX)} – ${texts.title}`, body, page)
}

const TITLE_LENGTH_MAX = 60

/** Why nothing could be looked up, with the box to try again. */
export function finderFaultPage(error: AppError, page: FinderPage): string {
  const texts = PAGE_TEXTS[page.language]
  const title = error.code === 'too_many_requests' ? texts.tooManyRequests : texts.failed
  const body = html`<h1>${title}</h1>
<div class="notice warn"><p>${error.detail[page.language]}</p></div>
${form(page)}`
  return whole(title, body, page)
}

function whole(title: string, body: Html, page: FinderPage): string {
  const { language, department, hotline, url } = page
  return publicPage({
    title,
    language,
    description: PAGE_TEXTS[language].description,
    style: FINDER_STYLE,
    body,
    other: inOtherLanguage(url, language),
    department,
    hotline,
  })
}

function hasAnything({ products, enterprises, stamp, suggestions }: FinderReply): boolean {
  return products.length + enterprises.length + suggestions.length > 0 || stamp?.page != null
}

/** What a phone of 360 px shows whole beside the button. */
const BESIDE_BUTTON_MAX = 14

/** The one box: with its words where it is empty, small where it stands above an answer. */
function form({ language, typed }: FinderPage): Html {
  const texts = PAGE_TEXTS[language]
  const isEmpty = typed === ''
  const isShort = !isEmpty && typed.length <= BESIDE_BUTTON_MAX
  const lang = language === 'en' ? html`<input type="hidden" name="lang" value="en">` : NOTHING
  const hint = isEmpty ? html`<p class="hint" id="hint">${texts.hint}</p>` : NOTHING
  return html`<form class="box ${isShort ? 'small' : ''}" action="/tra-cuu" method="get"
role="search">${lang}
<div class="field"><label for="q" class="${isEmpty ? '' : 'hidden'}">${texts.label}</label>${hint}
<input id="q" name="q" type="search" value="${typed}" maxlength="${QUESTION_LENGTH_MAX}" required
${isEmpty ? html`aria-describedby="hint"` : NOTHING} autocomplete="off" autocapitalize="off"
autocorrect="off" spellcheck="false" enterkeyhint="search"></div>
<button class="button" type="submit">${texts.search}</button></form>`
}

/** What can be typed, with examples. */
function kinds({ language }: FinderPage): Html {
  const texts = PAGE_TEXTS[language]
  const rows = texts.examples.map(({ what, how, example }) => {
    const shown = example === '' ? NOTHING : html`<br><span class="code">${example}</span>`
    return html`<dt>${what}</dt><dd>${how}${shown}</dd>
`
  })
  return html`<section class="card"><h2>${texts.help}</h2>
<dl class="kinds">${rows}</dl></section>
<p class="soft">${texts.never}</p>`
}

function answer(reply: FinderReply, { language }: FinderPage): Html {
  const texts = PAGE_TEXTS[language]
  const { enterprises } = reply
  const isOne = enterprises.length === 1
  const found = [products(reply, texts, language), owners(enterprises, texts, language)]
  return html`${messages(reply, language)}
${suggestions(reply, texts, language)}
${stampLink(reply, texts, language)}
${isOne ? found.reverse() : found}`
}

function messages({ kind, messages: told, read }: FinderReply, language: Language): Html {
  if (told.length === 0) return NOTHING
  const asRead =
    kind === 'mistyped' && read !== null
      ? html`<p class="soft">${PAGE_TEXTS[language].read}:</p>
<p class="read code">${withFaults(read)}</p>`
      : NOTHING
  const isMild = told.every(({ code }) => MILD.has(code))
  return html`<div class="notice ${isMild ? 'info' : 'warn'}">${asRead}
${told.map(({ text }) => html`<p>${text[language]}</p>`)}</div>`
}

/** A serial as it was read, the characters that no serial has marked. */
function withFaults(read: string): Html {
  const characters = [...read].map((character) =>
    character === ' ' || SERIAL_CHARACTERS.includes(character)
      ? html`${character}`
      : html`<mark>${character}</mark>`,
  )
  return html`${characters}`
}

/** What limits an answer, but is no mistake of the person who typed. */
const MILD = new Set(['too_many', 'too_frequent'])

function suggestions(
  { suggestions: offered }: FinderReply,
  texts: Texts,
  language: Language,
): Html {
  if (offered.length === 0) return NOTHING
  const items = offered.map(({ code, serial, places, why }) => {
    return html`<li><a href="${searchFor(code, language)}">
<strong class="code">${marked(serial, places)}</strong>
<span class="soft">${why[language]}</span></a></li>`
  })
  return html`<section><h2>${texts.suggestions}</h2><p>${texts.compare}</p>
<ul class="found guess">${items}</ul></section>`
}

/** A serial in groups of four, the places that differ marked. */
function marked(serial: string, places: readonly number[]): Html {
  const characters = [...serial].map((character, at) => {
    const blank = at > 0 && at % 4 === 0 ? ' ' : ''
    return places.includes(at)
      ? html`${blank}<mark>${character}</mark>`
      : html`${blank}${character}`
  })
  return html`${characters}`
}

function stampLink({ stamp }: FinderReply, texts: Texts, language: Language): Html {
  if (stamp?.page == null) return NOTHING
  return html`<p class="actions"><a class="button" href="${inLanguage(stamp.page, language)}">
<span>${texts.openStamp} <span class="code">${groupedSerial(stamp.serial)}</span></span></a></p>`
}

function products(reply: FinderReply, texts: Texts, language: Language): Html {
  if (reply.products.length === 0) return NOTHING
  const items = reply.products.map((product) => productItem(product, texts, language))
  return html`<section><h2>${texts.products}</h2><ul class="found">${items}</ul></section>`
}

function productItem(product: FoundProduct, texts: Texts, language: Language): Html {
  const { name, brand, enterpriseName, enterpriseStatus, isRetired, key, page } = product
  const lang = foreign(language)
  const by = brand === null ? enterpriseName : `${brand} · ${enterpriseName}`
  const retired = isRetired ? stateLine(texts.retired) : NOTHING
  return html`<li><a href="${inLanguage(page, language)}"><strong${lang}>${name}</strong>
<span${lang}>${by}</span>${retired}${stateLine(texts.status[enterpriseStatus])}
<span class="soft">${texts.code} <span class="code">${key}</span></span></a></li>`
}

function owners(enterprises: readonly FoundEnterprise[], texts: Texts, language: Language): Html {
  if (enterprises.length === 0) return NOTHING
  const isOne = enterprises.length === 1
  const lang = foreign(language)
  const items = enterprises.map(({ name, taxCode, address, status }) => {
    const place = address === null ? NOTHING : html`<span${lang}>${address}</span>`
    const number =
      taxCode === null ? NOTHING : html`<span class="soft">${texts.taxCode} ${taxCode}</span>`
    const all = html`<strong${lang}>${name}</strong>
${place}${stateLine(texts.status[status])}${number}`
    return isOne
      ? html`<li><div>${all}</div></li>`
      : html`<li><a href="${searchFor(taxCode ?? name, language)}">${all}</a></li>`
  })
  return html`<section><h2>${texts.enterprises}</h2><ul class="found">${items}</ul></section>`
}

function stateLine(text: string): Html {
  return text === '' ? NOTHING : html`<span class="state">${text}</span>`
}

/** Names stay Vietnamese: a screen reader of the English page must be told so. */
function foreign(language: Language): Html {
  return language === 'en' ? html` lang="vi"` : NOTHING
}

function searchFor(question: string, language: Language): string {
  return `/tra-cuu?q=${encodeURIComponent(question)}${language === 'en' ? '&lang=en' : ''}`
}

function inLanguage(path: string, language: Language): string {
  return language === 'en' ? `${path}?lang=en` : path
}
