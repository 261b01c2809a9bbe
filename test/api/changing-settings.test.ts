import { expect } from 'chai'
import type { Reply } from '../support/api.ts'
import { makeKey, makeStaff, ok, type Staff } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const DEFAULTS = {
  issueWithoutRequest: true,
  requestQuantityMax: 100_000,
  requestRoles: ['enterprise', 'officer'],
  correctionMinutes: 30,
  statementDueDay: 10,
  statementsRequired: false,
}

describe('changing settings', () => {
  let service: TestService
  let staff: Staff

  before(async () => {
    service = await startTestService('changing_settings')
    staff = await makeStaff(service)
  })
  after(() => service.stop())

  const change = (body: object, ifMatch: string | null = '*'): Promise<Reply> => {
    const headers: Record<string, string> = ifMatch === null ? {} : { 'If-Match': ifMatch }
    return service.admin.patch('/settings', body, { headers })
  }
  const entries = async () =>
    ok(await staff.auditor.get('/audit/entries?kind=settings&id=ledger&limit=200')).items

  it('shows every role the defaults as revision 1, before anything was changed', async () => {
    const enterprise = service.as(await makeKey(service, 'Thư ký', 'enterprise'))
    const readers = [service.admin, staff.reviewer, staff.auditor, staff.inspector, enterprise]
    for (const api of readers) {
      const reply = await api.get('/settings')
      expect(ok(reply)).to.deep.equal({ ...DEFAULTS, revision: 1 })
      expect(reply.headers.get('etag')).to.equal('"1"')
    }
    expect(await entries()).to.be.empty
  })

  it('lets only an administrator change them, who names the revision', async () => {
    const headers = { 'If-Match': '*' }
    for (const api of [staff.approver, staff.auditor]) {
      const reply = await api.patch('/settings', { statementDueDay: 5 }, { headers })
      expect(reply.status).to.equal(403)
    }
    expect((await change({ statementDueDay: 5 }, null)).status).to.equal(428)
    const stale = await change({ statementDueDay: 5 }, '"2"')
    expect(stale.body).to.include({ status: 412, code: 'revision_mismatch' })
    expect(ok(await staff.auditor.get('/settings')).revision).to.equal(1)
  })

  it('takes the first change once, however many administrators make it at once', async () => {
    const bodies = [5, 6, 7, 8].map((statementDueDay) => ({ statementDueDay }))
    const replies = await Promise.all(bodies.map((body) => change(body, '"1"')))
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 412, 412, 412])
    const made = replies.find(({ status }) => status === 200)?.body
    expect(made).to.deep.equal({
      ...DEFAULTS,
      statementDueDay: made.statementDueDay,
      revision: 2,
    })
    expect(ok(await staff.auditor.get('/settings'))).to.deep.equal(made)
  })

  it('loses none of several changes made at once without naming a revision', async () => {
    const bodies = [
      { issueWithoutRequest: false },
      { correctionMinutes: 0 },
      { statementsRequired: true },
      { requestQuantityMax: 1_048_576 },
    ]
    for (const reply of await Promise.all(bodies.map((body) => change(body)))) ok(reply)
    const settings = ok(await staff.auditor.get('/settings'))
    expect(settings).to.include(Object.assign({}, ...bodies))
    expect(settings.revision).to.equal(6)
  })

  it('leaves what was not sent, and keeps each role once and in one order', async () => {
    const before = ok(await staff.auditor.get('/settings'))
    const twice = ok(await change({ requestRoles: ['officer', 'officer'] }))
    expect(twice).to.deep.equal({ ...before, requestRoles: ['officer'], revision: 7 })
    const both = ok(await change({ requestRoles: ['officer', 'enterprise'] }))
    expect(both.requestRoles).to.deep.equal(['enterprise', 'officer'])
  })

  it('refuses values beyond their bounds, naming the field', async () => {
    const wrong: Record<string, unknown[]> = {
      issueWithoutRequest: ['yes', null],
      requestQuantityMax: [0, 1_048_577, 1.5],
      requestRoles: [[], ['auditor'], 'officer'],
      correctionMinutes: [-1, 1_441],
      statementDueDay: [0, 29],
      statementsRequired: [1],
    }
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const reply = await change({ [field]: value })
        expect(reply.status, `${field}: ${value}`).to.equal(422)
        expect(reply.body.errors[0].field).to.match(new RegExp(`^body\\.${field}`))
      }
    }
    expect((await change({ statementDay: 5 })).status).to.equal(400)
  })

  it('leaves an unbroken chain in the audit log that begins with the defaults', async () => {
    const kept = await entries()
    const { revision } = ok(await staff.auditor.get('/settings'))
    expect(kept.map((entry: { subject: { seq: number } }) => entry.subject.seq)).to.deep.equal(
      Array.from({ length: revision }, (_, n) => n + 1),
    )
    for (const [at, entry] of kept.entries()) {
      expect(entry.beforeHash).to.equal(at === 0 ? null : kept[at - 1].afterHash)
      expect(entry.action).to.equal('updateSettings')
    }
  })
})
