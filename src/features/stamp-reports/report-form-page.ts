import type { FieldFault } from '../../errors.ts'
import { type Html, html } from '../shared/html.rules.ts'
import { type Language, publicPage } from '../shared/public-page.ts'
import {
  CODE_LENGTH_MAX,
  CONTACT_LENGTH_MAX,
  PLACE_LENGTH_MAX,
  WORDS_LENGTH_MAX,
  WORDS_LENGTH_MIN,
} from './report-form.schema.ts'
import { REPORT_STYLE } from './report-page-style.ts'
import { KIND_TEXTS, REPORT_TEXTS } from './report-texts.ts'
import { REPORT_KINDS } from './stamp-reports.schema.ts'
import { wardOptions } from './ward-options.ts'

export interface ReportFrame {
  language: Language
  department: string
  /** Empty: none is shown. */
  hotline: string
}

export interface ReportForm {
  formId: string
  /** What stands in the fields, by their names. */
  typed: Readonly<Record<string, string>>
  /** Fields at fault; none where the form is new. */
  faults: readonly FieldFault[]
  /** Why it could not be sent, beside the fields. */
  notice: string | null
  /** A photo was sent along and has to be chosen again. */
  isPhotoLost: boolean
}

const NOTHING = html``

/** The form of a report: no script, every field with its label, faults beside their fields. */
export function reportFormPage(form: ReportForm, frame: ReportFrame): string {
  const { language, department, hotline } = frame
  const texts = REPORT_TEXTS[language]
  const isRefused = form.faults.length > 0 || form.notice !== null
  return publicPage({
    title: isRefused ? `${texts.faultTitle} – ${texts.title}` : texts.title,
    description: texts.about,
    language,
    department,
    hotline,
    style: REPORT_STYLE,
    body: html`<h1>${texts.title}</h1>
<p><span${foreign(language)}>${department}</span> ${texts.intro}</p>
${faultSummary(form, language)}
<form method="post" action="/reports${queryOf(language)}" enctype="multipart/form-data">
<input type="hidden" name="formId" value="${form.formId}">
${kindField(form, language)}
${lineField('code', html` maxlength="${CODE_LENGTH_MAX}" ${AS_TYPED} class="code"`, form, frame)}
${wordsField(form, language)}
${lineField('place', html` required minlength="2" maxlength="${PLACE_LENGTH_MAX}"`, form, frame)}
${wardField(form, language)}
${lineField('contact', html` maxlength="${CONTACT_LENGTH_MAX}" ${AS_TYPED}`, form, frame)}
${photoField(form, language)}
${TRAP(texts.fields.website)}
<p><button class="button send">${texts.send}</button></p>
<p class="hint">${texts.once}</p>
<p class="hint">${texts.law}</p>
</form>`,
    other: otherAddress(form.typed['code'] ?? '', language),
  })
}

const AS_TYPED = html`autocapitalize="off" autocorrect="off" spellcheck="false"`

/** Only programs see this field; a browser that fills it in is told so. */
const TRAP = (label: string): Html => html`<div class="hidden" aria-hidden="true">
<label for="website">${label}</label>
<input id="website" name="website" value="" tabindex="-1" autocomplete="off"></div>`

export function queryOf(language: Language): string {
  return language === 'en' ? '?lang=en' : ''
}

/** Names and texts of the department stay Vietnamese: a screen reader must be told so. */
export function foreign(language: Language): Html {
  return language === 'en' ? html` lang="vi"` : NOTHING
}

function otherAddress(code: string, language: Language): string {
  const query = new URLSearchParams(code === '' ? {} : { code })
  query.set('lang', language === 'en' ? 'vi' : 'en')
  return `/reports/new?${query}`
}

/** What is at fault, at the top, each with the way to its field. */
function faultSummary({ faults, notice }: ReportForm, language: Language): Html {
  const texts = REPORT_TEXTS[language]
  if (notice === null && faults.length === 0) return NOTHING
  const items = faults.map((fault) => {
    const name = nameOf(fault)
    const said = shortText(fault, language)
    // What a person cannot see has no place to go to.
    const isSeen = name in texts.fields && name !== 'website'
    return isSeen ? html`<li><a href="#${name}">${said}</a></li>` : html`<li>${said}</li>`
  })
  return html`<section class="notice bad" role="alert"><h2>${texts.notSent}</h2>
${notice === null ? NOTHING : html`<p>${notice}</p>`}
${items.length === 0 ? NOTHING : html`<p>${texts.mend}</p><ul class="links">${items}</ul>`}
</section>`
}

function nameOf({ field }: FieldFault): string {
  return field.split('.')[1] ?? ''
}

/** Rules of the kit speak to programs; for people each field says what it needs. */
export function faultText(fault: FieldFault, language: Language, as = nameOf(fault)): string {
  const { reason, remedy } = fault
  return neededIn(fault, language, as) ?? `${reason[language]} ${remedy[language]}`
}

function neededIn({ rule }: FieldFault, language: Language, name: string): string | null {
  return rule.startsWith('field.') ? (REPORT_TEXTS[language].needs[name] ?? null) : null
}

/** A fault away from its field: it names the field, and leaves out what to do. */
function shortText(fault: FieldFault, language: Language): string {
  const name = nameOf(fault)
  const label = REPORT_TEXTS[language].fields[name as FieldName]
  const named = `${label === undefined ? '' : `${label}: `}${fault.reason[language]}`
  return neededIn(fault, language, name) ?? named
}

type FieldName = keyof (typeof REPORT_TEXTS)['vi']['fields']

/** The fault of one field beside it, and the attributes that tie the two together. */
function faultOf(name: string, { faults }: ReportForm, language: Language, hasHint: boolean) {
  const fault = faults.find((one) => nameOf(one) === name)
  const ids = [...(hasHint ? [`${name}-hint`] : []), ...(fault ? [`${name}-error`] : [])]
  const described = ids.length === 0 ? NOTHING : html` aria-describedby="${ids.join(' ')}"`
  if (fault === undefined) return { attributes: described, error: NOTHING }
  const said = faultText(fault, language)
  return {
    attributes: html`${described} aria-invalid="true"`,
    error: html`<p class="error" id="${name}-error">${said}</p>`,
  }
}

function kindField(form: ReportForm, language: Language): Html {
  const texts = REPORT_TEXTS[language]
  const { error } = faultOf('kind', form, language, false)
  const described = error === NOTHING ? NOTHING : html` class="wrong" aria-describedby="kind-error"`
  const choices = REPORT_KINDS.map((kind, at) => {
    const id = at === 0 ? 'kind' : `kind-${kind}`
    const mark = form.typed['kind'] === kind ? html` checked` : NOTHING
    return html`<div class="choice">
<input type="radio" id="${id}" name="kind" value="${kind}" required${mark}>
<label for="${id}">${KIND_TEXTS[language][kind]}</label></div>
`
  })
  return html`<fieldset${described}><legend>${texts.fields.kind}</legend>${error}
<div class="choices">${choices}</div></fieldset>`
}

function lineField(
  name: 'code' | 'place' | 'contact',
  more: Html,
  form: ReportForm,
  { language }: ReportFrame,
): Html {
  const texts = REPORT_TEXTS[language]
  const { attributes, error } = faultOf(name, form, language, true)
  return html`<div class="field"><label for="${name}">${texts.fields[name]}
${name === 'place' ? NOTHING : optional(language)}</label>
<p class="hint" id="${name}-hint">${texts.hints[name]}</p>${error}
<input id="${name}" name="${name}" value="${form.typed[name] ?? ''}"${more}${attributes}></div>`
}

function optional(language: Language): Html {
  return html`<span class="optional">${REPORT_TEXTS[language].optional}</span>`
}

function wordsField(form: ReportForm, language: Language): Html {
  const texts = REPORT_TEXTS[language]
  const { attributes, error } = faultOf('words', form, language, true)
  // The first line end after the tag is not part of the text.
  return html`<div class="field"><label for="words">${texts.fields.words}</label>
<p class="hint" id="words-hint">${texts.hints.words}</p>${error}
<textarea id="words" name="words" rows="5" required minlength="${WORDS_LENGTH_MIN}"
maxlength="${WORDS_LENGTH_MAX}"${attributes}>
${form.typed['words'] ?? ''}</textarea></div>`
}

function wardField(form: ReportForm, language: Language): Html {
  const texts = REPORT_TEXTS[language]
  const { attributes, error } = faultOf('wardCode', form, language, false)
  return html`<div class="field"><label for="wardCode">${texts.fields.wardCode}
${optional(language)}</label>${error}
<select id="wardCode" name="wardCode"${attributes}><option value="">${texts.noWard}</option>
${wardOptions(form.typed['wardCode'] ?? '')}</select></div>`
}

function photoField(form: ReportForm, language: Language): Html {
  const texts = REPORT_TEXTS[language]
  const { attributes, error } = faultOf('photo', form, language, true)
  const again =
    form.isPhotoLost && error === NOTHING ? html`<p class="error">${texts.photoAgain}</p>` : NOTHING
  return html`<div class="field"><label for="photo">${texts.fields.photo}
${optional(language)}</label>
<p class="hint" id="photo-hint">${texts.hints.photo}</p>${error}${again}
<input type="file" id="photo" name="photo" accept="image/*"${attributes}></div>`
}
