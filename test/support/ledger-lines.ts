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

/** Names the first lines that differ. */
export function expectLines(
  what: string,
  actual: readonly string[],
  expected: readonly string[],
): void {
  const at = actual.findIndex((line, n) => line !== expected[n])
  if (at < 0 && actual.length === expected.length) return
  const [here, there] = [actual.slice(at, at + 3), expected.slice(at, at + 3)]
  expect.fail(`${what}, line ${at}: ${here.join(' | ')} where the model has ${there.join(' | ')}`)
}
