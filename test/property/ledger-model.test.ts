import { expect } from 'chai'
import { OPERATIONS, runSequence } from '../support/ledger-run.ts'
import { EXPECTED, rarer, type Tally, tallyLines } from '../support/ledger-tally.ts'
import { proof } from '../support/proof.ts'
import { RULES } from '../support/pure-ledger.ts'

/** Times that every kind of outcome must have been met in each sequence, on average. */
const LEAST_EACH = 1 / 2

describe('The rules of the ledger and a plain model of its stamps', () => {
  const { length, seed } = proof('model', { short: 50, long: 2_000 })
  const tally: Tally = new Map()

  it(`agree through ${length} random sequences of ${OPERATIONS} operations`, async function () {
    this.timeout(0)
    // Each sequence has a seed of its own: PROOF_SEED and a length of 1 repeat it alone.
    for (let at = 0; at < length; at += 1) await runSequence(RULES, seed + at, tally)
  })

  it('met every action accepted and refused, and every way to be in the way', () => {
    for (const line of tallyLines(tally)) console.log(`      ${line}`)
    const expected = [...EXPECTED, 'months closed', 'months opened again']
    if (length >= 10) expect(rarer(tally, expected, length * LEAST_EACH)).to.deep.equal([])
  })
})
