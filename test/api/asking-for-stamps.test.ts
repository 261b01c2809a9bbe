import { expect } from 'chai'
import type { Api, Reply } from '../support/api.ts'
import {
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeKey,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
  taxCode,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const UNKNOWN_ID = '65a0c0ffee00000000000009'

describe('asking for stamps', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string

  before(async () => {
    service = await startTestService('asking_for_stamps')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const ask = (api: Api, more: object = {}): Promise<Reply> =>
    api.post('/stamp-requests', {
      enterpriseId: maker.enterpriseId,
      productId,
      quantity: 500,
      reason: 'Vụ đông 2024, khoảng 500 gói',
      ...more,
    })
  const step = (api: Api, id: string, name: string, body: object = {}): Promise<Reply> =>
    api.post(`/stamp-requests/${id}/${name}`, body)
  const asked = async (more: object = {}): Promise<string> => ok(await ask(maker.api, more)).id
  const approved = async (quantity: number, more: object = {}): Promise<string> => {
    const id = await asked(more)
    ok(await step(staff.approver, id, 'approval', { quantity }))
    return id
  }
  const issue = (requestId: string | null, quantity: number, more: object = {}): Promise<Reply> =>
    staff.reviewer.post('/stamp-batches', {
      enterpriseId: maker.enterpriseId,
      productId,
      quantity,
      requestId,
      ...more,
    })
  const read = async (id: string) => ok(await staff.auditor.get(`/stamp-requests/${id}`))
  const set = async (body: object) =>
    ok(await service.admin.patch('/settings', body, { headers: { 'If-Match': '*' } }))

  function expectRefusal(reply: Reply, status: number, more: object = {}): void {
    expect(reply.status, JSON.stringify(reply.body)).to.equal(status)
    expect(reply.body).to.include(more)
  }

  it('keeps what was asked, by whom and for what', async () => {
    const expectedOutput = { quantity: 1_500.5, unit: 'kg' }
    const request = ok(await ask(maker.api, { expectedOutput }))
    expect(request).to.deep.include({
      enterpriseId: maker.enterpriseId,
      productId,
      quantity: 500,
      reason: 'Vụ đông 2024, khoảng 500 gói',
      expectedOutput,
      status: 'submitted',
      approvedQuantity: null,
      issuedQuantity: 0,
      revision: 1,
    })
    expect(request.steps).to.deep.equal([
      { status: 'submitted', at: request.createdAt, by: request.createdBy, reason: null },
    ])
    expect(ok(await maker.api.get(`/stamp-requests/${request.id}`))).to.deep.equal(request)
  })

  it('approves the same or a smaller quantity, by another person than asked', async () => {
    const id = await asked()
    const tooMany = await step(staff.approver, id, 'approval', { quantity: 501 })
    expectRefusal(tooMany, 422)
    expect(tooMany.body.errors[0]).to.include({ field: 'body.quantity', rule: 'request.quantity' })
    const body = { quantity: 300, reason: 'Theo diện tích' }
    const request = ok(await step(staff.approver, id, 'approval', body))
    expect(request).to.include({ status: 'approved', approvedQuantity: 300, revision: 2 })
    expect(request.steps[1]).to.include({
      status: 'approved',
      by: 'Cán bộ approver',
      reason: 'Theo diện tích',
    })

    const byOfficer = ok(await ask(staff.reviewer)).id
    const alias = await makeKey(service, 'cán bộ  REVIEWER', 'officer')
    for (const api of [staff.reviewer, service.as(alias)]) {
      const own = await step(api, byOfficer, 'approval', { quantity: 500 })
      expectRefusal(own, 403, { code: 'forbidden' })
    }
    ok(await step(staff.approver, byOfficer, 'approval', { quantity: 500 }))
    expectRefusal(await step(maker.api, await asked(), 'approval', { quantity: 1 }), 403)
  })

  it('rejects with a reason, and lets the side that asked withdraw', async () => {
    const id = await asked()
    expectRefusal(await step(staff.reviewer, id, 'rejection'), 422)
    const reason = 'Vượt sản lượng'
    const rejected = ok(await step(staff.reviewer, id, 'rejection', { reason }))
    expect(rejected.status).to.equal('rejected')
    expect(rejected.steps.at(-1).reason).to.equal(reason)

    const withdrawn = ok(await step(maker.api, await asked(), 'withdrawal'))
    expect(withdrawn.status).to.equal('withdrawn')
    const another = await asked()
    expectRefusal(await step(staff.reviewer, another, 'withdrawal'), 403, { code: 'forbidden' })
    const entered = ok(await ask(staff.reviewer)).id
    expect(ok(await step(staff.reviewer, entered, 'withdrawal', { reason })).steps).to.have.length(
      2,
    )
    const forOne = ok(await ask(staff.reviewer)).id
    expect(ok(await step(maker.api, forOne, 'withdrawal')).status).to.equal('withdrawn')
  })

  it('decides a request once', async () => {
    const ids = { approved: await approved(5), rejected: await asked(), withdrawn: await asked() }
    ok(await step(staff.reviewer, ids.rejected, 'rejection', { reason: 'Không' }))
    ok(await step(maker.api, ids.withdrawn, 'withdrawal'))
    for (const [state, id] of Object.entries(ids)) {
      const again = [
        step(staff.approver, id, 'approval', { quantity: 5 }),
        step(staff.approver, id, 'rejection', { reason: 'Không' }),
        step(maker.api, id, 'withdrawal'),
      ]
      for (const reply of await Promise.all(again)) {
        expectRefusal(reply, 409, { code: 'wrong_state', state })
      }
    }
    const id = await asked()
    const both = await Promise.all([
      step(staff.approver, id, 'approval', { quantity: 5 }),
      step(staff.reviewer, id, 'rejection', { reason: 'Không' }),
      step(maker.api, id, 'withdrawal'),
    ])
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409])
    expect((await read(id)).steps).to.have.length(2)
  })

  it('lists by state and enterprise, page by page', async () => {
    const list = async (query: string) =>
      ok(await staff.auditor.get(`/stamp-requests?${query}`)).items
    const all = await list(`enterpriseId=${maker.enterpriseId}&limit=200`)
    const open = await list(`enterpriseId=${maker.enterpriseId}&status=submitted&limit=200`)
    const isOpen = ({ status }: { status: string }) => status === 'submitted'
    expect(open).to.deep.equal(all.filter(isOpen)).and.not.to.be.empty
    expect(await list('status=submitted&limit=200')).to.deep.equal(open)
    expect(await list(`enterpriseId=${UNKNOWN_ID}`)).to.be.empty
    const first = ok(await staff.auditor.get('/stamp-requests?limit=2'))
    const next = await list(`limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...next]).to.deep.equal(all.slice(0, 4))
  })

  it('takes requests from the roles of the settings only, each for what it may name', async () => {
    await set({ requestRoles: ['officer'] })
    const refused = await ask(maker.api)
    expectRefusal(refused, 403, { code: 'forbidden' })
    expect(refused.body.detail).to.include('requestRoles')
    ok(await ask(staff.reviewer))
    await set({ requestRoles: ['enterprise'] })
    expectRefusal(await ask(staff.reviewer), 403)
    ok(await ask(maker.api))
    await set({ requestRoles: ['enterprise', 'officer'] })
    expectRefusal(await ask(staff.auditor), 403)
    const stranger = await makeEnterprise(service, staff)
    expectRefusal(await ask(stranger.api), 404, { code: 'not_found' })
  })

  it('refuses more than the ceiling of the settings, saying the ceiling', async () => {
    await set({ requestQuantityMax: 600 })
    ok(await ask(maker.api, { quantity: 600 }))
    const above = await ask(maker.api, { quantity: 601 })
    expectRefusal(above, 422)
    const [fault] = above.body.errors
    expect(fault).to.include({ field: 'body.quantity', rule: 'request.quantity_max' })
    expect(JSON.stringify(fault)).to.include('600')
    await set({ requestQuantityMax: 100_000 })
    for (const wrong of [{ quantity: 0 }, { reason: '' }, { reason: 'x'.repeat(501) }]) {
      expectRefusal(await ask(maker.api, wrong), 422)
    }
  })

  it('asks for an approved enterprise and an approved product of its own', async () => {
    const fieldOf = (reply: Reply): string => {
      expectRefusal(reply, 422)
      expect(reply.body.errors[0].rule).to.equal('reference.unknown')
      return reply.body.errors[0].field
    }
    const api = staff.reviewer
    expect(fieldOf(await ask(api, { enterpriseId: UNKNOWN_ID }))).to.equal('body.enterpriseId')
    expect(fieldOf(await ask(api, { productId: UNKNOWN_ID }))).to.equal('body.productId')
    const other = await makeEnterprise(service, staff)
    const foreign = await ask(api, { enterpriseId: other.enterpriseId })
    expect(fieldOf(foreign)).to.equal('body.productId')

    const body = { name: 'Chưa duyệt', productGroup: 'agricultural', description: 'Mô tả' }
    const draft = ok(await maker.api.post('/products', body)).id
    expectRefusal(await ask(api, { productId: draft }), 409, { state: 'draft' })
    const dossier = ok(
      await api.post('/enterprises', {
        identifier: { scheme: 'MST10', value: taxCode(8_000) },
        kind: 'company',
        name: 'Công ty chưa duyệt',
        address: HAI_PHONG,
      }),
    )
    const early = await ask(api, { enterpriseId: dossier.id })
    expectRefusal(early, 409, { state: 'draft' })
  })

  it('approves nothing for a product or an enterprise that has been stopped since', async () => {
    const stopped = await makeProduct(staff, maker)
    const id = await asked({ productId: stopped.id })
    ok(await maker.api.post(`/products/${stopped.id}/retirement`, { reason: 'Ngừng' }))
    const late = await step(staff.approver, id, 'approval', { quantity: 1 })
    expectRefusal(late, 409, { state: 'retired' })
    ok(await step(staff.approver, id, 'rejection', { reason: 'Sản phẩm đã ngừng' }))
  })

  it('issues what was approved, in parts, and not a stamp more', async () => {
    const id = await approved(100)
    expect(ok(await issue(id, 60)).requestId).to.equal(id)
    expect(await read(id)).to.include({ issuedQuantity: 60, status: 'approved', revision: 3 })
    const above = await issue(id, 41)
    expectRefusal(above, 409, { code: 'wrong_state', state: 'request_exceeded' })
    expect(above.body.detail).to.include('40')
    ok(await issue(id, 40))
    expectRefusal(await issue(id, 1), 409, { state: 'request_exceeded' })
    const { issuedQuantity, revision } = await read(id)
    expect({ issuedQuantity, revision }).to.deep.equal({ issuedQuantity: 100, revision: 4 })
    const path = `/audit/entries?kind=stamp_request&id=${id}`
    const kept = ok(await staff.auditor.get(path)).items
    expect(kept.map(({ action }: { action: string }) => action)).to.deep.equal([
      'requestStamps',
      'approveStampRequest',
      'issueStampBatch',
      'issueStampBatch',
    ])
  })

  it('issues on no request that is unknown, not approved, or of other goods', async () => {
    const unknown = await issue(UNKNOWN_ID, 1)
    expectRefusal(unknown, 422)
    expect(unknown.body.errors[0]).to.include({
      field: 'body.requestId',
      rule: 'reference.unknown',
    })
    expectRefusal(await issue(await asked(), 1), 409, { state: 'submitted' })
    const id = await approved(10)
    const other = await makeEnterprise(service, staff)
    const second = (await makeProduct(staff, maker)).id
    const foreign = (await makeProduct(staff, other)).id
    const wrongProduct = await issue(id, 1, { productId: second })
    expectRefusal(wrongProduct, 422)
    expect(wrongProduct.body.errors[0].field).to.equal('body.productId')
    const goods = { enterpriseId: other.enterpriseId, productId: foreign }
    const wrongBoth = await issue(id, 1, goods)
    expectRefusal(wrongBoth, 422)
    const fields = wrongBoth.body.errors.map(({ field }: { field: string }) => field)
    expect(fields).to.deep.equal(['body.enterpriseId', 'body.productId'])
    expect((await read(id)).issuedQuantity).to.equal(0)
  })

  it('needs a request for every issue once the settings say so', async () => {
    ok(await issue(null, 1))
    await set({ issueWithoutRequest: false })
    const without = await issue(null, 1)
    expectRefusal(without, 409, { code: 'wrong_state', state: 'request_required' })
    ok(await issue(await approved(1), 1))
    await set({ issueWithoutRequest: true })
  })
})
