/**
 * The primary keys of a Digital Link URI, each with its qualifiers in the order of the path.
 * Alternatives exclude each other; within one, any may be left out.
 * @see GS1 Digital Link Standard: URI Syntax, section 4 (ISO/IEC 18975)
 */
const QUALIFIERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '00': [[]],
  '01': [['22', '10', '21'], ['235']],
  '253': [[]],
  '255': [[]],
  '401': [[]],
  '402': [[]],
  '414': [['254'], ['7040']],
  '415': [['8020']],
  '417': [['7040']],
  '8003': [[]],
  '8004': [['7040']],
  '8006': [['22', '10', '21']],
  '8010': [['8011']],
  '8013': [[]],
  '8017': [['8019']],
  '8018': [['8019']],
}

/** Whether an AI can lead the path of a Digital Link URI. */
export function isPrimaryKey(ai: string): boolean {
  return Object.hasOwn(QUALIFIERS, ai)
}

/** Whether AIs in this order are a primary key and qualifiers of it. */
export function isKeyPath(ais: readonly string[]): boolean {
  const [key = '', ...qualifiers] = ais
  return (QUALIFIERS[key] ?? []).some((order) => isInOrder(qualifiers, order))
}

/** Whether an AI that stands in the query belongs into the path, which it would extend. */
export function belongsInPath(ai: string, path: readonly string[]): boolean {
  return path.some((_, at) => isKeyPath(path.toSpliced(at + 1, 0, ai)))
}

/**
 * The qualifiers that go into the path of a key, in order: those of the alternative of which most
 * are present, the first of equals.
 */
export function qualifiersFor(key: string, present: readonly string[]): string[] {
  let best: string[] = []
  for (const order of QUALIFIERS[key] ?? []) {
    const found = order.filter((ai) => present.includes(ai))
    if (found.length > best.length) best = found
  }
  return best
}

function isInOrder(ais: readonly string[], order: readonly string[]): boolean {
  let from = 0
  for (const ai of ais) {
    const at = order.indexOf(ai, from)
    if (at < 0) return false
    from = at + 1
  }
  return true
}
