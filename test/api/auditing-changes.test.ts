import { expect } from 'chai'
import {
  createTrail,
  type Entry,
  STAMP_SECRETS,
  writeEvents,
  writeHandovers,
  writeLot,
  writePolicy,
  writePrints,
  writeRequests,
  writeSecrets,
  writeStatement,
} from '../support/audit.ts'
import { writeClaims } from '../support/audit-claims.ts'
import {
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
  taxCode,
} from '../support/make.ts'
import { writeNotices } from '../support/notices.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { writeReport } from '../support/stamp-reports.ts'
import { writeSuspicion } from '../support/suspicions.ts'

describe('auditing changes', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string
  const trail = createTrail(() => staff.auditor)
  const { written, write, entries, entriesOf } = trail

  before(async () => {
    service = await startTestService('auditing_changes', { STAMP_SECRETS })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
  })
  after(() => service.stop())

  it('writes a dossier through all its steps', async () => {
    const { reviewer, approver } = staff
    const body = {
      identifier: { scheme: 'MST13', value: `${taxCode(9_100)}-001` },
      kind: 'branch',
      name: 'Chi nhánh thử',
      legalEntityName: 'Công ty mẹ thử',
      address: HAI_PHONG,
      representative: 'Nguyễn Văn Thử',
      phone: '0225 000 0001',
    }
    const { id } = await write('createEnterprise', reviewer.post('/enterprises', body))
    const path = `/enterprises/${id}`
    const reason = { reason: 'Theo biên bản' }
    const headers = { 'If-Match': '*' }
    const phone = { phone: '0225 000 0002' }
    await write('updateEnterprise', reviewer.patch(path, phone, { headers }))
    await write('submitEnterprise', reviewer.post(`${path}/submission`))
    await write('requestSupplement', reviewer.post(`${path}/supplement-request`, reason))
    await write('submitEnterprise', reviewer.post(`${path}/submission`))
    await write('approveEnterprise', approver.post(`${path}/approval`))
    await write('suspendEnterprise', approver.post(`${path}/suspension`, reason))
    await write('reinstateEnterprise', approver.post(`${path}/reinstatement`))
    await write('revokeEnterprise', approver.post(`${path}/revocation`, reason))
    const other = { ...body, identifier: { scheme: 'MST13', value: `${taxCode(9_100)}-002` } }
    const second = await write('createEnterprise', reviewer.post('/enterprises', other))
    ok(await reviewer.post(`/enterprises/${second.id}/submission`))
    const rejection = approver.post(`/enterprises/${second.id}/rejection`, reason)
    await write('rejectEnterprise', rejection)

    const kept = await entriesOf('enterprise', id)
    expect(kept.map(({ subject }) => subject.seq)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(kept.map((entry) => entry.reason)).to.deep.equal([
      ...[null, null, null, 'Theo biên bản', null, null],
      ...['Theo biên bản', null, 'Theo biên bản'],
    ])
    for (const [at, entry] of kept.entries()) {
      expect(entry.beforeHash, 'each change begins where the last one ended').to.equal(
        at === 0 ? null : kept[at - 1]?.afterHash,
      )
      expect(entry.afterHash).to.match(/^[0-9a-f]{64}$/)
    }
    expect(kept.at(-1)).to.include({ person: 'Cán bộ approver', role: 'officer' })
    const entity = await entriesOf('legal_entity', taxCode(9_100))
    expect(entity).to.have.length(1)
  })

  it('writes products, pictures, places, lots, events and documents', async () => {
    const draft = { name: 'Sản phẩm ghi nhật ký', productGroup: 'aquatic', description: 'Mô tả' }
    const { id } = await write('createProduct', maker.api.post('/products', draft))
    const path = `/products/${id}`
    await write('putProductImage', maker.api.put(`${path}/image`, await picture()))
    await write('putProductLinks', maker.api.put(`${path}/links`, { links: [] }))
    const headers = { 'If-Match': '"3"' }
    await write('updateProduct', maker.api.patch(path, { brand: 'Nhãn' }, { headers }))
    await write('approveProduct', staff.reviewer.post(`${path}/approval`))
    await write('retireProduct', maker.api.post(`${path}/retirement`, { reason: 'Ngừng' }))
    const kept = await entriesOf('product', id)
    expect(kept.map(({ action }) => action)).to.deep.equal([
      'createProduct',
      'putProductImage',
      'putProductLinks',
      'updateProduct',
      'approveProduct',
      'retireProduct',
    ])
    expect(kept.at(-1)?.reason).to.equal('Ngừng')
    const made = await writeLot(trail, maker, productId)
    expect((await entriesOf('lot', made)).map(({ action }) => action)).to.deep.equal(['createLot'])
    const traced = await entriesOf('lot_trace', made)
    expect(traced.map(({ subject }) => subject.seq)).to.deep.equal([1, 2, 3])
  })

  it('writes stamps from issue to void: one entry for each request on the batch', async () => {
    const id = await writeEvents(trail, staff, maker, { productId, lotId })
    const kept = await entriesOf('stamp_batch', String(id))
    expect(kept.map(({ action }) => action)).to.deep.equal([
      'issueStampBatch',
      'recordStampEvent',
      'recordStampEvent',
      'recordStampEvent',
      'recordProductStampEvent',
    ])
    expect(kept.map(({ reason }) => reason)).to.deep.equal([null, null, null, 'copied', 'mislaid'])
  })

  it('writes requests for stamps through their steps, and the settings', async () => {
    const { issued, rejected } = await writeRequests(trail, staff, maker, productId)
    const kept = await entriesOf('stamp_request', issued)
    expect(kept.map(({ action, subject }) => `${subject.seq} ${action}`)).to.deep.equal([
      '1 requestStamps',
      '2 approveStampRequest',
      '3 issueStampBatch',
    ])
    expect((await entriesOf('stamp_request', rejected)).at(-1)?.reason).to.equal('Vượt sản lượng')
    const headers = { 'If-Match': '"1"' }
    const change = service.admin.patch('/settings', { statementDueDay: 15 }, { headers })
    await write('updateSettings', change)
    const settings = await entriesOf('settings', 'ledger')
    expect(settings.map(({ subject }) => subject.seq)).to.deep.equal([1, 2])
  })

  it('writes handovers through their steps, on their batch too', async () => {
    const { batchId, cancelled, confirmed } = await writeHandovers(trail, staff, maker, productId)
    const kept = await entriesOf('stamp_batch', String(batchId))
    expect(kept.map(({ action }) => action)).to.deep.equal([
      ...['issueStampBatch', 'prepareHandover', 'cancelHandover', 'prepareHandover'],
      ...['confirmHandover', 'confirmHandover'],
    ])
    expect((await entriesOf('handover', cancelled)).at(-1)?.reason).to.equal('Hẹn lại')
    expect(await entriesOf('handover', confirmed)).to.have.length(2)
  })

  it('writes prints and replacements of stamps, on their batch too', async () => {
    const { batchId, runId } = await writePrints(trail, staff, maker, productId)
    const kept = await entriesOf('stamp_batch', String(batchId))
    expect(kept.map(({ action, reason }) => `${action} ${reason}`).slice(1)).to.deep.equal([
      ...['printStamps null', 'printStamps misaligned', 'replaceStamps print_fault'],
    ])
    expect((await entriesOf('print_run', runId)).map(({ action }) => action)).to.deep.equal([
      ...['printStamps', 'cancelPrintRun'],
    ])
  })

  it('writes a report of a wrong stamp through its steps', async () => {
    const id = await writeReport(trail, service, staff.reviewer)
    expect(await entriesOf('stamp_report', id)).to.have.length(5)
  })

  it('writes a check of a stamp, and a suspicion through its steps', async () => {
    const { check, suspicion } = await writeSuspicion(trail, staff, maker, productId)
    expect(await entriesOf('stamp_check', check)).to.have.length(1)
    expect(await entriesOf('suspicion', suspicion)).to.have.length(3)
  })

  it('writes a claim through all its steps, and a policy', async () => {
    const claimId = await writeClaims(trail, staff, maker, { productId, lotId })
    const kept = await entriesOf('claim', claimId)
    expect(kept.map(({ subject }) => subject.seq)).to.deep.equal([1, 2, 3, 4, 5])
    expect(kept.map(({ person }) => person).slice(2)).to.deep.equal([
      'Cán bộ reviewer',
      'Cán bộ approver',
      'Cán bộ payer',
    ])
    const id = await writePolicy(trail, staff.approver)
    expect(await entriesOf('subsidy_policy', id)).to.have.length(1)
    expect(await entriesOf('subsidy_policy', 'NQ15-2021:1')).to.have.length(1)
  })

  it('writes recalls and suspensions, and that they are lifted', async () => {
    const made = await writeNotices(trail, staff, productId)
    for (const [kind, verb] of [
      ['recall', 'Recall'],
      ['suspension', 'Suspension'],
    ] as const) {
      const kept = await entriesOf(kind, made[kind])
      expect(kept.map(({ action, reason }) => `${action}: ${reason}`)).to.deep.equal([
        `create${verb}: Dư lượng vượt mức cho phép`,
        `lift${verb}: Đã đạt`,
      ])
    }
  })

  it('writes keys and the clock, the first key of the register too', async () => {
    const body = { person: 'Người tạm', role: 'admin' }
    const { id, key } = await write('issueKey', service.admin.post('/keys', body))
    const temporary = service.as(key)
    const tomorrow = { now: '2024-01-02T00:00:00.000Z' }
    await write('setClock', temporary.put('/clock', tomorrow))
    await write('revokeKey', service.admin.delete(`/keys/${id}`))
    const kept = await entriesOf('key', id)
    expect(kept.map(({ action, subject }) => `${subject.seq} ${action}`)).to.deep.equal([
      '1 issueKey',
      '2 revokeKey',
    ])
    const first = await entriesOf('key', '000000000000000000000001')
    expect(first.map(({ action, role }) => `${action} ${role}`)).to.deep.equal(['setUp system'])
    const clock = await entriesOf('clock', 'clock')
    expect(clock.map(({ action }) => action)).to.deep.equal(['setClock'])
  })

  it('writes each change of the stamp secrets, and of a month that is closed', async () => {
    await writeSecrets(trail, service.admin)
    expect(await entriesOf('stamp_secret', '2')).to.have.length(3)
    expect(await entriesOf('stamp_secret', '3')).to.have.length(2)
    const { actions, id } = await writeStatement(trail, staff, maker, service.admin)
    const kept = await entriesOf('stock_statement', id)
    expect(kept.map(({ action }) => action)).to.deep.equal(actions)
    expect(kept[1]?.reason).to.equal('Đếm lại')
  })

  it('has met every route that writes; a new one needs a case above', () => {
    const routes = [...service.routes.api, ...service.routes.open]
      .filter(({ method }) => method !== 'get')
      .map(({ operationId }) => operationId)
    expect([...written.keys()].sort()).to.deep.equal(routes.sort())
  })

  it('leaves, of each request that wrote, an entry under the name of that request', async () => {
    const byRequest = new Map<string, Entry[]>()
    for (const entry of await entries()) {
      byRequest.set(entry.requestId, [...(byRequest.get(entry.requestId) ?? []), entry])
    }
    for (const [operationId, replies] of written) {
      for (const { headers } of replies) {
        const left = byRequest.get(headers.get('x-request-id') ?? '') ?? []
        expect(left.length, operationId).to.be.greaterThan(0)
      }
    }
  })

  it('numbers the changes of every subject from 1 without a gap', async () => {
    const bySubject = new Map<string, number[]>()
    for (const { subject } of await entries()) {
      const name = `${subject.kind} ${subject.id}`
      bySubject.set(name, [...(bySubject.get(name) ?? []), subject.seq])
    }
    const kinds = new Set([...bySubject.keys()].map((name) => name.split(' ')[0]))
    expect([...kinds]).to.include.members([
      ...['key', 'clock', 'enterprise', 'legal_entity', 'product', 'image', 'place', 'lot'],
      ...['lot_trace', 'document', 'stamp_batch', 'subsidy_policy', 'claim'],
      ...['stamp_request', 'settings', 'handover', 'print_run', 'recall', 'suspension'],
    ])
    for (const [name, seqs] of bySubject) {
      const sorted = seqs.sort((a, b) => a - b)
      expect(sorted, name).to.deep.equal(Array.from({ length: seqs.length }, (_, n) => n + 1))
    }
  })

  it('gives each record as many entries as its revision says', async () => {
    const lists = {
      enterprises: 'enterprise',
      products: 'product',
      claims: 'claim',
      'stamp-requests': 'stamp_request',
      handovers: 'handover',
      'stamp-reports': 'stamp_report',
      recalls: 'recall',
      suspensions: 'suspension',
      suspicions: 'suspicion',
    }
    for (const [list, kind] of Object.entries(lists)) {
      const { items } = ok(await staff.auditor.get(`/${list}?limit=200`))
      expect(items).not.to.be.empty
      for (const { id, revision } of items) {
        expect(await entriesOf(kind, id), `${kind} ${id}`).to.have.length(revision)
      }
    }
  })
})
