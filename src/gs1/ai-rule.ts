import type { ContentCheck } from './ai-checks.ts'

/** N: digits; X: CSET 82; Y: CSET 39; Z: CSET 64. */
type CharacterSet = 'N' | 'X' | 'Y' | 'Z'

/** A component of the value of an AI; the last may vary in length. */
export interface AiPart {
  readonly characters: CharacterSet
  readonly min: number
  readonly max: number
  /** An optional part may be absent where the value ends before it. */
  readonly optional: boolean
  readonly checks: readonly ContentCheck[]
}

/** What the GS1 system says of one application identifier. */
export interface AiRule {
  readonly ai: string
  readonly parts: readonly AiPart[]
  /** Whether it may stand in the query of a Digital Link URI. */
  readonly inQuery: boolean
  /**
   * What must stand beside it: of each entry, one of the alternatives. Alternatives are separated
   * by blanks, `a+b` means both; `n` stands for any digit.
   */
  readonly needs: readonly string[]
  /** What must not stand beside it, separated by blanks; an AI never excludes itself. */
  readonly excludes: string
}

function part(characters: CharacterSet, min: number, max: number) {
  return (...checks: ContentCheck[]): AiPart => ({
    characters,
    min,
    max,
    optional: false,
    checks,
  })
}

/** A number of digits. */
export const n = (length: number, ...checks: ContentCheck[]): AiPart =>
  part('N', length, length)(...checks)

/** Up to so many digits. */
export const nUpTo = (max: number, ...checks: ContentCheck[]): AiPart =>
  part('N', 1, max)(...checks)

/** A number of characters of CSET 82. */
export const x = (length: number, ...checks: ContentCheck[]): AiPart =>
  part('X', length, length)(...checks)

/** Up to so many characters of CSET 82. */
export const xUpTo = (max: number, ...checks: ContentCheck[]): AiPart =>
  part('X', 1, max)(...checks)

/** Up to so many characters of CSET 39. */
export const yUpTo = (max: number, ...checks: ContentCheck[]): AiPart =>
  part('Y', 1, max)(...checks)

/** Up to so many characters of CSET 64. */
export const zUpTo = (max: number): AiPart => part('Z', 1, max)()

/** The same part, which may be absent. */
export const optional = (given: AiPart): AiPart => ({ ...given, optional: true })

interface RuleOptions {
  needs?: readonly string[]
  excludes?: string
  inQuery?: boolean
}

/**
 * The rules of one AI, of several separated by blanks, or of a run such as `3100-3105`.
 * An AI may stand in a query unless the options say otherwise.
 */
export function rules(
  ais: string,
  parts: readonly AiPart[],
  { needs = [], excludes = '', inQuery = true }: RuleOptions = {},
): AiRule[] {
  return ais
    .split(' ')
    .flatMap(run)
    .map((ai) => ({ ai, parts, inQuery, needs, excludes }))
}

function run(ais: string): string[] {
  const [first = '', last = first] = ais.split('-')
  const count = Number(last) - Number(first) + 1
  return Array.from({ length: count }, (_, at) =>
    String(Number(first) + at).padStart(first.length, '0'),
  )
}
