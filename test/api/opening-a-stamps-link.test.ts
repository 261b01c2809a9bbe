import { expect } from 'chai'
import {
  deliver,
  gtin,
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const PERSON = { number: '031085123456', phone: '0987 654 321', name: 'Phạm Thị Chủ Hộ' }
const STREET = 'Số 5, ngõ Nhà Riêng'

/** All that a scan page leads to: itself, its picture, the look-up, the form of a report. */
const OWN = /^(?:\?lang=(?:vi|en)|\/t\/images\/[0-9a-f]{64}|\/tra-cuu|\/reports\/new\?code=\w+)$/

describe("opening a stamp's link", () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let product: { id: string; key: string }
  let serial: string
  let link: string

  const open = async (path: string, init: RequestInit = {}) =>
    await fetch(service.baseUrl + path, { redirect: 'manual', ...init })
  const page = async (path: string) => {
    const response = await open(path)
    return { status: response.status, html: await response.text(), headers: response.headers }
  }

  before(async () => {
    service = await startTestService('opening_a_stamps_link')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    product = await makeProduct(staff, maker)
    serial = (await deliver(staff, maker, product.id, 1)).firstSerial
    link = `/01/${product.key}/21/${serial}`
  })
  after(() => service.stop())

  it('redirects every link of a known product to its page, and keeps the query', async () => {
    const paths = [
      `/01/${product.key}`,
      `/01/${product.key}/21/${serial}`,
      `/01/${product.key}/10/L%2F1`,
      `/01/${product.key}/10/L1/21/${serial}`,
    ]
    for (const path of paths) {
      for (const query of ['', '?lang=en', '?utm_source=qr&11=240501&x=a%20b']) {
        const response = await open(path + query)
        expect(response.status, path).to.equal(307)
        const target = `${service.baseUrl}/t${path}${query}`
        expect(response.headers.get('location')).to.equal(target)
        expect((await page(`/t${path}${query}`)).status).to.equal(200)
      }
    }
  })

  it('answers 404 for a product that it does not know, 400 for a key that cannot be', async () => {
    const cases: [path: string, status: number][] = [
      [`/01/${gtin(999_999)}`, 404],
      [`/01/${gtin(999_999)}/21/${serial}`, 404],
      [`/253/9520009900015${serial}`, 404],
      [`/01/${product.key.slice(0, -1)}${(Number(product.key.at(-1)) + 1) % 10}`, 400],
      [`/01/${product.key.slice(1)}`, 400],
      ['/01/ABCDEFGHIJKLMN', 400],
      ['/253/9520009900014', 400],
      [`/01/${product.key}/21/%E0%A4%A`, 400],
    ]
    for (const [path, status] of cases) {
      for (const full of status === 404 ? [path] : [path, `/t${path}`]) {
        const response = await open(full)
        expect(response.status, full).to.equal(status)
        expect(response.headers.get('content-type')).to.match(/^application\/problem\+json/)
        expect(((await response.json()) as { detail: string }).detail).to.match(/\S{2}/)
      }
    }
  })

  it('writes a hostile name as text, never as markup', async () => {
    const evil = `<script>alert("x")</script> & <img src=x onerror='1'>`
    const bad = await makeProduct(staff, maker, {
      name: evil,
      brand: `"><svg/onload=1>`,
      origin: '</dd>',
    })
    const { firstSerial } = await deliver(staff, maker, bad.id, 1)
    const { html } = await page(`/t/01/${bad.key}/21/${firstSerial}`)
    expect(html).to.contain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &lt;img')
    expect(html).not.to.match(/<script|<svg\/|onload=1>|onerror='|<\/dd><\/dd>/i)
    expect(html.match(/<img /g)).to.have.length(1)
    const told = await (await open(`/api/v1/verify?code=${firstSerial}`)).json()
    expect(told).to.have.nested.property('items.productName', evil)
  })

  it('tells of a household no street, and of nobody a number, a phone or a name', async () => {
    const household = await makeEnterprise(service, staff, {
      identifier: { scheme: 'CCCD12', value: PERSON.number },
      kind: 'household',
      name: 'Hộ trồng vải thử',
      address: { ...HAI_PHONG, street: STREET },
      representative: PERSON.name,
      phone: PERSON.phone,
    })
    const own = await makeProduct(staff, household)
    const batch = await deliver(staff, household, own.id, 2)
    const home = `/01/${own.key}/21/${batch.firstSerial}`
    const answers = [
      await (await open(`/api/v1/verify?code=${batch.firstSerial}`)).text(),
      await (await open(`/api/v1/verify?code=${own.key}0000000000000000`)).text(),
      ...(await Promise.all(
        [home, `/t${home}`, `/t${home}?lang=en`, `/t/01/${own.key}`, `/t/01/${own.key}/21/X`].map(
          async (path) => (await page(path)).html,
        ),
      )),
    ]
    expect(answers[0]).to.contain('Xã Lại Xuân')
    for (const answer of answers) {
      for (const secret of [PERSON.number, PERSON.phone, PERSON.name, STREET, 'Nhà Riêng']) {
        expect(answer).not.to.contain(secret)
      }
      expect(answer).not.to.match(/representative|identifier|"phone"/)
    }
    const company = await page(`/t${link}`)
    expect(company.html).to.contain('Thôn 3').and.not.contain('Nguyễn Văn Thử')
    expect(company.html).not.to.contain('0225 000 0001')
  })

  it('answers HEAD like GET without a body, and OPTIONS with what it takes', async () => {
    const path = link
    const cases: [path: string, status: number][] = [
      [path, 307],
      [`/t${path}`, 200],
      [`/api/v1/verify?code=${product.key}${serial}`, 200],
      [`/01/${gtin(999_999)}`, 404],
    ]
    for (const [url, status] of cases) {
      const head = await open(url, { method: 'HEAD' })
      expect(head.status, url).to.equal(status)
      expect(await head.text()).to.equal('')
      const get = await open(url)
      expect(head.headers.get('content-type')).to.equal(get.headers.get('content-type'))
      expect(head.headers.get('location')).to.equal(get.headers.get('location'))
      const options = await open(url, { method: 'OPTIONS' })
      expect(options.status, url).to.equal(204)
      expect(options.headers.get('allow')).to.equal('GET, HEAD, OPTIONS')
    }
  })

  it('keeps the page to itself: no script, no cookie, no other host, no frame', async () => {
    const { html, headers } = await page(`/t${link}`)
    expect(headers.get('content-type')).to.equal('text/html; charset=utf-8')
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(headers.get('x-content-type-options')).to.equal('nosniff')
    expect(headers.get('referrer-policy')).to.equal('same-origin')
    expect(headers.get('strict-transport-security')).to.match(/max-age=\d{7,}/)
    const policy = headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(policy).to.contain(rule)
    }
    expect(policy).not.to.match(/script-src|unsafe|https?:|\*/)
    expect(headers.get('set-cookie')).to.equal(null)
    expect(headers.get('x-powered-by')).to.equal(null)
    expect(html).not.to.match(/<script|<iframe|<link|\son\w+=/i)
    for (const [, target] of html.matchAll(/(?:src|href|action|url)\s*[=(]\s*["']?([^"')\s>]+)/g)) {
      expect(target).to.match(OWN)
    }
  })
})
