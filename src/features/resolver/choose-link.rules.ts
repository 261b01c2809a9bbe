import { languageQuality, mediaQuality } from './accept.rules.ts'
import type { TypedLink } from './levels.rules.ts'

/** What a request tells about the form that is wanted. */
export interface Wish {
  /** Accept. */
  media: string | undefined
  /** Accept-Language, or the language that the link names. */
  languages: string | undefined
}

/** A page that is in no language is taken before one in a language that nobody asked for. */
const NEUTRAL = 0.001
const OWN_LANGUAGE = 'vi'
const PAGE = 'text/html'

/**
 * Of links of one type, those that fit a request best: by media type, then by language; then, where
 * it says nothing of these, pages before data and Vietnamese before others. More than one is left
 * only where the links cannot be told apart (GS1-Conformant Resolver 1.2, section 2.6.3).
 */
export function chooseLinks(links: readonly TypedLink[], wish: Wish): readonly TypedLink[] {
  const ofMedia = best(links, ({ type }) => mediaQuality(wish.media, type ?? ''))
  const ofLanguage = best(ofMedia, ({ hreflang }) =>
    hreflang.length === 0
      ? NEUTRAL
      : Math.max(...hreflang.map((tag) => languageQuality(wish.languages, tag))),
  )
  const shown = best(ofLanguage, ({ type }) => Number(type === PAGE))
  return best(shown, ({ hreflang }) => Number(hreflang.includes(OWN_LANGUAGE)))
}

/** Those of the highest score; all where none has any. */
function best(
  links: readonly TypedLink[],
  scoreOf: (link: TypedLink) => number,
): readonly TypedLink[] {
  if (links.length < 2) return links
  const scores = links.map(scoreOf)
  const highest = Math.max(...scores)
  return highest <= 0 ? links : links.filter((_, at) => scores[at] === highest)
}
