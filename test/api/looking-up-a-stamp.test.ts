import { expect } from 'chai'
import { createTrail, writePaper } from '../support/audit.ts'
import {
  deliver,
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
import { recall } from '../support/notices.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** As people read it: a day the Vietnamese way, a serial in groups of four. */
function shown(item: string, value: string | null): string {
  if (item === 'expiresOn') return (value ?? '').split('-').reverse().join('/')
  return item === 'serial' ? (value ?? '').replaceAll(/(.{4})(?=.)/g, '$1 ') : (value ?? '')
}

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
    ['withdrawn', 'withdrawn', /không còn hiệu lực/, /has been withdrawn/],
    ['voided', 'withdrawn', /không còn hiệu lực/, /has been withdrawn/],
    ['not_released', 'not_released', /chưa được giao/, /has not been handed out/],
    ['suspended', 'suspended', /[Đđ]ang bị tạm dừng/, /[Ss]uspended for now/],
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

  it('shows the seven items of the product, with lot and expiry once affixed', async () => {
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
    for (const [name, value] of Object.entries(items ?? {}))
      expect(html).to.contain(shown(name, value))
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
    expect(response.headers.get('location')).to.equal(`${service.baseUrl}/t${path}?lang=en`)
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

  it('shows the recall of a lot that a link names, whatever its serial is', async () => {
    const decision = await writePaper(
      createTrail(() => staff.auditor),
      staff,
      'decision',
    )
    const recalled = await makeLot(maker, product.id)
    const batch = await deliver(staff, maker, product.id, 1)
    const scope = { level: 'lot', lotId: recalled.id }
    ok(await recall(staff.approver, scope, decision))
    const of = (rest: string) => `/01/${product.key}/10/${recalled.code}${rest}`
    const wanted = [
      ['', 'recalled'],
      ['/21/ABC', 'unknown'],
      [`/21/${batch.firstSerial}`, 'recalled'],
    ] as const
    for (const [rest, verdict] of wanted) {
      const { html } = await page(`/t${of(rest)}`)
      expect(html, rest).to.contain('Dư lượng vượt mức cho phép')
      expect((await verify(`https://tem.example${of(rest)}`)).verdict, rest).to.equal(verdict)
    }
  })

  it('reads every Digital Link as its page does', async () => {
    const serial = codes['in_use']?.slice(14)
    for (const [path, verdict] of [
      [`/01/${product.key}`, 'product_only'],
      [`/01/${product.key}/22/V2/21/${serial}`, 'in_use'],
      [`/01/${product.key}/21/${serial}?17=300101`, 'in_use'],
    ] as const) {
      expect((await verify(`https://tem.example${path}`)).verdict, path).to.equal(verdict)
    }
  })

  it('asks for a code of at most 300 characters, and bears what a link passes on', async () => {
    expect((await open('/api/v1/verify')).status).to.equal(422)
    expect((await open('/api/v1/verify?code=')).status).to.equal(422)
    expect((await open(`/api/v1/verify?code=${'0'.repeat(301)}`)).status).to.equal(422)
    const passedOn = '&linkType=gs1:recallStatus&17=261231&utm_source=qr'
    expect((await open(`/api/v1/verify?code=0${passedOn}`)).status).to.equal(200)
  })
})
