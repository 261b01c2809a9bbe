import { expect } from 'chai'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeKey,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** In the former Hải Dương: outside the territory of NQ 15/2021. */
const HAI_DUONG = { wardCode: '10507', street: 'Số 1', validFrom: '2023-01-01' }

describe('claiming the subsidy', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let lotId: string
  let documents = 0

  const year = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }
  const count = async (more = '') =>
    ok(
      await staff.auditor.get(
        `/subsidy-counts?policy=NQ15-2021&from=2024-01-01&to=2024-12-31${more}`,
      ),
    )

  async function paper(kind: string): Promise<string> {
    documents += 1
    const body = {
      kind,
      number: `VB-${documents}`,
      issuedOn: '2024-01-01',
      signer: 'Trần Thị Ký',
      title: 'Văn bản thử',
      sha256: String(documents).padStart(64, '0'),
    }
    return ok(await staff.approver.post('/documents', body)).id
  }

  async function affix(batchId: number, from: number, to: number): Promise<void> {
    const body = { action: 'affix', lotId, ranges: [{ from, to }] }
    ok(await maker.api.post(`/stamp-batches/${batchId}/events`, body))
  }

  async function fresh(): Promise<void> {
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
  }

  async function submitted(): Promise<string> {
    const { enterpriseId } = maker
    const { claim } = ok(await maker.api.post('/claims', { enterpriseId, ...year }))
    ok(await maker.api.post(`/claims/${claim.id}/submission`))
    return claim.id
  }

  before(async () => {
    service = await startTestService('claiming_the_subsidy')
    staff = await makeStaff(service)
  })
  beforeEach(fresh)
  after(() => service.stop())

  it('pays 300 đ for each affixed stamp, from draft to paid with its documents', async () => {
    const batch = await deliver(staff, maker, productId, 100)
    await affix(batch.id, 0, 64)
    const { enterpriseId } = maker
    const drafted = ok(await maker.api.post('/claims', { enterpriseId, ...year }))
    expect(drafted.claim).to.include({ status: 'draft', stamps: 65, amountVnd: 19_500 })
    expect(drafted.count.total).to.deep.include({ counted: 65, eligible: 65, amountVnd: 19_500 })
    const { id } = drafted.claim
    ok(await maker.api.post(`/claims/${id}/submission`))
    ok(await staff.reviewer.post(`/claims/${id}/verification`))
    const noPaper = await staff.approver.post(`/claims/${id}/approval`)
    expect(noPaper.status).to.equal(422)
    expect(noPaper.body.errors[0].field).to.equal('body.documentId')
    ok(await staff.approver.post(`/claims/${id}/approval`, { documentId: await paper('decision') }))
    const paid = ok(
      await staff.payer.post(`/claims/${id}/payment`, { documentId: await paper('voucher') }),
    )
    expect(paid).to.include({ status: 'paid', amountVnd: 19_500 })
    expect(paid.lines).to.deep.equal([
      { policyId: 'NQ15-2021:1', rateVnd: 300, stamps: 65, amountVnd: 19_500 },
    ])
    const { items } = ok(await staff.auditor.get(`/claims/${id}/ranges`))
    expect(items).to.have.length(1)
    expect(items[0]).to.include({ batchId: batch.id, from: 0, to: 64, stamps: 65 })
    expect(items[0].firstSerial).to.equal(batch.firstSerial)
  })

  it('never takes a stamp twice: a second claim finds them claimed', async () => {
    const batch = await deliver(staff, maker, productId, 50)
    await affix(batch.id, 0, 9)
    await submitted()
    const { total } = await count(`&enterpriseId=${maker.enterpriseId}`)
    expect(total).to.deep.include({ counted: 10, eligible: 0, amountVnd: 0 })
    expect(total.leftOut).to.deep.equal([{ reason: 'already_claimed', stamps: 10 }])
    const { enterpriseId } = maker
    const { claim } = ok(await maker.api.post('/claims', { enterpriseId, ...year }))
    const second = await maker.api.post(`/claims/${claim.id}/submission`)
    expect(second.status).to.equal(409)
    expect(second.body.state).to.equal('nothing_eligible')
    await affix(batch.id, 10, 14)
    const third = ok(await maker.api.post(`/claims/${claim.id}/submission`))
    expect(third).to.include({ stamps: 5, amountVnd: 1_500 })
  })

  it('lets one of two claims on the same stamps win when both are submitted at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await fresh()
      const batch = await deliver(staff, maker, productId, 20)
      await affix(batch.id, 0, 19)
      const { enterpriseId } = maker
      const drafts = []
      for (let n = 0; n < 4; n += 1) {
        drafts.push(ok(await maker.api.post('/claims', { enterpriseId, ...year })).claim.id)
      }
      const replies = await Promise.all(
        drafts.map((id) => maker.api.post(`/claims/${id}/submission`)),
      )
      expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409, 409])
    }
  })

  it('frees the stamps of a claim that is rejected or withdrawn', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    await affix(batch.id, 0, 9)
    const id = await submitted()
    ok(await staff.reviewer.post(`/claims/${id}/rejection`, { reason: 'Sai kỳ' }))
    const again = await submitted()
    ok(await maker.api.post(`/claims/${again}/withdrawal`))
    expect((await count(`&enterpriseId=${maker.enterpriseId}`)).total.eligible).to.equal(10)
  })

  it('wants three persons to submit, verify and approve, whatever their keys', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    await affix(batch.id, 0, 9)
    const id = await submitted()
    ok(await staff.reviewer.post(`/claims/${id}/verification`))
    const both = service.as(
      await makeKey(service, 'cán bộ  REVIEWER', 'officer', { duties: ['approver'] }),
    )
    const body = { documentId: await paper('decision') }
    const reply = await both.post(`/claims/${id}/approval`, body)
    expect(reply.status).to.equal(403)
    expect(reply.body.code).to.equal('same_person')
  })

  it('wants the duty that a step belongs to', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    await affix(batch.id, 0, 9)
    const id = await submitted()
    expect((await staff.payer.post(`/claims/${id}/verification`)).status).to.equal(403)
    expect((await maker.api.post(`/claims/${id}/verification`)).status).to.equal(403)
  })

  it('says what it left out and why', async () => {
    const outside = await makeEnterprise(service, staff, { address: HAI_DUONG })
    maker = outside
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    const far = await deliver(staff, maker, productId, 7)
    await affix(far.id, 0, 6)
    const { total } = await count(`&enterpriseId=${outside.enterpriseId}`)
    expect(total).to.deep.include({ counted: 7, eligible: 0, amountVnd: 0 })
    expect(total.leftOut).to.deep.equal([{ reason: 'outside_territory', stamps: 7 }])
  })

  it('leaves out products of another group, and voided stamps', async () => {
    const other = await makeProduct(staff, maker, { productGroup: 'other' })
    const lot = await makeLot(maker, other.id)
    const batch = await deliver(staff, maker, other.id, 6)
    const path = `/stamp-batches/${batch.id}/events`
    ok(await maker.api.post(path, { action: 'affix', lotId: lot.id, ranges: [{ from: 0, to: 5 }] }))
    const own = await deliver(staff, maker, productId, 10)
    await affix(own.id, 0, 9)
    const gone = { action: 'void', reason: 'not_on_product', ranges: [{ from: 2, to: 4 }] }
    ok(await staff.reviewer.post(`/stamp-batches/${own.id}/events`, gone))
    const { total } = await count(`&enterpriseId=${maker.enterpriseId}`)
    expect(total).to.deep.include({ counted: 16, eligible: 7, amountVnd: 2_100 })
    expect(total.leftOut).to.have.deep.members([
      { reason: 'other_product_group', stamps: 6 },
      { reason: 'voided', stamps: 3 },
    ])
  })

  it('refuses to void stamps that a live claim holds', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    await affix(batch.id, 0, 9)
    await submitted()
    const body = { action: 'void', reason: 'copied', ranges: [{ from: 8, to: 9 }] }
    const reply = await staff.reviewer.post(`/stamp-batches/${batch.id}/events`, body)
    expect(reply.status).to.equal(409)
    expect(reply.body.ranges).to.deep.equal([
      { batchId: batch.id, from: 8, to: 9, state: 'claimed' },
    ])
  })

  it('groups by enterprise, product and month with equal sums', async () => {
    const batch = await deliver(staff, maker, productId, 10)
    await affix(batch.id, 0, 9)
    const sums = []
    for (const groupBy of ['enterprise', 'product', 'month']) {
      const { rows, total } = await count(`&groupBy=${groupBy}`)
      const sum = rows.reduce((all: number, row: { amountVnd: number }) => all + row.amountVnd, 0)
      expect(sum).to.equal(total.amountVnd)
      sums.push(sum)
    }
    expect(new Set(sums).size).to.equal(1)
  })

  it('pays a second version of a policy at its own rate from its first day', async () => {
    const version = {
      code: 'THU-NGHIEM',
      title: 'Chính sách thử',
      legalBasis: 'Bài kiểm thử',
      rateVnd: 200,
      supportForm: 'cash',
      countedAt: 'affixed',
      validFrom: '2023-01-01',
      validTo: '2023-12-31',
      territory: {
        decidedBy: 'production_place',
        formerProvinces: [{ code: '31', name: 'Hải Phòng' }],
      },
      productGroups: ['agricultural'],
    }
    ok(await staff.approver.post('/subsidy-policies', version))
    const next = { ...version, rateVnd: 350, validFrom: '2024-01-01', validTo: '2024-12-31' }
    expect(ok(await staff.approver.post('/subsidy-policies', next)).id).to.equal('THU-NGHIEM:2')
    const batch = await deliver(staff, maker, productId, 10)
    await affix(batch.id, 0, 9)
    const { enterpriseId } = maker
    const body = { enterpriseId, policy: 'THU-NGHIEM', from: '2023-01-01', to: '2024-12-31' }
    const { claim } = ok(await maker.api.post('/claims', body))
    expect(claim.lines).to.deep.equal([
      { policyId: 'THU-NGHIEM:2', rateVnd: 350, stamps: 10, amountVnd: 3_500 },
    ])
  })

  it('refuses a claim on support in kind by a code of its own', async () => {
    const version = {
      code: 'HIEN-VAT',
      title: 'Cấp tem không thu tiền',
      legalBasis: 'Bài kiểm thử',
      rateVnd: 300,
      supportForm: 'in_kind',
      countedAt: 'delivered',
      validFrom: '2024-01-01',
      validTo: '2024-12-31',
      territory: { decidedBy: 'seat', formerProvinces: [{ code: '31', name: 'Hải Phòng' }] },
      productGroups: ['agricultural'],
    }
    ok(await staff.approver.post('/subsidy-policies', version))
    await deliver(staff, maker, productId, 10)
    const { enterpriseId } = maker
    const reply = await maker.api.post('/claims', { ...year, enterpriseId, policy: 'HIEN-VAT' })
    expect(reply.status).to.equal(409)
    expect(reply.body.code).to.equal('in_kind_not_claimable')
  })
})
