import { expect } from 'chai'
import type { Api, Reply } from '../support/api.ts'
import {
  deliver,
  gtin,
  HAI_PHONG,
  makeEnterprise,
  makeKey,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
  taxCode,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('deciding at once', () => {
  let service: TestService
  let staff: Staff
  let officers: Api[]
  let made = 0

  before(async () => {
    service = await startTestService('deciding_at_once')
    staff = await makeStaff(service)
    const duties = { duties: ['approver', 'reviewer', 'payer'] }
    const keys = await Promise.all(
      Array.from({ length: 6 }, (_, n) => makeKey(service, `Cán bộ ${n}`, 'officer', duties)),
    )
    officers = keys.map((key) => service.as(key))
  })
  after(() => service.stop())

  /** One decision stands; the others are told the state that it led to. */
  function expectOne(replies: Reply[], state: string): void {
    for (const { status, body } of replies) {
      expect(status, JSON.stringify(body)).to.be.oneOf([200, 409])
      if (status === 409) expect(body).to.include({ code: 'wrong_state', state })
    }
    expect(replies.filter(({ status }) => status === 200)).to.have.length(1)
  }
  const entriesOf = async (kind: string, id: string) =>
    ok(await staff.auditor.get(`/audit/entries?kind=${kind}&id=${id}`)).items

  async function submitted(): Promise<string> {
    made += 1
    const dossier = {
      identifier: { scheme: 'MST10', value: taxCode(9_500 + made) },
      kind: 'company',
      name: `Công ty ${made}`,
      address: HAI_PHONG,
      representative: 'Nguyễn Văn Thử',
      phone: '0225 000 0001',
    }
    const { id } = ok(await staff.reviewer.post('/enterprises', dossier))
    ok(await staff.reviewer.post(`/enterprises/${id}/submission`))
    return id
  }

  it('approves a dossier once, whoever else approves it in the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const id = await submitted()
      const replies = await Promise.all(
        officers.map((api) => api.post(`/enterprises/${id}/approval`)),
      )
      expectOne(replies, 'approved')
      const { steps, revision } = ok(await staff.auditor.get(`/enterprises/${id}`))
      expect(steps.map((step: { status: string }) => step.status)).to.deep.equal([
        'draft',
        'submitted',
        'approved',
      ])
      expect(await entriesOf('enterprise', id)).to.have.length(revision)
    }
  })

  it('either approves a dossier or rejects it, never both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await submitted()
      const replies = await Promise.all(
        officers.map((api, n) =>
          n % 2 === 0
            ? api.post(`/enterprises/${id}/approval`)
            : api.post(`/enterprises/${id}/rejection`, { reason: 'Không đủ điều kiện' }),
        ),
      )
      const { status, steps } = ok(await staff.auditor.get(`/enterprises/${id}`))
      expectOne(replies, status)
      expect(steps).to.have.length(3)
    }
  })

  it('approves a product once, with one key', async () => {
    const maker = await makeEnterprise(service, staff)
    const body = { name: 'Cua biển', description: 'Cua', productGroup: 'aquatic' }
    const { id } = ok(await maker.api.post('/products', body))
    ok(await maker.api.put(`/products/${id}/image`, await picture()))
    const replies = await Promise.all(officers.map((api) => api.post(`/products/${id}/approval`)))
    expectOne(replies, 'approved')
    const product = ok(await maker.api.get(`/products/${id}`))
    expect(product.key).to.equal(replies.find(({ status }) => status === 200)?.body.key)
    expect(product.key).to.match(/^\d{13}$/)
    // The numbers that the others took were given back.
    const next = ok(await maker.api.post('/products', { ...body, name: 'Ghẹ' }))
    ok(await maker.api.put(`/products/${next.id}/image`, await picture()))
    const { key } = ok(await staff.reviewer.post(`/products/${next.id}/approval`))
    expect(Number(key.slice(0, 12)) - Number(product.key.slice(0, 12))).to.equal(1)
  })

  it('pays a claim once', async () => {
    const maker = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker, { gtin: gtin(9_501) })
    const lot = await makeLot(maker, product.id)
    const batch = await deliver(staff, maker, product.id, 10)
    const affix = { action: 'affix', lotId: lot.id, ranges: [{ from: 0, to: 9 }] }
    ok(await maker.api.post(`/stamp-batches/${batch.id}/events`, affix))
    const period = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }
    const draft = { enterpriseId: maker.enterpriseId, ...period }
    const { id } = ok(await maker.api.post('/claims', draft)).claim
    const paper = async (kind: string) =>
      ok(
        await staff.approver.post('/documents', {
          kind,
          number: `${kind}-1`,
          issuedOn: '2024-01-01',
          signer: 'Trần Thị Ký',
          title: 'Văn bản thử',
          sha256: '0'.repeat(64),
        }),
      ).id
    const [decision, voucher] = [await paper('decision'), await paper('voucher')]
    const all = (name: string, body: object = {}) =>
      Promise.all(officers.map((api) => api.post(`/claims/${id}/${name}`, body)))
    const before = ok(await staff.auditor.get('/overview')).paidVnd
    ok(await maker.api.post(`/claims/${id}/submission`))
    ok(await staff.reviewer.post(`/claims/${id}/verification`))
    expectOne(await all('approval', { documentId: decision }), 'approved')
    expectOne(await all('payment', { documentId: voucher }), 'paid')
    expect(ok(await staff.auditor.get('/overview')).paidVnd - before).to.equal(3_000)
    expect(await entriesOf('claim', id)).to.have.length(5)
  })

  it('gives a dossier to one of several that one key opens at once', async () => {
    const api = service.as(await makeKey(service, 'Thư ký vội', 'enterprise'))
    const dossier = (n: number) => ({
      identifier: { scheme: 'MST10', value: taxCode(9_400 + n) },
      kind: 'company',
      name: `Công ty vội ${n}`,
    })
    const replies = await Promise.all(
      Array.from({ length: 4 }, (_, n) => api.post('/enterprises', dossier(n))),
    )
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409])
    for (const { status, body } of replies) if (status === 409) expect(body.state).to.equal('bound')
    expect(ok(await api.get('/enterprises')).items).to.have.length(1)
  })

  it('retires a product once, and issues nothing for it after that', async () => {
    const maker = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker, { gtin: gtin(9_502) })
    const order = { enterpriseId: maker.enterpriseId, productId: product.id, quantity: 5 }
    const [first, second, ...issued] = await Promise.all([
      maker.api.post(`/products/${product.id}/retirement`, { reason: 'Ngừng' }),
      maker.api.post(`/products/${product.id}/retirement`, { reason: 'Ngừng' }),
      ...officers.map((api) => api.post('/stamp-batches', order)),
    ])
    expectOne([first, second] as Reply[], 'retired')
    for (const { status, body } of issued) {
      expect(status, JSON.stringify(body)).to.be.oneOf([201, 409])
    }
    const late = await staff.reviewer.post('/stamp-batches', order)
    expect(late.status).to.equal(409)
    expect(late.body.state).to.equal('retired')
  })
})
