import { expect } from 'chai'
import {
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const PAGE = {
  linkType: 'pip',
  href: 'https://rau.example.com/cai-be',
  title: 'Cải bẹ Thủy Nguyên',
  hreflang: ['vi', 'en-GB'],
  type: 'text/html',
}

describe('linking products to pages kept elsewhere', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let draft: { id: string; revision: number }

  before(async () => {
    service = await startTestService('linking_products_elsewhere')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const body = { name: 'Cải bẹ xanh', productGroup: 'agricultural' }
    draft = ok(await maker.api.post('/products', body))
  })
  after(() => service.stop())

  const put = (links: unknown, api = maker.api, { id } = draft, headers = {}) =>
    api.put(`/products/${id}/links`, { links }, { headers })

  it('a new product has none', () => {
    expect(draft).to.have.property('links').that.deep.equals([])
  })

  it('a product that an older copy of the service wrote has none either', async () => {
    const body = { name: 'Cải ngọt', productGroup: 'agricultural' }
    const { id } = ok(await maker.api.post('/products', body))
    const products = service.connection.collection('products')
    const { modifiedCount } = await products.updateOne({ _id: id }, { $unset: { links: '' } })
    expect(modifiedCount).to.equal(1)
    expect(ok(await maker.api.get(`/products/${id}`)).links).to.deep.equal([])
    const { items } = ok(await maker.api.get('/products?limit=200'))
    expect(items.every(({ links }: { links: unknown }) => Array.isArray(links))).to.equal(true)
    expect(ok(await put([PAGE], maker.api, { id, revision: 1 })).links).to.deep.equal([PAGE])
  })

  it('replaces those there are, as a change of the product', async () => {
    const second = { ...PAGE, linkType: 'recipeInfo', title: 'Món ngon' }
    const { revision } = ok(await put([PAGE, second]))
    expect(revision).to.equal(draft.revision + 1)
    const after = ok(await put([PAGE]))
    expect(after.links).to.deep.equal([PAGE])
    const read = ok(await staff.auditor.get(`/products/${draft.id}`))
    expect(read.links).to.deep.equal([PAGE])
    expect(ok(await put([])).links).to.deep.equal([])
    const entries = ok(await staff.auditor.get(`/audit/entries?kind=product&id=${draft.id}`)).items
    expect(entries.map(({ action }: { action: string }) => action)).to.deep.equal([
      'createProduct',
      ...Array.from({ length: 3 }, () => 'putProductLinks'),
    ])
  })

  it('fills in what need not be told, and keeps an address in one spelling', async () => {
    const { linkType, title } = PAGE
    const { links } = ok(await put([{ linkType, title, href: 'HTTPS://RAU.example.com' }]))
    const kept = { linkType, title, href: 'https://rau.example.com/', hreflang: [], type: null }
    expect(links).to.deep.equal([kept])
  })

  it('changes the revision that is named, and no other', async () => {
    const { revision } = ok(await maker.api.get(`/products/${draft.id}`))
    const stale = await put([], maker.api, draft, { 'If-Match': `"${revision - 1}"` })
    expect(stale.status).to.equal(412)
    ok(await put([], maker.api, draft, { 'If-Match': `"${revision}"` }))
  })

  it('takes nothing but public web addresses', async () => {
    for (const href of [
      'javascript:alert(1)',
      'http://localhost/',
      'https://10.0.0.1/',
      'https://tem.internal/',
      'https://a@rau.example.com/',
      'https://rau.example.com:8443/',
      'https://rau.example.com/\u202e',
      `https://rau.example.com/${'a'.repeat(1000)}`,
      '',
      7,
    ]) {
      const reply = await put([{ ...PAGE, href }])
      expect(reply.status, String(href)).to.equal(422)
      expect(reply.body.errors[0].field).to.equal('body.links.0.href')
      expect(reply.body.errors[0].remedy.vi).to.match(/\S{3}/)
    }
  })

  it('takes nothing but link types that a maker may give', async () => {
    for (const linkType of [
      'defaultLink',
      'defaultLinkMulti',
      'handledBy',
      'recallStatus',
      'verificationService',
      'registryEntry',
      'gs1:pip',
      'https://ref.gs1.org/voc/pip',
      'nosuchlt',
      '__proto__',
      null,
    ]) {
      const reply = await put([{ ...PAGE, linkType }])
      expect(reply.status, String(linkType)).to.equal(422)
      expect(reply.body.errors[0].field).to.equal('body.links.0.linkType')
    }
  })

  it('takes no language, media type, title or field that it could not give out again', async () => {
    const wrong: [field: string, value: unknown][] = [
      ['hreflang', ['tiếng Việt']],
      ['hreflang', ['vi; q=1']],
      ['hreflang', ['VI']],
      ['hreflang', ['vi', 'en', 'fr', 'de', 'ja', 'ko']],
      ['type', 'text/html; charset=utf-8'],
      ['type', 'html'],
      ['type', 'text/html"\r\nX: y'],
      ['title', ''],
      ['title', 'Dòng một\nDòng hai'],
      ['title', 'x'.repeat(201)],
    ]
    for (const [field, value] of wrong) {
      const reply = await put([{ ...PAGE, [field]: value }])
      expect(reply.status, `${field} ${value}`).to.equal(422)
      expect(reply.body.errors[0].field).to.match(new RegExp(`^body\\.links\\.0\\.${field}`))
    }
    expect((await put([{ ...PAGE, context: ['VN'] }])).status).to.equal(400)
  })

  it('holds at most twenty', async () => {
    const links = Array.from({ length: 21 }, (_, n) => ({ ...PAGE, title: `Trang ${n}` }))
    expect((await put(links)).status).to.equal(422)
    expect(ok(await put(links.slice(1))).links).to.have.length(20)
  })

  it('is for the maker of a draft, and later for officers who have seen the page', async () => {
    ok(await put([PAGE], staff.reviewer))
    const product = await makeProduct(staff, maker)
    const late = await put([PAGE], maker.api, product)
    expect(late.status).to.equal(409)
    expect(late.body).to.include({ code: 'wrong_state', state: 'approved' })
    expect(ok(await put([PAGE], staff.reviewer, product)).links).to.deep.equal([PAGE])
    for (const api of [staff.auditor, staff.inspector, service.admin]) {
      expect((await put([PAGE], api, product)).status).to.equal(403)
    }
    const stranger = await makeEnterprise(service, staff)
    expect((await put([PAGE], stranger.api)).status).to.equal(404)
    ok(await staff.reviewer.post(`/products/${product.id}/retirement`, { reason: 'Ngừng' }))
    expect((await put([], staff.reviewer, product)).status).to.equal(409)
  })

  it('is given to products from before by the migration, which takes nothing away', async () => {
    const { productLinks } = await import('../../src/db/migrations/0009-product-links.ts')
    const { connection } = service
    const products = connection.collection<{ _id: string }>('products')
    const before = ok(await put([PAGE]))
    const old = await makeProduct(staff, maker)
    await products.updateOne({ _id: old.id }, { $unset: { links: '' } })
    await productLinks.up(connection.getClient().db(connection.name), new Date())
    expect(ok(await maker.api.get(`/products/${old.id}`)).links).to.deep.equal([])
    expect(ok(await maker.api.get(`/products/${draft.id}`)).links).to.deep.equal(before.links)
  })
})
