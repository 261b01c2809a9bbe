import { expect } from 'chai'
import mongoose from 'mongoose'
import { createInTransaction } from '../../src/db/transaction.ts'
import { createRunUnit } from '../../src/db/unit-of-work.ts'
import { createAuditStore } from '../../src/features/audit/audit.store.ts'
import { eraseContacts } from '../../src/features/stamp-reports/erase-contacts.ts'
import { createStampReportStore } from '../../src/features/stamp-reports/stamp-reports.store.ts'
import type { Log } from '../../src/log.ts'
import type { Api } from '../support/api.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { ANSWER, createDesk, type Desk, HOUR_MS, QUESTION } from '../support/report-desk.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { openPage, postReport, sendReport, stateOf } from '../support/stamp-reports.ts'

const CONTACT = '0912 345 678'

describe('protecting reporters', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let officer: Api
  let desk: Desk
  const logged: string[] = []

  before(async () => {
    const tell = (event: string, fields: object = {}): void => {
      logged.push(`${event} ${JSON.stringify(fields)}`)
    }
    const log: Log = { debug: tell, info: tell, warn: tell, error: tell }
    service = await startTestService('protecting_reporters', { TRUST_PROXY: '1' }, log)
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    officer = staff.reviewer
    desk = createDesk(service, officer)
  })
  after(() => service.stop())

  it('shows the contact to officers alone, and in no list', async () => {
    const product = await makeProduct(staff, maker)
    const { firstSerial } = await issue(staff, maker, product.id, 10)
    const { id, token } = await desk.receive({ contact: CONTACT, code: firstSerial })
    const path = `/stamp-reports/${id}`
    expect(ok(await officer.get(path)).contact).to.equal(CONTACT)
    expect(ok(await desk.step(id, 'question', QUESTION)).contact).to.equal(CONTACT)
    for (const api of [staff.inspector, staff.auditor]) {
      expect(ok(await api.get(path))).to.include({ contact: null, hasContact: true })
    }
    for (const api of [maker.api, service.admin]) {
      for (const one of [path, '/stamp-reports', '/stamp-reports/figures', `${path}/photo`]) {
        expect((await api.get(one)).status, one).to.equal(403)
      }
    }
    expect((await desk.step(id, 'answer', ANSWER, staff.inspector)).status).to.equal(403)
    expect((await desk.step(id, 'answer', ANSWER, maker.api)).status).to.equal(403)
    const public_ = JSON.stringify(await stateOf(service, token))
    const list = JSON.stringify(ok(await officer.get('/stamp-reports?limit=200')))
    const page = await openPage(service, `/reports/${token}`)
    for (const text of [public_, list, page.text]) expect(text).not.to.include(CONTACT)
  })

  it('leaves contact, words and token in no audit entry, and no log line', async () => {
    const words = 'Câu chuyện chỉ người này biết.'
    const { id, token } = await desk.receive({
      contact: 'lan@example.com',
      words,
      place: 'Sạp bà Lan',
    })
    ok(await desk.step(id, 'question', QUESTION))
    expect((await desk.reply(token, 'Nhà tôi ở ngõ 5')).status).to.equal(303)
    await desk.close(id)
    const bad = await postReport(service, { contact: 'lan@', words })
    expect(bad.status).to.equal(422)
    expect((await openPage(service, `/reports/${token}`)).status).to.equal(200)
    const entries = ok(await staff.auditor.get(`/audit/entries?kind=stamp_report&id=${id}`)).items
    expect(entries.map(({ action }: { action: string }) => action)).to.deep.equal([
      ...['sendReport', 'askReporter', 'replyToQuestion'],
      ...['verifyStampReport', 'answerStampReport'],
    ])
    expect(entries[0]).to.include({ person: 'Công chúng', role: 'public' })
    expect(JSON.stringify(entries)).to.include(QUESTION.question)
    const all = service.connection.collection('audit_entries').find({ _id: { $gt: '' as never } })
    const audit = JSON.stringify(await all.toArray())
    const secrets = [CONTACT, 'lan@', words, 'bà Lan', 'ngõ 5', token]
    for (const text of [audit, logged.join('\n')]) {
      for (const secret of secrets) expect(text.includes(secret), secret).to.equal(false)
    }
    expect(logged.join('\n'))
      .to.include('/reports/{token}')
      .and.to.include('/reports/{token}/reply')
  })

  it('stores no address of whoever reports', async () => {
    const from = '203.0.113.77'
    await sendReport(service, {}, from)
    for (const { name } of await service.connection.listCollections()) {
      const all = await service.connection.collection(name).find({ _id: { $gt: '' as never } })
      expect(JSON.stringify(await all.toArray()).includes(from), name).to.equal(false)
    }
    expect(logged.join('\n')).not.to.include(from)
  })

  async function sweep(): Promise<number> {
    const store = createStampReportStore(service.connection)
    const at = new Date(await desk.now())
    const newId = () => new mongoose.mongo.ObjectId().toHexString()
    const { append } = createAuditStore(service.connection, newId)
    const inTransaction = createInTransaction(service.connection, () => 0.5)
    const runUnit = createRunUnit(inTransaction, () => at, append)
    return await eraseContacts({ store, runUnit, now: () => at })
  }

  it('erases a contact a year after receipt, though nobody has answered', async () => {
    const { id } = await desk.receive({ contact: CONTACT })
    const store = createStampReportStore(service.connection)
    await desk.wait(365 * 24 * HOUR_MS - 1)
    await sweep()
    expect((await store.findById(id))?.contact).to.equal(CONTACT)
    await desk.wait(1)
    expect(ok(await officer.get(`/stamp-reports/${id}`)).contact).to.equal(null)
    await sweep()
    expect(await store.findById(id)).to.include({ contact: null, status: 'received' })
    await desk.close(id)
    expect((await store.findById(id))?.eraseAt, 'nothing is left to erase').to.equal(null)
  })

  it('erases the contact 90 days after the answer, and shows it to nobody then', async () => {
    const { id } = await desk.receive({ contact: CONTACT })
    const kept = await desk.receive({ contact: CONTACT })
    await desk.close(id)
    const store = createStampReportStore(service.connection)
    await desk.wait(90 * 24 * HOUR_MS - 1)
    await sweep()
    expect((await store.findById(id))?.contact).to.equal(CONTACT)
    await desk.wait(1)
    expect(ok(await officer.get(`/stamp-reports/${id}`)).contact).to.equal(null)
    const erased = await Promise.all([sweep(), sweep()])
    expect(erased[0] + erased[1]).to.be.at.least(1)
    expect(await store.findById(id)).to.include({
      contact: null,
      eraseAt: null,
      hasContact: true,
    })
    expect((await store.findById(kept.id))?.contact, 'not answered yet').to.equal(CONTACT)
    const raw = await service.connection.collection('stamp_reports').findOne({ _id: id as never })
    expect(JSON.stringify(raw)).not.to.include(CONTACT)
    const { items } = ok(await staff.auditor.get(`/audit/entries?kind=stamp_report&id=${id}`))
    expect(items.at(-1)).to.include({ action: 'eraseReportContact', role: 'system' })
    expect(items.at(-1).subject.seq).to.equal(4)
  })
})
