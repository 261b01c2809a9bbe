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
import { proof } from '../support/proof.ts'
import { startTestService, type TestService } from '../support/service.ts'

const CALLERS = 16
const TIMES_EACH = 3

describe('issuing at once', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  const { length, random } = proof('issue', { short: 4, long: 60 })

  before(async () => {
    service = await startTestService('issuing_at_once')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  it(`gives no number twice and one batch per key to ${CALLERS} callers who repeat`, async () => {
    const keys = await Promise.all(
      Array.from({ length: CALLERS }, (_, n) => makeKey(service, `Người cấp ${n}`, 'officer')),
    )
    const callers = keys.map((key) => service.as(key))
    const seen = new Map<string, number>()
    let stamps = 0
    for (let round = 0; round < length; round += 1) {
      const quantity = 1 + Math.floor(random() * 100)
      const body = { enterpriseId: maker.enterpriseId, productId, quantity }
      const replies = await Promise.all(
        callers.flatMap((api, caller) =>
          Array.from({ length: TIMES_EACH }, async () => {
            const key = `round-${round}`
            const reply = await api.post('/stamp-batches', body, { key })
            return { name: `${caller} ${key}`, reply }
          }),
        ),
      )
      for (const { name, reply } of replies) {
        expect(reply.status, JSON.stringify(reply.body)).to.equal(201)
        expect(seen.get(name) ?? reply.body.id, name).to.equal(reply.body.id)
        seen.set(name, reply.body.id)
      }
      stamps += CALLERS * quantity
    }
    expect(seen.size).to.equal(CALLERS * length)
    expect(new Set(seen.values()).size, 'each key has a batch of its own').to.equal(seen.size)
    const overview = ok(await staff.auditor.get('/overview'))
    expect(overview.stampsIssued).to.equal(stamps)
    expect(overview.stampsByState).to.deep.equal({ in_stock: stamps })
    const batches = await service.connection.collection('stamp_batches').countDocuments({
      _id: { $gte: 1 },
    } as object)
    expect(batches, 'and no batch without a key').to.equal(seen.size)
  }).timeout(120_000)
})
