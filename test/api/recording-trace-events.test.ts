import { expect } from 'chai'
import {
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('recording trace events', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let product: { id: string; key: string }
  let lot: { id: string; code: string; placeId: string }
  let path: string

  before(async () => {
    service = await startTestService('recording_trace_events', { GDTI_PREFIX: '95200099902' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    product = await makeProduct(staff, maker)
    ok(await service.admin.put('/clock', { now: '2024-05-01T03:00:00.000Z' }))
  })
  beforeEach(async () => {
    lot = await makeLot(maker, product.id)
    path = `/lots/${lot.id}/trace-events`
  })
  after(() => service.stop())

  const event = (more: object = {}) => ({
    bizStep: 'commissioning',
    eventTime: '2024-05-01T06:30:00+07:00',
    ...more,
  })
  const place = async (more: object) =>
    ok(await maker.api.post('/places', { name: 'Nơi thử', address: HAI_PHONG, ...more }))

  it('keeps who, what, when, where and why, in the terms of EPCIS', async () => {
    const recorded = ok(await maker.api.post(path, event()))
    const { ownCode } = ok(await maker.api.get(`/places/${lot.placeId}`))
    expect(recorded).to.deep.equal({
      id: recorded.id,
      lotId: lot.id,
      seq: 1,
      enterpriseId: maker.enterpriseId,
      productId: product.id,
      type: 'ObjectEvent',
      action: 'ADD',
      bizStep: 'commissioning',
      label: 'Thu hoạch, sản xuất',
      eventTime: '2024-04-30T23:30:00.000Z',
      eventTimeZoneOffset: '+07:00',
      recordTime: '2024-05-01T03:00:00.000Z',
      placeId: lot.placeId,
      traceCode: `(01)${product.key}(91)${ownCode}(10)${lot.code}`,
    })
    const later = ok(await maker.api.post(path, event({ bizStep: 'packing', label: 'Đóng túi' })))
    expect(later).to.include({ seq: 2, action: 'OBSERVE', label: 'Đóng túi' })
  })

  it('makes the trace code of product, place and lot, by the kind of place', async () => {
    const plant = await place({ kind: 'plant', ownCode: 'NM-1', gln: '8938501000019' })
    const shop = await place({ kind: 'shop', ownCode: 'CH-1', gln: '8934588000010' })
    const made = ok(await maker.api.post(path, event({ placeId: plant.id })))
    expect(made.traceCode).to.equal(`(01)${product.key}(416)8938501000019(10)${lot.code}`)
    const sold = ok(await maker.api.post(path, event({ placeId: shop.id, bizStep: 'stocking' })))
    expect(sold.traceCode).to.equal(`(01)${product.key}(414)8934588000010(10)${lot.code}`)
  })

  it('names a product without a GTIN by its document type', async () => {
    const bare = ok(
      await maker.api.post('/products', {
        name: 'Không có GTIN',
        description: 'Sản phẩm của bài kiểm thử',
        productGroup: 'aquatic',
        unit: 'con',
      }),
    )
    const draftLot = await makeLot(maker, bare.id)
    const early = await maker.api.post(`/lots/${draftLot.id}/trace-events`, event())
    expect(early.status).to.equal(409)
    expect(early.body).to.include({ code: 'wrong_state', state: 'draft' })
    ok(await maker.api.put(`/products/${bare.id}/image`, await picture()))
    const { key } = ok(await staff.reviewer.post(`/products/${bare.id}/approval`))
    expect(key).to.match(/^95200099902\d\d$/)
    const { traceCode } = ok(await maker.api.post(`/lots/${draftLot.id}/trace-events`, event()))
    expect(traceCode.startsWith(`(253)${key}(91)`)).to.equal(true)
  })

  const bad: [title: string, more: object, field: string, rule: string][] = [
    [
      'a time that has not come',
      { eventTime: '2024-05-01T10:00:01+07:00' },
      'eventTime',
      'event.future',
    ],
    ['a time a century back', { eventTime: '1901-05-01T10:00:00Z' }, 'eventTime', 'event.past'],
    [
      'a time without a zone',
      { eventTime: '2024-05-01T10:00:00' },
      'eventTime',
      'field.invalid_format',
    ],
    [
      'a zone that no place has',
      { eventTime: '2024-04-01T10:00:00+15:00' },
      'eventTime',
      'event.zone',
    ],
    ['a step that CBV has not', { bizStep: 'harvesting' }, 'bizStep', 'field.invalid_value'],
    ['a place that is unknown', { placeId: '0'.repeat(24) }, 'placeId', 'reference.unknown'],
    ['a label of nothing', { label: ' ' }, 'label', 'text.visible'],
  ]
  for (const [title, more, field, rule] of bad) {
    it(`refuses ${title}, naming field, reason and remedy`, async () => {
      const reply = await maker.api.post(path, event(more))
      expect(reply.status).to.equal(422)
      const fault = reply.body.errors.find((error: { rule: string }) => error.rule === rule)
      expect(fault, JSON.stringify(reply.body.errors)).to.include({ field: `body.${field}` })
      expect(fault.reason.vi).to.match(/\S{2}/)
      expect(fault.remedy.vi).to.match(/\S{2}/)
      expect(ok(await maker.api.get(path)).items).to.deep.equal([])
    })
  }

  it('takes a time that is now, to the second', async () => {
    ok(await maker.api.post(path, event({ eventTime: '2024-05-01T10:00:00+07:00' })))
  })

  it('only ever adds: nothing changes or removes an event', async () => {
    const recorded = ok(await maker.api.post(path, event()))
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const onList = await maker.api.raw(method, path)
      expect(onList.status).to.equal(405)
      expect(onList.headers.get('allow')).to.equal('POST, GET, HEAD, OPTIONS')
      const onEvent = await maker.api.raw(method, `${path}/${recorded.id}`)
      expect(onEvent.status).to.equal(404)
    }
    const extra = { 'Content-Type': 'application/json' }
    const forged = await maker.api.post(path, event({ seq: 1, recordTime: null }), {
      headers: extra,
    })
    expect(forged.status).to.equal(400)
    expect(ok(await maker.api.get(path)).items).to.deep.equal([recorded])
  })

  it('lists the events by the time they happened, page by page, whenever recorded', async () => {
    const hours = ['05', '03', '04', '03', '01', '02', '03']
    for (const hour of hours) {
      ok(await maker.api.post(path, event({ eventTime: `2024-04-30T${hour}:00:00Z` })))
    }
    const seen: { eventTime: string; seq: number }[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page = ok(await maker.api.get(`${path}?limit=2${next && `&cursor=${next}`}`))
      seen.push(...page.items)
      next = page.nextCursor
    }
    expect(seen.map(({ eventTime }) => eventTime.slice(11, 13))).to.deep.equal([...hours].sort())
    expect(seen.map(({ seq }) => seq)).to.deep.equal([5, 6, 2, 4, 7, 3, 1])
    const strange = await maker.api.get(`${path}?cursor=nonsense`)
    expect(strange.status).to.equal(400)
  })

  it('numbers the events of a lot without a gap, though eight come at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, n) => maker.api.post(path, event({ label: `Việc ${n}` }))),
    )
    for (const reply of replies) expect(reply.status, JSON.stringify(reply.body)).to.equal(201)
    const seqs = replies.map(({ body }) => body.seq).sort()
    expect(seqs).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('goes on for the goods of a product that is retired', async () => {
    const old = await makeProduct(staff, maker)
    const rest = await makeLot(maker, old.id)
    ok(await maker.api.post(`/products/${old.id}/retirement`, { reason: 'Ngừng' }))
    ok(await maker.api.post(`/lots/${rest.id}/trace-events`, event({ bizStep: 'shipping' })))
  })

  it('is for the enterprise and officers, not for auditors and inspectors', async () => {
    expect((await staff.auditor.post(path, event())).status).to.equal(403)
    expect((await staff.inspector.post(path, event())).status).to.equal(403)
    ok(await staff.reviewer.post(path, event()))
  })
})
