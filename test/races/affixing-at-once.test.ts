import { expect } from 'chai'
import type { Reply } from '../support/api.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeKey,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { proof } from '../support/proof.ts'
import { startTestService, type TestService } from '../support/service.ts'

const CALLERS = 8
const STAMPS = 60

interface Range {
  from: number
  to: number
}

describe('affixing at once', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string
  let callers: Staff['reviewer'][]
  const { length, random } = proof('affix', { short: 3, long: 100 })

  before(async () => {
    service = await startTestService('affixing_at_once')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    const { enterpriseId } = maker
    const keys = await Promise.all(
      Array.from({ length: CALLERS }, (_, n) =>
        makeKey(service, `Thợ dán ${n}`, 'enterprise', { enterpriseId }),
      ),
    )
    callers = keys.map((key) => service.as(key))
  })
  after(() => service.stop())

  const segmentsOf = async (id: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${id}/segments?limit=200`)).items
  const eventsOf = async (id: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${id}/events?limit=200`)).items

  /** A refusal names the stamps in the way; anything but that and success is a fault. */
  function expectFair(reply: Reply, asked: Range[]): void {
    expect(reply.status, JSON.stringify(reply.body)).to.be.oneOf([201, 409])
    if (reply.status === 201) return
    expect(reply.body).to.include({ code: 'ranges_refused', state: 'affixed' })
    expect(reply.body.ranges).not.to.be.empty
    for (const { from, to, state } of reply.body.ranges) {
      expect(state).to.equal('affixed')
      expect(asked.some((range) => from >= range.from && to <= range.to)).to.equal(true)
    }
  }

  it('gives the same stamps to one of eight callers, and tells the others', async () => {
    for (let round = 0; round < length; round += 1) {
      const batch = await deliver(staff, maker, productId, STAMPS)
      const ranges = [{ from: 10, to: 29 }]
      const body = { action: 'affix', lotId, ranges }
      const replies = await Promise.all(
        callers.map((api) => api.post(`/stamp-batches/${batch.id}/events`, body)),
      )
      for (const reply of replies) expectFair(reply, ranges)
      expect(replies.filter(({ status }) => status === 201)).to.have.length(1)
      const segments = await segmentsOf(batch.id)
      expect(
        segments.map(({ from, to, state }: Range & { state: string }) => [from, to, state]),
      ).to.deep.equal([
        [0, 9, 'delivered'],
        [10, 29, 'affixed'],
        [30, 59, 'delivered'],
      ])
    }
  })

  it('affixes each stamp once where eight callers send ranges that overlap', async () => {
    for (let round = 0; round < length; round += 1) {
      const batch = await deliver(staff, maker, productId, STAMPS)
      const asked = callers.map(() => {
        const from = Math.floor(random() * STAMPS)
        return [{ from, to: Math.min(STAMPS - 1, from + Math.floor(random() * 12)) }]
      })
      const replies = await Promise.all(
        callers.map((api, n) =>
          api.post(`/stamp-batches/${batch.id}/events`, {
            action: 'affix',
            lotId,
            ranges: asked[n],
          }),
        ),
      )
      const times = new Array<number>(STAMPS).fill(0)
      for (const [n, reply] of replies.entries()) {
        expectFair(reply, asked[n] ?? [])
        if (reply.status !== 201) continue
        for (const { from, to } of asked[n] ?? []) {
          for (let index = from; index <= to; index += 1) times[index] = (times[index] ?? 0) + 1
        }
      }
      expect(Math.max(...times), 'no stamp is affixed twice').to.equal(1)
      await expectLedger(batch.id, times)
    }
  })

  /** Segments tile the batch and say what the replies said; events number on without a gap. */
  async function expectLedger(id: number, times: number[]): Promise<void> {
    const segments = await segmentsOf(id)
    const states: string[] = []
    for (const { from, to, state } of segments) {
      expect(from).to.equal(states.length)
      for (let index = from; index <= to; index += 1) states.push(state)
    }
    expect(states).to.deep.equal(times.map((n) => (n === 1 ? 'affixed' : 'delivered')))
    const events = await eventsOf(id)
    expect(events.map(({ seq }: { seq: number }) => seq)).to.deep.equal(
      events.map((_: unknown, at: number) => at + 1),
    )
    const replayed = new Array<string>(STAMPS).fill('')
    for (const { from, to, previousState, nextState } of events) {
      for (let index = from; index <= to; index += 1) {
        expect(replayed[index]).to.equal(previousState ?? '')
        replayed[index] = nextState
      }
    }
    expect(replayed).to.deep.equal(states)
  }

  it('writes all of ranges that do not meet, once however often it is sent', async () => {
    const batch = await deliver(staff, maker, productId, CALLERS * 5)
    const replies = await Promise.all(
      callers.flatMap((api, n) => {
        const ranges = [{ from: n * 5, to: n * 5 + 4 }]
        const send = () =>
          api.post(
            `/stamp-batches/${batch.id}/events`,
            { action: 'affix', lotId, ranges },
            { key: `dan-${n}` },
          )
        return [send(), send()]
      }),
    )
    for (const reply of replies) expect(reply.status, JSON.stringify(reply.body)).to.equal(201)
    expect(await segmentsOf(batch.id)).to.have.length(1)
    expect(await eventsOf(batch.id)).to.have.length(2 + CALLERS)
  })
})
