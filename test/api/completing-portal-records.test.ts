import { expect } from 'chai'
import {
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
  taxCode,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('completing portal records', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker

  before(async () => {
    service = await startTestService('completing_portal_records')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
  })
  after(() => service.stop())

  const record = (kind: string, id: string) => staff.auditor.get(`/portal/records/${kind}/${id}`)
  const codesOf = (missing: { code: string }[]) => missing.map(({ code }) => code)
  const event = (lotId: string, more: object = {}) =>
    maker.api.post(`/lots/${lotId}/trace-events`, {
      bizStep: 'commissioning',
      eventTime: '2023-12-31T06:00:00+07:00',
      ...more,
    })

  it('refuses an incomplete record and names exactly the points that are missing', async () => {
    const product = await makeProduct(staff, maker, { standards: [] })
    const bare = await record('product', product.id)
    expect(bare.status).to.equal(409)
    expect(bare.body.code).to.equal('not_ready')
    expect(codesOf(bare.body.missing)).to.deep.equal(['23.5.e', '23.5.i'])
    for (const { what, who } of bare.body.missing) {
      expect(what.vi).to.match(/\S{2}/)
      expect(what.en).to.match(/\S{2}/)
      expect(who).to.equal('enterprise')
    }
    const lot = await makeLot(maker, product.id)
    expect(codesOf((await record('lot', lot.id)).body.missing)).to.deep.equal(['23.5.e', '23.5.i'])
    ok(await event(lot.id))
    expect(codesOf((await record('lot', lot.id)).body.missing)).to.deep.equal(['23.5.i'])
    const headers = { 'If-Match': '*' }
    const standards = [{ code: 'TCCS 01:2024', title: null }]
    ok(await maker.api.patch(`/products/${product.id}`, { standards }, { headers }))
    ok(await record('lot', lot.id))
    ok(await record('product', product.id))
  })

  it('names every point that a new dossier lacks; the code comes from an officer', async () => {
    const dossier = ok(
      await staff.reviewer.post('/enterprises', {
        identifier: { scheme: 'MST10', value: taxCode(9_001) },
        kind: 'company',
        name: 'Công ty chưa có địa chỉ',
      }),
    )
    const draft = ok(
      await staff.reviewer.post('/products', {
        enterpriseId: dossier.id,
        name: 'Sản phẩm nháp',
        productGroup: 'aquatic',
      }),
    )
    const path = `/portal/records/product/${draft.id}/readiness`
    const { ready, missing } = ok(await staff.auditor.get(path))
    expect(ready).to.equal(false)
    expect(
      missing.map(({ code, who }: { code: string; who: string }) => `${code} ${who}`),
    ).to.deep.equal([
      '23.5.b enterprise',
      '23.5.d enterprise',
      '23.5.e enterprise',
      '23.5.i enterprise',
      '23.2 officer',
    ])
    const refused = await record('product', draft.id)
    expect(refused.body.missing).to.deep.equal(missing)
  })

  it('is complete without a brand or an expiry: these are "if any"', async () => {
    const product = await makeProduct(staff, maker, { brand: null })
    const lot = await makeLot(maker, product.id)
    ok(await event(lot.id))
    const sent = ok(await record('product', product.id))
    expect(sent).to.include({ thuongHieu: null, hanSuDung: null, soLo: lot.code })
    const path = `/portal/records/product/${product.id}/readiness`
    expect(ok(await staff.auditor.get(path))).to.deep.equal({ ready: true, missing: [] })
  })

  /** A product with two lots; the newer was picked on a farm and packed in a house with a GLN. */
  async function traced() {
    const product = await makeProduct(staff, maker, {
      name: 'Vải thiều',
      brand: 'Thanh Hà',
      shelfLifeDays: 5,
      standards: [
        { code: 'TCVN 11892-1:2017', title: 'VietGAP' },
        { code: 'TCCS 02:2023', title: null },
      ],
    })
    const older = await makeLot(maker, product.id)
    ok(await event(older.id, { label: 'Của lô cũ' }))
    const lot = await makeLot(maker, product.id, { code: 'L-MOI/1', producedOn: '2023-12-30' })
    const house = ok(
      await maker.api.post('/places', {
        kind: 'packing_house',
        name: 'Nhà đóng gói số 2',
        gln: '8938501000019',
        ownCode: 'DG-2',
        address: HAI_PHONG,
      }),
    )
    const packed = { bizStep: 'packing', placeId: house.id, eventTime: '2023-12-31T08:15:00Z' }
    ok(await event(lot.id, packed))
    ok(await event(lot.id, { label: 'Hái quả', eventTime: '2023-12-30T05:30:00+07:00' }))
    return { product, older, lot }
  }

  it('gives a complete record in the field names of national-v1', async () => {
    const { product, older, lot } = await traced()
    const farm = ok(await maker.api.get(`/places/${lot.placeId}`))
    const enterprise = ok(await maker.api.get(`/enterprises/${maker.enterpriseId}`))
    const { image } = ok(await maker.api.get(`/products/${product.id}`))

    const expected = {
      phienBan: 'national-v1',
      maSanPham: product.key,
      loaiMa: 'GTIN',
      tenSanPham: 'Vải thiều',
      hinhAnh: `${service.baseUrl}/t/images/${image.sha256}`,
      tenToChuc: enterprise.name,
      maToChuc: enterprise.identifier.value,
      diaChi: 'Thôn 3, Xã Lại Xuân, Huyện Thủy Nguyên, Thành phố Hải Phòng',
      xuatXu: 'Việt Nam',
      thuongHieu: 'Thanh Hà',
      soLo: 'L-MOI/1',
      ngaySanXuat: '2023-12-30',
      hanSuDung: '2024-01-04',
      congViec: [
        {
          tenCongViec: 'Hái quả',
          buocCongViec: 'commissioning',
          thoiGian: '2023-12-29T22:30:00.000Z',
          maTruyXuat: `(01)${product.key}(91)${farm.ownCode}(10)L-MOI/1`,
          diaDiem: farm.name,
        },
        {
          tenCongViec: 'Đóng gói',
          buocCongViec: 'packing',
          thoiGian: '2023-12-31T08:15:00.000Z',
          maTruyXuat: `(01)${product.key}(416)8938501000019(10)L-MOI/1`,
          diaDiem: 'Nhà đóng gói số 2',
        },
      ],
      tieuChuan: [
        { soHieu: 'TCVN 11892-1:2017', tieuDe: 'VietGAP' },
        { soHieu: 'TCCS 02:2023', tieuDe: null },
      ],
    }
    for (const [kind, id] of [
      ['lot', lot.id],
      ['product', product.id],
    ] as const) {
      expect(ok(await record(kind, id)), kind).to.deep.equal(expected)
      const named = await maker.api.get(`/portal/records/${kind}/${id}?format=national-v1`)
      expect(ok(named)).to.deep.equal(expected)
    }
    expect((await fetch(expected.hinhAnh)).status).to.equal(200)
    const past = ok(await record('lot', older.id))
    expect(past.soLo).to.equal(older.code)
    expect(past.congViec.map((work: { tenCongViec: string }) => work.tenCongViec)).to.deep.equal([
      'Của lô cũ',
    ])
  })

  it('counts complete and incomplete records of approved products, by what they lack', async () => {
    const before = ok(await staff.auditor.get('/portal/readiness'))
    const [one, two] = [
      await makeProduct(staff, maker, { standards: [] }),
      await makeProduct(staff, maker),
    ]
    // A draft counts on neither side.
    ok(await maker.api.post('/products', { name: 'Nháp', productGroup: 'other' }))
    const after = ok(await staff.auditor.get('/portal/readiness'))
    expect(after.total).to.equal(before.total + 2)
    expect(after.incomplete).to.equal(before.incomplete + 2)
    expect(after.complete).to.equal(before.complete)
    const times = (summary: { missing: { code: string; records: number }[] }, code: string) =>
      summary.missing.find((line) => line.code === code)?.records ?? 0
    expect(times(after, '23.5.e') - times(before, '23.5.e')).to.equal(2)
    expect(times(after, '23.5.i') - times(before, '23.5.i')).to.equal(1)
    for (const product of [one, two]) ok(await event((await makeLot(maker, product.id)).id))
    const later = ok(await staff.auditor.get('/portal/readiness'))
    expect(later).to.include({ total: after.total, complete: after.complete + 1 })
    expect(later.complete + later.incomplete).to.equal(later.total)
    expect(ok(await staff.auditor.get('/overview')).recordsComplete).to.equal(later.complete)
  })

  it('shows a record to its enterprise and to staff, the summary to staff alone', async () => {
    const product = await makeProduct(staff, maker)
    const stranger = await makeEnterprise(service, staff)
    const path = `/portal/records/product/${product.id}`
    expect((await stranger.api.get(path)).status).to.equal(404)
    expect((await stranger.api.get(`${path}/readiness`)).status).to.equal(404)
    expect((await maker.api.get(path)).status).to.equal(409)
    expect((await staff.inspector.get(path)).status).to.equal(403)
    expect((await maker.api.get('/portal/readiness')).status).to.equal(403)
  })

  it('knows no other kind, no other format and no record that is not there', async () => {
    const { id } = await makeProduct(staff, maker)
    expect((await staff.auditor.get(`/portal/records/place/${id}`)).status).to.equal(400)
    expect((await record('product', '0'.repeat(24))).status).to.equal(404)
    expect((await record('lot', id)).status).to.equal(404)
    const odd = await staff.auditor.get(`/portal/records/product/${id}?format=xml`)
    expect(odd.status).to.equal(422)
    expect(odd.body.errors[0].field).to.equal('query.format')
  })
})
