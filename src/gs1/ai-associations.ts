import { type Element, findAiRule } from './ai.ts'

export type AssociationFault =
  | { readonly reason: 'conflicting_ais'; readonly ai: string; readonly with: string }
  | { readonly reason: 'missing_ai'; readonly ai: string; readonly needs: string }
  | { readonly reason: 'missing_serial'; readonly ai: string }

/** Keys whose serial component is optional, with their length without it. */
const OPTIONAL_SERIALS: Readonly<Record<string, number>> = { '253': 13, '255': 13, '8003': 14 }
const DIGITAL_SIGNATURE = '8030'

/**
 * What the elements of one thing lack or contradict, taken together: some AIs only mean something
 * beside others, some exclude each other. Values are not looked at, but for one rule: a digital
 * signature needs a key with its serial component.
 * @returns the first fault, or null
 * @see GS1 General Specifications, section 4.14 (data relationships)
 */
export function findAssociationFault(elements: readonly Element[]): AssociationFault | null {
  const present = elements.map(([ai]) => ai)
  for (const ai of present) {
    const rule = findAiRule(ai)
    if (rule === null) continue
    const conflict = conflictOf(ai, rule.excludes, present)
    if (conflict !== null) return { reason: 'conflicting_ais', ai, with: conflict }
    const unmet = rule.needs.find((alternatives) => !isMet(alternatives, present))
    if (unmet !== undefined) return { reason: 'missing_ai', ai, needs: unmet }
  }
  return missingSerial(elements)
}

function conflictOf(ai: string, excludes: string, present: readonly string[]): string | null {
  if (excludes === '') return null
  const others = present.filter((other) => other !== ai)
  for (const pattern of excludes.split(' ')) {
    const found = others.find((other) => matches(pattern, other))
    if (found !== undefined) return found
  }
  return null
}

function isMet(alternatives: string, present: readonly string[]): boolean {
  return alternatives
    .split(' ')
    .some((group) =>
      group.split('+').every((pattern) => present.some((ai) => matches(pattern, ai))),
    )
}

/** A pattern is an AI where `n` stands for any digit. */
function matches(pattern: string, ai: string): boolean {
  if (pattern.length !== ai.length) return false
  return [...pattern].every((character, at) => character === 'n' || character === ai[at])
}

function missingSerial(elements: readonly Element[]): AssociationFault | null {
  if (!elements.some(([ai]) => ai === DIGITAL_SIGNATURE)) return null
  const bare = elements.find(([ai, value]) => value.length === OPTIONAL_SERIALS[ai])
  return bare === undefined ? null : { reason: 'missing_serial', ai: bare[0] }
}
