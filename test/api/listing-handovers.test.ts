import { expect } from 'chai'
import { expectRefusal, prepare } from '../support/handovers.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('listing handovers', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let productId: string

  before(async () => {
    service = await startTestService('listing_handovers')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  /** A handover of one stamp of a new batch. */
  async function send(more: object = {}) {
    const { id: batchId } = await issue(staff, maker, productId, 1)
    return await prepare(staff.reviewer, maker, [{ batchId, from: 0, to: 0 }], more)
  }
  const cancel = async (id: string) =>
    ok(await staff.reviewer.post(`/handovers/${id}/cancellation`, { reason: 'Cơ sở hẹn lại' }))

  it('gives each a number of its own in its year, or the one it is given', async () => {
    const number = '15/BB-SNNMT'
    const { id } = ok(await send({ number }))
    const taken = await send({ number })
    expectRefusal(taken, 409, { code: 'already_exists', existingId: id })
    await cancel(id)
    expect(ok(await send({ number })).number).to.equal(number)
    expect(ok(await send()).number).to.equal('BBBG-2024-0001')
    expectRefusal(await send({ enterpriseId: stranger.enterpriseId }), 422)
    expect(ok(await send()).number, 'a refusal uses up none').to.equal('BBBG-2024-0002')
    ok(await service.admin.put('/clock', { now: '2025-01-02T02:00:00.000Z' }))
    expect(ok(await send({ number })).handedOn).to.equal('2025-01-02')
    expect(ok(await send()).number).to.equal('BBBG-2025-0001')
  })

  it('shows both sides what is theirs, by state and page by page', async () => {
    const own = ok(await maker.api.get('/handovers?limit=200')).items
    ok(await maker.api.post(`/handovers/${own.at(-1).id}/confirmation`))
    const prepared = ok(await staff.auditor.get('/handovers?status=prepared&limit=200')).items
    const states = own.map(({ status }: { status: string }) => status)
    expect(states).to.include.members(['prepared', 'cancelled'])
    expect(prepared.length).to.equal(own.length - 2)
    for (const item of prepared) expect(item.status).to.equal('prepared')
    expect(own[0]).not.to.have.property('ranges')
    expect(own[0]).to.include({ stamps: 1, enterpriseId: maker.enterpriseId })
    const filter = `enterpriseId=${maker.enterpriseId}&status=prepared&limit=2`
    const page = ok(await staff.auditor.get(`/handovers?${filter}`))
    const next = ok(await staff.auditor.get(`/handovers?${filter}&cursor=${page.nextCursor}`))
    expect([...page.items, ...next.items]).to.deep.equal(prepared.slice(0, 4))
    expect(ok(await stranger.api.get('/handovers')).items).to.deep.equal([])
    expectRefusal(await stranger.api.get(`/handovers/${own[0].id}`), 404)
  })
})
