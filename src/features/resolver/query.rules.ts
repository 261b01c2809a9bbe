/** The query of a path as it was sent: between the question mark and the fragment. */
export function queryOf(url: string): string {
  const [whole = ''] = url.split('#', 1)
  const mark = whole.indexOf('?')
  return mark < 0 ? '' : whole.slice(mark + 1)
}

/** The first value of a parameter, decoded; null where there is none, or an empty one. */
export function parameterOf(query: string, name: string): string | null {
  if (!query.includes(name)) return null
  const prefix = `${name}=`
  const pair = query.split('&').find((each) => each.startsWith(prefix))
  const value = pair?.slice(prefix.length) ?? ''
  if (value === '') return null
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/**
 * The address of a target with the whole query of the request passed on, in its order and encoding
 * (GS1-Conformant Resolver 1.2, section 2.12). A pair that the target has already stands once.
 * @param href may have a query and a fragment
 * @param section fragment to go to, where the target names none
 */
export function withQuery(href: string, query: string, section: string | null): string {
  const [target = '', fragment = section] = href.split('#')
  const mark = target.indexOf('?')
  const present = mark < 0 ? [] : target.slice(mark + 1).split('&')
  const passed =
    mark < 0
      ? query
      : query
          .split('&')
          .filter((pair) => pair !== '' && !present.includes(pair))
          .join('&')
  const joint = mark < 0 ? '?' : '&'
  const whole = passed === '' ? target : `${target}${joint}${passed}`
  return fragment === null ? whole : `${whole}#${fragment}`
}
