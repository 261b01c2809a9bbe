import { expect } from 'chai'
import { type Maker, makeEnterprise, makeStaff, ok, type Staff } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('keeping documents', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let made = 0

  before(async () => {
    service = await startTestService('keeping_documents')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
  })
  after(() => service.stop())

  const paper = (more: object = {}) => {
    made += 1
    return {
      kind: 'decision',
      number: `${made}/QĐ-SNNMT`,
      issuedOn: '2024-01-01',
      signer: 'Trần Thị Ký',
      title: 'Về việc cấp tem truy xuất nguồn gốc',
      sha256: String(made).padStart(64, '0'),
      ...more,
    }
  }

  it('keeps number, day, signer, title and the hash of the file, and who entered it', async () => {
    const sent = paper()
    const kept = ok(await staff.approver.post('/documents', sent))
    expect(kept).to.deep.equal({
      ...sent,
      id: kept.id,
      enterpriseId: null,
      createdAt: '2024-01-01T00:00:00.000Z',
      createdBy: 'Cán bộ approver',
      revision: 1,
    })
    expect(ok(await staff.auditor.get(`/documents/${kept.id}`))).to.deep.equal(kept)
  })

  const bad: [title: string, more: object, field: string][] = [
    ['a hash of 63 digits', { sha256: 'a'.repeat(63) }, 'body.sha256'],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }, 'body.sha256'],
    ['a day that is not in the calendar', { issuedOn: '2023-02-29' }, 'body.issuedOn'],
    ['a number of blanks', { number: '   ' }, 'body.number'],
    ['a kind of its own', { kind: 'letter' }, 'body.kind'],
    ['an enterprise that is unknown', { enterpriseId: '0'.repeat(24) }, 'body.enterpriseId'],
  ]
  for (const [title, more, field] of bad) {
    it(`refuses ${title} with 422`, async () => {
      const reply = await staff.approver.post('/documents', paper(more))
      expect(reply.status).to.equal(422)
      expect(reply.body.errors[0].field).to.equal(field)
      expect(reply.body.errors[0].remedy.vi).to.match(/\S{2}/)
    })
  }

  it('keeps a document once: same kind, number, day and signer of one owner', async () => {
    const sent = paper()
    const first = ok(await staff.approver.post('/documents', sent))
    const again = await staff.reviewer.post('/documents', { ...sent, title: 'Khác' })
    expect(again.status).to.equal(409)
    expect(again.body).to.include({ code: 'already_exists', existingId: first.id })
    ok(await staff.approver.post('/documents', { ...sent, issuedOn: '2024-01-02' }))
    ok(await maker.api.post('/documents', sent))
    const body = paper()
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => staff.approver.post('/documents', body)),
    )
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses).to.deep.equal([201, ...Array(5).fill(409)])
  })

  it('shows an enterprise its own papers, not those of others nor of the department', async () => {
    const own = ok(await maker.api.post('/documents', paper({ kind: 'application' })))
    expect(own.enterpriseId).to.equal(maker.enterpriseId)
    const theirs = ok(await stranger.api.post('/documents', paper()))
    const departments = ok(await staff.approver.post('/documents', paper()))
    for (const { id } of [theirs, departments]) {
      expect((await maker.api.get(`/documents/${id}`)).status).to.equal(404)
    }
    const { items } = ok(await maker.api.get('/documents?limit=200'))
    expect(items.map(({ id }: { id: string }) => id)).to.include(own.id)
    for (const { enterpriseId } of items) expect(enterpriseId).to.equal(maker.enterpriseId)
    const all = ok(await staff.auditor.get('/documents?limit=200')).items
    expect(all.map(({ id }: { id: string }) => id)).to.include.members([
      own.id,
      theirs.id,
      departments.id,
    ])
    const asked = ok(await staff.auditor.get(`/documents?enterpriseId=${stranger.enterpriseId}`))
    expect(asked.items.map(({ id }: { id: string }) => id)).to.deep.equal([theirs.id])
  })

  it('lets an enterprise enter nothing for another, and an officer for any', async () => {
    const foreign = paper({ enterpriseId: stranger.enterpriseId })
    expect((await maker.api.post('/documents', foreign)).status).to.equal(404)
    const entered = ok(await staff.reviewer.post('/documents', foreign))
    expect(entered.enterpriseId).to.equal(stranger.enterpriseId)
    expect((await staff.auditor.post('/documents', paper())).status).to.equal(403)
    expect((await staff.inspector.get('/documents')).status).to.equal(403)
  })

  it('never changes: there is no way to replace or remove one', async () => {
    const { id } = ok(await staff.approver.post('/documents', paper()))
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const reply = await staff.approver.raw(method, `/documents/${id}`)
      expect(reply.status, method).to.equal(405)
    }
  })

  it('is what a step may refer to, once it is entered', async () => {
    const { id } = ok(await staff.approver.post('/documents', paper()))
    const path = `/enterprises/${stranger.enterpriseId}/suspension`
    const reason = 'Theo biên bản kiểm tra'
    const unknown = await staff.approver.post(path, { reason, documentId: '0'.repeat(24) })
    expect(unknown.status).to.equal(422)
    expect(unknown.body.errors[0]).to.include({
      field: 'body.documentId',
      rule: 'reference.unknown',
    })
    const suspended = ok(await staff.approver.post(path, { reason, documentId: id }))
    expect(suspended.steps.at(-1)).to.include({ status: 'suspended', documentId: id, reason })
  })
})
