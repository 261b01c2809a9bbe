import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Reply } from '../support/api.ts'
import {
  gtin,
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
  taxCode,
} from '../support/make.ts'
import { readImage } from '../support/read-codes.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** Eleven digits leave one for the document type: ten codes. */
const PREFIX = '95200099901'

describe('declaring products', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let made = 0

  before(async () => {
    service = await startTestService('declaring_products', { GDTI_PREFIX: PREFIX })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
  })
  after(() => service.stop())

  const draft = (more: object = {}) => {
    made += 1
    return {
      name: `Cải bẹ xanh ${made}`,
      description: 'Rau cải bẹ xanh, gói 500 g',
      productGroup: 'agricultural',
      ...more,
    }
  }
  const revisionOf = (record: { revision: number }) => ({
    headers: { 'If-Match': `"${record.revision}"` },
  })

  const forms: [given: string, kept: string][] = [
    ['96385074', '00000096385074'],
    ['614141000036', '00614141000036'],
    ['8938501000019', '08938501000019'],
    ['18938501000016', '18938501000016'],
  ]
  for (const [given, kept] of forms) {
    it(`takes a GTIN of ${given.length} digits and keeps it in 14`, async () => {
      const product = ok(await maker.api.post('/products', draft({ gtin: given })))
      expect(product).to.include({ gtin: kept, key: kept, keyKind: 'GTIN', status: 'draft' })
      expect(product.vnpcDeclaration.gtin).to.equal(kept)
    })
  }

  const bad: [title: string, more: object, field: string, rule: string][] = [
    ['a GTIN with a wrong check digit', { gtin: '8938501000018' }, 'gtin', 'gtin.check_digit'],
    [
      'a GTIN of a prefix for use in one shop',
      { gtin: '2001234567893' },
      'gtin',
      'gtin.restricted_prefix',
    ],
    ['a GTIN of nine digits', { gtin: '893850100' }, 'gtin', 'gtin.length'],
    ['a GTIN with a blank in it', { gtin: '893850100 0019' }, 'gtin', 'gtin.not_digits'],
    ['a country that is none', { targetMarket: 'XX' }, 'targetMarket', 'country.unknown'],
    ['a shelf life of no days', { shelfLifeDays: 0 }, 'shelfLifeDays', 'field.too_small'],
    ['a group of its own', { productGroup: 'toys' }, 'productGroup', 'field.invalid_value'],
    [
      'a day that is not in the calendar',
      { vnpcDeclaredOn: '2024-02-30' },
      'vnpcDeclaredOn',
      'date.calendar',
    ],
  ]
  for (const [title, more, field, rule] of bad) {
    it(`refuses ${title} with 422 and says what to do`, async () => {
      const reply = await maker.api.post('/products', draft(more))
      expect(reply.status).to.equal(422)
      const fault = reply.body.errors.find((error: { rule: string }) => error.rule === rule)
      expect(fault, JSON.stringify(reply.body.errors)).to.include({ field: `body.${field}` })
      for (const text of [fault.reason, fault.remedy]) {
        expect(text.vi).to.match(/\S{2}/)
        expect(text.en).to.match(/\S{2}/)
      }
    })
  }

  it('names the check digit that the GTIN should end in', async () => {
    const reply = await maker.api.post('/products', draft({ gtin: '8938501000018' }))
    const [fault] = reply.body.errors
    expect(fault.reason.vi).to.match(/cho 9\b/)
    expect(fault.reason.en).to.match(/give 9\b/)
  })

  it('keeps a GTIN for one live product, whatever its number of digits', async () => {
    const first = ok(await maker.api.post('/products', draft({ gtin: gtin(7_001) })))
    const stranger = await makeEnterprise(service, staff)
    for (const api of [maker.api, stranger.api]) {
      const again = await api.post('/products', draft({ gtin: gtin(7_001).slice(1) }))
      expect(again.status).to.equal(409)
      expect(again.body).to.include({ code: 'already_exists', existingId: first.id })
    }
    const other = ok(await maker.api.post('/products', draft()))
    const moved = await maker.api.patch(
      `/products/${other.id}`,
      { gtin: gtin(7_001) },
      revisionOf(other),
    )
    expect(moved.status).to.equal(409)
    ok(await maker.api.post(`/products/${first.id}/retirement`, { reason: 'Ngừng sản xuất' }))
    ok(await stranger.api.post('/products', draft({ gtin: gtin(7_001) })))
  })

  it('lets one of eight in that declare the same GTIN at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const body = draft({ gtin: gtin(7_100 + round) })
      const replies = await Promise.all(
        Array.from({ length: 8 }, () => maker.api.post('/products', body)),
      )
      const statuses = replies.map(({ status }) => status).sort()
      expect(statuses).to.deep.equal([201, ...Array(7).fill(409)])
    }
  })

  it('approves only what is complete, and lists what is missing and who supplies it', async () => {
    const bare = ok(await maker.api.post('/products', draft({ description: null })))
    const reply = await staff.reviewer.post(`/products/${bare.id}/approval`)
    expect(reply.status).to.equal(409)
    expect(reply.body.code).to.equal('not_ready')
    const lines = reply.body.missing.map(
      ({ code, who }: { code: string; who: string }) => `${code} ${who}`,
    )
    expect(lines).to.deep.equal(['description enterprise', 'image enterprise'])
    for (const { what } of reply.body.missing) {
      expect(what.vi).to.match(/\S{2}/)
      expect(what.en).to.match(/\S{2}/)
    }
    const { ready, missing } = ok(await maker.api.get(`/products/${bare.id}/readiness`))
    expect(ready).to.equal(false)
    expect(missing.map(({ code }: { code: string }) => code)).to.deep.equal([
      'description',
      'image',
      'approval',
    ])
    expect(ok(await maker.api.get(`/products/${bare.id}`)).status).to.equal('draft')
  })

  it('approves no product before its enterprise', async () => {
    const dossier = ok(
      await staff.reviewer.post('/enterprises', {
        identifier: { scheme: 'MST10', value: taxCode(8_001) },
        kind: 'company',
        name: 'Công ty chưa duyệt',
        address: HAI_PHONG,
      }),
    )
    const product = ok(await staff.reviewer.post('/products', draft({ enterpriseId: dossier.id })))
    ok(await staff.reviewer.put(`/products/${product.id}/image`, await picture()))
    const reply = await staff.reviewer.post(`/products/${product.id}/approval`)
    expect(reply.status).to.equal(409)
    expect(reply.body).to.include({ code: 'wrong_state', state: 'draft' })
    expect(reply.body.detail).to.contain('Công ty chưa duyệt')
  })

  it('changes fields only on the revision that was read', async () => {
    const product = ok(await maker.api.post('/products', draft()))
    const path = `/products/${product.id}`
    const blind = await maker.api.patch(path, { brand: 'Rau sạch' })
    expect(blind.status).to.equal(428)
    expect(blind.body.code).to.equal('precondition_required')
    expect(blind.body.detail).to.contain('If-Match')
    const read = await maker.api.get(path)
    expect(read.headers.get('etag')).to.equal('"1"')
    const changed = await maker.api.patch(path, { brand: 'Rau sạch' }, revisionOf(product))
    expect(ok(changed)).to.include({ brand: 'Rau sạch', revision: 2, name: product.name })
    expect(changed.headers.get('etag')).to.equal('"2"')
    for (const stale of ['"1"', '"7"', '"x"', 'W/"1"']) {
      const late = await maker.api.patch(
        path,
        { brand: 'Khác' },
        { headers: { 'If-Match': stale } },
      )
      expect(late.status, stale).to.equal(412)
      expect(late.body.code).to.equal('revision_mismatch')
    }
    expect(ok(await maker.api.get(path))).to.include({ brand: 'Rau sạch', revision: 2 })
  })

  it('lets one of several changes on one revision win when they come at once', async () => {
    const product = ok(await maker.api.post('/products', draft()))
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        maker.api.patch(`/products/${product.id}`, { brand: `Nhãn ${n}` }, revisionOf(product)),
      ),
    )
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses).to.deep.equal([200, ...Array(5).fill(412)])
    expect(ok(await maker.api.get(`/products/${product.id}`)).revision).to.equal(2)
  })

  it('keeps what identifies an approved product, and lets its description change', async () => {
    const product = await makeProduct(staff, maker)
    const path = `/products/${product.id}`
    const renamed = await maker.api.patch(path, { name: 'Tên khác' }, revisionOf(product))
    expect(renamed.status).to.equal(409)
    expect(renamed.body).to.include({ code: 'wrong_state', state: 'approved' })
    expect(renamed.body.detail).to.contain('name')
    const described = await maker.api.patch(path, { description: 'Mới' }, revisionOf(product))
    expect(ok(described)).to.include({ description: 'Mới', name: product.name })
  })

  it('gives the bar code of its GTIN as SVG, readable', async () => {
    for (const [, kept] of forms) {
      const { items } = ok(await maker.api.get('/products?limit=200'))
      const { id } = items.find((item: { gtin: string }) => item.gtin === kept)
      const reply = await maker.api.get(`/products/${id}/barcode.svg`)
      expect(reply.status).to.equal(200)
      expect(reply.headers.get('content-type')).to.match(/^image\/svg\+xml/)
      const codes = await readImage(reply.body)
      expect(codes.map(({ text }) => text.padStart(14, '0'))).to.deep.equal([kept])
    }
  })

  describe('without a GTIN', () => {
    async function complete(): Promise<string> {
      const product = ok(await maker.api.post('/products', draft()))
      expect(product).to.include({ gtin: null, key: null, keyKind: null })
      ok(await maker.api.put(`/products/${product.id}/image`, await picture()))
      return product.id
    }
    /** Whoever loses too often to the others is asked to come again, with the same key. */
    async function approve(id: string): Promise<Reply> {
      const key = randomUUID()
      for (let attempt = 1; ; attempt += 1) {
        const reply = await staff.reviewer.post(`/products/${id}/approval`, {}, { key })
        if (reply.status !== 503 || attempt === 5) return reply
        expect(reply.headers.get('retry-after')).to.match(/^\d+$/)
      }
    }

    it('uses each of the ten document types once, though twelve are approved at once', async () => {
      const ids: string[] = []
      for (let n = 0; n < 12; n += 1) ids.push(await complete())
      const replies = await Promise.all(ids.map(approve))
      const statuses = replies.map(({ status }) => status).sort()
      expect(statuses).to.deep.equal([...Array(10).fill(200), 409, 409])
      const keys = replies.filter(({ status }) => status === 200).map(({ body }) => body.key)
      expect(keys.map((key) => key.slice(0, 12)).sort()).to.deep.equal(
        Array.from({ length: 10 }, (_, n) => `${PREFIX}${n}`),
      )
      for (const key of keys) expect(key).to.match(/^\d{13}$/)
      for (const { body } of replies.filter(({ status }) => status === 409)) {
        expect(body.code).to.equal('gdti_pool_exhausted')
        expect(body.detail).to.contain(PREFIX)
        expect(body.remedy.vi).to.contain('GDTI_PREFIX')
      }
    })

    it('says that the pool is used up as often as it is asked, and leaves the draft', async () => {
      const id = await complete()
      for (const reply of [await approve(id), await approve(id)]) {
        expect(reply.status).to.equal(409)
        expect(reply.body.code).to.equal('gdti_pool_exhausted')
      }
      const left = ok(await maker.api.get(`/products/${id}`))
      expect(left).to.include({ status: 'draft', key: null, revision: 2 })
      ok(await maker.api.patch(`/products/${id}`, { gtin: gtin(7_900) }, revisionOf(left)))
      expect(ok(await approve(id))).to.include({ key: gtin(7_900), keyKind: 'GTIN' })
    })

    it('has a stamp type and no bar code of its own', async () => {
      const { items } = ok(await maker.api.get('/products?limit=200'))
      const {
        id,
        key,
        gtin: none,
      } = items.find((item: { keyKind: string }) => item.keyKind === 'GDTI')
      expect(none).to.equal(null)
      const reply = await maker.api.get(`/products/${id}/barcode.svg`)
      expect(reply.status).to.equal(409)
      expect(reply.body).to.include({ code: 'wrong_state', state: 'no_gtin' })
      const { enterpriseId } = maker
      const order = { enterpriseId, productId: id, quantity: 2 }
      const batch = ok(await staff.reviewer.post('/stamp-batches', order))
      expect(batch).to.include({ key, keyKind: 'GDTI' })
      const stamp = ok(await staff.auditor.get(`/stamps/${key}${batch.lastSerial}`))
      expect(stamp.link).to.equal(`https://TEM.EXAMPLE/253/${key}${batch.lastSerial}`)
    })
  })
})
