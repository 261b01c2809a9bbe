import { expect } from 'chai'
import type { Api } from '../support/api.ts'
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
import { proof } from '../support/proof.ts'
import { startTestService, type TestService } from '../support/service.ts'

const DAYS = 100
const DAY_MS = 86_400_000
const START = Date.parse('2024-03-01T05:00:00Z')

interface Segment {
  from: number
  to: number
  state: string
  lotId: string | null
  deliveredOn: string | null
  affixedOn: string | null
}

describe('affixing one stamp at a time', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let household: Api
  let productId: string
  let lotId: string
  const { length, random } = proof('one-by-one', { short: 100, long: 10_000 })

  const setClock = async (at: number) =>
    ok(await service.admin.put('/clock', { now: new Date(at).toISOString() }))

  before(async () => {
    service = await startTestService('affixing_one_by_one')
    await setClock(START)
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    household = maker.api
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
  })
  after(() => service.stop())

  async function affix(batchId: number, index: number): Promise<void> {
    const ranges = [{ from: index, to: index }]
    const body = { action: 'affix', lotId, ranges }
    ok(await household.post(`/stamp-batches/${batchId}/events`, body))
  }

  async function segmentsOf(id: number): Promise<Segment[]> {
    const found: Segment[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: Segment[]; nextCursor: string | null } = ok(
        await staff.auditor.get(`/stamp-batches/${id}/segments?limit=200&cursor=${cursor}`),
      )
      found.push(...page.items)
      cursor = page.nextCursor
    }
    return found
  }

  function expectCanonical(segments: Segment[]): void {
    let next = 0
    let before = ''
    for (const { from, to, ...facts } of segments) {
      expect(from).to.equal(next)
      expect(JSON.stringify(facts), `neighbours at ${from} differ`).not.to.equal(before)
      before = JSON.stringify(facts)
      next = to + 1
    }
    expect(next).to.equal(length)
  }

  it(`keeps ${length} in order on one day in three segments at most`, async () => {
    const batch = await deliver(staff, maker, productId, length)
    for (let index = 0; index < length; index += 1) {
      await affix(batch.id, index)
      if (index % 50 === 0) expect((await segmentsOf(batch.id)).length).to.be.at.most(3)
    }
    const segments = await segmentsOf(batch.id)
    expectCanonical(segments)
    expect(segments.map(({ state }) => state)).to.deep.equal(['affixed'])
  }).timeout(0)

  it('keeps them in random order small, and the last as quick as the first', async () => {
    const batch = await deliver(staff, maker, productId, length)
    const order = Array.from({ length }, (_, index) => index)
    for (let at = length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1))
      const [a, b] = [order[at] ?? 0, order[other] ?? 0]
      order[at] = b
      order[other] = a
    }
    const tenth = Math.floor(length / 10)
    const times: number[] = []
    for (const [at, index] of order.entries()) {
      const began = process.hrtime.bigint()
      await affix(batch.id, index)
      times.push(Number(process.hrtime.bigint() - began) / 1e6)
      if (at === Math.floor(length / 2)) {
        const segments = await segmentsOf(batch.id)
        expectCanonical(segments)
        console.log(`    segments half-way: ${segments.length}`)
      }
    }
    const mean = (part: number[]) => part.reduce((sum, time) => sum + time, 0) / part.length
    const [first, last] = [mean(times.slice(0, tenth)), mean(times.slice(-tenth))]
    const [fast, slow] = [first.toFixed(2), last.toFixed(2)]
    console.log(`    mean of the first ${tenth} events ${fast} ms, of the last ${slow} ms`)
    const segments = await segmentsOf(batch.id)
    expectCanonical(segments)
    expect(segments).to.have.length(1)
  }).timeout(0)

  it(`keeps ${length} in order over ${DAYS} days in ${DAYS + 2} segments at most`, async () => {
    const batch = await deliver(staff, maker, productId, length)
    for (let index = 0; index < length; index += 1) {
      const day = Math.floor((index * DAYS) / length)
      if (day > Math.floor(((index - 1) * DAYS) / length)) await setClock(START + day * DAY_MS)
      await affix(batch.id, index)
    }
    const segments = await segmentsOf(batch.id)
    expectCanonical(segments)
    expect(segments.length).to.equal(DAYS)
  }).timeout(0)
})
