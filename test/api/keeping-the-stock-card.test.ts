import { expect } from 'chai'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const ROLL = 100

describe('keeping the stock card', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string
  let batchId: number
  let minutesId: string

  const setClock = async (now: string) => ok(await service.admin.put('/clock', { now }))
  const base = () => `/enterprises/${maker.enterpriseId}`
  const record = (body: object, api = staff.reviewer) =>
    api.post(`/stamp-batches/${batchId}/events`, body)
  const card = async (month: string, more = '') =>
    ok(await maker.api.get(`${base()}/stock-card?month=${month}${more}`))
  const statement = async (month: string) =>
    ok(await staff.auditor.get(`${base()}/stock-statements/${month}`))
  const submit = (month: string) => maker.api.post(`${base()}/stock-statements/${month}/submission`)
  const sign = (month: string) =>
    staff.approver.post(`${base()}/stock-statements/${month}/signature`)

  const storedMay = () =>
    service.connection
      .collection<{ _id: string }>('stock_statements')
      .findOne({ _id: `${maker.enterpriseId}:2024-05` })

  before(async () => {
    service = await startTestService('keeping_the_stock_card')
    await setClock('2024-05-02T02:00:00Z')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    batchId = (await issue(staff, maker, productId, 1_000)).id
    const minutes = {
      kind: 'minutes',
      number: 'BB-HONG-01',
      issuedOn: '2024-05-31',
      signer: 'Người ký',
      title: 'Biên bản nộp lại cuộn tem hỏng',
      sha256: 'b'.repeat(64),
      enterpriseId: maker.enterpriseId,
    }
    minutesId = ok(await staff.reviewer.post('/documents', minutes)).id
  })
  after(() => service.stop())

  it('refuses to close a month before it is over, or with nothing to state', async () => {
    expect((await submit('2024-04')).body).to.include({ status: 409, state: 'no_stamps' })
    ok(await record({ action: 'deliver', ranges: [{ from: 0, to: 499 }] }))
    expect((await submit('2024-05')).body).to.include({ status: 409, state: 'not_over' })
  })

  it('shows a roll that is spoiled in May on a line of its own', async () => {
    await setClock('2024-05-20T02:00:00Z')
    ok(await record({ action: 'affix', lotId, ranges: [{ from: 0, to: 199 }] }, maker.api))
    const roll = { from: 400, to: 400 + ROLL - 1 }
    ok(await record({ action: 'spoil', reason: 'wet', ranges: [roll] }, maker.api))
    const { total, status } = await card('2024-05')
    expect(status).to.equal('open')
    expect(total).to.deep.include({
      opening: 0,
      received: 500,
      affixed: 200,
      spoiled: ROLL,
      closing: 200,
      spoiledOpening: 0,
      spoiledClosing: ROLL,
    })
  })

  it('keeps the bytes of May once both have signed, and June explains the rest', async () => {
    await setClock('2024-06-01T00:00:00Z')
    expect(ok(await submit('2024-05')).status).to.equal('submitted')
    expect(ok(await sign('2024-05')).status).to.equal('signed')
    const may = await statement('2024-05')
    const mayCard = await card('2024-05')
    const stored = await storedMay()

    await setClock('2024-06-10T02:00:00Z')
    const roll = [{ from: 400, to: 400 + ROLL - 1 }]
    ok(await record({ action: 'hand_in', documentId: minutesId, ranges: roll }))
    // A fact of May that nobody wrote down in May.
    const late = {
      action: 'affix',
      lotId,
      occurredOn: '2024-05-30',
      ranges: [{ from: 200, to: 219 }],
    }
    const { events } = ok(await record(late, maker.api))
    expect(events[0]).to.include({ occurredOn: '2024-05-30', postingMonth: '2024-06', late: true })

    expect(await statement('2024-05')).to.deep.equal(may)
    expect(await card('2024-05')).to.deep.equal(mayCard)
    expect(await storedMay()).to.deep.equal(stored)
    const june = await card('2024-06')
    expect(june.total).to.deep.include({
      opening: 200,
      affixed: 20,
      closing: 180,
      spoiledOpening: ROLL,
      handedIn: ROLL,
      spoiledClosing: 0,
    })
    expect(june.late).to.have.length(1)
    expect(june.late[0]).to.include({ batchId, occurredMonth: '2024-05', affixed: 20 })
  })

  it('corrects a fact of the signed month in the first open one', async () => {
    const correct = { action: 'correct', reason: 'wrong_range', ranges: [{ from: 190, to: 199 }] }
    const { events } = ok(await record(correct))
    expect(events[0]).to.include({ postingMonth: '2024-06', undoes: 3, nextState: 'delivered' })
    const june = await card('2024-06')
    expect(june.total).to.include({ corrected: 10, closing: 190 })
    // Affixed again on the day it happened: the fact keeps its day, the card its order.
    const again = { action: 'affix', lotId, occurredOn: '2024-05-20', ranges: correct.ranges }
    expect(ok(await record(again)).events[0]).to.include({ postingMonth: '2024-06', late: true })
    expect((await card('2024-06')).total).to.include({ affixed: 30, corrected: 10, closing: 180 })
  })

  it('closes months in order; an officer who returns the last one opens it again', async () => {
    await setClock('2024-08-02T02:00:00Z')
    expect((await submit('2024-07')).body).to.include({ state: 'earlier_month_open' })
    expect((await submit('2024-05')).body).to.include({ state: 'closed' })
    ok(await submit('2024-06'))
    ok(await submit('2024-07'))
    expect((await sign('2024-07')).body).to.include({ state: 'earlier_month_unsigned' })
    const path = (month: string) => `${base()}/stock-statements/${month}/return`
    const reason = { reason: 'Thiếu tem hỏng' }
    expect((await staff.approver.post(path('2024-06'), reason)).body).to.include({
      state: 'later_month_closed',
    })
    ok(await staff.approver.post(path('2024-07'), reason))
    const june = { action: 'lose', reason: 'mislaid', ranges: [{ from: 300, to: 304 }] }
    const { events } = ok(await record({ ...june, occurredOn: '2024-07-03' }))
    expect(events[0]).to.include({ postingMonth: '2024-07', late: false })
    ok(await submit('2024-07'))
    ok(await sign('2024-06'))
    ok(await sign('2024-07'))
    expect(
      (await statement('2024-07')).steps.map(({ status }: { status: string }) => status),
    ).to.deep.equal(['submitted', 'open', 'submitted', 'signed'])
    expect((await sign('2024-07')).body).to.include({ status: 409, state: 'signed' })
    expect((await card('2024-07')).total).to.include({ opening: 180, lost: 5, closing: 175 })
    const { items } = ok(await maker.api.get(`${base()}/stock-statements?limit=2`))
    expect(items.map(({ month }: { month: string }) => month)).to.deep.equal(['2024-05', '2024-06'])
  })

  it('lets a card be seen as it was known at a recorded time', async () => {
    const before = await card('2024-05', '&asOf=2024-05-19T00:00:00Z')
    expect(before.total).to.include({ received: 500, affixed: 0, closing: 500 })
    expect(before.status).to.equal('open')
    const may = await card('2024-05', '&asOf=2024-08-01T00:00:00Z')
    expect(may.total).to.deep.equal((await card('2024-05')).total)
    const tooLate = await maker.api.get(`${base()}/stock-card?asOf=2024-08-02T01:59:30Z`)
    expect(tooLate.status).to.equal(422)
    expect(tooLate.body.errors[0]).to.include({ field: 'query.asOf', rule: 'as_of.too_late' })
  })

  it('gives the card to Excel', async () => {
    const reply = await maker.api.get(`${base()}/stock-card.csv?month=2024-05`)
    expect(reply.headers.get('content-type')).to.include('text/csv')
    const lines = String(reply.body).split('\r\n')
    expect(lines[0]).to.match(/^\uFEFF?Đợt cấp tem,Tồn đầu tháng,Nhận/)
    expect(lines[1]).to.equal(`${batchId},0,500,0,200,100,0,0,0,0,200,0,0,0,0,0,100`)
    expect(lines[2]).to.match(/^Cộng,/)
  })

  it('issues nothing while a statement is overdue, if it is set so', async () => {
    const { enterpriseId } = maker
    const order = { enterpriseId, productId, quantity: 10 }
    await setClock('2024-09-20T02:00:00Z')
    ok(await staff.reviewer.post('/stamp-batches', order))
    const { revision } = ok(await service.admin.get('/settings'))
    const headers = { 'If-Match': `"${revision}"` }
    ok(await service.admin.patch('/settings', { statementsRequired: true }, { headers }))
    const refused = await staff.reviewer.post('/stamp-batches', order)
    expect(refused.body).to.include({ status: 409, state: 'statement_overdue' })
    ok(await submit('2024-08'))
    ok(await staff.reviewer.post('/stamp-batches', order))
  })
})
