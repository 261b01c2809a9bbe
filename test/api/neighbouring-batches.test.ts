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
import { mongod } from '../support/mongod.ts'
import { recount } from '../support/recount.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** The last stamp that a batch can have. */
const LAST = 2 ** 20 - 1

describe('neighbouring batches', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let productId: string
  let lotId: string

  before(async () => {
    service = await startTestService('neighbouring_batches')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
  })
  after(() => service.stop())

  const record = (id: number, body: object, api = staff.reviewer) =>
    api.post(`/stamp-batches/${id}/events`, body)
  const affix = (ranges: object[]) => ({ action: 'affix', lotId, ranges })
  const segments = async (id: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${id}/segments?limit=200`)).items.map(
      ({ from, to, state }: { from: number; to: number; state: string }) => [from, to, state],
    )

  it('keep apart at the end of a batch of all 1,048,576 stamps', async () => {
    const whole = await deliver(staff, maker, productId, LAST + 1)
    const next = await deliver(staff, maker, productId, 100)
    const singles = [10, 20, 30].map((at) => ({ from: at, to: at }))
    ok(await record(whole.id, affix(singles)))
    const ends = [
      { from: LAST, to: LAST },
      { from: 0, to: 5 },
    ]
    const { events } = ok(
      await record(whole.id, { action: 'void', reason: 'revoked', ranges: ends }),
    )
    expect(
      events.map(({ previousState }: { previousState: string }) => previousState),
    ).to.deep.equal(['delivered', 'delivered'])
    const kept = await segments(whole.id)
    expect(kept[0]).to.deep.equal([0, 5, 'voided'])
    expect(kept.at(-1)).to.deep.equal([LAST, LAST, 'voided'])
    expect(await segments(next.id)).to.deep.equal([[0, 99, 'delivered']])
    await recount((await mongod()).uri, service.connection.name)
  })

  it("are not touched by a stranger's range beyond the end, sent with the owner's", async () => {
    const batch = await deliver(staff, maker, productId, 100)
    await deliver(staff, maker, productId, 100)
    ok(await record(batch.id, affix([{ from: 0, to: 50 }])))
    const beyond = { action: 'spoil', reason: 'wet', ranges: [{ from: 0, to: LAST }] }
    const again = affix([{ from: 0, to: 4 }])
    const replies = await Promise.all([
      record(batch.id, beyond, stranger.api),
      record(batch.id, again, maker.api),
      record(batch.id, beyond, maker.api),
      record(batch.id, again, maker.api),
    ])
    expect(replies.map(({ status }) => status)).to.deep.equal([404, 409, 422, 409])
    expect(await segments(batch.id)).to.deep.equal([
      [0, 50, 'affixed'],
      [51, 99, 'delivered'],
    ])
    await recount((await mongod()).uri, service.connection.name)
  })

  it('cost "the next n" no look at the segments of later batches', async () => {
    const other = await makeProduct(staff, maker)
    const mine = await deliver(staff, maker, other.id, 50)
    const later = await deliver(staff, maker, productId, 400)
    const ranges = Array.from({ length: 200 }, (_, n) => ({ from: 2 * n, to: 2 * n }))
    ok(await record(later.id, affix(ranges)))
    const database = service.connection.getClient().db(service.connection.name)
    await database.command({ profile: 2 })
    const lose = { action: 'lose', reason: 'mislaid', next: 3 }
    const owner = { enterpriseId: maker.enterpriseId, productId: other.id }
    const { events } = ok(await maker.api.post('/stamp-events', { ...owner, ...lose }))
    await database.command({ profile: 0 })
    expect(events[0]).to.include({ batchId: mine.id, from: 0, to: 2 })
    let examined = 0
    for await (const entry of database.collection('system.profile').find({})) {
      if (/[.]stamp_(heads|segments|events)$/.test(String(entry['ns']))) {
        examined += Number(entry['docsExamined'] ?? 0)
      }
    }
    expect(examined).to.be.at.most(20)
  })

  it('answer a thousand scattered serials, dated back, in a few queries', async () => {
    ok(await service.admin.put('/clock', { now: '2024-01-20T02:00:00Z' }))
    const batch = await deliver(staff, maker, productId, 2_000)
    ok(await service.admin.put('/clock', { now: '2024-01-25T02:00:00Z' }))
    const path = `/stamp-batches/${batch.id}/stamps?from=0&to=1999&format=csv`
    const rows = String((await staff.reviewer.get(path)).body)
      .trim()
      .split('\r\n')
      .slice(1)
    const serials = rows.filter((_, at) => at % 2 === 0).map((row) => row.split(',')[1])
    const owner = { enterpriseId: maker.enterpriseId, productId }
    const lose = { action: 'lose', reason: 'mislaid', occurredOn: '2024-01-24', serials }
    const database = service.connection.getClient().db(service.connection.name)
    await database.command({ profile: 2 })
    const recorded = ok(await maker.api.post('/stamp-events', { ...owner, ...lose }))
    await database.command({ profile: 0 })
    expect(recorded.stamps).to.equal(1_000)
    const reads = await database
      .collection('system.profile')
      .find({})
      .toArray()
      .then((all) => all.filter(({ op, ns }) => op === 'query' && /[.]stamp_/.test(String(ns))))
    expect(reads.length).to.be.at.most(15)
    await recount((await mongod()).uri, service.connection.name)
  }).timeout(60_000)
})
