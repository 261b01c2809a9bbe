import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import type { Reply } from '../support/api.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { proof } from '../support/proof.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** So that now the one, now the other is first, and often both are under way. */
const APART_MS = 12

/** The first of so many months after January 2024. */
const monthAfter = (months: number) =>
  new Date(Date.UTC(2024, months, 15)).toISOString().slice(0, 7)

describe('deciding about a closed month at once', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  const { length, random } = proof('return', { short: 8, long: 80 })

  const move = (month: string, step: 'submission' | 'signature') =>
    (step === 'submission' ? maker.api : staff.reviewer).post(
      `/enterprises/${maker.enterpriseId}/stock-statements/${month}/${step}`,
    )
  const giveBack = (month: string) =>
    staff.approver.post(`/enterprises/${maker.enterpriseId}/stock-statements/${month}/return`, {
      reason: 'Đếm lại',
    })
  const statement = async (month: string) =>
    ok(await staff.auditor.get(`/enterprises/${maker.enterpriseId}/stock-statements/${month}`))
  const card = async (month: string) =>
    ok(await staff.auditor.get(`/enterprises/${maker.enterpriseId}/stock-card?month=${month}`))

  before(async () => {
    service = await startTestService('returning_a_month')
    ok(await service.admin.put('/clock', { now: '2024-01-10T02:00:00Z' }))
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    await deliver(staff, maker, (await makeProduct(staff, maker)).id, 10)
    ok(await service.admin.put('/clock', { now: `${monthAfter(2 * length)}-28T02:00:00Z` }))
  })
  after(() => service.stop())

  /** Sends both, each after a moment; which of them was taken. The other is a conflict. */
  async function firstOf(sends: [() => Promise<Reply>, () => Promise<Reply>]): Promise<number> {
    const statuses = await Promise.all(
      sends.map(async (send) => {
        await delay(random() * APART_MS)
        return (await send()).status
      }),
    )
    expect(statuses.toSorted(), 'one of two').to.deep.equal([200, 409])
    return statuses.indexOf(200)
  }

  it('either signs it or gives it back', async () => {
    const seen = [0, 0]
    for (let round = 0; round < length; round += 1) {
      const month = monthAfter(round)
      ok(await move(month, 'submission'))
      const taken = await firstOf([() => move(month, 'signature'), () => giveBack(month)])
      seen[taken] = (seen[taken] ?? 0) + 1
      expect((await statement(month)).status).to.equal(taken === 0 ? 'signed' : 'open')
      if (taken === 0) continue
      ok(await move(month, 'submission'))
      ok(await move(month, 'signature'))
    }
    console.log(`    signed ${seen[0]}, given back ${seen[1]}`)
  }).timeout(0)

  it('either gives it back or closes the month after it', async () => {
    const seen = [0, 0]
    for (let round = length; round < 2 * length - 1; round += 1) {
      const [month, next] = [monthAfter(round), monthAfter(round + 1)]
      if (round === length) ok(await move(month, 'submission'))
      const taken = await firstOf([() => giveBack(month), () => move(next, 'submission')])
      seen[taken] = (seen[taken] ?? 0) + 1
      const open = taken === 0 ? month : monthAfter(round + 2)
      expect(await card(open)).to.include({ status: 'open', firstOpenMonth: open })
      if (taken === 1) continue
      ok(await move(month, 'submission'))
      ok(await move(next, 'submission'))
    }
    console.log(`    given back ${seen[0]}, closed after it ${seen[1]}`)
  }).timeout(0)
})
