import type { FieldFault } from '../../errors.ts'
import { type Html, html } from '../shared/html.rules.ts'
import { callLink, type Language, publicPage } from '../shared/public-page.ts'
import { spokenTime, writtenTime } from '../shared/written.rules.ts'
import { type ReportState, WORDS_LENGTH_MAX } from './report-form.schema.ts'
import { faultText, foreign, queryOf, type ReportFrame } from './report-form-page.ts'
import { REPORT_STYLE } from './report-page-style.ts'
import { FINDING_TEXTS, KIND_TEXTS, REPORT_TEXTS } from './report-texts.ts'
import type { ReportStatus } from './stamp-reports.schema.ts'

export interface StatusFrame extends ReportFrame {
  token: string
  /** Address of the page, whole, to keep. */
  statusUrl: string
}

/** A reply that was not taken: what was typed, and why. */
export interface RefusedReply {
  words: string
  faults: readonly FieldFault[]
  notice: string | null
}

const NOTHING = html``

const TONES: Record<ReportStatus, string> = {
  received: 'info',
  asked: 'warn',
  replied: 'info',
  verified: 'info',
  answered: 'good',
}

/** The page of one report, which only its reporter can open: how it stands, question, answer. */
export function reportStatusPage(
  state: ReportState,
  frame: StatusFrame,
  refused: RefusedReply | null = null,
): string {
  const { language, department, hotline, token } = frame
  const texts = REPORT_TEXTS[language]
  const title = `${texts.report} ${state.number}`
  return publicPage({
    title: refused === null ? title : `${texts.faultTitle} – ${title}`,
    language,
    department,
    hotline,
    style: REPORT_STYLE,
    body: html`<h1>${texts.report} <span class="number">${state.number}</span></h1>
${standing(state, frame)}
${answerCard(state, language)}
${questions(state, frame, refused)}
${keepCard(state, frame)}
${progress(state, language)}
${sentCard(state, language)}`,
    other: `/reports/${token}?lang=${language === 'en' ? 'vi' : 'en'}`,
  })
}

/** The page for an address that opens no report. */
export function reportMissingPage({ language, department, hotline }: ReportFrame): string {
  const texts = REPORT_TEXTS[language]
  return publicPage({
    title: texts.missing,
    language,
    department,
    hotline,
    style: REPORT_STYLE,
    body: html`<h1>${texts.missing}</h1>
<p>${texts.missingAdvice}</p>
<p class="actions"><a class="button" href="/reports/new${queryOf(language)}">${texts.newReport}</a>
${callButton(hotline, language)}</p>`,
    other: `/reports/new?lang=${language === 'en' ? 'vi' : 'en'}`,
  })
}

function callButton(hotline: string, language: Language): Html {
  const label = language === 'en' ? 'Call' : 'Gọi'
  return hotline === '' ? NOTHING : callLink(label, hotline, 'button quiet')
}

function standing({ status, isOverdue, dueAt }: ReportState, { language }: StatusFrame): Html {
  const texts = REPORT_TEXTS[language]
  const tone = isOverdue ? 'bad' : TONES[status]
  const due = spokenTime(new Date(dueAt), language)
  const when =
    status === 'answered'
      ? NOTHING
      : html`<p>${isOverdue ? texts.late : html`${texts.due} <strong>${due}</strong>.`}</p>`
  return html`<section class="notice ${tone}"><h2>${texts.states[status]}</h2>${when}</section>`
}

function answerCard({ answer, finding }: ReportState, language: Language): Html {
  if (answer === null) return NOTHING
  const texts = REPORT_TEXTS[language]
  const found =
    finding === null
      ? NOTHING
      : html`<p><span class="soft">${texts.finding}:</span>
<strong>${FINDING_TEXTS[language][finding]}</strong></p>`
  return html`<section class="card"><h2>${texts.answer}</h2>${found}
<p class="said"${foreign(language)}>${answer}</p></section>`
}

function questions(state: ReportState, frame: StatusFrame, refused: RefusedReply | null): Html {
  const { exchanges, status } = state
  if (exchanges.length === 0) return NOTHING
  const { language } = frame
  const texts = REPORT_TEXTS[language]
  const talk = exchanges.map(
    ({ question, reply }) => html`<dt>${texts.question}</dt><dd${foreign(language)}>${question}</dd>
${reply === null ? NOTHING : html`<dt>${texts.yourReply}</dt><dd>${reply}</dd>`}`,
  )
  const form = status === 'asked' ? replyForm(exchanges.length, frame, refused) : NOTHING
  return html`<section class="card"><dl class="talk">${talk}</dl>${form}</section>`
}

function replyForm(question: number, frame: StatusFrame, refused: RefusedReply | null): Html {
  const { language, token } = frame
  const texts = REPORT_TEXTS[language]
  const said = [
    ...(refused === null || refused.notice === null ? [] : [refused.notice]),
    ...(refused?.faults ?? []).map((fault) =>
      faultText(fault, language, fault.field === 'body.words' ? 'reply' : undefined),
    ),
  ]
  const isRefused = said.length > 0
  const error = isRefused
    ? html`<p class="error" id="words-error" role="alert">${said.join(' ')}</p>`
    : NOTHING
  const marks = isRefused ? html` aria-describedby="words-error" aria-invalid="true"` : NOTHING
  return html`<form method="post" action="/reports/${token}/reply${queryOf(language)}">
<input type="hidden" name="question" value="${question}">
<div class="field"><label for="words">${texts.replyLabel}</label>${error}
<textarea id="words" name="words" rows="4" required minlength="2"
maxlength="${WORDS_LENGTH_MAX}"${marks}>
${refused?.words ?? ''}</textarea></div>
<p><button class="button send">${texts.sendReply}</button></p></form>`
}

/** What was done and when, then what is still to come. */
function progress(state: ReportState, language: Language): Html {
  const texts = REPORT_TEXTS[language]
  const { receivedAt, exchanges, verifiedAt, answeredAt } = state
  const done: [ReportStatus, string | null][] = [
    ['received', receivedAt],
    ...exchanges.flatMap(({ at, repliedAt }): [ReportStatus, string | null][] => [
      ['asked', at],
      ...(repliedAt === null ? [] : [['replied', repliedAt] as [ReportStatus, string]]),
    ]),
    ['verified', verifiedAt],
    ['answered', answeredAt],
  ]
  const steps = done.map(([status, at]) =>
    at === null
      ? html`<li class="ahead"><strong>${texts.steps[status]}</strong>
<span>${texts.pending}</span></li>
`
      : html`<li><strong>${texts.steps[status]}</strong>
<time datetime="${at}">${writtenTime(new Date(at), language)}</time></li>
`,
  )
  return html`<section class="card"><h2>${texts.progress}</h2><ol class="steps">${steps}</ol>
</section>`
}

function sentCard({ kind, code, words, hasPhoto }: ReportState, language: Language): Html {
  const texts = REPORT_TEXTS[language]
  return html`<section class="card"><h2>${texts.yours}</h2><dl class="facts">
<dt>${texts.what}</dt><dd>${KIND_TEXTS[language][kind]}</dd>
${code === null ? NOTHING : html`<dt>${texts.code}</dt><dd class="code">${code}</dd>`}
<dt>${texts.words}</dt><dd>${words}</dd>
${hasPhoto ? html`<dt>${texts.photo}</dt><dd>${texts.photoKept}</dd>` : NOTHING}</dl></section>`
}

function keepCard({ status }: ReportState, { language, statusUrl }: StatusFrame): Html {
  const texts = REPORT_TEXTS[language]
  if (status === 'answered') return NOTHING
  return html`<section class="card"><h2>${texts.keep}</h2><p>${texts.keepAdvice}</p>
<p class="address code">${statusUrl}</p></section>`
}
