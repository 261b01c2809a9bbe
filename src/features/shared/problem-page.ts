import type { Text } from '../../errors.ts'
import { html } from './html.rules.ts'
import { inOtherLanguage, type Language, publicPage, publicPageHeaders } from './public-page.ts'

/** What went wrong, as a problem document has it. */
export interface ShownProblem {
  title: string
  titleEn: string
  detail: string
  detailEn: string
  remedy: Text
  requestId: string
}

const TEXTS = {
  vi: { lookUp: 'Tra cứu bằng số sê-ri, mã hoặc tên', request: 'Mã yêu cầu' },
  en: { lookUp: 'Look it up by serial, code or name', request: 'Request' },
} as const

/** The page of a failure, for people: what happened, what to do, and how to go on. */
export function problemPage(
  problem: ShownProblem,
  frame: { url: string; department: string; hotline: string },
): { body: string; headers: Record<string, string> } {
  const language: Language = /[?&]lang=en(?:&|$)/.test(frame.url) ? 'en' : 'vi'
  const texts = TEXTS[language]
  const lookUp = language === 'en' ? '/tra-cuu?lang=en' : '/tra-cuu'
  const title = language === 'en' ? problem.titleEn : problem.title
  const detail = language === 'en' ? problem.detailEn : problem.detail
  const body = publicPage({
    title,
    language,
    body: html`<section class="notice warn"><h1>${title}</h1><p>${detail}</p>
<p>${problem.remedy[language]}</p></section>
<p class="actions"><a class="button" href="${lookUp}">${texts.lookUp}</a></p>
<p class="soft">${texts.request}: ${problem.requestId}</p>`,
    other: inOtherLanguage(frame.url, language),
    department: frame.department,
    hotline: frame.hotline,
  })
  return { body, headers: publicPageHeaders() }
}
