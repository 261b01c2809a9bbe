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

describe('recording stamp events', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string
  let minutesId: string
  let owner: { enterpriseId: string; productId: string }

  const setClock = async (now: string) => ok(await service.admin.put('/clock', { now }))
  const onBatch = (id: number, body: object, api = staff.reviewer) =>
    api.post(`/stamp-batches/${id}/events`, body)
  const onProduct = (body: object, api = maker.api) =>
    api.post('/stamp-events', { ...owner, ...body })
  const stamp = async (code: string, more = '') =>
    ok(await staff.auditor.get(`/stamps/${code}${more}`))
  const segments = async (id: number, more = '') =>
    ok(await staff.auditor.get(`/stamp-batches/${id}/segments?limit=200${more}`)).items.map(
      ({ from, to, state }: { from: number; to: number; state: string }) => [from, to, state],
    )
  const serials = async (id: number, from: number, to: number) => {
    const path = `/stamp-batches/${id}/stamps?from=${from}&to=${to}&format=csv`
    const text = String((await staff.reviewer.get(path)).body)
    return text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(',')[1] ?? '')
  }

  before(async () => {
    service = await startTestService('recording_stamp_events')
    await setClock('2024-03-04T02:00:00Z')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    owner = { enterpriseId: maker.enterpriseId, productId }
    const minutes = {
      kind: 'minutes',
      number: 'BB-02',
      issuedOn: '2024-03-01',
      signer: 'Người ký',
      title: 'Biên bản',
      sha256: 'c'.repeat(64),
      enterpriseId: maker.enterpriseId,
    }
    minutesId = ok(await staff.reviewer.post('/documents', minutes)).id
  })
  after(() => service.stop())

  it('takes the next n delivered stamps across batches, oldest first', async () => {
    const first = await deliver(staff, maker, productId, 10)
    const second = await deliver(staff, maker, productId, 10)
    ok(await onBatch(first.id, { action: 'affix', lotId, ranges: [{ from: 3, to: 4 }] }))
    const recorded = ok(await onProduct({ action: 'affix', lotId, next: 12 }))
    expect(recorded.stamps).to.equal(12)
    expect(
      recorded.events.map(
        ({ batchId, from, to }: { batchId: number; from: number; to: number }) => [
          batchId,
          from,
          to,
        ],
      ),
    ).to.deep.equal([
      [first.id, 0, 2],
      [first.id, 5, 9],
      [second.id, 0, 3],
    ])
    const refused = await onProduct({ action: 'affix', lotId, next: 7 })
    expect(refused.body).to.include({ status: 409, state: 'not_enough' })
    expect(refused.body.detail).to.include('6')
    ok(await onProduct({ action: 'affix', lotId, next: 6 }))
    expect((await onProduct({ action: 'affix', lotId, next: 1 })).status).to.equal(409)
  })

  it('repeats "the next n" with the same key and takes no more', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    const body = { ...owner, action: 'affix', lotId, next: 5 }
    const send = () => maker.api.post('/stamp-events', body, { key: 'ke-tiep-5' })
    const replies = await Promise.all([send(), send(), send()])
    for (const reply of replies) expect(reply.body).to.deep.equal(replies[0]?.body)
    expect(await segments(batch.id)).to.deep.equal([
      [0, 4, 'affixed'],
      [5, 9, 'delivered'],
    ])
    ok(await onProduct({ action: 'return', reason: 'surplus', next: 5 }))
    expect((await segments(batch.id))[1]).to.deep.equal([5, 9, 'in_stock'])
  })

  it('takes single serials and ranges by first and last serial, as people type them', async () => {
    const batch = await deliver(staff, maker, productId, 20)
    const codes = await serials(batch.id, 0, 19)
    const typed = [7, 8, 3].map((at) => (codes[at] ?? '').toLowerCase().replace(/(.{4})/g, '$1 '))
    const recorded = ok(await onProduct({ action: 'spoil', reason: 'torn', serials: typed }))
    expect(recorded.stamps).to.equal(3)
    const ranges = [{ firstSerial: codes[10], lastSerial: codes[14] }]
    ok(await onProduct({ action: 'affix', lotId, ranges }))
    const again = [{ firstSerial: codes[9], lastSerial: codes[10] }]
    const refused = await onBatch(batch.id, { action: 'affix', lotId, ranges: again })
    expect(refused.body.ranges).to.deep.equal([
      { batchId: batch.id, from: 10, to: 10, state: 'affixed' },
    ])
    expect(await segments(batch.id)).to.deep.equal([
      [0, 2, 'delivered'],
      [3, 3, 'spoiled'],
      [4, 6, 'delivered'],
      [7, 8, 'spoiled'],
      [9, 9, 'delivered'],
      [10, 14, 'affixed'],
      [15, 19, 'delivered'],
    ])
  })

  it('names the serial that is wrong, and writes nothing', async () => {
    const batch = await deliver(staff, maker, productId, 5)
    const [good = ''] = await serials(batch.id, 0, 0)
    const mistyped = good.slice(0, -1) + (good.endsWith('0') ? '1' : '0')
    const bad = await onProduct({ action: 'spoil', reason: 'torn', serials: [good, mistyped] })
    expect(bad.status).to.equal(422)
    expect(bad.body.errors[0]).to.include({ field: 'body.serials.1', rule: 'serial.mistyped' })
    expect(await segments(batch.id)).to.deep.equal([[0, 4, 'delivered']])
    const other = await makeProduct(staff, maker)
    const elsewhere = await staff.reviewer.post('/stamp-events', {
      ...owner,
      productId: other.id,
      action: 'spoil',
      reason: 'torn',
      serials: [good],
    })
    expect(elsewhere.body.errors[0]).to.include({ rule: 'range.other_product' })
  })

  it('writes ranges of several batches whole or not at all', async () => {
    const [one, two] = [
      await deliver(staff, maker, productId, 10),
      await deliver(staff, maker, productId, 10),
    ]
    ok(await onBatch(two.id, { action: 'spoil', reason: 'wet', ranges: [{ from: 4, to: 5 }] }))
    const ranges = [
      { batchId: one.id, from: 0, to: 9 },
      { batchId: two.id, from: 0, to: 9 },
    ]
    const refused = await onProduct({ action: 'affix', lotId, ranges })
    expect(refused.status).to.equal(409)
    expect(refused.body.ranges).to.deep.equal([
      { batchId: two.id, from: 4, to: 5, state: 'spoiled' },
    ])
    expect(await segments(one.id)).to.deep.equal([[0, 9, 'delivered']])
    const asked = await onProduct({ action: 'affix', lotId, ranges, serials: ['x'] })
    expect(asked.body.errors[0]).to.include({ field: 'body', rule: 'event.stamps' })
  })

  it('hands in and destroys spoiled stamps only with minutes, and only by an officer', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    const ranges = [{ from: 0, to: 4 }]
    ok(await onBatch(batch.id, { action: 'spoil', reason: 'wet', ranges }, maker.api))
    const bare = await onBatch(batch.id, { action: 'hand_in', ranges })
    expect(bare.body.errors[0]).to.include({ rule: 'event.minutes' })
    const handIn = { action: 'hand_in', ranges, documentId: minutesId }
    expect((await onBatch(batch.id, handIn, maker.api)).status).to.equal(403)
    ok(await onBatch(batch.id, handIn))
    ok(await onBatch(batch.id, { ...handIn, action: 'destroy' }))
    expect((await segments(batch.id))[0]).to.deep.equal([0, 4, 'destroyed'])
  })

  it('finds lost stamps in the state they were lost from', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    ok(await onBatch(batch.id, { action: 'spoil', reason: 'wet', ranges: [{ from: 0, to: 4 }] }))
    const ranges = [{ from: 2, to: 7 }]
    ok(await onBatch(batch.id, { action: 'lose', reason: 'stolen', ranges }, maker.api))
    expect(await segments(batch.id)).to.deep.equal([
      [0, 1, 'spoiled'],
      [2, 7, 'lost'],
      [8, 9, 'delivered'],
    ])
    const found = ok(await onBatch(batch.id, { action: 'find', ranges }, maker.api))
    expect(found.events).to.have.length(2)
    expect(await segments(batch.id)).to.deep.equal([
      [0, 4, 'spoiled'],
      [5, 9, 'delivered'],
    ])
  })

  it('corrects the latest event of each stamp, the earlier one only after it', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    const affixed = ok(
      await onBatch(batch.id, { action: 'affix', lotId, ranges: [{ from: 0, to: 5 }] }),
    )
    ok(await onBatch(batch.id, { action: 'void', reason: 'copied', ranges: [{ from: 2, to: 3 }] }))
    const { seq } = affixed.events[0]
    const correct = { action: 'correct', reason: 'wrong_lot', ranges: [{ from: 0, to: 5 }] }
    const refused = await onBatch(batch.id, { ...correct, seq })
    expect(refused.body.ranges).to.deep.equal([
      { batchId: batch.id, from: 2, to: 3, state: 'later_event', seq: seq + 1 },
    ])
    const undone = ok(await onBatch(batch.id, correct))
    expect(undone.events.map(({ undoes }: { undoes: number }) => undoes)).to.deep.equal([
      seq,
      seq + 1,
      seq,
    ])
    expect(await segments(batch.id)).to.deep.equal([
      [0, 1, 'delivered'],
      [2, 3, 'affixed'],
      [4, 9, 'delivered'],
    ])
    ok(await onBatch(batch.id, { ...correct, ranges: [{ from: 2, to: 3 }], seq }))
    const fresh = await issue(staff, maker, productId, 3)
    const whole = await onBatch(fresh.id, { ...correct, ranges: [{ from: 0, to: 2 }] })
    expect(whole.body.ranges[0]).to.include({ state: 'issued' })
    const misplaced = await onBatch(batch.id, {
      action: 'affix',
      lotId,
      seq: 1,
      ranges: [{ from: 0, to: 0 }],
    })
    expect(misplaced.body.errors[0]).to.include({ rule: 'event.seq' })
  })

  it('lets a co-operative correct its own event for some minutes', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    const ranges = [{ from: 0, to: 4 }]
    const correct = { action: 'correct', reason: 'wrong_range', ranges }
    ok(await onBatch(batch.id, { action: 'affix', lotId, ranges }, maker.api))
    ok(await onBatch(batch.id, correct, maker.api))
    expect((await onBatch(batch.id, correct, maker.api)).status).to.equal(403)
    ok(await onBatch(batch.id, { action: 'affix', lotId, ranges }, maker.api))
    await setClock('2024-03-04T03:00:00Z')
    const late = await onBatch(batch.id, correct, maker.api)
    expect(late.status).to.equal(403)
    expect(late.body.detail).to.include('30 phút')
    ok(await onBatch(batch.id, correct))
  })

  it('refuses a day before the latest event of a stamp', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    await setClock('2024-03-20T02:00:00Z')
    const ranges = [{ from: 0, to: 4 }]
    ok(
      await onBatch(batch.id, { action: 'spoil', reason: 'wet', ranges, occurredOn: '2024-03-15' }),
    )
    const handIn = { action: 'hand_in', ranges, documentId: minutesId, occurredOn: '2024-03-14' }
    const refused = await onBatch(batch.id, handIn)
    expect(refused.body.ranges[0]).to.include({ from: 0, to: 4, state: 'later' })
    ok(await onBatch(batch.id, { ...handIn, occurredOn: '2024-03-15' }))
  })

  it('answers any state as it was known at a recorded time', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    await setClock('2024-03-21T02:00:00Z')
    ok(await onBatch(batch.id, { action: 'affix', lotId, ranges: [{ from: 0, to: 4 }] }))
    await setClock('2024-03-22T02:00:00Z')
    const [code = ''] = await serials(batch.id, 0, 0)
    expect(await stamp(code)).to.include({ state: 'affixed', affixedOn: '2024-03-21', lotId })
    const asOf = '&asOf=2024-03-20T12:00:00Z'
    expect(await stamp(code, asOf.replace('&', '?'))).to.include({
      state: 'delivered',
      affixedOn: null,
      lotId: null,
    })
    expect(await segments(batch.id, asOf)).to.deep.equal([[0, 9, 'delivered']])
    expect(await segments(batch.id)).to.have.length(2)
    const before = await staff.auditor.get(`/stamps/${code}?asOf=2024-03-01T00:00:00Z`)
    expect(before.status).to.equal(404)
    const now = await staff.auditor.get(`/stamps/${code}?asOf=2024-03-22T02:00:00Z`)
    expect(now.body.errors[0]).to.include({ field: 'query.asOf', rule: 'as_of.too_late' })
  })
})
