import { expect } from 'chai'

/** A range that is refused, as the rules and the wire tell it. */
interface Refusal {
  batchId: number
  from: number
  to: number
  state: string
  seq?: number
}

/** A refused range, stamp by stamp. */
export function refusalLines({ batchId, from, to, state, seq }: Refusal): string[] {
  const word = seq === undefined ? state : `${state} ${seq}`
  return Array.from({ length: to - from + 1 }, (_, more) => `${batchId}: ${from + more} ${word}`)
}

/** Texts are joined for the comparison: chai looks only where there is a difference to show. */
export function expectLines(
  what: string,
  actual: readonly string[],
  expected: readonly string[],
): void {
  if (actual.join('\n') !== expected.join('\n')) expect(actual, what).to.deep.equal(expected)
}
