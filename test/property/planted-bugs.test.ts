import { expect } from 'chai'
import { runSequence } from '../support/ledger-run.ts'
import { PLANTED_BUGS } from '../support/planted-bugs.ts'
import { openNursery } from '../support/planted-rules.ts'
import type { Rules } from '../support/pure-ledger.ts'

/** Sequences within which a bug must show: those of the model test in the suite. */
const SEQUENCES_MAX = 120
/** Sequences that the rules themselves must pass here; the model test runs more. */
const CONTROL_SEQUENCES = 5

/** What the model test makes of rules: the first difference that it meets, or null. */
async function firstDifference(rules: Rules, sequences: number): Promise<Error | null> {
  const seed = Date.now() % 1_000_000
  for (let at = 0; at < sequences; at += 1) {
    try {
      await runSequence(rules, seed + at, new Map())
    } catch (error) {
      if (error instanceof Error) return error
      throw error
    }
  }
  return null
}

describe('The model test finds a planted bug', () => {
  let nursery: Awaited<ReturnType<typeof openNursery>>
  before(async () => {
    nursery = await openNursery()
  })
  after(() => nursery.remove())

  it('and nothing in a copy of the rules without one', async () => {
    expect(await firstDifference(await nursery.plant(null), CONTROL_SEQUENCES)).to.equal(null)
  })

  for (const bug of PLANTED_BUGS) {
    it(`when ${bug.name}`, async () => {
      const difference = await firstDifference(await nursery.plant(bug), SEQUENCES_MAX)
      expect(difference?.message).to.match(/^Sequence \d+, operation \d+, /)
      // A bug that only breaks the program would be found by any test.
      for (const broken of [ReferenceError, SyntaxError, TypeError]) {
        expect(difference?.cause).not.to.be.instanceOf(broken)
      }
    })
  }
})
