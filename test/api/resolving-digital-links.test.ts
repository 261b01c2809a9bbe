import { expect } from 'chai'
import { readLinkHeader, readWholeLinkset } from '../support/linkset.ts'
import {
  deliver,
  gtin,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  type Staff,
} from '../support/make.ts'
import { createRawSender, type RawSender } from '../support/raw-http.ts'
import { startTestService, type TestService } from '../support/service.ts'

const BROWSER = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const LINKSET = { Accept: 'application/linkset+json' }

/** Each test is a requirement of GS1-Conformant Resolver 1.2. */
describe('resolving Digital Links', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let raw: RawSender
  let key: string
  let gdti: string
  let lotCode: string
  let serial: string
  /** Of a stamp. */
  let link: string

  before(async () => {
    service = await startTestService('resolving_digital_links', { HOTLINE: '0225 000 0000' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker)
    key = product.key
    lotCode = (await makeLot(maker, product.id)).code
    serial = (await deliver(staff, maker, product.id, 1)).firstSerial
    link = `/01/${key}/21/${serial}`
    gdti = (await makeProduct(staff, maker, { gtin: null })).key
    raw = createRawSender(service.baseUrl)
  })
  after(async () => {
    raw.close()
    await service.stop()
  })

  const open = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(service.baseUrl + path, { redirect: 'manual', method, headers })
  const linkset = async (path: string) => readWholeLinkset(await (await open(path, LINKSET)).json())

  it('SHALL support GET, HEAD and OPTIONS: HEAD is answered like GET, without a body', async () => {
    const asked: [path: string, headers: Record<string, string>][] = [
      [link, {}],
      [link, LINKSET],
      [`${link}?linkType=linkset`, BROWSER],
      [`${link}?linkType=gs1:nosuchlt`, BROWSER],
      [`/01/${gtin(999_998)}`, {}],
      [`${link}/foo`, {}],
      ['/.well-known/gs1resolver', {}],
    ]
    for (const [path, headers] of asked) {
      const [get, head] = await Promise.all([open(path, headers), open(path, headers, 'HEAD')])
      expect(head.status, path).to.equal(get.status)
      for (const name of ['location', 'link', 'content-type', 'vary', 'cache-control']) {
        expect(head.headers.get(name), `${path} ${name}`).to.equal(get.headers.get(name))
      }
      expect(await head.text()).to.equal('')
      const options = await open(path, headers, 'OPTIONS')
      expect(options.status, path).to.equal(204)
      expect(options.headers.get('allow')).to.equal('GET, HEAD, OPTIONS')
    }
    expect((await open(link, {}, 'POST')).status).to.equal(405)
  })

  it('SHALL support CORS, for what is found and for what is not', async () => {
    const origin = { Origin: 'https://shop.example' }
    for (const path of [
      link,
      `${link}?linkType=linkset`,
      `${link}/foo`,
      '/.well-known/gs1resolver',
    ]) {
      const reply = await open(path, origin)
      expect(reply.headers.get('access-control-allow-origin'), path).to.equal('*')
      expect(reply.headers.get('access-control-expose-headers'))
        .to.match(/Link/)
        .and.match(/Location/)
      expect(reply.headers.get('cross-origin-resource-policy')).to.equal('cross-origin')
      const preflight = await open(
        path,
        { ...origin, 'Access-Control-Request-Method': 'GET' },
        'OPTIONS',
      )
      expect(preflight.headers.get('access-control-allow-methods')).to.equal('GET,HEAD,OPTIONS')
    }
    const methods = (await open(link, origin)).headers.get('access-control-allow-methods')
    expect(methods).to.equal('GET, HEAD, OPTIONS')
  })

  it('SHALL validate the syntax and report errors with 400, and never with 200', async () => {
    const wrongDigit = key.slice(0, -1) + ((Number(key.at(-1)) + 1) % 10)
    for (const path of [
      `${link}/foo`,
      `/01/${key}/foo`,
      `/01/${wrongDigit}`,
      `/01/${key.slice(1)}`,
      `/01/${key}/21/${serial}/10/L1`,
      `/01/${key}/21/A/21/B`,
      `/01/${key}/17/261231`,
      `/01/${key}/99/ABC`,
      `/01/${key}/21/`,
      `/01/${key}/21//`,
      `${link}//`,
      `/01/${key}?10=L1`,
      `${link}?10=L1`,
      `${link}?21=X`,
      `${link}?17=261399`,
      `${link}?1234=5`,
      `${link}?17=260101&17=260101`,
      `/01/${key}/21/%00`,
      `/01/${key}/21/A%00B`,
      `${link}?17=%00`,
      `/01/${key}/21/%C3%A9`,
      `/01/${key}/21/${'A'.repeat(21)}`,
      `/01/${key}/21/%E0%A4%A`,
      `/01/00/${key}`,
      '/253/9520009900014',
      `/253/${gdti}${'A'.repeat(18)}`,
      `/253/${gdti}/21/X`,
    ]) {
      const reply = await raw.send(path)
      expect(reply.status, path).to.equal(400)
      expect(reply.headers['content-type'], path).to.match(/^application\/problem\+json/)
      expect((await raw.send(path, { headers: LINKSET })).status, path).to.equal(400)
      const page = await raw.send(path, { headers: BROWSER })
      expect(page.status, path).to.equal(400)
      expect(page.headers['content-type'], path).to.match(/^text\/html/)
    }
  })

  it('answers 404 for a product that it does not know: a page for people', async () => {
    for (const path of [`/01/${gtin(999_999)}`, `/01/${gtin(999_999)}/21/${serial}`]) {
      expect((await open(path)).headers.get('content-type')).to.match(/^application\/problem\+json/)
      for (const headers of [{}, LINKSET, BROWSER]) {
        expect((await open(path, headers)).status, path).to.equal(404)
        expect((await open(`${path}?linkType=linkset`, headers)).status, path).to.equal(404)
      }
      const html = await (await open(path, BROWSER)).text()
      expect(html).to.contain('Không có sản phẩm này trong sổ').and.contain(gtin(999_999))
      const english = await (await open(`${path}?lang=en`, BROWSER)).text()
      expect(english).to.contain('This product is not in the register').and.contain('lang="en"')
    }
  })

  it('SHALL redirect to the default link, of exactly this link, through no cache', async () => {
    const paths = [
      `/01/${key}`,
      link,
      `/01/${key}/10/${lotCode}`,
      `/01/${key}/10/${lotCode}/21/${serial}`,
      `/01/${key}/10/NONE`,
      `/01/${key}/21/UNKNOWN`,
      `/01/${key}/21/A%2Fb%25c`,
      `/01/${key}/22/2A`,
      `/01/${key}/22/2A/10/NONE/21/X`,
      `/01/${key}/235/TPX`,
      `/253/${gdti}`,
      `/253/${gdti}X1`,
    ]
    for (const path of paths) {
      for (const headers of [
        {},
        BROWSER,
        { 'Accept-Language': 'en' },
        { Accept: 'application/json' },
      ]) {
        const reply = await open(path, headers)
        expect(reply.status, path).to.equal(307)
        expect(reply.headers.get('location')).to.equal(`${service.baseUrl}/t${path}`)
        expect(reply.headers.get('cache-control')).to.equal('no-store')
        expect(reply.headers.get('vary')).to.equal('Accept, Accept-Language')
        expect(await reply.text()).to.equal('')
      }
      const page = await open(`/t${path}`)
      expect(page.status, path).to.equal(200)
      expect(page.headers.get('content-type')).to.match(/^text\/html/)
    }
    const unknown = await (await open(`/t/01/${key}/21/UNKNOWN`)).text()
    expect(unknown).to.contain('Không có tem này trong sổ')
  })

  it('SHALL pass on the whole query, in its order and encoding, when redirecting', async () => {
    for (const query of [
      'foo=bar',
      'b=%20x&a=1&&flag&17=261231&utm_source=q%C3%A1',
      'context=vn',
      'a',
    ]) {
      const reply = await raw.send(`${link}?${query}`)
      expect(reply.headers.location).to.equal(`${service.baseUrl}/t${link}?${query}`)
      const typed = await raw.send(`${link}?${query}&linkType=gs1:pip`)
      expect(typed.headers.location).to.equal(
        `${service.baseUrl}/t${link}?${query}&linkType=gs1:pip`,
      )
      expect((await open(`/t${link}?${query}`)).status).to.equal(200)
    }
  })

  it('SHOULD tolerate a slash at the end, and answers the same with and without it', async () => {
    for (const [path, query] of [
      [link, ''],
      [link, '?foo=bar'],
      [`/01/${key}`, ''],
      [`/253/${gdti}`, ''],
    ]) {
      const [bare, slashed] = await Promise.all([open(`${path}${query}`), open(`${path}/${query}`)])
      expect(slashed.status).to.equal(307)
      expect(slashed.headers.get('location')).to.equal(bare.headers.get('location'))
      expect(slashed.headers.get('link')).to.equal(bare.headers.get('link'))
    }
  })

  it('SHOULD expose the link set in a Link header when redirecting, and only that', async () => {
    const links = readLinkHeader((await open(`${link}?foo=bar`)).headers.get('link'))
    expect(links.map(({ rel }) => rel)).to.deep.equal(['linkset'])
    expect(links[0]?.all).to.contain('type="application/linkset+json"').and.contain('title')
    expect(links[0]?.href).to.equal(`${service.baseUrl}${link}?linkType=linkset`)
    expect((await fetch(links[0]?.href ?? '')).status).to.equal(200)
  })

  it('SHALL NOT redirect what asks for the link set, but return it', async () => {
    for (const [query, headers] of [
      ['?linkType=linkset', {}],
      ['?linkType=linkset', LINKSET],
      ['', LINKSET],
      ['', { Accept: 'text/html;q=0.5, application/linkset+json' }],
      // Deprecated since release 1.0, and still asked for.
      ['?linkType=all', {}],
      ['?linkType=all', LINKSET],
    ] as [string, Record<string, string>][]) {
      const reply = await open(link + query, headers)
      expect(reply.status, query).to.equal(200)
      expect(reply.headers.get('content-type')).to.equal('application/linkset+json')
      expect(reply.headers.get('location')).to.equal(null)
      expect(reply.headers.get('vary')).to.match(/Accept/)
      expect(reply.headers.get('cache-control')).to.equal('no-store')
      const context = readLinkHeader(reply.headers.get('link')).find(
        ({ rel }) => rel === 'http://www.w3.org/ns/json-ld#context',
      )
      expect(context?.href).to.equal('https://ref.gs1.org/standards/resolver/linkset-context')
      expect(context?.all).to.contain('type="application/ld+json"')
      expect(readWholeLinkset(await reply.json())[0]?.anchor).to.equal(service.baseUrl + link)
    }
    const plain = await open(`${link}?linkType=linkset`, { Accept: 'application/json' })
    expect(plain.headers.get('content-type')).to.match(/^application\/json/)
    readWholeLinkset(await plain.json())
    const refused = await open(link, { Accept: 'application/linkset+json;q=0' })
    expect(refused.status).to.equal(307)
  })

  it('shows the link set to people as a page', async () => {
    const reply = await open(`${link}?linkType=linkset&lang=en`, BROWSER)
    expect(reply.status).to.equal(200)
    expect(reply.headers.get('content-type')).to.match(/^text\/html/)
    const html = await reply.text()
    expect(html).to.contain('All links of this code').and.contain(`href="/t${link}"`)
    expect(html).not.to.match(/<script|\son\w+=/i)
  })

  it('SHALL include the links of every level up to the primary key', async () => {
    const entries = await linkset(`/01/${key}/10/${lotCode}/21/${serial}`)
    expect(entries.map(({ anchor }) => anchor)).to.deep.equal(
      [link, `/01/${key}/10/${lotCode}`, `/01/${key}`].map((path) => service.baseUrl + path),
    )
    const [ofStamp, ofLot, ofProduct] = entries
    expect(ofStamp?.links).to.have.any.keys('traceability', 'recallStatus', 'pip')
    expect(ofLot?.links).to.have.any.keys('traceability', 'recallStatus', 'pip')
    expect(ofProduct?.links).to.have.any.keys('certificationInfo', 'recallStatus', 'pip')
    expect(ofProduct?.links).not.to.have.any.keys('epcis', 'traceability')
    const document = await linkset(`/253/${gdti}X1`)
    expect(document.map(({ anchor }) => anchor)).to.deep.equal(
      [`/253/${gdti}X1`, `/253/${gdti}`].map((path) => service.baseUrl + path),
    )
  })

  it('SHALL walk up from qualifiers that it does not know', async () => {
    for (const path of ['/10/KL8G', '/22/2A', '/22/2A/10/KL8G', '/235/TPX']) {
      const entries = await linkset(`/01/${key}${path}`)
      expect(
        entries.map(({ anchor }) => anchor),
        path,
      ).to.deep.equal([`${service.baseUrl}/01/${key}`])
      expect((await open(`/01/${key}${path}?linkType=gs1:certificationInfo`)).status).to.equal(307)
    }
    const ofLot = await linkset(`/01/${key}/22/2A/10/${lotCode}`)
    expect(ofLot[0]?.anchor).to.equal(`${service.baseUrl}/01/${key}/10/${lotCode}`)
  })
})
