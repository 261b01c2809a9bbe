import { expect } from 'chai'
import type { Api } from '../support/api.ts'
import { expectFault, expectRefusal, makePaper } from '../support/handovers.ts'
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
import { recall } from '../support/notices.ts'
import { startTestService, type TestService } from '../support/service.ts'

const UNKNOWN = '65a0c0ffee00000000000009'
const LISTS = ['/recalls', '/suspensions']

describe('recalling and suspending', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let productId: string
  let lotId: string
  let batchId: number
  let decision: string

  before(async () => {
    service = await startTestService('recalling_and_suspending')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    batchId = (await issue(staff, maker, productId, 20)).id
    decision = await makePaper(staff, 'decision')
  })
  after(() => service.stop())

  const paper = () => makePaper(staff, 'decision')
  const ofLot = () => ({ level: 'lot', lotId })
  const suspend = (scope: object, documentId: string, more: object = {}) =>
    recall(staff.approver, scope, documentId, more, { path: '/suspensions' })
  const lift = (api: Api, path: string, body: object = { reason: 'Kết quả lại đạt' }) =>
    api.post(`${path}/lifting`, body)
  const itemsOf = async (api: Api, path: string) => ok(await api.get(path)).items
  const entriesOf = async (kind: string, id: string) =>
    ok(await staff.auditor.get(`/audit/entries?kind=${kind}&id=${id}`)).items

  it('records a recall with its decision, as it stood that day', async () => {
    const advice = 'Ngừng sử dụng, mang trả nơi đã mua'
    const reply = await recall(staff.approver, ofLot(), decision, { advice })
    expect(reply.status).to.equal(201)
    const made = reply.body
    const { number, issuedOn, signer } = ok(await staff.auditor.get(`/documents/${decision}`))
    const none = { batchId: null, from: null, to: null }
    expect(made).to.deep.equal({
      id: made.id,
      kind: 'recall',
      number: 'TH-2024-0001',
      scope: { level: 'lot', enterpriseId: maker.enterpriseId, productId, lotId, ...none },
      reason: 'Dư lượng vượt mức cho phép',
      advice,
      document: { id: decision, number, issuedOn, signer },
      live: true,
      since: made.since,
      lifted: null,
      createdAt: made.since,
      createdBy: 'Cán bộ approver',
      revision: 1,
    })
    expect(made.since).to.equal(ok(await service.admin.get('/clock')).now)
    const read = await maker.api.get(`/recalls/${made.id}`)
    expect(ok(read)).to.deep.equal(made)
    expect(read.headers.get('etag')).to.equal('"1"')
  })

  it('finds whose goods they are at every level', async () => {
    const documentId = await paper()
    const { enterpriseId } = maker
    const none = { productId: null, lotId: null, batchId: null, from: null, to: null }
    const range = { batchId, from: 3, to: 19 }
    for (const [wanted, found] of [
      [{ level: 'enterprise', enterpriseId }, none],
      [
        { level: 'product', productId },
        { ...none, productId },
      ],
      [
        { level: 'lot', lotId },
        { ...none, productId, lotId },
      ],
      [
        { level: 'range', ...range },
        { ...none, productId, ...range },
      ],
    ] as const) {
      const { level } = wanted
      const { scope } = ok(await recall(staff.approver, wanted, documentId))
      expect(scope).to.deep.equal({ level, enterpriseId, ...found })
    }
  })

  it('keeps recalls and suspensions apart, each with numbers of its own', async () => {
    const [recalled, suspended] = [
      ok(await recall(staff.approver, ofLot(), await paper())),
      ok(await suspend(ofLot(), await paper())),
    ]
    expect(recalled.number).to.match(/^TH-2024-000\d$/)
    expect(suspended).to.include({ kind: 'suspension', number: 'TD-2024-0001', advice: null })
    for (const [own, other, { id }] of [
      ['/recalls', '/suspensions', recalled],
      ['/suspensions', '/recalls', suspended],
    ]) {
      ok(await staff.auditor.get(`${own}/${id}`))
      expectRefusal(await staff.auditor.get(`${other}/${id}`), 404, { code: 'not_found' })
      expectRefusal(await lift(staff.approver, `${other}/${id}`), 404, { code: 'not_found' })
      const listed = (await itemsOf(staff.auditor, other)).map((one: { id: string }) => one.id)
      expect(listed).not.to.include(id)
    }
  })

  it('is shown to all of the staff, and to an enterprise where the goods are its own', async () => {
    const goods = await makeProduct(staff, stranger)
    const scope = { level: 'product', productId: goods.id }
    const foreign = ok(await recall(staff.approver, scope, await paper()))
    const path = `/recalls/${foreign.id}`
    const { reviewer, payer, auditor, inspector } = staff
    for (const api of [reviewer, payer, auditor, inspector, service.admin, stranger.api]) {
      expect(ok(await api.get(path)).number).to.equal(foreign.number)
      const all = (await itemsOf(api, '/recalls')).map((one: { id: string }) => one.id)
      expect(all).to.include(foreign.id)
    }
    expectRefusal(await maker.api.get(path), 404, { code: 'not_found' })
    for (const list of LISTS) {
      const own = await itemsOf(maker.api, list)
      expect(own).not.to.be.empty
      for (const { scope } of own) expect(scope.enterpriseId).to.equal(maker.enterpriseId)
      const { enterpriseId } = stranger
      expect(await itemsOf(maker.api, `${list}?enterpriseId=${enterpriseId}`)).to.deep.equal([])
    }
  })

  it('is an approver’s to record and to lift', async () => {
    const { id } = ok(await recall(staff.approver, ofLot(), await paper()))
    const documentId = await paper()
    const { reviewer, payer, auditor, inspector } = staff
    for (const api of [reviewer, payer, auditor, inspector, service.admin, maker.api]) {
      for (const path of LISTS) {
        const refused = await recall(api, ofLot(), documentId, {}, { path })
        expectRefusal(refused, 403, { code: 'forbidden' })
      }
      expectRefusal(await lift(api, `/recalls/${id}`), 403, { code: 'forbidden' })
    }
    expect(ok(await auditor.get(`/recalls/${id}`))).to.include({ live: true, revision: 1 })
  })

  it('says of every fault where it is, and keeps nothing of what it refused', async () => {
    const before = ok(await suspend(ofLot(), await paper())).number
    const documentId = await paper()
    for (const [scope, field, rule] of [
      [{ level: 'region' }, 'body.scope.level', 'field.invalid_value'],
      [{ level: 'lot' }, 'body.scope.lotId', 'field.required'],
      [{ level: 'lot', lotId: UNKNOWN }, 'body.scope.lotId', 'reference.unknown'],
      [{ level: 'product', productId: UNKNOWN }, 'body.scope.productId', 'reference.unknown'],
      [
        { level: 'enterprise', enterpriseId: UNKNOWN },
        'body.scope.enterpriseId',
        'reference.unknown',
      ],
      [{ level: 'range', batchId, from: 4, to: 3 }, 'body.scope', 'range.order'],
      [{ level: 'range', batchId, from: 4, to: 20 }, 'body.scope.to', 'range.beyond'],
      [
        { level: 'range', batchId: 30_000_000, from: 0, to: 1 },
        'body.scope.batchId',
        'reference.unknown',
      ],
    ] as const) {
      expectFault(await suspend(scope, documentId), field, rule)
    }
    const unknownField = await suspend({ ...ofLot(), productId }, documentId)
    expectRefusal(unknownField, 400, { code: 'malformed_request' })
    expectFault(await suspend(ofLot(), UNKNOWN), 'body.documentId', 'reference.unknown')
    expectFault(await suspend(ofLot(), await makePaper(staff)), 'body.documentId', 'document.kind')
    const foreign = await decisionOf(maker)
    expectFault(await suspend(ofLot(), foreign), 'body.documentId', 'document.department')
    expectFault(await suspend(ofLot(), documentId, { reason: ' ' }), 'body.reason', 'text.visible')
    const next = ok(await suspend(ofLot(), documentId)).number
    expect(Number(next.slice(-4)) - Number(before.slice(-4))).to.equal(1)
  })

  async function decisionOf({ api }: Maker): Promise<string> {
    const body = { kind: 'decision', number: 'QĐ-HTX', issuedOn: '2024-01-01', signer: 'Chủ nhiệm' }
    return ok(await api.post('/documents', { ...body, title: 'Nội bộ', sha256: 'b'.repeat(64) })).id
  }

  it('lists by enterprise, product and whether it holds, page by page', async () => {
    const own = await makeEnterprise(service, staff)
    const goods = [await makeProduct(staff, own), await makeProduct(staff, own)]
    const [first, second] = await Promise.all(
      goods.map(async ({ id }) =>
        ok(await recall(staff.approver, { level: 'product', productId: id }, await paper())),
      ),
    )
    const { enterpriseId } = own
    const scope = { level: 'enterprise', enterpriseId }
    const whole = ok(await recall(staff.approver, scope, await paper()))
    ok(await lift(staff.approver, `/recalls/${first.id}`))
    const idsOf = async (api: Api, query: string) =>
      (await itemsOf(api, `/recalls?${query}`)).map((one: { id: string }) => one.id)
    const ofOwn = `enterpriseId=${enterpriseId}`
    const { auditor } = staff
    expect(await idsOf(auditor, ofOwn)).to.have.members([first.id, second.id, whole.id])
    expect(await idsOf(auditor, `${ofOwn}&live=true`)).to.have.members([second.id, whole.id])
    expect(await idsOf(own.api, 'live=false')).to.deep.equal([first.id])
    expect(await idsOf(auditor, `productId=${goods[1]?.id}`)).to.deep.equal([second.id])
    const page = ok(await own.api.get('/recalls?limit=2'))
    expect(page.items).to.have.length(2)
    const rest = await idsOf(own.api, `limit=2&cursor=${page.nextCursor}`)
    expect(rest).to.deep.equal([whole.id])
    expectFault(await auditor.get('/recalls?live=yes'), 'query.live', 'field.invalid_value')
  })

  it('is recorded once for one decision and the same goods', async () => {
    const documentId = await paper()
    const range = { level: 'range', batchId, from: 0, to: 4 }
    const first = ok(await recall(staff.approver, range, documentId))
    const again = await recall(staff.approver, range, documentId)
    expectRefusal(again, 409, { code: 'already_exists', existingId: first.id })
    expect(again.body.detail).to.contain(first.number)
    ok(await recall(staff.approver, { ...range, from: 5, to: 9 }, documentId))
    ok(await suspend(range, documentId))
    ok(await lift(staff.approver, `/recalls/${first.id}`))
    ok(await recall(staff.approver, range, documentId))
  })

  it('can be repeated under one key, and acts once', async () => {
    const documentId = await paper()
    const send = (more: object = {}) =>
      recall(staff.approver, ofLot(), documentId, more, { key: 'recall-once' })
    const first = await send()
    expect(first.status).to.equal(201)
    const again = await send()
    expect([again.status, again.body]).to.deep.equal([201, first.body])
    expectRefusal(await send({ advice: 'Khác' }), 422, { code: 'idempotency_key_reused' })
    const path = `/recalls/${first.body.id}/lifting`
    const end = () => staff.approver.post(path, { reason: 'Xong' }, { key: 'lift-once' })
    expect(ok(await end())).to.deep.equal(ok(await end()))
    expect(await entriesOf('recall', first.body.id)).to.have.length(2)
  })

  it('begins its numbers anew with each local year', async () => {
    ok(await service.admin.put('/clock', { now: '2024-12-31T16:59:59.000Z' }))
    expect(ok(await recall(staff.approver, ofLot(), await paper())).number).to.match(/^TH-2024-/)
    ok(await service.admin.put('/clock', { now: '2024-12-31T17:00:00.000Z' }))
    const both = [
      ok(await recall(staff.approver, ofLot(), await paper())),
      ok(await suspend(ofLot(), await paper())),
    ]
    expect(both.map(({ number }) => number)).to.deep.equal(['TH-2025-0001', 'TD-2025-0001'])
  })

  it('leaves entries that say who recorded and who lifted it, and why', async () => {
    const duties = { duties: ['approver'] }
    const other = service.as(await makeKey(service, 'Cán bộ thứ hai', 'officer', duties))
    const { id } = ok(await suspend(ofLot(), await paper()))
    ok(await lift(other, `/suspensions/${id}`, { reason: 'Đã khắc phục' }))
    const left = await entriesOf('suspension', id)
    const told = left.map((entry: Record<string, unknown>) => [
      ...[entry['action'], entry['person'], entry['reason']],
    ])
    expect(told).to.deep.equal([
      ['createSuspension', 'Cán bộ approver', 'Dư lượng vượt mức cho phép'],
      ['liftSuspension', 'Cán bộ thứ hai', 'Đã khắc phục'],
    ])
    expect(left[1].beforeHash).to.equal(left[0].afterHash)
  })
})
