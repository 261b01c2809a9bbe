import { expect } from 'chai'
import {
  EXPECTED,
  EXPECTED_ACTIONS,
  rarer,
  type Tally,
  tallyLines,
} from '../support/ledger-tally.ts'
import { makeStaff, type Staff } from '../support/make.ts'
import { proof } from '../support/proof.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { runWireSequence } from '../support/wire-run.ts'

/** Sequences after which every kind of outcome must have been met. */
const ENOUGH = 50

const MONTHS = ['submission', 'return', 'signature'].flatMap((step) => [
  `${step} done`,
  `${step} refused`,
])

describe('The ledger over HTTP and a plain model of its stamps', () => {
  const { length, seed } = proof('model-http', { short: 1, long: 200 })
  const tally: Tally = new Map()
  let service: TestService
  let staff: Staff

  before(async () => {
    service = await startTestService('ledger_model')
    staff = await makeStaff(service)
  })
  after(() => service.stop())

  it(`agree through ${length} random sequences of 200 requests`, async () => {
    // Each sequence has a seed of its own: PROOF_SEED and a length of 1 repeat it alone.
    for (let at = 0; at < length; at += 1) await runWireSequence(service, staff, seed + at, tally)
  }).timeout(0)

  it('met actions taken and refused, repeated and sent at once, by all ways to name stamps', () => {
    for (const line of tallyLines(tally)) console.log(`      ${line}`)
    const ways = ['next recorded', 'serials recorded', 'sent at once', 'repeated']
    const expected = length < ENOUGH ? ['correct recorded', 'affix recorded'] : EXPECTED_ACTIONS
    if (length >= 3) expect(rarer(tally, [...ways, ...expected], 1)).to.deep.equal([])
    if (length >= ENOUGH) expect(rarer(tally, [...EXPECTED, ...MONTHS], 1)).to.deep.equal([])
  })
})
