import { expect } from 'chai'
import { expectFault, expectRefusal } from '../support/handovers.ts'
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
import { SHOP_WARD, serialOf } from '../support/suspicions.ts'
import { openVisits, phone, visitOf } from '../support/visits.ts'

/** Beside the first shop, which is in the north. */
const VUNG_TAU = '26506'

describe('checking stamps in shops', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let serials: string[]
  let delivered: Parameters<typeof visitOf>[0]

  before(async () => {
    service = await startTestService('checking_stamps')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const { id: productId } = await makeProduct(staff, maker)
    const { id: lotId } = await makeLot(maker, productId)
    const batch = await deliver(staff, maker, productId, 7)
    const { id } = batch
    delivered = batch
    const affix = { action: 'affix', lotId, ranges: [{ from: 0, to: 5 }] }
    ok(await maker.api.post(`/stamp-batches/${id}/events`, affix))
    serials = await Promise.all([0, 1, 2, 3, 4, 5, 6].map((index) => serialOf(staff, id, index)))
  })
  after(() => service.stop())

  const record = (index: number, more: object = {}, api = staff.inspector) => {
    const body = { code: serials[index], wardCode: SHOP_WARD, finding: 'ok', ...more }
    return api.post('/stamp-checks', body)
  }
  const codesOf = (suspicion: { reasons: { code: string }[] }) =>
    suspicion.reasons.map(({ code }) => code)

  it('records one and tells what was seen before, and how often it was scanned', async () => {
    const now = ok(await service.admin.get('/clock')).now
    const first = ok(await record(0, { note: 'Chợ An Dương' }))
    expect(first.check).to.include({
      ...{ serial: serials[0], finding: 'ok', note: 'Chợ An Dương', state: 'affixed' },
      ...{ ward: 'Xã Trấn Dương', region: '31', province: 'Thành phố Hải Phòng' },
      ...{ by: 'Thanh tra viên', byRole: 'inspector', occurredAt: now },
    })
    expect(first).to.deep.include({ earlier: [], suspicion: null })
    expect(first.scans.count).to.equal(0)
    const second = ok(await record(0, {}, staff.reviewer))
    expect(second.earlier).to.deep.equal([first.check])
    const listed = ok(await staff.auditor.get(`/stamp-checks?code=${serials[0]}`)).items
    expect(listed).to.deep.equal([first.check, second.check])
    const entries = ok(
      await staff.auditor.get(`/audit/entries?kind=stamp_check&id=${first.check.id}`),
    ).items
    expect(entries).to.have.length(1)
  })

  it('suspects a code that an inspector doubts, in the same transaction', async () => {
    const reply = ok(await record(1, { finding: 'suspect' }))
    expect(reply.suspicion).to.include({ status: 'open', serial: serials[1] })
    expect(codesOf(reply.suspicion)).to.deep.equal(['inspection'])
    const [entry] = ok(
      await staff.auditor.get(`/audit/entries?kind=suspicion&id=${reply.suspicion.id}`),
    ).items
    expect(entry).to.include({ action: 'recordStampCheck', person: 'Thanh tra viên' })
    const doubted = ok(await staff.auditor.get('/stamp-checks?finding=suspect')).items
    expect(doubted).to.have.length(1)
  })

  it('suspects a code that is seen in two places too far apart', async () => {
    const at = (occurredAt: string, wardCode: string) => record(2, { occurredAt, wardCode })
    ok(await at('2023-12-30T01:00:00Z', SHOP_WARD))
    const { suspicion } = ok(await at('2023-12-30T02:00:00Z', VUNG_TAU))
    const [reason] = suspicion.reasons
    expect(reason).to.include({ code: 'distance', limit: 300 })
    const names = reason.regions.map(({ name }: { name: string }) => name)
    expect(names).to.have.members(['Hải Phòng', 'Hồ Chí Minh'])
  })

  it('suspects a stamp that an inspector finds on goods though it was voided', async () => {
    const event = { action: 'void', reason: 'copied', ranges: [{ from: 6, to: 6 }] }
    ok(await staff.reviewer.post(`/stamp-batches/${delivered.id}/events`, event))
    const { check, suspicion } = ok(await record(6))
    expect(check.state).to.equal('voided')
    expect(codesOf(suspicion)).to.deep.equal(['after_withdrawal'])
  })

  it('finds at a check that it was scanned before the day of its affixing', async () => {
    const visits = await openVisits(service)
    const early = { state: 'delivered' as const, affixedOn: null }
    visits.note(visitOf(delivered, 5, '2023-12-20T05:00:00.000Z', phone(1), early))
    await visits.stop()
    const { suspicion } = ok(await record(5))
    expect(codesOf(suspicion)).to.deep.equal(['before_affixing'])
  })

  it('refuses a check of no stamp, in no ward, not yet, or not their task', async () => {
    expectFault(await record(3, { code: '0000000000000000' }), 'body.code', 'stamp.unknown')
    expectFault(await record(3, { wardCode: '99999' }), 'body.wardCode', 'address.ward')
    const later = await record(3, { occurredAt: '2024-06-01T00:00:00Z' })
    expectFault(later, 'body.occurredAt', 'check.future')
    expectRefusal(await record(3, {}, maker.api), 403)
    expectRefusal(await maker.api.get('/stamp-checks'), 403)
  })

  it('repeats the reply to a check that was sent twice', async () => {
    const body = { code: serials[4], wardCode: SHOP_WARD, finding: 'ok' }
    const send = () => staff.inspector.post('/stamp-checks', body, { key: 'check-4' })
    const first = ok(await send())
    expect(ok(await send())).to.deep.equal(first)
    const listed = ok(await staff.auditor.get(`/stamp-checks?code=${serials[4]}`))
    expect(listed.items).to.have.length(1)
  })
})
