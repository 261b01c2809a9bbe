import type { PageReading, ReaderName } from './read-labels.ts'

/** What is wrong with one reading; page and label count from 1, label 0 is beside all labels. */
export type Fault = {
  /**
   * missing: nothing read where a stamp is; wrong: another text than its link; twice: a link that
   * was read before; stray: a code where no stamp should be.
   */
  kind: 'missing' | 'wrong' | 'twice' | 'stray'
  page: number
  label: number
  text: string
}

/** How one reader fared. `read` counts the stamps whose label gave their link. */
export type Outcome = { asked: number; read: number; faults: Fault[] }

/** Whether all that was read was right, however much was read. */
export function isTrue({ faults }: Outcome): boolean {
  return faults.every(({ kind }) => kind === 'missing')
}

/**
 * Compares what a reader read with the links that were printed, in order.
 * @param firstLabel the label of the first page on which the first link stands, from 1
 */
export function compare(
  pages: readonly PageReading[],
  reader: ReaderName,
  links: readonly string[],
  firstLabel = 1,
): Outcome {
  const outcome: Outcome = { asked: links.length, read: 0, faults: [] }
  const seen = new Set<string>()
  let place = 1 - firstLabel
  for (const { page, labels, stray } of pages) {
    const fault = (kind: Fault['kind'], label: number, text: string) =>
      outcome.faults.push({ kind, page, label, text })
    const twice = (text: string) => seen.size === seen.add(text).size
    for (const reading of labels) {
      const link = links[place++]
      const texts = reading[reader]
      if (link !== undefined && texts.includes(link)) outcome.read++
      if (link !== undefined && texts.length === 0) fault('missing', reading.label, link)
      for (const text of texts) {
        if (twice(text)) fault('twice', reading.label, text)
        else if (text !== link) fault(link ? 'wrong' : 'stray', reading.label, text)
      }
    }
    if (reader === 'zxing')
      for (const text of stray) fault(twice(text) ? 'twice' : 'stray', 0, text)
  }
  for (const link of links.slice(Math.max(0, place))) {
    outcome.faults.push({ kind: 'missing', page: 0, label: 0, text: link })
  }
  return outcome
}
