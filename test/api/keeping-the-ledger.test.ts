import { expect } from 'chai'
import {
  deliver,
  issue,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const REFUSED: [title: string, body: object, status: number, code: string][] = [
  [
    'a range past the end',
    { action: 'spoil', reason: 'torn', ranges: [{ from: 0, to: 10 }] },
    422,
    'range.beyond',
  ],
  [
    'a range turned round',
    { action: 'spoil', reason: 'torn', ranges: [{ from: 3, to: 1 }] },
    422,
    'range.order',
  ],
  [
    'ranges that overlap',
    {
      action: 'spoil',
      reason: 'torn',
      ranges: [
        { from: 0, to: 3 },
        { from: 3, to: 4 },
      ],
    },
    422,
    'range.overlap',
  ],
  ['affixing without a lot', { action: 'affix', ranges: [{ from: 0, to: 1 }] }, 422, 'event.lot'],
  [
    'spoiling without a reason',
    { action: 'spoil', ranges: [{ from: 0, to: 1 }] },
    422,
    'event.reason',
  ],
  [
    'a day in the future',
    { action: 'spoil', reason: 'torn', ranges: [{ from: 0, to: 1 }], occurredOn: '2099-01-01' },
    422,
    'date.range',
  ],
]

describe('keeping the stamp ledger', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string

  before(async () => {
    service = await startTestService('keeping_the_ledger')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
  })
  after(() => service.stop())

  const ranges = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from, to }))
  const segmentsOf = async (id: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${id}/segments`)).items.map(
      ({ from, to, state }: { from: number; to: number; state: string }) =>
        `${from}-${to} ${state}`,
    )

  it('issues a batch in the state in_stock, with one segment and one event', async () => {
    const batch = await issue(staff, maker, productId, 50)
    expect(await segmentsOf(batch.id)).to.deep.equal(['0-49 in_stock'])
    const { items } = ok(await staff.auditor.get(`/stamp-batches/${batch.id}/events`))
    expect(items).to.have.length(1)
    expect(items[0]).to.include({ seq: 1, action: 'issue', n: 50, previousState: null })
  })

  it('issues a million stamps as quickly as ten', async () => {
    const batch = await issue(staff, maker, productId, 1_048_576)
    expect(await segmentsOf(batch.id)).to.deep.equal(['0-1048575 in_stock'])
    const stamp = ok(await staff.auditor.get(`/stamps/${batch.lastSerial}`))
    expect(stamp).to.include({ number: 1_048_576, state: 'in_stock' })
  })

  it('delivers, affixes and spoils ranges, and merges neighbours that are equal', async () => {
    const batch = await deliver(staff, maker, productId, 100)
    const path = `/stamp-batches/${batch.id}/events`
    const affix = { action: 'affix', lotId }
    ok(await maker.api.post(path, { ...affix, ranges: ranges([0, 9]) }))
    ok(await maker.api.post(path, { ...affix, ranges: ranges([20, 29]) }))
    ok(await maker.api.post(path, { action: 'spoil', reason: 'torn', ranges: ranges([40, 40]) }))
    const middle = ok(await maker.api.post(path, { ...affix, ranges: ranges([10, 19]) }))
    expect(middle.stamps).to.equal(10)
    expect(await segmentsOf(batch.id)).to.deep.equal([
      '0-29 affixed',
      '30-39 delivered',
      '40-40 spoiled',
      '41-99 delivered',
    ])
  })

  it('refuses the whole request and lists the sub-ranges in the way', async () => {
    const batch = await deliver(staff, maker, productId, 30)
    const path = `/stamp-batches/${batch.id}/events`
    const affix = { action: 'affix', lotId }
    ok(await maker.api.post(path, { ...affix, ranges: ranges([5, 6]) }))
    const refused = await maker.api.post(path, { ...affix, ranges: ranges([0, 9], [20, 25]) })
    expect(refused.status).to.equal(409)
    expect(refused.body).to.include({ code: 'ranges_refused', state: 'affixed' })
    expect(refused.body.ranges).to.deep.equal([
      { batchId: batch.id, from: 5, to: 6, state: 'affixed' },
    ])
    expect(await segmentsOf(batch.id)).to.deep.equal([
      '0-4 delivered',
      '5-6 affixed',
      '7-29 delivered',
    ])
    const { items } = ok(await staff.auditor.get(path))
    expect(items).to.have.length(3)
  })

  it('writes one event per previous set of facts under one opId', async () => {
    const batch = await deliver(staff, maker, productId, 20)
    const path = `/stamp-batches/${batch.id}/events`
    ok(await maker.api.post(path, { action: 'affix', lotId, ranges: ranges([5, 9]) }))
    const body = { action: 'void', reason: 'wrong_product', ranges: ranges([0, 19]) }
    const { events, stamps } = ok(await staff.reviewer.post(path, body))
    expect(stamps).to.equal(20)
    expect(events.map((e: { previousState: string }) => e.previousState)).to.deep.equal([
      'delivered',
      'affixed',
      'delivered',
    ])
    expect(new Set(events.map((event: { opId: string }) => event.opId)).size).to.equal(1)
    expect(events.map((event: { seq: number }) => event.seq)).to.deep.equal([4, 5, 6])
  })

  for (const [title, body, status, rule] of REFUSED) {
    it(`refuses ${title}`, async () => {
      const batch = await deliver(staff, maker, productId, 10)
      const reply = await maker.api.post(`/stamp-batches/${batch.id}/events`, body)
      expect(reply.status).to.equal(status)
      expect(reply.body.errors.map((error: { rule: string }) => error.rule)).to.include(rule)
      expect(await segmentsOf(batch.id)).to.deep.equal(['0-9 delivered'])
    })
  }

  it('keeps void and deliver for officers', async () => {
    const batch = await issue(staff, maker, productId, 10)
    const body = { action: 'deliver', ranges: ranges([0, 9]) }
    const reply = await maker.api.post(`/stamp-batches/${batch.id}/events`, body)
    expect(reply.status).to.equal(403)
  })

  it('needs an Idempotency-Key to issue and to record', async () => {
    const { enterpriseId } = maker
    const body = { enterpriseId, productId, quantity: 1 }
    const reply = await staff.reviewer.post('/stamp-batches', body, { key: null })
    expect(reply.status).to.equal(428)
    expect(reply.body.code).to.equal('precondition_required')
  })

  it('issues nothing to an enterprise that is suspended', async () => {
    const other = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, other)
    const reason = { reason: 'Kiểm tra đột xuất' }
    ok(await staff.approver.post(`/enterprises/${other.enterpriseId}/suspension`, reason))
    const body = { enterpriseId: other.enterpriseId, productId: product.id, quantity: 5 }
    const reply = await staff.reviewer.post('/stamp-batches', body)
    expect(reply.status).to.equal(409)
    expect(reply.body.state).to.equal('suspended')
  })

  it('finds a stamp by its serial, its full code and its link', async () => {
    const batch = await deliver(staff, maker, productId, 3)
    const bySerial = ok(await staff.auditor.get(`/stamps/${batch.firstSerial}`))
    const full = `${batch.key}${batch.firstSerial}`
    for (const code of [full, bySerial.link, batch.firstSerial.toLowerCase()]) {
      const stamp = ok(await staff.auditor.get(`/stamps/${encodeURIComponent(code)}`))
      expect(stamp).to.include({ serial: batch.firstSerial, index: 0, state: 'delivered' })
    }
    expect(bySerial.events.map((event: { action: string }) => event.action)).to.deep.equal([
      'issue',
      'deliver',
    ])
    expect(bySerial.link).to.equal(`https://TEM.EXAMPLE/01/${batch.key}/21/${batch.firstSerial}`)
  })
})
