import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { Reply } from '../support/api.ts'
import {
  deliver,
  HAI_PHONG,
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

describe('reading the audit entries', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string
  let claimId: string

  async function entries(): Promise<object[]> {
    const all: object[] = []
    for (let cursor = ''; ; ) {
      const page = ok(await staff.auditor.get(`/audit/entries?limit=7${cursor}`))
      all.push(...page.items)
      if (page.nextCursor === null) return all
      cursor = `&cursor=${page.nextCursor}`
    }
  }

  before(async () => {
    service = await startTestService('reading_the_audit_entries')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    const lot = await makeLot(maker, productId, { code: 'NK-1' })
    lotId = lot.id
    const batch = await deliver(staff, maker, productId, 10)
    const affix = { action: 'affix', lotId, ranges: [{ from: 0, to: 9 }] }
    ok(await maker.api.post(`/stamp-batches/${batch.id}/events`, affix))
    const { enterpriseId } = maker
    const period = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }
    claimId = ok(await maker.api.post('/claims', { enterpriseId, ...period })).claim.id
    ok(await maker.api.post(`/claims/${claimId}/submission`))
    ok(await staff.reviewer.post(`/claims/${claimId}/verification`))
  })
  after(() => service.stop())

  it('leaves nothing of a request that is refused, nor of one that is only repeated', async () => {
    const order = { enterpriseId: maker.enterpriseId, productId, quantity: 3 }
    const first = ok(await staff.reviewer.post('/stamp-batches', order, { key: 'once' }))
    const path = `/stamp-batches/${first.id}/events`
    const ranges = [{ from: 0, to: 2 }]
    const place = { kind: 'farm', name: 'Vườn', ownCode: 'NK-1', address: HAI_PHONG }
    ok(await maker.api.post('/places', place))
    const headers = { 'If-Match': '"99"' }
    const before = await entries()
    const refusals: [reply: Reply, status: number][] = [
      [await staff.reviewer.post('/stamp-batches', order, { key: null }), 428],
      [
        await staff.reviewer.post('/stamp-batches', { ...order, quantity: 4 }, { key: 'once' }),
        422,
      ],
      [await staff.reviewer.post('/stamp-batches', { ...order, quantity: 0 }), 422],
      [await maker.api.post('/stamp-batches', order), 403],
      [await maker.api.post(path, { action: 'affix', lotId, ranges }), 409],
      [await maker.api.post('/places', place), 409],
      [await maker.api.patch(`/products/${productId}`, { brand: 'X' }, { headers }), 412],
      [await staff.payer.post(`/claims/${claimId}/approval`, {}), 403],
      [await staff.reviewer.post(`/claims/${claimId}/verification`), 409],
      [await service.as('nobody').post('/places', place), 401],
      [await staff.reviewer.post('/enterprises', { colour: 'red' }), 400],
      [await service.admin.put('/clock', { now: '2020-01-01T00:00:00Z' }), 422],
    ]
    for (const [reply, status] of refusals) {
      expect(reply.status, JSON.stringify(reply.body)).to.equal(status)
    }
    const again = ok(await staff.reviewer.post('/stamp-batches', order, { key: 'once' }))
    expect(again).to.deep.equal(first)
    expect(await entries()).to.deep.equal(before)
  })

  it('is written with the change or not at all: where it cannot be, nothing changes', async () => {
    const product = ok(await maker.api.get(`/products/${productId}`))
    // The place of the next entry is taken, so that writing it must fail.
    const subject = { kind: 'product', id: productId, seq: product.revision + 1 }
    const blocker = { _id: 'f'.repeat(24), subject } as object
    await service.connection.collection('audit_entries').insertOne(blocker)
    const headers = { 'If-Match': '*' }
    const change = { description: 'Không bao giờ được ghi' }
    const reply = await maker.api.patch(`/products/${productId}`, change, { headers, key: 'tx' })
    expect(reply.status).to.equal(500)
    expect(reply.body.code).to.equal('internal')
    expect(JSON.stringify(reply.body)).not.to.match(/E11000|audit_entries|Mongo/)
    expect(ok(await maker.api.get(`/products/${productId}`))).to.deep.equal(product)
    await service.connection.collection('audit_entries').deleteOne(blocker)
    ok(await maker.api.patch(`/products/${productId}`, change, { headers, key: 'tx' }))
  })

  it('is read by auditors and administrators, by no one else', async () => {
    expect((await service.admin.get('/audit/entries')).status).to.equal(200)
    for (const api of [staff.reviewer, staff.payer, staff.inspector, maker.api]) {
      const reply = await api.get('/audit/entries')
      expect(reply.status).to.equal(403)
      expect(reply.body.code).to.equal('forbidden')
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await service.admin.raw(method, '/audit/entries')).status, method).to.equal(405)
    }
    const half = await staff.auditor.get('/audit/entries?kind=claim')
    expect(half.status).to.equal(422)
    expect(half.body.errors[0]).to.include({ field: 'query.id', rule: 'audit.subject' })
    const path = '/audit/entries?kind=claim&id='
    expect(ok(await staff.auditor.get(`${path}nothing`)).items).to.deep.equal([])
    expect(ok(await staff.auditor.get(path + claimId)).items).to.have.length(3)
  })

  it('holds what changed, for auditors to read, and never a key or its hash', async () => {
    await makeKey(service, 'Người kín', 'auditor')
    const text = JSON.stringify(await entries())
    const hash = createHash('sha256').update(maker.key).digest('hex')
    for (const secret of [maker.key, hash]) {
      expect(text).not.to.contain(secret)
    }
  })
})
