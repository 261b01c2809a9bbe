import { expect } from 'chai'
import type { Api } from '../support/api.ts'
import { makeStaff, ok, type Staff } from '../support/make.ts'
import { ANSWER, createDesk, type Desk, FOUND, HOUR_MS, QUESTION } from '../support/report-desk.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { openPage, stateOf } from '../support/stamp-reports.ts'

describe('answering reports', () => {
  let service: TestService
  let staff: Staff
  let officer: Api
  let desk: Desk

  before(async () => {
    service = await startTestService('answering_reports', { TRUST_PROXY: '1' })
    staff = await makeStaff(service)
    officer = staff.reviewer
    desk = createDesk(service, officer)
  })
  after(() => service.stop())

  it('goes from received over a question to the answer, which the reporter sees', async () => {
    const { id, token } = await desk.receive()
    const early = await stateOf(service, token)
    await desk.wait(HOUR_MS)
    expect(ok(await desk.step(id, 'question', QUESTION)).status).to.equal('asked')
    const page = await openPage(service, `/reports/${token}`)
    expect(page.text).to.include(QUESTION.question).and.to.include(`/reports/${token}/reply`)
    const replied = await desk.reply(token, 'Sạp 14,\r\nbên trái cổng.')
    expect([replied.status, replied.headers.get('location')]).to.deep.equal([
      ...[303, `/reports/${token}`],
    ])
    const [exchange] = ok(await officer.get(`/stamp-reports/${id}`)).exchanges
    expect(exchange).to.include({ reply: 'Sạp 14,\nbên trái cổng.', by: 'Cán bộ reviewer' })
    expect(ok(await desk.step(id, 'verification', FOUND)).status).to.equal('verified')
    const verified = await stateOf(service, token)
    expect(verified).to.include({ status: 'verified', finding: null, answer: null })
    expect(ok(await desk.step(id, 'answer', ANSWER)).status).to.equal('answered')
    const state = await stateOf(service, token)
    expect(state).to.include({ ...ANSWER, status: 'answered', finding: 'confirmed' })
    expect(Date.parse(state.answeredAt) - Date.parse(early.receivedAt)).to.equal(HOUR_MS)
    expect(JSON.stringify(state)).not.to.match(/reviewer|biên bản 12/)
    const last = await openPage(service, `/reports/${token}`)
    expect(last.text).to.include(ANSWER.answer).and.to.include('Đúng như bạn phản ánh')
    expect(last.text).not.to.match(/<form|reviewer|biên bản 12/)
  })

  it('keeps the order: each state takes only the steps that lead on from it', async () => {
    const { id, token } = await desk.receive()
    const bodies = { question: QUESTION, verification: FOUND, answer: ANSWER } as const
    const expectRefused = async (...names: (keyof typeof bodies)[]) => {
      for (const name of names) {
        const { status, body } = await desk.step(id, name, bodies[name])
        expect([status, body.code], name).to.deep.equal([409, 'wrong_state'])
      }
    }
    expect((await desk.reply(token, 'Chưa ai hỏi')).status).to.equal(409)
    await expectRefused('answer')
    ok(await desk.step(id, 'question', QUESTION))
    await expectRefused('question', 'answer')
    expect((await desk.reply(token, 'Sai câu', '2')).status).to.equal(404)
    expect((await desk.reply(token, 'Hồi đáp một')).status).to.equal(303)
    expect((await desk.reply(token, 'Hồi đáp một')).status, 'the same again').to.equal(303)
    const other = await desk.reply(token, 'Hồi đáp khác')
    expect(other.status).to.equal(409)
    expect(other.body).to.include('Hồi đáp một')
    await expectRefused('answer')
    ok(await desk.step(id, 'question', QUESTION))
    expect((await desk.reply(token, 'Hồi đáp một')).status, 'to the first question').to.equal(303)
    expect((await stateOf(service, token)).exchanges[1].reply).to.equal(null)
    ok(await desk.step(id, 'verification', FOUND))
    await expectRefused('verification')
    expect((await desk.reply(token, 'Muộn rồi', '2')).status).to.equal(409)
    ok(await desk.step(id, 'answer', ANSWER))
    await expectRefused('question', 'verification', 'answer')
  })

  it('corrects a finding before the answer, or asks once more, and keeps the earlier', async () => {
    const { id, token } = await desk.receive()
    const { revision } = ok(await desk.step(id, 'verification', FOUND))
    const mended = { finding: 'unfounded', note: 'Ghi nhầm kết quả' }
    const seen = { 'If-Match': `"${revision}"` }
    const corrected = ok(await desk.step(id, 'verification', mended, officer, seen))
    expect(corrected.verification).to.include(mended)
    const late = await desk.step(id, 'verification', FOUND, officer, seen)
    expect(late.status).to.equal(412)
    ok(await desk.step(id, 'question', QUESTION))
    expect((await stateOf(service, token)).finding).to.equal(null)
    expect((await desk.reply(token, 'Sạp 14')).status).to.equal(303)
    ok(await desk.step(id, 'verification', mended))
    ok(await desk.step(id, 'answer', ANSWER))
    expect((await stateOf(service, token)).finding).to.equal('unfounded')
    const entries = ok(await staff.auditor.get(`/audit/entries?kind=stamp_report&id=${id}`)).items
    const text = JSON.stringify(entries)
    expect(text).to.include(FOUND.note).and.to.include(mended.note)
  })

  it('asks five times at most', async () => {
    const { id, token } = await desk.receive()
    for (let n = 1; n <= 5; n += 1) {
      ok(await desk.step(id, 'question', QUESTION))
      expect((await desk.reply(token, `Hồi đáp ${n}`, `${n}`)).status).to.equal(303)
    }
    const { status, body } = await desk.step(id, 'question', QUESTION)
    expect([status, body.state]).to.deep.equal([409, 'too_many_questions'])
  })

  it('shows a reply that was not taken again, with what is wrong', async () => {
    const { id, token } = await desk.receive()
    ok(await desk.step(id, 'question', QUESTION))
    const short = await desk.reply(token, ' a ')
    expect(short.status).to.equal(422)
    expect(short.body)
      .to.include('Viết hồi đáp, từ 2 đến 2.000 ký tự.')
      .and.to.include('\n a </textarea>')
    const nobody = await desk.reply('A'.repeat(32), 'Không có')
    expect([nobody.status, nobody.body.includes('Không tìm thấy')]).to.deep.equal([404, true])
  })

  it('lets one of two officers through, and guards the revision that was read', async () => {
    const { id } = await desk.receive()
    const both = await Promise.all([
      desk.step(id, 'verification', FOUND, staff.reviewer),
      desk.step(id, 'verification', { ...FOUND, finding: 'unfounded' }, staff.approver),
    ])
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409])
    const stale = await desk.step(id, 'answer', ANSWER, officer, { 'If-Match': '"1"' })
    expect([stale.status, stale.body.code]).to.deep.equal([412, 'revision_mismatch'])
    const fresh = await desk.step(id, 'answer', ANSWER, officer, { 'If-Match': '"2"' })
    expect(fresh.status).to.equal(200)
  })

  it('lists what is due first, page by page, and what is overdue', async () => {
    const first = await desk.receive()
    await desk.wait(HOUR_MS)
    const [second, third] = [await desk.receive(), await desk.receive()]
    await desk.wait(23 * HOUR_MS)
    const open = async (query: string) =>
      ok(await officer.get(`/stamp-reports?${query}`)).items.map(({ id }: { id: string }) => id)
    expect(await open('overdue=true')).not.to.include(first.id)
    await desk.wait(1)
    const overdue = await open('overdue=true')
    expect(overdue).to.include(first.id).and.not.to.include(second.id)
    expect((await stateOf(service, first.token)).isOverdue).to.equal(true)
    const late = await openPage(service, `/reports/${first.token}`)
    expect(late.text).to.include('Đã quá hạn trả lời')
    await desk.close(first.id)
    expect(await open('overdue=true')).not.to.include(first.id)
    expect(await open('status=received&limit=200')).to.include.members([second.id, third.id])
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const page = ok(await officer.get(`/stamp-reports?limit=2${cursor}`))
      seen.push(...page.items.map(({ id }: { id: string }) => id))
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }
    const { items } = ok(await officer.get('/stamp-reports?limit=200'))
    expect(seen).to.deep.equal(items.map(({ id }: { id: string }) => id))
    const dues = items.map(({ dueAt }: { dueAt: string }) => dueAt)
    expect(dues).to.deep.equal([...dues].sort())
    expect(await open('open=false'))
      .to.include(first.id)
      .and.not.to.include(second.id)
    expect((await officer.get('/stamp-reports?cursor=x.1')).status).to.equal(400)
  })

  it('counts them, with the time that answers take', async () => {
    const before = ok(await officer.get('/stamp-reports/figures'))
    const { id } = await desk.receive()
    await desk.wait(26 * HOUR_MS)
    const waiting = ok(await officer.get('/stamp-reports/figures'))
    expect(waiting.byStatus.received).to.equal(before.byStatus.received + 1)
    await desk.close(id)
    const after = ok(await officer.get('/stamp-reports/figures'))
    expect(after.byStatus.answered).to.equal(before.byStatus.answered + 1)
    expect(after.answeredLate).to.equal(before.answeredLate + 1)
    expect(after.overdue).to.equal(waiting.overdue - 1)
    const reports = service.connection.collection('stamp_reports')
    const minutes = (await reports.find({ answerMinutes: { $gte: 0 } }).toArray())
      .map(({ answerMinutes }) => Number(answerMinutes))
      .sort((a, b) => a - b)
    const half = minutes.length / 2
    const middle = [minutes[Math.ceil(half) - 1], minutes[Math.floor(half)]].map(Number)
    expect(after.medianAnswerMinutes).to.equal(((middle[0] ?? 0) + (middle[1] ?? 0)) / 2)
    expect(minutes.at(-1)).to.equal(26 * 60)
  })
})
