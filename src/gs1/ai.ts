import type { AiPart, AiRule } from './ai-rule.ts'
import { ITEM_RULES } from './ai-rules-items.ts'
import { KEY_RULES } from './ai-rules-keys.ts'
import { MEASURE_RULES } from './ai-rules-measures.ts'
import { PLACE_RULES } from './ai-rules-places.ts'
import { isCset39, isCset64, isCset82 } from './charset.ts'

/** The GS1 application identifiers, as the GS1 Barcode Syntax Dictionary of 2025 states them. */
const RULES: ReadonlyMap<string, AiRule> = new Map(
  [ITEM_RULES, MEASURE_RULES, PLACE_RULES, KEY_RULES].flat().map((rule) => [rule.ai, rule]),
)

/** An application identifier with its value. */
export type Element = readonly [ai: string, value: string]

/** The rule of an AI, or null where no such AI is known. */
export function findAiRule(ai: string): AiRule | null {
  return RULES.get(ai) ?? null
}

/** All known AIs, two to four digits each. */
export function knownAis(): string[] {
  return [...RULES.keys()]
}

/**
 * Whether a value, exactly as given, is permitted for an AI: character set, length, check digits
 * and content of each component. What must or must not stand beside the AI is not asked here.
 */
export function isValidAiValue(ai: string, value: string): boolean {
  const rule = RULES.get(ai)
  if (rule === undefined || value === '') return false
  let rest = value
  for (const part of rule.parts) {
    const component = rest.slice(0, part.max)
    if (component === '' && part.optional) continue
    if (!isValidComponent(part, component)) return false
    rest = rest.slice(component.length)
  }
  return rest === ''
}

function isValidComponent(part: AiPart, component: string): boolean {
  if (component.length < part.min) return false
  return isOf(part.characters, component) && part.checks.every((check) => check(component))
}

function isOf(characters: AiPart['characters'], text: string): boolean {
  switch (characters) {
    case 'N':
      return /^[0-9]*$/.test(text)
    case 'X':
      return isCset82(text)
    case 'Y':
      return isCset39(text)
    case 'Z':
      return isCset64(text)
  }
}
