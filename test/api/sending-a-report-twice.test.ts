import { expect } from 'chai'
import { startTestService, type TestService } from '../support/service.ts'
import {
  newClient,
  newFormId,
  photoWithPlace,
  postReport,
  REPORT,
  sendForm,
  sendReport,
} from '../support/stamp-reports.ts'

describe('sending a report more than once', () => {
  let service: TestService

  before(async () => {
    service = await startTestService('sending_a_report_twice', { TRUST_PROXY: '1' })
  })
  after(() => service.stop())

  const reports = () => service.connection.collection('stamp_reports')
  const countOf = (words: string) =>
    reports().countDocuments({ words, dueAt: { $gt: new Date(0) } })

  it('makes one report of a form that is pressed several times at once', async () => {
    const fields = { ...REPORT, words: 'Bấm nhiều lần cùng lúc.', formId: newFormId() }
    const photo = await photoWithPlace()
    const press = () => sendForm(service, '/reports', fields, { photo })
    const replies = await Promise.all(Array.from({ length: 4 }, press))
    const locations = replies.map(({ status, headers }) => `${status} ${headers.get('location')}`)
    expect(new Set(locations).size, locations.join()).to.equal(1)
    expect(locations[0]).to.match(/^303 /)
    expect(await countOf(fields.words)).to.equal(1)
    const late = await press()
    expect(late.headers.get('location')).to.equal(replies[0]?.headers.get('location'))
  })

  it('numbers the reports of a year without a gap', async () => {
    const numbers = await reports().distinct('number', { number: { $gt: '' } })
    expect(numbers.sort()).to.deep.equal(
      numbers.map((_, at) => `PA-2024-${String(at + 1).padStart(6, '0')}`),
    )
  })

  it('refuses another content under the same form, and gives out a new form', async () => {
    const formId = newFormId()
    const first = await sendForm(service, '/reports', { ...REPORT, formId })
    expect(first.status).to.equal(303)
    const other = { ...REPORT, formId, words: 'Nội dung khác hẳn lần trước.' }
    const second = await sendForm(service, '/reports', other)
    expect(second.status).to.equal(422)
    expect(second.body).to.include('đã gửi một phản ánh khác').and.to.include(other.words)
    expect(second.body).not.to.include(formId)
    const program = await postReport(service, { ...other, formId })
    expect(program.body.code).to.equal('idempotency_key_reused')
    expect(JSON.stringify(program.body)).not.to.include(first.headers.get('location')?.slice(9))
    expect(await countOf(other.words)).to.equal(0)
  })

  it('keeps neither the token nor the number of the form', async () => {
    const formId = newFormId()
    const { token } = await sendReport(service, { formId })
    for (const { name } of await service.connection.listCollections()) {
      const all = await service.connection.collection(name).find({ _id: { $gt: '' as never } })
      const text = JSON.stringify(await all.toArray())
      expect(text.includes(token) || text.includes(formId), name).to.equal(false)
    }
  })

  it('takes five reports an hour from one client, and says when the next', async () => {
    const from = newClient()
    const sent = { ...REPORT, formId: newFormId() }
    expect((await sendForm(service, '/reports', sent, { from })).status).to.equal(303)
    for (let n = 1; n < 5; n += 1) await sendReport(service, {}, from)
    const refused = await postReport(service, {}, from)
    expect([refused.status, refused.body.code]).to.deep.equal([429, 'too_many_requests'])
    expect(Number(refused.headers.get('retry-after'))).to.be.within(3_500, 3_600)
    const page = await sendForm(service, '/reports', REPORT, { from })
    expect(page.status).to.equal(429)
    expect(page.headers.get('retry-after')).to.match(/^35\d\d$|^3600$/)
    expect(page.body)
      .to.match(/Gửi được tiếp sau \d\d phút/)
      .and.to.include(REPORT.words)
    const broken = Buffer.from('no picture')
    const early = await sendForm(service, '/reports', REPORT, { from, photo: broken })
    expect(early.status, 'its photo is not even looked at').to.equal(429)
    const again = await sendForm(service, '/reports', sent, { from })
    expect(again.status, 'a repeated press costs nothing').to.equal(303)
    expect((await sendForm(service, '/reports', REPORT)).status, 'others may').to.equal(303)
  })

  it('takes no point for a form at fault, but reads no more of them than it must', async () => {
    const from = newClient()
    for (let n = 0; n < 60; n += 1) {
      const { status } = await postReport(service, { words: '' }, from)
      expect(status).to.equal(422)
    }
    const { status, body } = await postReport(service, {}, from)
    expect([status, body.code]).to.deep.equal([429, 'too_many_requests'])
  })
})
