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

const ISSUERS = 8
const ROUNDS = 3
const EACH = 30
const APPROVED = 100

describe('issuing on one request at once', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string

  before(async () => {
    service = await startTestService('issuing_on_one_request')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  it('never issues more than was approved, and loses none of what was issued', async () => {
    const keys = await Promise.all(
      Array.from({ length: ISSUERS }, (_, n) => makeKey(service, `Người cấp ${n}`, 'officer')),
    )
    const issuers = keys.map((key) => service.as(key))
    const goods = { enterpriseId: maker.enterpriseId, productId }
    for (let round = 0; round < ROUNDS; round += 1) {
      const body = { ...goods, quantity: APPROVED, reason: 'Vụ đông' }
      const { id } = ok(await maker.api.post('/stamp-requests', body))
      const path = `/stamp-requests/${id}`
      ok(await staff.approver.post(`${path}/approval`, { quantity: APPROVED }))
      const order = { ...goods, quantity: EACH, requestId: id }
      const replies = await Promise.all(issuers.map((api) => api.post('/stamp-batches', order)))
      for (const { status, body: problem } of replies) {
        expect(status, JSON.stringify(problem)).to.be.oneOf([201, 409])
        if (status === 409) expect(problem.state).to.equal('request_exceeded')
      }
      const fit = Math.floor(APPROVED / EACH)
      expect(replies.filter(({ status }) => status === 201)).to.have.length(fit)
      const { issuedQuantity, revision } = ok(await staff.auditor.get(path))
      expect({ issuedQuantity, revision }).to.deep.equal({
        issuedQuantity: fit * EACH,
        revision: 2 + fit,
      })
      const batches = ok(await staff.auditor.get('/stamp-batches?limit=200')).items
      const ofRequest = batches.filter((batch: { requestId: string }) => batch.requestId === id)
      expect(ofRequest).to.have.length(fit)
      const entries = `/audit/entries?kind=stamp_request&id=${id}`
      expect(ok(await staff.auditor.get(entries)).items).to.have.length(2 + fit)
    }
  }).timeout(60_000)
})
