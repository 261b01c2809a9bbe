import { setTimeout as delay } from 'node:timers/promises'
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
import { mongod } from '../support/mongod.ts'
import { proof } from '../support/proof.ts'
import { recount } from '../support/recount.ts'
import { startTestService, type TestService } from '../support/service.ts'

const LATE_FACTS = 6
/** So that submissions fall before, between and after the facts. */
const SUBMISSION_DELAY_MS = 120

/** The first of so many months after January 2024. */
const monthAfter = (months: number) => {
  const at = new Date(Date.UTC(2024, months, 15))
  return at.toISOString().slice(0, 7)
}

describe('closing a month while late facts come in', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string
  const { length, random } = proof('close', { short: 5, long: 60 })

  before(async () => {
    service = await startTestService('closing_a_month')
    ok(await service.admin.put('/clock', { now: '2024-01-10T02:00:00Z' }))
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
  })
  after(() => service.stop())

  it('posts each to a month whose statement holds it, or to the next', async () => {
    const batch = await deliver(staff, maker, productId, length * LATE_FACTS)
    const seen = { own: 0, next: 0 }
    for (let round = 0; round < length; round += 1) {
      const [closing, now] = [monthAfter(round), monthAfter(round + 1)]
      ok(await service.admin.put('/clock', { now: `${now}-02T02:00:00Z` }))
      const path = `/enterprises/${maker.enterpriseId}/stock-statements/${closing}`
      const facts = Array.from({ length: LATE_FACTS }, (_, n) => {
        const at = round * LATE_FACTS + n
        const ranges = [{ from: at, to: at }]
        const body = { action: 'affix', lotId, occurredOn: `${closing}-20`, ranges }
        return () => maker.api.post(`/stamp-batches/${batch.id}/events`, body)
      })
      const submissions = [0, 1].map(() => async () => {
        await delay(random() * SUBMISSION_DELAY_MS)
        return await maker.api.post(`${path}/submission`)
      })
      const sends = [...facts.slice(0, 3), ...submissions, ...facts.slice(3)]
      const replies = await Promise.all(sends.map((send) => send()))
      const [first, second] = [replies[3], replies[4]]
      const statuses = [first?.status, second?.status].sort()
      expect(statuses, 'one of two submissions').to.deep.equal([200, 409])
      const statement = ok(await staff.auditor.get(path))
      const { total } = JSON.parse(statement.content)
      const posted = replies
        .flatMap((reply) => (reply.status === 201 ? reply.body.events : []))
        .map(({ postingMonth }: { postingMonth: string }) => postingMonth)
      expect(posted).to.have.length(LATE_FACTS)
      const own = posted.filter((month) => month === closing).length
      expect(total.affixed - lateOf(statement)).to.equal(own)
      seen.own += own
      seen.next += LATE_FACTS - own
    }
    console.log(`    posted to their own month ${seen.own}, to the next ${seen.next}`)
    await recount((await mongod()).uri, service.connection.name)
  }).timeout(0)

  /** Facts of the month before that came too late for it. */
  function lateOf(statement: { content: string }): number {
    const { late } = JSON.parse(statement.content) as { late: { affixed: number }[] }
    return late.reduce((sum, { affixed }) => sum + affixed, 0)
  }
})
