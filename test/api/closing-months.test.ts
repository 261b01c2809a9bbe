import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { expect } from 'chai'
import type { Api } from '../support/api.ts'
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

/** The first moment at which May 2024 can be closed: five minutes into June in Việt Nam. */
const GRACE_ENDS = '2024-05-31T17:05:00.000Z'

describe('closing months', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let lotId: string
  let batchId: number

  const setClock = async (now: string) => ok(await service.admin.put('/clock', { now }))
  const base = () => `/enterprises/${maker.enterpriseId}`
  const move = (month: string, step: string, api: Api = maker.api, body: object = {}) =>
    api.post(`${base()}/stock-statements/${month}/${step}`, body)
  const giveBack = (month: string) =>
    move(month, 'return', staff.approver, { reason: 'Thiếu tem hỏng' })
  const affix = async (from: number, to: number, more: object = {}) => {
    const body = { action: 'affix', lotId, ranges: [{ from, to }], ...more }
    return ok(await maker.api.post(`/stamp-batches/${batchId}/events`, body)).events
  }
  /** A reply byte by byte. */
  const bytes = async (path: string) => {
    const headers = { Authorization: `Bearer ${staff.auditor.token}` }
    const reply = await fetch(`${service.baseUrl}/api/v1${base()}${path}`, { headers })
    expect(reply.status).to.equal(200)
    return Buffer.from(await reply.arrayBuffer())
  }

  before(async () => {
    service = await startTestService('closing_months')
    await setClock('2024-05-10T02:00:00Z')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    const { id: productId } = await makeProduct(staff, maker)
    lotId = (await makeLot(maker, productId)).id
    batchId = (await deliver(staff, maker, productId, 100)).id
    await affix(0, 9)
  })
  after(() => service.stop())

  it('waits for five minutes after the end of the month in Việt Nam', async () => {
    await setClock('2024-05-31T16:59:59.999Z')
    expect((await move('2024-05', 'submission')).body).to.include({ state: 'not_over' })
    await setClock(new Date(Date.parse(GRACE_ENDS) - 1).toISOString())
    expect((await move('2024-05', 'submission')).body).to.include({ state: 'not_over' })
    // The month has ended all the same: what happens now belongs to June.
    expect((await affix(10, 10))[0]).to.include({ occurredOn: '2024-06-01', late: false })
    await setClock(GRACE_ENDS)
    expect(ok(await move('2024-05', 'submission'))).to.include({ status: 'submitted' })
  })

  it('is the business of the enterprise, giving back and signing that of officers', async () => {
    const { reviewer, auditor, inspector } = staff
    for (const api of [reviewer, auditor, inspector, service.admin]) {
      expect((await move('2024-06', 'submission', api)).status).to.equal(403)
    }
    for (const api of [maker.api, auditor, inspector, service.admin]) {
      const reason = { reason: 'Thử' }
      expect((await move('2024-05', 'return', api, reason)).status).to.equal(403)
      expect((await move('2024-05', 'signature', api)).status).to.equal(403)
    }
    expect((await move('2024-05', 'return', reviewer)).status).to.equal(422)
    expect((await move('2024-05', 'submission', stranger.api)).status).to.equal(404)
    expect((await move('2024-06', 'signature', reviewer)).status).to.equal(404)
  })

  it('hides the months of one enterprise from another', async () => {
    for (const path of ['stock-card', 'stock-card.csv', 'stock-statements']) {
      expect((await stranger.api.get(`${base()}/${path}`)).status, path).to.equal(404)
      for (const api of [maker.api, staff.auditor, staff.inspector, service.admin]) {
        expect((await api.get(`${base()}/${path}`)).status, path).to.equal(200)
      }
      const nobody = `/enterprises/${'0'.repeat(24)}/${path}`
      expect((await staff.auditor.get(nobody)).status, path).to.equal(404)
    }
    const may = `${base()}/stock-statements/2024-05`
    expect((await stranger.api.get(may)).status).to.equal(404)
    expect((await staff.auditor.get(`${base()}/stock-statements/2024-04`)).status).to.equal(404)
  })

  it('knows which months there are', async () => {
    for (const month of ['2024-13', '2024-00', '1024-05', '2024-5', 'May']) {
      const reply = await staff.auditor.get(`${base()}/stock-card?month=${month}`)
      expect(reply.status, month).to.equal(422)
      expect(reply.body.errors[0].field).to.equal('query.month')
    }
  })

  it('freezes a text in RFC 8785 form that is named by its SHA-256', async () => {
    const { content, hash } = ok(await maker.api.get(`${base()}/stock-statements/2024-05`))
    expect(canonicalize(JSON.parse(content))).to.equal(content)
    expect(createHash('sha256').update(content).digest('hex')).to.equal(hash)
    const card = ok(await maker.api.get(`${base()}/stock-card?month=2024-05`))
    expect(card.hash).to.equal(hash)
    const { enterpriseId, month, lines, late, total } = card
    expect({ enterpriseId, month, lines, late, total }).to.deep.equal(JSON.parse(content))
    expect(JSON.parse(content).total).to.include({ received: 100, affixed: 10, closing: 90 })
  })

  it('closes a month that was given back as it is then; unchanged, to the same bytes', async () => {
    const first = ok(await maker.api.get(`${base()}/stock-statements/2024-05`))
    const back = ok(await giveBack('2024-05'))
    expect(back).to.include({ status: 'open', content: first.content, revision: 2 })
    expect((await giveBack('2024-05')).body).to.include({ status: 409, state: 'open' })
    expect((await move('2024-05', 'signature', staff.approver)).body.state).to.equal('open')
    const open = ok(await maker.api.get(`${base()}/stock-card?month=2024-05`))
    expect(open).to.include({ status: 'open', hash: null, firstOpenMonth: '2024-05' })
    const same = ok(await move('2024-05', 'submission'))
    expect(same).to.include({ content: first.content, hash: first.hash })
    ok(await giveBack('2024-05'))
    expect((await affix(11, 12, { occurredOn: '2024-05-31' })).at(0)).to.include({
      postingMonth: '2024-05',
      late: false,
    })
    const more = ok(await move('2024-05', 'submission'))
    expect(more.hash).not.to.equal(first.hash)
    expect(JSON.parse(more.content).total).to.include({ affixed: 12, closing: 88 })
  })

  it('never changes a signed month by a byte, whatever the later ones do', async () => {
    ok(await move('2024-05', 'signature', staff.approver))
    const statement = await bytes('/stock-statements/2024-05')
    const csv = await bytes('/stock-card.csv?month=2024-05')
    const card = ok(await staff.auditor.get(`${base()}/stock-card?month=2024-05`))

    await affix(20, 29, { occurredOn: '2024-05-15' })
    const correct = { action: 'correct', reason: 'wrong_range', ranges: [{ from: 0, to: 4 }] }
    ok(await staff.reviewer.post(`/stamp-batches/${batchId}/events`, correct))
    await setClock('2024-08-01T02:00:00Z')
    ok(await move('2024-06', 'submission'))
    ok(await giveBack('2024-06'))
    ok(await move('2024-06', 'submission'))
    ok(await move('2024-07', 'submission'))
    ok(await move('2024-06', 'signature', staff.approver))
    for (const step of ['submission', 'signature']) {
      const api = step === 'submission' ? maker.api : staff.approver
      expect((await move('2024-05', step, api)).status, step).to.equal(409)
    }
    expect((await giveBack('2024-05')).body).to.include({ status: 409, state: 'signed' })

    expect((await bytes('/stock-statements/2024-05')).equals(statement)).to.equal(true)
    expect((await bytes('/stock-card.csv?month=2024-05')).equals(csv)).to.equal(true)
    const later = ok(await staff.auditor.get(`${base()}/stock-card?month=2024-05`))
    expect(later).to.deep.equal(card)
  })

  it('states a quiet month too: it closes with what it opened with', async () => {
    const { content } = ok(await maker.api.get(`${base()}/stock-statements/2024-07`))
    const { lines, late, total } = JSON.parse(content)
    expect(lines).to.have.length(1)
    expect(late).to.be.empty
    expect(lines[0]).to.include({ batchId, opening: total.closing, affixed: 0, corrected: 0 })
    expect(total.opening).to.equal(total.closing)
  })

  it('lists the months, oldest first, without their texts', async () => {
    const page = ok(await maker.api.get(`${base()}/stock-statements?limit=2`))
    const months = ({ items }: { items: { month: string }[] }) => items.map(({ month }) => month)
    expect(months(page)).to.deep.equal(['2024-05', '2024-06'])
    expect(page.items[0]).to.include({ status: 'signed', revision: 6 })
    expect(page.items[0]).not.to.have.property('content')
    const rest = ok(
      await maker.api.get(`${base()}/stock-statements?limit=2&cursor=${page.nextCursor}`),
    )
    expect(months(rest)).to.deep.equal(['2024-07'])
    expect(rest.nextCursor).to.equal(null)
  })

  it('gives Excel a table that it reads as UTF-8', async () => {
    const csv = await bytes('/stock-card.csv?month=2024-06')
    expect([...csv.subarray(0, 3)]).to.deep.equal([0xef, 0xbb, 0xbf])
    const rows = csv.toString('utf8').trimEnd().split('\r\n')
    expect(rows).to.have.length(3)
    for (const row of rows) expect(row.split(',')).to.have.length(17)
  })
})
