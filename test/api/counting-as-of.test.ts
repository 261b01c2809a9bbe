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
import { startTestService, type TestService } from '../support/service.ts'

const YEAR = 'policy=NQ15-2021&from=2024-01-01&to=2024-12-31'

describe('counting the subsidy as it was known', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let batchId: number
  let lotId: string

  const setClock = async (day: string) =>
    ok(await service.admin.put('/clock', { now: `${day}T02:00:00Z` }))
  const total = async (asOf: string | null) => {
    const more = asOf === null ? '' : `&asOf=${asOf}T12:00:00Z`
    return ok(await staff.auditor.get(`/subsidy-counts?${YEAR}${more}`)).total
  }
  const record = async (body: object) =>
    ok(await staff.reviewer.post(`/stamp-batches/${batchId}/events`, body))

  before(async () => {
    service = await startTestService('counting_as_of')
    await setClock('2024-03-01')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    batchId = (await deliver(staff, maker, productId, 100)).id
    const other = await deliver(staff, maker, productId, 10)
    await setClock('2024-03-05')
    const affix = { action: 'affix', lotId, ranges: [{ from: 0, to: 9 }] }
    ok(await staff.reviewer.post(`/stamp-batches/${other.id}/events`, affix))
    await record({ ...affix, ranges: [{ from: 0, to: 49 }] })
    await setClock('2024-03-10')
    await record({ action: 'void', reason: 'not_on_product', ranges: [{ from: 40, to: 49 }] })
    await setClock('2024-03-12')
    const { enterpriseId } = maker
    const period = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }
    const { claim } = ok(await maker.api.post('/claims', { enterpriseId, ...period }))
    ok(await maker.api.post(`/claims/${claim.id}/submission`))
    await setClock('2024-03-14')
    ok(await maker.api.post(`/claims/${claim.id}/withdrawal`))
    await setClock('2024-03-16')
  })
  after(() => service.stop())

  it('counts what had been recorded by then', async () => {
    expect(await total(null)).to.include({ counted: 60, eligible: 50 })
    expect(await total('2024-03-04')).to.include({ counted: 0, eligible: 0 })
    expect(await total('2024-03-06')).to.include({ counted: 60, eligible: 60 })
    expect(await total('2024-03-11')).to.include({ counted: 60, eligible: 50 })
  })

  it('leaves out what a claim held then, and no longer', async () => {
    const reasons = async (asOf: string | null) =>
      (await total(asOf)).leftOut.map(({ reason }: { reason: string }) => reason)
    expect(await reasons('2024-03-13')).to.include('already_claimed')
    expect(await reasons('2024-03-15')).not.to.include('already_claimed')
    expect(await reasons(null)).to.deep.equal(await reasons('2024-03-15'))
  })

  it('refuses a moment that is still being written', async () => {
    const reply = await staff.auditor.get(`/subsidy-counts?${YEAR}&asOf=2024-03-16T02:00:00Z`)
    expect(reply.body.errors[0]).to.include({ field: 'query.asOf', rule: 'as_of.too_late' })
  })
})
