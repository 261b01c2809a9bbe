import { expect } from 'chai'
import { expectRefusal } from '../support/handovers.ts'
import {
  deliver,
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { openVisits, phone, visitOf } from '../support/visits.ts'

type Batch = Parameters<typeof visitOf>[0]
type Visited = Parameters<typeof visitOf>[4]

/** On which days things happen: the register stands at the beginning of 2024. */
const DAY = '2024-01-01T05:00:00.000Z'

describe('suspecting codes', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let productId: string
  let batch: Batch

  before(async () => {
    service = await startTestService('suspecting_codes')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    batch = await deliver(staff, maker, productId, 100)
  })
  after(() => service.stop())

  let phones = 0
  /** Scans a stamp, each time by another phone. */
  async function scan(index: number, times: number, more: Visited = {}, of = batch) {
    const visits = await openVisits(service)
    for (let n = 0; n < times; n += 1) {
      phones += 1
      visits.note(visitOf(of, index, DAY, phone(phones), more))
    }
    await visits.stop()
  }
  const suspicionOf = async (index: number, of = batch) => {
    const { items } = ok(await staff.auditor.get('/suspicions?limit=200'))
    return items.find(
      (one: { batchId: number; index: number }) => one.batchId === of.id && one.index === index,
    )
  }
  const codesOf = (suspicion: { reasons: { code: string }[] }) =>
    suspicion.reasons.map(({ code }) => code)
  const figures = async () => ok(await staff.auditor.get('/suspicions/figures'))

  it('suspects nothing where a few people scan what they buy', async () => {
    await scan(0, 9)
    expect(await suspicionOf(0)).to.equal(undefined)
  })

  it('opens a suspicion with its reasons in words and numbers, with an audit entry', async () => {
    const stock = await issue(staff, maker, productId, 10)
    await scan(3, 2, { state: 'in_stock', affixedOn: null }, stock)
    const suspicion = await suspicionOf(3, stock)
    expect(suspicion).to.include({ status: 'open', number: 4, productId, revision: 1 })
    const [reason] = suspicion.reasons
    expect(reason).to.include({ code: 'not_released', n: 2, limit: 1, finding: null })
    expect(reason.text).to.deep.equal({
      vi: 'Quét hoặc kiểm tra 2 lần khi tem còn trong kho.',
      en: 'Scanned or checked 2 times while in stock.',
    })
    const entries = ok(
      await staff.auditor.get(`/audit/entries?kind=suspicion&id=${suspicion.id}`),
    ).items
    expect(entries).to.have.length(1)
    expect(entries[0]).to.include({ action: 'openSuspicion', person: 'Sổ Tem', role: 'system' })
    const scans = ok(await staff.inspector.get(`/stamps/${suspicion.serial}/scans`))
    expect(scans.suspicion).to.deep.equal(suspicion)
  })

  it('never says so to the public', async () => {
    await scan(7, 1, { state: 'voided' })
    const { serial, link } = await suspicionOf(7)
    const verify = JSON.stringify((await service.as('').get(`/verify?code=${serial}`)).body)
    const page = await fetch(`${service.baseUrl}/t${new URL(link).pathname}`)
    for (const text of [verify, await page.text()]) {
      expect(text).not.to.match(/nghi vấn|suspic/i)
    }
  })

  it('finds in the ledger, at a later scan, that it was affixed after the first', async () => {
    await scan(8, 1, { state: 'delivered', affixedOn: null })
    expect(await suspicionOf(8)).to.equal(undefined)
    await scan(8, 1, { affixedOn: '2024-01-02', at: new Date('2024-01-03T05:00:00Z') })
    expect(codesOf(await suspicionOf(8))).to.deep.equal(['before_affixing'])
  })

  it('goes from answer to verdict, and is opened again by what is new', async () => {
    await scan(9, 12)
    const { id } = await suspicionOf(9)
    const path = `/suspicions/${id}`
    const before = await figures()
    expectRefusal(await staff.reviewer.post(`${path}/answer`, { text: 'x' }), 403)
    expectRefusal(await maker.api.post(`${path}/verdict`, {}), 403)
    const text = 'Hộp mẫu bày tại hội chợ'
    const answered = ok(await maker.api.post(`${path}/answer`, { text }))
    expect(answered).to.include({ status: 'answered', revision: 2 })
    expect(answered.answers[0]).to.include({ text })

    const verdict = { finding: 'false_alarm', reason: 'Đúng là hàng mẫu' }
    const stale = { headers: { 'If-Match': '"1"' } }
    expectRefusal(await staff.reviewer.post(`${path}/verdict`, verdict, stale), 412)
    const judged = ok(await staff.reviewer.post(`${path}/verdict`, verdict))
    expect(judged).to.include({ status: 'false_alarm', revision: 3 })
    expect(judged.verdicts[0]).to.include({ ...verdict, by: 'Cán bộ reviewer' })
    expect(judged.reasons[0]).to.include({ code: 'pace_hour', finding: 'false_alarm' })
    expectRefusal(await staff.approver.post(`${path}/verdict`, verdict), 409, {
      code: 'wrong_state',
    })
    expectRefusal(await maker.api.post(`${path}/answer`, { text }), 409)
    const after = await figures()
    expect(after.falseAlarms).to.equal(before.falseAlarms + 1)
    expect(after.open).to.equal(before.open - 1)

    await scan(9, 3)
    expect(await suspicionOf(9), 'no more than was judged').to.include({ status: 'false_alarm' })
    await scan(9, 1, { state: 'voided' })
    const opened = await suspicionOf(9)
    expect(opened).to.include({ id, status: 'open', revision: 4 })
    expect(opened.reasons.map((one: { finding: string }) => one.finding)).to.have.members([
      'false_alarm',
      null,
    ])
    const again = { finding: 'confirmed', reason: 'Bán lại tem đã hủy' }
    expect(ok(await staff.reviewer.post(`${path}/verdict`, again)).verdicts).to.have.length(2)
    const actions = ok(await staff.auditor.get(`/audit/entries?kind=suspicion&id=${id}`)).items
    expect(actions.map(({ action }: { action: string }) => action)).to.deep.equal([
      'openSuspicion',
      'answerSuspicion',
      'judgeSuspicion',
      'openSuspicion',
      'judgeSuspicion',
    ])
  })

  it('opens one where two copies find it at the same moment', async () => {
    const copies = await Promise.all([1, 2, 3].map(() => openVisits(service)))
    for (const [n, copy] of copies.entries()) {
      for (const index of [20, 21, 22]) {
        copy.note(visitOf(batch, index, DAY, phone(20_000 + n), { state: 'lost' }))
      }
    }
    await Promise.all(copies.map((copy) => copy.stop()))
    for (const index of [20, 21, 22]) {
      const found = await service.connection
        .collection('suspicions')
        .countDocuments({ place: batch.id * 2 ** 20 + index })
      expect(found).to.equal(1)
    }
  })

  it('opens many at once in few transactions', async () => {
    const visits = await openVisits(service)
    for (let index = 30; index < 100; index += 1) {
      visits.note(visitOf(batch, index, DAY, phone(30_000 + index), { state: 'destroyed' }))
    }
    await visits.stop()
    const { items } = ok(await staff.auditor.get('/suspicions?limit=200&status=open'))
    expect(items.length).to.be.greaterThan(70)
  })

  it('keeps figures that are what a count of all suspicions gives', async () => {
    const shown = await figures()
    const { items } = ok(await staff.auditor.get('/suspicions?limit=200'))
    type Item = { status: string; verdicts: { finding: string }[]; reasons: Reasons }
    type Reasons = { code: string; finding: string | null }[]
    const verdicts = items.flatMap((one: Item) => one.verdicts)
    const falseAlarms = verdicts.filter((one: { finding: string }) => one.finding === 'false_alarm')
    expect(shown.falseAlarms).to.equal(falseAlarms.length)
    expect(shown.confirmed).to.equal(verdicts.length - falseAlarms.length)
    const open = items.filter((one: Item) => ['open', 'answered'].includes(one.status))
    expect(shown.open).to.equal(open.length)
    expect(shown.opened).to.equal(open.length + verdicts.length)
    expect(shown.falseAlarmRate).to.equal(0.5)
    const reasons: Reasons = items.flatMap((one: Item) => one.reasons)
    for (const one of shown.reasons) {
      const own = reasons.filter(({ code }) => code === one.code)
      expect(one.open, one.code).to.equal(own.filter(({ finding }) => finding === null).length)
    }
  })

  it('shows the rate of false alarms on a page of its own', async () => {
    const page = await staff.auditor.get('/suspicions/figures', { Accept: 'text/html' })
    expect(page.status).to.equal(200)
    expect(page.body).to.contain('Tỷ lệ báo nhầm: <strong>50,0 %</strong>')
    expect(page.body).to.contain('Nhiều thiết bị trong một giờ')
    expect(page.body).not.to.match(/<script|https?:/)
    expectRefusal(await maker.api.get('/suspicions/figures'), 403)
  })

  it('shows an enterprise its own, by state; a stranger nothing', async () => {
    const { items } = ok(await maker.api.get('/suspicions?limit=200'))
    expect(items.length).to.be.greaterThan(70)
    const query = `enterpriseId=${maker.enterpriseId}&status=confirmed`
    const confirmed = ok(await staff.reviewer.get(`/suspicions?${query}`)).items
    expect(confirmed).to.have.length(1)
    expect(ok(await stranger.api.get('/suspicions')).items).to.deep.equal([])
    expectRefusal(await stranger.api.get(`/suspicions/${confirmed[0].id}`), 404)
    const first = ok(await staff.auditor.get('/suspicions?limit=2'))
    const second = ok(await staff.auditor.get(`/suspicions?limit=2&cursor=${first.nextCursor}`))
    const ids = [...first.items, ...second.items].map(({ id }) => id)
    expect(new Set(ids).size).to.equal(4)
  })
})
