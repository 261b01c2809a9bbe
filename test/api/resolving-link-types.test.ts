import { expect } from 'chai'
import { makePaper } from '../support/handovers.ts'
import { type Link, readLinkHeader, readLinkset, readWholeLinkset } from '../support/linkset.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { recall } from '../support/notices.ts'
import { startTestService, type TestService } from '../support/service.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const LINKSET = { Accept: 'application/linkset+json' }

/** What GS1-Conformant Resolver 1.2 asks of more than one link. */
describe('resolving link types', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let product: { id: string; key: string }
  let lotCode: string
  let link: string

  before(async () => {
    service = await startTestService('resolving_link_types', { HOTLINE: '0225 000 0000' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    product = await makeProduct(staff, maker)
    lotCode = (await makeLot(maker, product.id)).code
    const { firstSerial } = await deliver(staff, maker, product.id, 1)
    link = `/01/${product.key}/21/${firstSerial}`
  })
  after(() => service.stop())

  const open = (path: string, headers: Record<string, string> = {}) =>
    fetch(service.baseUrl + path, { redirect: 'manual', headers })
  const location = async (path: string, headers: Record<string, string> = {}) => {
    const reply = await open(path, headers)
    expect(reply.status, path).to.equal(307)
    return reply.headers.get('location') ?? ''
  }
  /** The types that are to be had at a link, each at the most special level that has it. */
  const typesAt = async (path: string): Promise<Record<string, Link[]>> => {
    const entries = readWholeLinkset(await (await open(path, LINKSET)).json())
    return Object.assign({}, ...entries.reverse().map(({ links }) => links))
  }
  const put = (links: object[], { id } = product) =>
    staff.reviewer.put(`/products/${id}/links`, { links })
  const page = (more: object) => ({
    linkType: 'instructions',
    href: 'https://rau.example.com/huong-dan',
    title: 'Hướng dẫn',
    hreflang: ['vi'],
    type: 'text/html',
    ...more,
  })

  it('SHALL redirect to the link of the type that is asked for, in whatever spelling', async () => {
    for (const path of [link, `/01/${product.key}/10/${lotCode}`, `/01/${product.key}`]) {
      const types = await typesAt(path)
      expect(types).to.include.keys('defaultLink', 'pip', 'certificationInfo', 'recallStatus')
      for (const [name, links] of Object.entries(types)) {
        for (const { href, type, hreflang } of links) {
          for (const spelling of [`gs1:${name}`, `https://ref.gs1.org/voc/${name}`]) {
            const headers = {
              Accept: type ?? '*/*',
              ...(hreflang === undefined ? {} : { 'Accept-Language': hreflang.join(',') }),
            }
            const query = `linkType=${encodeURIComponent(spelling)}`
            const [target, fragment] = (await location(`${path}?${query}`, headers)).split('#')
            const joint = href.includes('?') ? '&' : '?'
            expect(target, `${path} ${name}`).to.equal(`${href}${joint}${query}`)
            expect(fragment ?? '').to.match(/^(?:|hanh-trinh|tieu-chuan|thu-hoi)$/)
          }
        }
      }
    }
  })

  it('has only links whose target answers', async () => {
    const targets = new Set<string>()
    for (const path of [
      link,
      `/01/${product.key}/21/UNKNOWN`,
      `/01/${product.key}/10/${lotCode}`,
    ]) {
      for (const [name, links] of Object.entries(await typesAt(path))) {
        for (const { href, type } of links) {
          targets.add(href)
          const followed = await fetch(`${service.baseUrl}${path}?linkType=gs1:${name}&17=261231`, {
            headers: { Accept: type ?? 'text/html' },
          })
          expect(followed.status, `${path} ${name}`).to.equal(200)
          if (type !== undefined) expect(followed.headers.get('content-type')).to.contain(type)
        }
      }
    }
    expect(targets.size).to.be.greaterThan(8)
    for (const target of targets) expect((await fetch(target)).status, target).to.equal(200)
  })

  it('SHALL answer 404 for a type that is not there; people see what there is', async () => {
    for (const type of [
      'gs1:nosuchlt',
      'gs1:epcis',
      'gs1:dpp',
      'schema:url',
      'x',
      '%00',
      '%0d%0a',
    ]) {
      const reply = await open(`${link}?linkType=${type}`)
      expect(reply.status, type).to.equal(404)
      expect(reply.headers.get('content-type')).to.match(/^application\/problem\+json/)
    }
    const shown = await open(`${link}?linkType=gs1:epcis`, { Accept: BROWSER })
    expect(shown.status).to.equal(404)
    expect(await shown.text())
      .to.contain('Hành trình của lô hàng')
      .and.contain('#hanh-trinh')
    const bare = await makeProduct(staff, maker, { standards: [] })
    expect((await open(`/01/${bare.key}?linkType=gs1:certificationInfo`)).status).to.equal(404)
    expect((await open(`/01/${product.key}?linkType=gs1:traceability`)).status).to.equal(404)
    expect((await open(`${link}?linkType=`)).status).to.equal(307)
  })

  it('SHOULD take the language that is wanted, by header or by its own parameter', async () => {
    const base = `${service.baseUrl}/t${link}`
    const cases: [query: string, languages: string, target: string][] = [
      ['', 'en-GB,en;q=0.8', `${base}?lang=en&linkType=gs1:pip`],
      ['', 'vi-VN,vi;q=0.9,en;q=0.1', `${base}?linkType=gs1:pip`],
      ['', 'en;q=0.3,vi;q=0.9', `${base}?linkType=gs1:pip`],
      ['', 'de', `${base}?linkType=gs1:pip`],
      ['', '*', `${base}?linkType=gs1:pip`],
      ['&lang=en', 'vi', `${base}?lang=en&linkType=gs1:pip`],
    ]
    for (const [query, languages, target] of cases) {
      const path = `${link}?linkType=gs1:pip${query}`
      expect(await location(path, { 'Accept-Language': languages }), languages).to.equal(target)
    }
    const code = link.replace(/^\/01\/(\d{14})\/21\//, '$1')
    const verify = `${service.baseUrl}/api/v1/verify?code=${code}&linkType=gs1:recallStatus`
    const path = `${link}?linkType=gs1:recallStatus`
    expect(await location(path, { Accept: 'application/json' })).to.equal(verify)
    expect(await location(path, { Accept: BROWSER })).to.equal(
      `${base}?linkType=gs1:recallStatus#thu-hoi`,
    )
  })

  it('SHOULD answer 300 with the links that it cannot tell apart', async () => {
    const twins = [page({}), page({ href: 'https://rau.example.com/2', title: 'Hướng dẫn "2"' })]
    const english = page({ href: 'https://rau.example.com/en', title: 'How to', hreflang: ['en'] })
    ok(await put([...twins, english]))
    const path = `${link}?linkType=gs1:instructions`
    for (const headers of [{}, { Accept: 'text/html', 'Accept-Language': 'vi' }]) {
      const reply = await open(path, headers)
      expect(reply.status).to.equal(300)
      expect(reply.headers.get('location')).to.equal(null)
      expect(reply.headers.get('cache-control')).to.equal('no-store')
      const rels = readLinkHeader(reply.headers.get('link')).filter(({ rel }) =>
        rel.includes('alternate'),
      )
      expect(rels.map(({ href }) => href)).to.deep.equal(twins.map(({ href }) => href))
      expect(rels[0]?.rel).to.equal('alternate https://ref.gs1.org/voc/instructions')
      if ('Accept' in headers) continue
      expect(reply.headers.get('content-type')).to.equal('application/linkset+json')
      const [entry, ...others] = readLinkset(await reply.json())
      expect(others).to.deep.equal([])
      expect(entry?.anchor).to.equal(`${service.baseUrl}/01/${product.key}`)
      expect(entry?.links).to.deep.equal({
        instructions: twins.map(({ linkType: _, ...shown }) => shown),
      })
    }
    const html = await (await open(path, { Accept: BROWSER })).text()
    expect(html)
      .to.contain('href="https://rau.example.com/2"')
      .and.contain('Hướng dẫn &quot;2&quot;')
    const told = await location(`${path}&a=b`, { 'Accept-Language': 'en' })
    expect(told).to.equal('https://rau.example.com/en?linkType=gs1:instructions&a=b')
    ok(await put([]))
    expect((await open(path)).status).to.equal(404)
  })

  it('leads to no page of a maker whose display is stopped, nor of a retired product', async () => {
    const other = await makeProduct(staff, maker)
    ok(await put([page({})], other))
    const path = `/01/${other.key}?linkType=gs1:instructions`
    const href = 'https://rau.example.com/huong-dan?linkType=gs1:instructions'
    expect(await location(path)).to.equal(href)
    const decision = await makePaper(staff, 'decision')
    const scope = { level: 'product', productId: other.id }
    const stop = ok(await recall(staff.approver, scope, decision, {}, { path: '/suspensions' }))
    expect((await open(path)).status).to.equal(404)
    ok(await staff.approver.post(`/suspensions/${stop.id}/lifting`, { reason: 'Đã đạt' }))
    expect(await location(path)).to.equal(href)
    ok(await staff.reviewer.post(`/products/${other.id}/retirement`, { reason: 'Ngừng' }))
    expect((await open(path)).status).to.equal(404)
    expect((await open(`/01/${other.key}`)).status).to.equal(307)
  })

  it('never leads to what is stored and would not be taken today', async () => {
    const other = await makeProduct(staff, maker)
    ok(await put([page({})], other))
    const products = service.connection.collection<{ _id: string }>('products')
    for (const href of ['javascript:alert(1)', 'https://127.0.0.1/', 'https://tem.example/01/1']) {
      await products.updateOne({ _id: other.id }, { $set: { 'links.0.href': href } })
      expect((await open(`/01/${other.key}?linkType=gs1:instructions`)).status, href).to.equal(404)
      const text = await (await open(`/01/${other.key}?linkType=linkset`)).text()
      expect(text).not.to.contain(href)
    }
  })
})
