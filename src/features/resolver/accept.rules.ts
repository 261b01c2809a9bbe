/** Members of a header that are read; what follows tells no more about a person's wish. */
const MEMBERS_MAX = 40

interface Member {
  /** In lower case, without its parameters. */
  name: string
  quality: number
}

/**
 * How much a client wants a media type, from 0 to 1, by the most specific range that names it.
 * @param accept of the request; absent or empty, any type will do
 * @param type `text/html`; an empty one stands for a type that is not known
 * @see RFC 9110, section 12.5.1
 */
export function mediaQuality(accept: string | undefined, type: string): number {
  if (accept === undefined || accept === '') return 1
  const family = `${type.split('/')[0]}/*`
  return qualityOf(membersOf(accept), [type, family, '*/*'])
}

/** Whether a client asks for pages: a browser does, a program that takes anything does not. */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes('text/html')) return false
  const quality = mediaQuality(accept, 'text/html')
  return quality > 0 && quality >= mediaQuality(accept, 'application/json')
}

/**
 * How much a client wants a language, from 0 to 1: `vi-VN` is content with `vi` and the other way
 * round (RFC 4647, sections 3.3.1 and 3.4).
 * @param wanted Accept-Language of the request; absent or empty, any language will do
 * @param tag `vi` or `vi-VN`
 */
export function languageQuality(wanted: string | undefined, tag: string): number {
  if (wanted === undefined || wanted === '') return 1
  const lower = tag.toLowerCase()
  const [language = ''] = lower.split('-')
  const members = membersOf(wanted)
  const regional = members.find(({ name }) => name.startsWith(`${lower}-`))?.name ?? lower
  return qualityOf(members, [lower, language, regional, '*'])
}

/** The quality of the first of some names that the header has, 0 where it has none. */
function qualityOf(members: readonly Member[], names: readonly string[]): number {
  for (const wanted of names) {
    const found = members.find(({ name }) => name === wanted)
    if (found !== undefined) return found.quality
  }
  return 0
}

function membersOf(header: string): Member[] {
  return header
    .toLowerCase()
    .split(',', MEMBERS_MAX)
    .map((member) => {
      const [name = '', ...parameters] = member.split(';').map((part) => part.trim())
      const written = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      const quality = written === undefined ? 1 : Number(written)
      return { name, quality: quality >= 0 && quality <= 1 ? quality : 0 }
    })
}
