import { expect } from 'chai'
import {
  deliver,
  gtin,
  HAI_PHONG,
  issue,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const PERSON = { number: '031085123456', phone: '0987 654 321', name: 'Phạm Thị Chủ Hộ' }
const STREET = 'Số 5, ngõ Nhà Riêng'

describe('looking up a stamp', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let product: { id: string; key: string; name: string }
  let lot: { code: string; expiresOn: string }
  /** A code of each verdict, key + serial. */
  const codes: Record<string, string> = {}

  const open = async (path: string, init: RequestInit = {}) =>
    await fetch(service.baseUrl + path, { redirect: 'manual', ...init })
  const page = async (path: string) => {
    const response = await open(path)
    return { status: response.status, html: await response.text(), headers: response.headers }
  }
  const verify = async (code: string) => {
    const response = await open(`/api/v1/verify?code=${encodeURIComponent(code)}`)
    expect(response.status).to.equal(200)
    return (await response.json()) as {
      verdict: string
      title: { vi: string; en: string }
      advice: { vi: string; en: string }
      items: Record<string, string | null> | null
    }
  }
  const pathOf = (code: string) => `/01/${code.slice(0, 14)}/21/${code.slice(14)}`
  const serialAt = async (batch: { id: number }, index: number) => {
    const svg = ok(await staff.auditor.get(`/stamp-batches/${batch.id}/stamps/${index}.svg`))
    return /số sê-ri ([0-9A-Z ]{19})/.exec(String(svg))?.[1]?.replaceAll(' ', '') ?? ''
  }

  before(async () => {
    service = await startTestService('looking_up_a_stamp', { GDTI_PREFIX: '95200099903' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    product = await makeProduct(staff, maker, { shelfLifeDays: 10 })
    lot = await makeLot(maker, product.id)
    const batch = await deliver(staff, maker, product.id, 4)
    const record = (api: Staff['reviewer'], body: object) =>
      api.post(`/stamp-batches/${batch.id}/events`, body)
    const at = (index: number) => ({ ranges: [{ from: index, to: index }] })
    ok(await record(maker.api, { action: 'affix', lotId: (lot as { id?: string }).id, ...at(0) }))
    ok(await record(maker.api, { action: 'spoil', reason: 'torn', ...at(2) }))
    ok(await record(staff.reviewer, { action: 'void', reason: 'revoked', ...at(3) }))
    const serials: string[] = []
    for (let index = 0; index < 4; index += 1) serials.push(await serialAt(batch, index))
    const [affixed = '', delivered = '', spoiled = '', voided = ''] = serials
    const stock = await issue(staff, maker, product.id, 1)
    const closed = await makeEnterprise(service, staff)
    const theirs = await makeProduct(staff, closed)
    const held = await deliver(staff, closed, theirs.id, 1)
    const reason = { reason: 'Kiểm tra đột xuất' }
    ok(await staff.approver.post(`/enterprises/${closed.enterpriseId}/suspension`, reason))
    const wrong = affixed.slice(0, -1) + (affixed.endsWith('0') ? '1' : '0')
    Object.assign(codes, {
      in_use: product.key + affixed,
      not_reported: product.key + delivered,
      withdrawn: product.key + spoiled,
      voided: product.key + voided,
      not_released: product.key + stock.firstSerial,
      suspended: theirs.key + held.firstSerial,
      // A stamp of one product under the key of another: no such code was issued.
      unknown: product.key + held.firstSerial,
      mistyped: product.key + wrong,
    })
  })
  after(() => service.stop())

  const verdicts: [name: string, verdict: string, vi: RegExp, en: RegExp][] = [
    ['in_use', 'in_use', /Tem do Sở cấp, đã dán/, /affixed to the product/],
    ['not_reported', 'not_reported', /chưa báo đã dán/, /affixing not reported yet/],
    ['withdrawn', 'withdrawn', /đã bị hủy hiệu lực/, /has been withdrawn/],
    ['voided', 'withdrawn', /đã bị hủy hiệu lực/, /has been withdrawn/],
    ['not_released', 'not_released', /chưa được giao/, /has not been handed out/],
    ['suspended', 'suspended', /đang bị tạm dừng/, /is suspended/],
    ['unknown', 'unknown', /Không có tem này trong sổ/, /not in the register/],
    ['mistyped', 'mistyped', /bị gõ nhầm/, /is mistyped/],
  ]
  for (const [name, verdict, vi, en] of verdicts) {
    it(`says ${verdict} of a stamp that is ${name}, in Vietnamese and in English`, async () => {
      const code = codes[name] ?? ''
      const vietnamese = await page(`/t${pathOf(code)}`)
      expect(vietnamese.status).to.equal(200)
      expect(vietnamese.html)
        .to.match(/<html lang="vi">/)
        .and.match(vi)
      const english = await page(`/t${pathOf(code)}?lang=en`)
      expect(english.html)
        .to.match(/<html lang="en">/)
        .and.match(en)
        .and.not.match(vi)
      const result = await verify(code)
      expect(result.verdict).to.equal(verdict)
      for (const { html, language } of [
        { ...vietnamese, language: 'vi' as const },
        { ...english, language: 'en' as const },
      ]) {
        expect(html).to.contain(`<h1>${result.title[language]}</h1>`)
        expect(html).to.contain(result.advice[language])
        expect(html.normalize('NFC')).not.to.match(/hàng\s+(?:thật|giả|chính hãng)|genuine|fake/i)
      }
    })
  }

  it('shows the seven items of the product, its lot and its expiry once it is affixed', async () => {
    const { items } = await verify(codes['in_use'] ?? '')
    const enterprise = ok(await maker.api.get(`/enterprises/${maker.enterpriseId}`))
    expect(items).to.deep.equal({
      productName: product.name,
      imageUrl: items?.['imageUrl'],
      enterpriseName: enterprise.name,
      address: 'Thôn 3, Xã Lại Xuân, Huyện Thủy Nguyên, Thành phố Hải Phòng',
      origin: 'Việt Nam',
      brand: 'Thử',
      lot: lot.code,
      serial: codes['in_use']?.slice(14),
      expiresOn: lot.expiresOn,
      key: product.key,
    })
    expect(items?.['imageUrl']).to.match(/^\/t\/images\/[0-9a-f]{64}$/)
    expect((await open(items?.['imageUrl'] ?? '')).status).to.equal(200)
    const { html } = await page(`/t${pathOf(codes['in_use'] ?? '')}`)
    for (const value of Object.values(items ?? {})) expect(html).to.contain(value)
  })

  it('shows the product of a link whose serial it does not know, whatever its form', async () => {
    for (const serial of [
      codes['unknown']?.slice(14),
      'ABC',
      'HANG-2024-0001',
      '%22%3Ex',
      '1'.repeat(20),
    ]) {
      const { status, html } = await page(`/t/01/${product.key}/21/${serial}`)
      expect(status, serial).to.equal(200)
      expect(html).to.contain('Không có tem này trong sổ').and.to.contain(product.name)
      expect(html).not.to.contain('<dt>Số sê-ri</dt>')
    }
  })

  it('redirects every link of a known product to its page, and keeps the query', async () => {
    const serial = codes['in_use']?.slice(14)
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
        expect(response.headers.get('location')).to.equal(`/t${path}${query}`)
        expect((await page(`/t${path}${query}`)).status).to.equal(200)
      }
    }
  })

  it('answers 404 for a product that it does not know, 400 for a key that cannot be', async () => {
    const cases: [path: string, status: number][] = [
      [`/01/${gtin(999_999)}`, 404],
      [`/01/${gtin(999_999)}/21/${codes['in_use']?.slice(14)}`, 404],
      [`/253/9520009900015${codes['in_use']?.slice(14)}`, 404],
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

  it('takes every form of a code: alone, in full, as a link, as people type it', async () => {
    const code = codes['in_use'] ?? ''
    const serial = code.slice(14)
    const typed = serial
      .toLowerCase()
      .replaceAll(/(.{4})(?=.)/g, '$1 ')
      .replaceAll('0', 'O')
    const forms = [
      serial,
      typed,
      typed.replaceAll('1', 'l'),
      typed.replaceAll('1', 'I').replaceAll(' ', '-'),
      ` ${typed} `,
      code,
      code.toLowerCase(),
      `https://TEM.EXAMPLE${pathOf(code)}`,
      `https://tem.example${pathOf(code).toLowerCase()}/?utm=1`,
      `https://tem.example/01/${code.slice(0, 14)}/10/${lot.code}/21/${serial}`,
    ]
    for (const form of forms) {
      const { verdict, items } = await verify(form)
      expect({ verdict, serial: items?.['serial'] }, form).to.deep.equal({
        verdict: 'in_use',
        serial,
      })
    }
    for (const form of ['x', 'https://tem.example/', '0'.repeat(15), `${serial}${serial}`, '🍈']) {
      const { verdict, items } = await verify(form)
      expect({ verdict, items }, form).to.deep.equal({ verdict: 'unknown', items: null })
    }
  })

  it('reads the code of a product without a GTIN', async () => {
    const draft = ok(
      await maker.api.post('/products', {
        name: 'Tôm không GTIN',
        description: 'Tôm',
        productGroup: 'aquatic',
      }),
    )
    ok(await maker.api.put(`/products/${draft.id}/image`, await picture()))
    const { key } = ok(await staff.reviewer.post(`/products/${draft.id}/approval`))
    const { firstSerial } = await deliver(staff, maker, draft.id, 1)
    const path = `/253/${key}${firstSerial}`
    const response = await open(`${path}?lang=en`)
    expect(response.headers.get('location')).to.equal(`/t${path}?lang=en`)
    expect((await page(`/t${path}`)).html)
      .to.contain('chưa báo đã dán')
      .and.contain('Tôm không GTIN')
    for (const form of [key + firstSerial, `https://tem.example${path}`, firstSerial]) {
      const { verdict, items } = await verify(form)
      expect({ verdict, key: items?.['key'] }, form).to.deep.equal({ verdict: 'not_reported', key })
    }
    expect((await page(`/t/253/${key}`)).html).to.contain('Sản phẩm có trong sổ đăng ký')
  })

  it('shows a change on the very next look', async () => {
    const batch = await deliver(staff, maker, product.id, 1)
    const path = `/stamp-batches/${batch.id}/events`
    const ranges = [{ from: 0, to: 0 }]
    expect((await verify(batch.firstSerial)).verdict).to.equal('not_reported')
    const { id: lotId } = await makeLot(maker, product.id)
    ok(await maker.api.post(path, { action: 'affix', lotId, ranges }))
    expect((await verify(batch.firstSerial)).verdict).to.equal('in_use')
    ok(await staff.reviewer.post(path, { action: 'void', reason: 'copied', ranges }))
    expect((await verify(batch.firstSerial)).verdict).to.equal('withdrawn')
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
    expect(html.match(/<[a-z]+/gi)?.map((tag) => tag.toLowerCase())).not.to.include.members([
      '<script',
    ])
    expect(html).not.to.match(/<script|<svg|onerror='|<\/dd><\/dd>/i)
    expect(html.match(/<img /g)).to.have.length(1)
    const { items } = await verify(firstSerial)
    expect(items?.['productName']).to.equal(evil)
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
    const link = `/01/${own.key}/21/${batch.firstSerial}`
    const answers = [
      await (await open(`/api/v1/verify?code=${batch.firstSerial}`)).text(),
      await (await open(`/api/v1/verify?code=${own.key}0000000000000000`)).text(),
      ...(await Promise.all(
        [link, `/t${link}`, `/t${link}?lang=en`, `/t/01/${own.key}`, `/t/01/${own.key}/21/X`].map(
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
    const company = await page(`/t${pathOf(codes['in_use'] ?? '')}`)
    expect(company.html).to.contain('Thôn 3').and.not.contain('Nguyễn Văn Thử')
    expect(company.html).not.to.contain('0225 000 0001')
  })

  it('answers HEAD like GET without a body, and OPTIONS with what it takes', async () => {
    const path = pathOf(codes['in_use'] ?? '')
    const cases: [path: string, status: number][] = [
      [path, 307],
      [`/t${path}`, 200],
      [`/api/v1/verify?code=${codes['in_use']}`, 200],
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
    const { html, headers } = await page(`/t${pathOf(codes['in_use'] ?? '')}`)
    expect(headers.get('content-type')).to.equal('text/html; charset=utf-8')
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(headers.get('x-content-type-options')).to.equal('nosniff')
    expect(headers.get('referrer-policy')).to.equal('no-referrer')
    expect(headers.get('strict-transport-security')).to.match(/max-age=\d{7,}/)
    const policy = headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(policy).to.contain(rule)
    }
    expect(policy).not.to.match(/script-src[^;]*unsafe|https?:|\*/)
    expect(headers.get('set-cookie')).to.equal(null)
    expect(headers.get('x-powered-by')).to.equal(null)
    expect(html).not.to.match(/<script|<iframe|<link|\son\w+=/i)
    for (const [, target] of html.matchAll(/(?:src|href|action|url)\s*[=(]\s*["']?([^"')\s>]+)/g)) {
      expect(target).to.match(/^(?:\?lang=(?:vi|en)|\/t\/images\/[0-9a-f]{64})$/)
    }
  })

  it('asks for a code, of at most 300 characters, and for nothing else', async () => {
    expect((await open('/api/v1/verify')).status).to.equal(422)
    expect((await open('/api/v1/verify?code=')).status).to.equal(422)
    expect((await open(`/api/v1/verify?code=${'0'.repeat(301)}`)).status).to.equal(422)
    expect((await open('/api/v1/verify?code=0&colour=red')).status).to.equal(400)
  })
})
