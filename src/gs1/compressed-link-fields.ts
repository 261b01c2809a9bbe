import { type Element, findAiRule, knownAis } from './ai.ts'
import type { AiRule } from './ai-rule.ts'
import type { BitReader } from './compressed-link-bits.ts'
import type { Field } from './compressed-link-values.ts'

/** What a compressed link holds. */
export interface CompressedContent {
  readonly elements: readonly Element[]
  /** The AI of its key, where it says which of several keys is meant. */
  readonly key: string | null
  /** Parameters of the query that are no AIs, not encoded. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** More than any label has room for; it bounds the work that a hostile link can ask for. */
export const ELEMENTS_MAX = 32

/** The first two digits of an AI say how many it has. */
const AI_LENGTHS: ReadonlyMap<string, number> = new Map(
  knownAis().map((ai) => [ai.slice(0, 2), ai.length]),
)

/** Both tables of formats have an earlier length of the IBAN; it decides on bits. */
const FORMER_LENGTHS: Readonly<Record<string, number>> = { '8007': 24 }

/**
 * Reads the digits of an AI, four bits each, after its first two.
 * @returns the AI, or null where there is no such AI
 */
export function readRestOfAi(bits: BitReader, firstTwo: string): string | null {
  let ai = firstTwo
  const length = AI_LENGTHS.get(firstTwo) ?? 0
  while (ai.length < length) ai += bits.read(4).toString(16)
  return findAiRule(ai) === null ? null : ai
}

/**
 * The value of an AI as compression sees it: components of one kind make one field, but for a
 * number of variable length after one of fixed length.
 */
export function fieldsOf(rule: AiRule): Field[] {
  const fields: Field[] = []
  for (const part of rule.parts) {
    const field: Field = {
      kind: part.characters === 'N' ? 'number' : 'text',
      length: FORMER_LENGTHS[rule.ai] ?? part.max,
      isFixed: part.min === part.max && !part.optional,
    }
    const before = fields.at(-1)
    if (before === undefined || !areOneField(before, field)) fields.push(field)
    else fields.splice(-1, 1, joined(before, field))
  }
  return fields
}

function areOneField(before: Field, after: Field): boolean {
  if (before.kind !== after.kind) return false
  return before.kind === 'text' || before.isFixed === after.isFixed
}

function joined({ kind, length, isFixed }: Field, after: Field): Field {
  return { kind, length: length + after.length, isFixed: isFixed && after.isFixed }
}
