import { expect } from 'chai'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const ROUNDS = 12
const STAMPS = 10

describe('claiming and voiding at once', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string

  before(async () => {
    service = await startTestService('claiming_and_voiding_at_once')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
  })
  after(() => service.stop())

  const year = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }

  async function affixed(): Promise<number> {
    const { id } = await deliver(staff, maker, productId, STAMPS)
    const affix = { action: 'affix', lotId, ranges: [{ from: 0, to: STAMPS - 1 }] }
    ok(await maker.api.post(`/stamp-batches/${id}/events`, affix))
    return id
  }
  async function drafted(): Promise<string> {
    const body = { enterpriseId: maker.enterpriseId, ...year }
    return ok(await maker.api.post('/claims', body)).claim.id
  }
  const rangesOf = async (claimId: string) =>
    ok(await staff.auditor.get(`/claims/${claimId}/ranges?limit=200`)).items
  const statesOf = async (batchId: number): Promise<string[]> =>
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/segments`)).items.flatMap(
      ({ from, to, state }: { from: number; to: number; state: string }) =>
        new Array<string>(to - from + 1).fill(state),
    )

  /** How long a submission takes by itself on this machine. */
  async function timeOfSubmission(): Promise<number> {
    await affixed()
    const id = await drafted()
    const started = performance.now()
    ok(await maker.api.post(`/claims/${id}/submission`))
    return performance.now() - started
  }

  it('never leaves a stamp both voided and claimed', async () => {
    const seen = { claimed: 0, voided: 0 }
    const wholeMs = await timeOfSubmission()
    for (let round = 0; round < ROUNDS; round += 1) {
      const batchId = await affixed()
      const claimId = await drafted()
      const gone = { action: 'void', reason: 'not_on_product', ranges: [{ from: 2, to: 5 }] }
      // One of the two starts later, now this one, now that one: from at once to after the other.
      const lateMs = (wholeMs * 1.5 * round) / (ROUNDS - 1)
      const late = (isLate: boolean) => new Promise((go) => setTimeout(go, isLate ? lateMs : 0))
      const [claim, voiding] = await Promise.all([
        late(round % 2 === 0).then(() => maker.api.post(`/claims/${claimId}/submission`)),
        late(round % 2 === 1).then(() =>
          staff.reviewer.post(`/stamp-batches/${batchId}/events`, gone),
        ),
      ])
      expect(claim.status, JSON.stringify(claim.body)).to.equal(200)
      expect(voiding.status, JSON.stringify(voiding.body)).to.be.oneOf([201, 409])
      const states = await statesOf(batchId)
      const claimed = new Set<number>()
      for (const range of await rangesOf(claimId)) {
        expect(range.batchId).to.equal(batchId)
        for (let index = range.from; index <= range.to; index += 1) claimed.add(index)
      }
      for (const [index, state] of states.entries()) {
        expect(claimed.has(index), `stamp ${index} is ${state}`).to.equal(state === 'affixed')
      }
      if (voiding.status === 201) {
        seen.voided += 1
        expect(claim.body).to.include({ stamps: STAMPS - 4, amountVnd: 300 * (STAMPS - 4) })
      } else {
        seen.claimed += 1
        expect(voiding.body.code).to.equal('ranges_refused')
        expect(voiding.body.ranges).to.deep.equal([{ batchId, from: 2, to: 5, state: 'claimed' }])
        expect(claim.body).to.include({ stamps: STAMPS, amountVnd: 300 * STAMPS })
      }
    }
    expect(seen.claimed + seen.voided).to.equal(ROUNDS)
    expect(
      Math.min(seen.claimed, seen.voided),
      `both came first: ${JSON.stringify(seen)}`,
    ).to.be.greaterThan(0)
  })

  it('takes each stamp into one claim where two claims, a void and an affixing meet', async () => {
    for (let round = 0; round < 4; round += 1) {
      const batchId = await affixed()
      const fresh = await deliver(staff, maker, productId, STAMPS)
      const claimIds = [await drafted(), await drafted()]
      const gone = { action: 'void', reason: 'not_on_product', ranges: [{ from: 0, to: 1 }] }
      const more = { action: 'affix', lotId, ranges: [{ from: 0, to: 4 }] }
      const replies = await Promise.all([
        ...claimIds.map((id) => maker.api.post(`/claims/${id}/submission`)),
        staff.reviewer.post(`/stamp-batches/${batchId}/events`, gone),
        maker.api.post(`/stamp-batches/${fresh.id}/events`, more),
      ])
      for (const { status, body } of replies) {
        expect(status, JSON.stringify(body)).to.be.oneOf([200, 201, 409])
      }
      const taken = (await Promise.all(claimIds.map(rangesOf))).flat()
      const names = taken.flatMap(({ batchId: id, from, to }) =>
        Array.from({ length: to - from + 1 }, (_, n) => `${id}:${from + n}`),
      )
      expect(new Set(names).size, 'no stamp is in two claims').to.equal(names.length)
      for (const { batchId: id, from, to } of taken) {
        const states = (await statesOf(id)).slice(from, to + 1)
        expect(new Set(states), `${id}: ${from}–${to}`).to.deep.equal(new Set(['affixed']))
      }
    }
  })
})
