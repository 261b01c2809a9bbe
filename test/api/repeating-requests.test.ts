import { expect } from 'chai'
import {
  type Maker,
  makeEnterprise,
  makeKey,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('repeating requests', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string

  before(async () => {
    service = await startTestService('repeating_requests')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const order = (quantity: number) => ({ enterpriseId: maker.enterpriseId, productId, quantity })

  it('gives the first reply again for the same key and body', async () => {
    const first = await staff.reviewer.post('/stamp-batches', order(10), { key: 'repeat-1' })
    const again = await staff.reviewer.post('/stamp-batches', order(10), { key: 'repeat-1' })
    expect(again.status).to.equal(first.status).and.equal(201)
    expect(again.body).to.deep.equal(first.body)
  })

  it('refuses the same key with another body by a code of its own', async () => {
    ok(await staff.reviewer.post('/stamp-batches', order(10), { key: 'repeat-2' }))
    const other = await staff.reviewer.post('/stamp-batches', order(11), { key: 'repeat-2' })
    expect(other.status).to.equal(422)
    expect(other.body.code).to.equal('idempotency_key_reused')
  })

  it('keeps the keys of two persons apart', async () => {
    const one = ok(await staff.reviewer.post('/stamp-batches', order(3), { key: 'repeat-3' }))
    const two = ok(await staff.payer.post('/stamp-batches', order(3), { key: 'repeat-3' }))
    expect(two.id).not.to.equal(one.id)
  })

  it('does not remember a refusal: the corrected state is seen', async () => {
    const draft = ok(await maker.api.post('/products', { name: 'Nháp', productGroup: 'aquatic' }))
    const body = { ...order(5), productId: draft.id }
    const early = await staff.reviewer.post('/stamp-batches', body, { key: 'repeat-4' })
    expect(early.status).to.equal(409)
    const again = await staff.reviewer.post('/stamp-batches', body, { key: 'repeat-4' })
    expect(again.status).to.equal(409)
  })

  it('repeats the reply that holds a new key, and stores it only sealed', async () => {
    const body = { person: 'Người mới', role: 'auditor' }
    const first = ok(await service.admin.post('/keys', body, { key: 'new-key' }))
    const again = ok(await service.admin.post('/keys', body, { key: 'new-key' }))
    expect(again).to.deep.equal(first)
    expect(ok(await service.as(first.key).get('/keys')).items).not.to.be.empty
    // The secret itself may hold the sign that stands before it.
    const [, secret = ''] = /^st_[0-9a-f]{24}_(.+)$/.exec(first.key) ?? []
    expect(secret.length).to.be.greaterThan(40)
    for (const name of ['idempotency', 'keys', 'audit_entries']) {
      const stored = await service.connection
        .collection(name)
        .find({ _id: { $ne: null } } as object)
        .toArray()
      expect(JSON.stringify(stored)).not.to.include(secret)
    }
  })

  it('acts once when sixteen callers issue at once and each repeats every request', async () => {
    const keys = await Promise.all(
      Array.from({ length: 16 }, (_, n) => makeKey(service, `Người cấp ${n}`, 'officer')),
    )
    const before = ok(await service.admin.get('/overview')).stampsIssued
    const replies = await Promise.all(
      keys.flatMap((key) => {
        const api = service.as(key)
        return Array.from({ length: 5 }, (_, n) => n).flatMap((n) =>
          [1, 2, 3].map(() => api.post('/stamp-batches', order(7), { key: `issue-${n}` })),
        )
      }),
    )
    for (const reply of replies) expect(reply.status, JSON.stringify(reply.body)).to.equal(201)
    const numbers = new Set(replies.map(({ body }) => body.id))
    expect(numbers.size).to.equal(16 * 5)
    const serials = new Set(replies.map(({ body }) => body.firstSerial))
    expect(serials.size).to.equal(16 * 5)
    const after = ok(await service.admin.get('/overview')).stampsIssued
    expect(after - before).to.equal(16 * 5 * 7)
  }).timeout(60_000)
})
