import { expect } from 'chai'
import type { Api, Reply } from '../support/api.ts'
import {
  expectFault,
  expectHoldsInOrder,
  expectRefusal,
  makePaper,
  prepare,
} from '../support/handovers.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeKey,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('handing over stamps', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let product: { id: string; name: string }
  /** A batch of ten, issued on the first of January. */
  let january: number

  before(async () => {
    service = await startTestService('handing_over_stamps')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    product = await makeProduct(staff, maker)
    january = (await issue(staff, maker, product.id, 10)).id
  })
  after(() => service.stop())
  afterEach(() => expectHoldsInOrder(service))

  const batchOf = async (quantity: number) => await issue(staff, maker, product.id, quantity)
  /** A handover of the stamps from..to of a new batch. */
  async function prepared(from: number, to: number, more: object = {}) {
    const batch = await batchOf(to + 1)
    const handover = ok(
      await prepare(staff.reviewer, maker, [{ batchId: batch.id, from, to }], more),
    )
    return { batchId: batch.id as number, handover, id: handover.id as string }
  }
  const confirm = (api: Api, id: string, body: object = {}): Promise<Reply> =>
    api.post(`/handovers/${id}/confirmation`, body)
  const cancel = (api: Api, id: string): Promise<Reply> =>
    api.post(`/handovers/${id}/cancellation`, { reason: 'Cơ sở hẹn lại' })
  const record = (api: Api, batchId: number, body: object): Promise<Reply> =>
    api.post(`/stamp-batches/${batchId}/events`, body)
  const segmentsOf = async (batchId: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/segments`)).items
  const eventsOf = async (batchId: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/events`)).items
  const entriesOf = async (kind: string, id: string | number) =>
    ok(await staff.auditor.get(`/audit/entries?kind=${kind}&id=${id}`)).items

  it('says what was handed to whom, by numbers, serials and names', async () => {
    const [first, second] = [await batchOf(30), await batchOf(20)]
    const { firstSerial, lastSerial } = second
    const ranges = [
      { firstSerial, lastSerial },
      { batchId: first.id, from: 20, to: 29 },
      { batchId: first.id, from: 0, to: 4 },
    ]
    const more = { giverTitle: 'Chuyên viên', note: 'Kèm hướng dẫn dán tem' }
    const handover = ok(await prepare(staff.reviewer, maker, ranges, more))
    expect(handover).to.deep.include({
      number: 'BBBG-2024-0001',
      enterpriseId: maker.enterpriseId,
      handedOn: '2024-01-01',
      giver: 'Cán bộ reviewer',
      receiver: 'Nguyễn Văn Nhận',
      receiverTitle: null,
      ...more,
      status: 'prepared',
      documentId: null,
      stamps: 35,
      revision: 1,
    })
    const goods = { productId: product.id, productName: product.name }
    expect(handover.batches).to.deep.equal([
      { batchId: first.id, ...goods, stamps: 15 },
      { batchId: second.id, ...goods, stamps: 20 },
    ])
    expect(handover.ranges).to.have.length(3)
    expect(handover.ranges[0]).to.deep.equal({
      ...{ batchId: first.id, ...goods, from: 0, to: 4, firstNumber: 1, lastNumber: 5, stamps: 5 },
      firstSerial: first.firstSerial,
      lastSerial: handover.ranges[0].lastSerial,
    })
    expect(handover.ranges[2]).to.include({
      firstNumber: 1,
      lastNumber: 20,
      firstSerial,
      lastSerial,
    })
    expect(handover.enterpriseAddress).to.contain('Hải Phòng')
    const read = await maker.api.get(`/handovers/${handover.id}`)
    expect(ok(read)).to.deep.equal(handover)
    expect(read.headers.get('etag')).to.equal('"1"')
  })

  it('holds its ranges: no other event or handover takes one of them', async () => {
    const { batchId } = await prepared(5, 9)
    const all = [{ from: 0, to: 9 }]
    const held = [{ batchId, from: 5, to: 9, state: 'held' }]
    for (const body of [{ action: 'deliver' }, { action: 'void', reason: 'print_fault' }]) {
      const reply = await record(staff.reviewer, batchId, { ...body, ranges: all })
      expectRefusal(reply, 409, { code: 'ranges_refused', state: 'held' })
      expect(reply.body.ranges).to.deep.equal(held)
    }
    ok(await record(staff.reviewer, batchId, { action: 'deliver', ranges: [{ from: 0, to: 2 }] }))
    const again = await prepare(staff.approver, maker, [{ batchId, from: 0, to: 7 }])
    expectRefusal(again, 409, { code: 'ranges_refused' })
    expect(again.body.ranges).to.deep.equal([
      { batchId, from: 0, to: 2, state: 'delivered' },
      { batchId, from: 5, to: 7, state: 'held' },
    ])
    ok(await prepare(staff.approver, maker, [{ batchId, from: 3, to: 4 }]))
    expect((await segmentsOf(batchId))[0]).to.include({ from: 0, to: 2, state: 'delivered' })
  })

  it('refuses whole what it can not hold whole', async () => {
    const [batch, foreign] = [await batchOf(10), await issueTo(stranger)]
    const good = { batchId: batch.id, from: 0, to: 4 }
    const attempt = (more: object, ...ranges: object[]) =>
      prepare(staff.reviewer, maker, [good, ...ranges], more)
    const other = { batchId: foreign, from: 0, to: 1 }
    expectFault(await attempt({}, other), 'body.ranges.1', 'range.other_enterprise')
    const unknown = { batchId: 30_000_000, from: 0, to: 1 }
    expectFault(await attempt({}, unknown), 'body.ranges.1', 'range.other_enterprise')
    const beyond = { batchId: batch.id, from: 8, to: 10 }
    expectFault(await attempt({}, beyond), 'body.ranges.1.to', 'range.beyond')
    const twice = { batchId: batch.id, from: 4, to: 5 }
    expectFault(await attempt({}, twice), 'body.ranges', 'range.overlap')
    expectFault(await attempt({ handedOn: '2024-01-02' }), 'body.handedOn', 'date.range')
    expectFault(await attempt({ handedOn: '2023-12-31' }), 'body.handedOn', 'date.range')
    expectFault(await attempt({ number: 'BBBG-2024-0099' }), 'body.number', 'handover.number')
    const nobody = { enterpriseId: '65a0c0ffee00000000000009' }
    expectFault(await attempt(nobody), 'body.enterpriseId', 'reference.unknown')
    expectRefusal(await prepare(maker.api, maker, [good]), 403)
    const step = `/enterprises/${maker.enterpriseId}`
    ok(await staff.approver.post(`${step}/suspension`, { reason: 'Bài thử' }))
    expectRefusal(await attempt({}), 409, { code: 'wrong_state', state: 'suspended' })
    ok(await staff.approver.post(`${step}/reinstatement`))
    expect(await entriesOf('stamp_batch', batch.id)).to.have.length(1)
    // None of these attempts has used up a number.
    expect(ok(await attempt({})).number).to.match(/^BBBG-2024-000[1-9]$/)
  })

  async function issueTo(other: Maker): Promise<number> {
    const own = await makeProduct(staff, other)
    return (await issue(staff, other, own.id, 5)).id
  }

  it('delivers when the enterprise confirms, on the day of the handover', async () => {
    const { batchId, handover, id } = await prepared(2, 9)
    const deliver = { action: 'deliver', ranges: [{ from: 0, to: 1 }] }
    expectRefusal(await record(maker.api, batchId, deliver), 403, { code: 'forbidden' })
    expectRefusal(await confirm(stranger.api, id), 404)
    const confirmed = ok(await confirm(maker.api, id))
    expect(confirmed).to.deep.include({ status: 'confirmed', revision: 2, ranges: handover.ranges })
    expect(confirmed.steps.map(({ status, role }: Record<string, string>) => [status, role]))
      .to.deep //
      .equal([
        ['prepared', 'officer'],
        ['confirmed', 'enterprise'],
      ])
    expect(await segmentsOf(batchId)).to.deep.include({
      ...{ from: 2, to: 9, state: 'delivered', lotId: null },
      ...{ deliveredOn: '2024-01-01', affixedOn: null },
    })
    expect((await eventsOf(batchId)).at(-1)).to.include({
      ...{ action: 'deliver', from: 2, to: 9, n: 8, occurredOn: '2024-01-01' },
      ...{ handoverId: id, documentId: null, previousState: 'in_stock', nextState: 'delivered' },
    })
    expect((await entriesOf('stamp_batch', batchId)).map(lineOf)).to.deep.equal([
      '1 issueStampBatch',
      '2 prepareHandover',
      '3 confirmHandover',
      '4 confirmHandover',
    ])
    expect((await entriesOf('handover', id)).map(lineOf)).to.deep.equal([
      '1 prepareHandover',
      '2 confirmHandover',
    ])
    const { id: lotId } = await makeLot(maker, product.id)
    const affix = { action: 'affix', lotId, ranges: [{ from: 2, to: 9 }] }
    ok(await record(maker.api, batchId, affix))
  })

  const lineOf = (entry: { action: string; subject: { seq: number } }) =>
    `${entry.subject.seq} ${entry.action}`

  it('takes the word of another officer who names the signed minutes', async () => {
    const { id, batchId } = await prepared(0, 9, { giver: 'Lê Thị Giao' })
    expectFault(await confirm(staff.approver, id), 'body.documentId', 'handover.minutes')
    const decision = { documentId: await makePaper(staff, 'decision') }
    expectFault(await confirm(staff.approver, id, decision), 'body.documentId', 'document.kind')
    const minutes = { documentId: await makePaper(staff) }
    const key = (person: string, role: string, more: object = {}) =>
      makeKey(service, person, role, more)
    const { enterpriseId } = maker
    const givers = [
      staff.reviewer,
      service.as(await key('lê thị  GIAO', 'officer')),
      service.as(await key('Cán bộ reviewer', 'enterprise', { enterpriseId })),
    ]
    for (const giver of givers) {
      expectRefusal(await confirm(giver, id, minutes), 403, { code: 'forbidden' })
    }
    const confirmed = ok(await confirm(staff.approver, id, minutes))
    expect(confirmed).to.include({ status: 'confirmed', ...minutes })
    expect((await eventsOf(batchId)).at(-1)).to.include({
      handoverId: id,
      by: 'Cán bộ approver',
      ...minutes,
    })
  })

  it('cancels what nobody has confirmed, and only that', async () => {
    const { id, batchId } = await prepared(0, 9)
    expectRefusal(await cancel(maker.api, id), 403)
    const cancelled = ok(await cancel(staff.approver, id))
    expect(cancelled.status).to.equal('cancelled')
    expect(cancelled.steps.at(-1)).to.include({ reason: 'Cơ sở hẹn lại', by: 'Cán bộ approver' })
    expect((await entriesOf('stamp_batch', batchId)).map(lineOf).at(-1)).to.equal(
      '3 cancelHandover',
    )
    const gone = { code: 'wrong_state', state: 'cancelled' }
    expectRefusal(await confirm(maker.api, id), 409, gone)
    expectRefusal(await cancel(staff.approver, id), 409, gone)
    const next = ok(await prepare(staff.reviewer, maker, [{ batchId, from: 0, to: 9 }]))
    ok(await confirm(maker.api, next.id))
    const late = await cancel(staff.reviewer, next.id)
    expectRefusal(late, 409, { code: 'wrong_state', state: 'confirmed' })
    expect(late.body.detail).to.contain('trả lại tem')
    expectRefusal(await confirm(maker.api, next.id), 409, { state: 'confirmed' })
  })

  it('can be repeated under one key, and acts once', async () => {
    const batch = await batchOf(10)
    const ranges = [{ batchId: batch.id, from: 0, to: 9 }]
    const send = (more: object = {}) =>
      prepare(staff.reviewer, maker, ranges, more, { key: 'handover-once' })
    const first = ok(await send())
    expect(ok(await send())).to.deep.equal(first)
    expectRefusal(await send({ note: 'khác' }), 422, { code: 'idempotency_key_reused' })
    expectRefusal(await prepare(staff.reviewer, maker, ranges), 409, { state: 'held' })
    const path = `/handovers/${first.id}/confirmation`
    const again = () => maker.api.post(path, {}, { key: 'confirm-once' })
    expect(ok(await again())).to.deep.equal(ok(await again()))
    expect(await eventsOf(batch.id)).to.have.length(2)
  })

  it('is dated back to the day of the paper, but not before what befell the stamps', async () => {
    ok(await service.admin.put('/clock', { now: '2024-03-15T02:00:00.000Z' }))
    const ranges = [{ batchId: january, from: 0, to: 4 }]
    const dated = ok(await prepare(staff.reviewer, maker, ranges, { handedOn: '2024-02-20' }))
    ok(await confirm(maker.api, dated.id))
    const [segment] = await segmentsOf(january)
    expect(segment).to.include({ from: 0, to: 4, deliveredOn: '2024-02-20' })
    const posted = { occurredOn: '2024-02-20', postingMonth: '2024-02', late: false }
    expect((await eventsOf(january)).at(-1)).to.include(posted)
    const back = { action: 'return', reason: 'surplus', occurredOn: '2024-03-10' }
    ok(await record(maker.api, january, { ...back, ranges: [{ from: 0, to: 4 }] }))
    const early = await prepare(staff.reviewer, maker, ranges, { handedOn: '2024-03-09' })
    expectRefusal(early, 409, { code: 'ranges_refused', state: 'later' })
    const again = ok(await prepare(staff.reviewer, maker, ranges, { handedOn: '2024-03-10' }))
    ok(await confirm(maker.api, again.id))
  })

  it('counts in the first open month where its own was closed before the word came', async () => {
    const ranges = [{ batchId: january, from: 5, to: 9 }]
    const { id } = ok(await prepare(staff.reviewer, maker, ranges, { handedOn: '2024-02-21' }))
    const book = `/enterprises/${maker.enterpriseId}`
    for (const month of ['2024-01', '2024-02']) {
      ok(await maker.api.post(`${book}/stock-statements/${month}/submission`))
    }
    ok(await confirm(maker.api, id))
    const posted = { occurredOn: '2024-02-21', postingMonth: '2024-03', late: true }
    expect((await eventsOf(january)).at(-1)).to.include({ ...posted, n: 5, handoverId: id })
  })
})
