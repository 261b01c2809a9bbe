import { expect } from 'chai'
import { HAI_PHONG, makeKey, makeStaff, ok, type Staff, taxCode } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('registering enterprises', () => {
  let service: TestService
  let staff: Staff

  before(async () => {
    service = await startTestService('registering_enterprises')
    staff = await makeStaff(service)
  })
  after(() => service.stop())

  const dossier = (n: number, more: object = {}) => ({
    identifier: { scheme: 'MST10', value: taxCode(5000 + n) },
    kind: 'company',
    name: 'Công ty thử nghiệm',
    address: HAI_PHONG,
    representative: 'Nguyễn Văn Thử',
    phone: '0225 000 0001',
    ...more,
  })

  it('takes a dossier from draft to approved, with a supplement on the way', async () => {
    const secretary = service.as(await makeKey(service, 'Thư ký A', 'enterprise'))
    const draft = ok(await secretary.post('/enterprises', dossier(1, { phone: null })))
    expect(draft.status).to.equal('draft')
    expect(draft.address.formerProvince).to.deep.equal({ code: '31', name: 'Hải Phòng' })
    const { id } = draft

    const early = await secretary.post(`/enterprises/${id}/submission`)
    expect(early.status).to.equal(409)
    expect(early.body.code).to.equal('not_ready')
    expect(early.body.missing.map((item: { code: string }) => item.code)).to.deep.equal(['phone'])

    const { revision } = draft
    const headers = { 'If-Match': `"${revision}"` }
    const change = { phone: '0225 000 0002' }
    ok(await secretary.patch(`/enterprises/${id}`, change, { headers }))
    const stale = await secretary.patch(`/enterprises/${id}`, change, { headers })
    expect(stale.status).to.equal(412)

    ok(await secretary.post(`/enterprises/${id}/submission`))
    const unexplained = await staff.reviewer.post(`/enterprises/${id}/supplement-request`)
    expect(unexplained.status).to.equal(422)
    expect(unexplained.body.errors[0].field).to.equal('body.reason')
    const reason = { reason: 'Bổ sung giấy đăng ký' }
    ok(await staff.reviewer.post(`/enterprises/${id}/supplement-request`, reason))
    ok(await secretary.post(`/enterprises/${id}/submission`))
    const approved = ok(await staff.approver.post(`/enterprises/${id}/approval`))
    expect(approved).to.include({ status: 'approved', registeredOn: '2024-01-01' })
    expect(approved.steps.map((step: { status: string }) => step.status)).to.deep.equal([
      'draft',
      'submitted',
      'supplement_requested',
      'submitted',
      'approved',
    ])
  })

  it('names the state that does not allow a step', async () => {
    const { id } = ok(await staff.reviewer.post('/enterprises', dossier(2)))
    const reply = await staff.approver.post(`/enterprises/${id}/approval`)
    expect(reply.status).to.equal(409)
    expect(reply.body).to.include({ code: 'wrong_state', state: 'draft' })
  })

  it('keeps one live dossier per identifier, and frees it by a rejection', async () => {
    const first = ok(await staff.reviewer.post('/enterprises', dossier(3)))
    const again = await staff.reviewer.post('/enterprises', dossier(3))
    expect(again.status).to.equal(409)
    expect(again.body).to.include({ code: 'already_exists', existingId: first.id })
    ok(await staff.reviewer.post(`/enterprises/${first.id}/submission`))
    ok(await staff.approver.post(`/enterprises/${first.id}/rejection`, { reason: 'Trùng hồ sơ' }))
    ok(await staff.reviewer.post('/enterprises', dossier(3)))
  })

  it('lets only one of two dossiers with one identifier in, sent at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => staff.reviewer.post('/enterprises', dossier(4))),
    )
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses).to.deep.equal([201, ...Array(7).fill(409)])
  })

  const bad: [title: string, body: object, field: string, rule: string][] = [
    [
      'a tax code whose check digit is wrong',
      { identifier: { scheme: 'MST10', value: '0100233480' } },
      'body.identifier',
      'tax_code.check_digit',
    ],
    [
      'a branch code given as an entity code',
      { identifier: { scheme: 'MST10', value: '0314409058-002' } },
      'body.identifier',
      'tax_code.scheme',
    ],
    [
      'a branch numbered 000',
      { identifier: { scheme: 'MST13', value: '0314409058-000' } },
      'body.identifier',
      'tax_code.branch',
    ],
    [
      'a personal number of eleven digits',
      { identifier: { scheme: 'CCCD12', value: '03109012345' } },
      'body.identifier',
      'personal_number.length',
    ],
    [
      'a ward that did not exist on that day',
      { address: { wardCode: '99999', street: 'Thôn 3', validFrom: '2024-01-01' } },
      'body.address',
      'address.ward',
    ],
    [
      'a day that is not in the calendar',
      { address: { ...HAI_PHONG, validFrom: '2023-02-29' } },
      'body.address.validFrom',
      'date.calendar',
    ],
    ['an empty name', { name: '' }, 'body.name', 'field.too_small'],
    ['a name of blanks', { name: '   ' }, 'body.name', 'text.visible'],
  ]
  for (const [title, more, field, rule] of bad) {
    it(`refuses ${title}, naming field, reason and remedy`, async () => {
      const reply = await staff.reviewer.post('/enterprises', dossier(9, more))
      expect(reply.status).to.equal(422)
      expect(reply.headers.get('content-type')).to.match(/^application\/problem\+json/)
      const fault = reply.body.errors.find((error: { rule: string }) => error.rule === rule)
      expect(fault, JSON.stringify(reply.body.errors)).to.include({ field })
      for (const text of [fault.reason, fault.remedy]) {
        expect(text.vi).to.be.a('string').that.is.not.empty
        expect(text.en).to.be.a('string').that.is.not.empty
      }
    })
  }

  it('answers an unknown field with 400 and its name', async () => {
    const reply = await staff.reviewer.post('/enterprises', dossier(9, { colour: 'red' }))
    expect(reply.status).to.equal(400)
    expect(reply.body.errors[0].field).to.equal('body.colour')
  })

  it('says why an enterprise cannot have stamps yet', async () => {
    const { id } = ok(await staff.reviewer.post('/enterprises', dossier(6, { phone: null })))
    const { ready, missing } = ok(await staff.auditor.get(`/enterprises/${id}/readiness`))
    expect(ready).to.equal(false)
    const codes = missing.map(({ code, who }: { code: string; who: string }) => `${code} ${who}`)
    expect(codes).to.deep.equal(['phone enterprise', 'submission enterprise', 'product officer'])
  })

  it('keeps the legal entity above branches of one tax code', async () => {
    const parent = taxCode(7000)
    const branch = (suffix: string) =>
      dossier(0, {
        identifier: { scheme: 'MST13', value: `${parent}-${suffix}` },
        kind: 'branch',
        legalEntityName: 'Công ty mẹ',
      })
    const [one, two] = [
      ok(await staff.reviewer.post('/enterprises', branch('001'))),
      ok(await staff.reviewer.post('/enterprises', branch('002'))),
    ]
    expect([one.legalEntityId, two.legalEntityId]).to.deep.equal([parent, parent])
  })
})
