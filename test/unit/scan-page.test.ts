import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { ScanView } from '../../src/features/scans/page-view.ts'
import { SCAN_PAGE_HEADERS, scanPage } from '../../src/features/scans/scan-page.ts'
import { VERDICT_TEXTS, VERDICTS } from '../../src/features/scans/verdict.rules.ts'
import { inOtherLanguage } from '../../src/features/shared/public-page.ts'
import { FRAME, KEY, RECALL, SERIAL, scanView } from '../support/scan-views.ts'

const LANGUAGES = ['vi', 'en'] as const
const HOSTILE = `"><script src=//evil.example></script><img onerror='x'>&amp; {{7*7}} \${x}`
const ESCAPED = '&quot;&gt;&lt;script src=//evil.example&gt;'

const page = (view: ScanView, more: object = {}) => scanPage(view, { ...FRAME, ...more })
const items = (more: object) => ({ ...goods(), ...more })

function goods() {
  const { items } = scanView('in_use')
  if (items === null) throw new Error('The view has goods')
  return items
}

/** What a reader reads, without its markup and with single spaces. */
function textOf(markup: string): string {
  return markup
    .replace(/<style>.*?<\/style>/gs, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}

/** The tags and the names of their attributes: what a value must never change. */
function skeletonOf(markup: string): string {
  return (markup.match(/<[^>]*>/g) ?? []).join('').replaceAll(/"[^"]*"/g, '""')
}

/** The same value with every text in it replaced, save those that are forms and not words. */
function withText(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => withText(each, text))
  const fields = Object.entries(value).map(([name, each]) => {
    const isForm = ['verdict', 'kind', 'expiresOn', 'since'].includes(name)
    return [name, isForm ? each : withText(each, text)]
  })
  return Object.fromEntries(fields)
}

describe('the scan page', () => {
  it('says each verdict in both languages, in one heading, with a sign and with advice', () => {
    for (const verdict of VERDICTS) {
      for (const language of LANGUAGES) {
        const markup = page(scanView(verdict), { language })
        const { title, advice } = VERDICT_TEXTS[verdict]
        expect(markup).to.include(`<html lang="${language}">`)
        expect(markup.match(/<h1>.*?<\/h1>/g)).to.deep.equal([`<h1>${title[language]}</h1>`])
        expect(textOf(markup)).to.include(advice[language])
        expect(markup).to.match(/<section class="verdict [a-z]+"><svg [^>]*aria-hidden="true">/)
      }
    }
  })

  it('never calls goods genuine, in any language or verdict', () => {
    for (const verdict of VERDICTS) {
      for (const language of LANGUAGES) {
        expect(textOf(page(scanView(verdict), { language }))).not.to.match(
          /hàng thật|chính hãng|genuine|authentic|original/i,
        )
      }
    }
  })

  it('writes hostile text as text in every field, of whatever verdict', () => {
    for (const verdict of VERDICTS) {
      for (const language of LANGUAGES) {
        const view = scanView(verdict, { notices: [{ ...RECALL, advice: 'Chờ' }] })
        const frame = { ...FRAME, language }
        const hostile = withText(view, HOSTILE) as ScanView
        const department = HOSTILE
        const markup = page(hostile, { ...frame, department, hotline: HOSTILE, url: HOSTILE })
        expect(skeletonOf(markup)).to.equal(skeletonOf(page(view, frame)))
        expect(markup).to.include(ESCAPED)
        expect(markup).not.to.include('<script').and.not.to.include("onerror='")
      }
    }
  })

  it('holds no script, no style but its own two, no other host, and at most 15 KB', () => {
    for (const verdict of VERDICTS) {
      for (const language of LANGUAGES) {
        const notices = [RECALL, { ...RECALL, kind: 'suspension' as const }]
        const markup = page(scanView(verdict, { notices }), { language })
        expect(markup).not.to.match(/<script|<link|<iframe|style="|https?:|src="\/\//)
        const hashes = [...markup.matchAll(/<style>(.*?)<\/style>/gs)].map(
          ([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
        )
        const policy = SCAN_PAGE_HEADERS['Content-Security-Policy']
        expect(policy)
          .to.include(`style-src ${hashes.join(' ')};`)
          .and.include("default-src 'none'")
        expect(Buffer.byteLength(markup)).to.be.below(15_000)
      }
    }
  })

  it('puts every recall and suspension before everything else, with what to do', () => {
    const suspension = { ...RECALL, kind: 'suspension' as const, advice: 'Chờ kết quả.' }
    const markup = page(scanView('recalled', { notices: [RECALL, suspension] }))
    const order = ['role="alert"', 'Hàng đang bị thu hồi', 'Đang tạm dừng lưu hành', '<header']
    const places = order.map((part) => markup.indexOf(part, markup.indexOf('<body>')))
    expect(places)
      .to.deep.equal([...places].sort((a, b) => a - b))
      .and.not.include(-1)
    const text = textOf(markup)
    for (const part of [
      'Không mua, không dùng. Giữ riêng hàng đã mua và trả lại nơi bán.',
      'Chưa mua, chưa dùng. Chờ kết quả.',
      `Lý do: ${RECALL.reason}`,
      `Quyết định: ${RECALL.document}`,
      'Thông báo thu hồi: TH-2026-0001',
      'Hiệu lực từ: 09/05/2024',
    ]) {
      expect(text).to.include(part)
    }
    expect(page(scanView('in_use'))).not.to.include('role="alert"')
  })

  it('shows the seven items of Art. 23(7) first, then the events and the standards', () => {
    const markup = page(scanView('in_use'))
    const order = [
      '<img src="/t/images/',
      'Cải bẹ xanh an toàn Thủy Nguyên, gói 500 g</h2>',
      'Hợp tác xã Sản xuất và Kinh doanh dịch vụ nông nghiệp Lại Xuân',
      'Thôn 3, Xã Lại Xuân',
      'Việt Nam</dd>',
      'Rau Thủy Nguyên</dd>',
      'CBX-0405',
      '12/05/2024',
      '0001 Z00A 7Q4R T6MX',
      KEY,
      'Đường đi của lô hàng',
      'TCVN 11892-1:2017',
      'Lượt quét',
      'href="/reports/new',
      'href="/tra-cuu"',
    ]
    const places = order.map((part) => markup.indexOf(part, markup.indexOf('<main>')))
    expect(places)
      .to.deep.equal([...places].sort((a, b) => a - b))
      .and.not.include(-1)
  })

  it('misses aloud what the law wants, and leaves out what it wants "nếu có"', () => {
    const bare = items({ imageUrl: null, address: null, brand: null, lot: null, expiresOn: null })
    const view = scanView('in_use', { items: { ...bare, lot: 'L1' }, standards: [], events: [] })
    const text = textOf(page(view))
    for (const part of ['Ảnh sản phẩm: chưa khai báo', 'Địa chỉ chưa khai báo']) {
      expect(text).to.include(part)
    }
    expect(text).to.match(/Đường đi của lô hàng chưa khai báo/)
    expect(text).to.match(/Tiêu chuẩn áp dụng chưa khai báo/)
    expect(text).not.to.include('Thương hiệu').and.not.to.include('Hạn sử dụng')
    expect(textOf(page(view, { language: 'en' }))).to.include('Address not declared')
    // Without a lot there is nothing whose way could be told.
    expect(textOf(page({ ...view, items: bare }))).not.to.include('Đường đi')
  })

  it('calls a lot out on the day after its last one, and no day sooner', () => {
    const view = scanView('in_use')
    expect(textOf(page(view, { today: '2024-05-12' }))).not.to.include('quá hạn')
    const text = textOf(page(view, { today: '2024-05-13' }))
    expect(text).to.include('Đã quá hạn sử dụng Không mua, không dùng. Hạn của lô này: 12/05/2024')
    expect(text).to.include('12/05/2024 (đã quá hạn)')
    expect(textOf(page(view, { today: '2024-05-13', language: 'en' }))).to.include(
      'Use-by date of this lot: 12 May 2024',
    )
  })

  it('tells the way of the lot in time of Việt Nam', () => {
    const text = textOf(page(scanView('in_use')))
    expect(text).to.include('20/03/2024 07:30 Gieo hạt Vườn Lại Xuân')
    expect(text).to.include('05/05/2024 00:05 Thu hoạch')
    expect(textOf(page(scanView('in_use'), { language: 'en' }))).to.include(
      '5 May 2024, 00:05 Thu hoạch',
    )
  })

  it('counts the scans of a stamp in the form of the language', () => {
    const scans = (count: number) =>
      scanView('in_use', { scans: { count, firstAt: new Date('2024-05-06T17:04:59Z') } })
    expect(textOf(page(scans(1348)))).to.include(
      'Tem này đã được quét 1.348 lần, lần đầu 00:04 ngày 07/05/2024.',
    )
    const english = (count: number) => textOf(page(scans(count), { language: 'en' }))
    expect(english(1348)).to.include('scanned 1,348 times, first at 00:04 on 7 May 2024.')
    expect(english(1)).to.include('scanned once at 00:04 on 7 May 2024.')
    expect(textOf(page(scanView('in_use', { scans: null })))).to.include('Chưa ghi nhận lượt quét')
    const product = scanView('product_only', { items: items({ serial: null }) })
    expect(textOf(page(product))).not.to.include('Lượt quét')
  })

  it('shows a mistyped serial in groups of four, as it was sent but for its separators', () => {
    const link = `/01/${KEY}/10/A%2F21/21/0001-z00a%207q4rt6mz`
    const text = textOf(page(scanView('mistyped', { link, items: items({ serial: null }) })))
    expect(text).to.include('Số đã đọc 0001 Z00A 7Q4R T6MZ')
    expect(text).to.include('Nếu gõ đúng, tem thuộc về Cải bẹ xanh an toàn')
    const gdti = scanView('mistyped', { link: '/253/95200099000150001Z00A7Q4RT6MZ', items: null })
    expect(textOf(page(gdti))).to.include('Số đã đọc 0001 Z00A 7Q4R T6MZ')
  })

  it('shows goods of an unknown code as its claim, without their picture', () => {
    const view = scanView('unknown', { items: items({ serial: null }) })
    const markup = page(view)
    expect(textOf(markup)).to.match(/Mã này tự nhận là của Cải bẹ xanh .* Chưa có gì chứng tỏ/)
    expect(textOf(markup)).to.include(`Mã đã quét ${KEY} 0001 Z00A 7Q4R T6MX`)
    expect(markup).not.to.include('<img')
    expect(textOf(page({ ...view, items: null }))).not.to.include('tự nhận')
  })

  it('says that a product has left the register', () => {
    const text = textOf(page(scanView('in_use', { retired: true })))
    expect(text).to.include('Sản phẩm đã thôi đăng ký')
    expect(textOf(page(scanView('in_use')))).not.to.include('thôi đăng ký')
  })

  it('leads to the report form with the code, and to the hotline where there is one', () => {
    const markup = page(scanView('unknown', { items: null, link: `/01/${KEY}/21/A%26b%2F1` }))
    expect(markup).to.include(`href="/reports/new?code=${KEY}A%26b%2F1"`)
    expect(page(scanView('in_use'), { language: 'en' })).to.include(
      `href="/reports/new?code=${KEY}${SERIAL}&amp;lang=en"`,
    )
    expect(markup).to.include('href="tel:02253842345">Gọi 0225 3842 345</a>')
    expect(page(scanView('in_use'), { hotline: '' })).not.to.include('tel:')
  })

  it('marks Vietnamese words on the English page for those who have it read aloud', () => {
    const markup = page(scanView('in_use'), { language: 'en' })
    for (const part of [
      '<h2 lang="vi">Cải bẹ xanh',
      '<dd lang="vi">Hợp tác xã',
      '<strong lang="vi">Thu hoạch',
      '<span lang="vi">Tiếng Việt',
    ]) {
      expect(markup).to.include(part)
    }
    expect(page(scanView('in_use'))).to.include('<span lang="en">English')
  })
})

describe('the link to the other language', () => {
  it('keeps the rest of the query byte by byte', () => {
    const cases: [url: string, other: string][] = [
      ['/t/01/1', '?lang=en'],
      ['/t/01/1?', '?lang=en'],
      ['/t/01/1?lang=vi', '?lang=en'],
      ['/t/01/1?17=260101&lang=vi&x=a+b%20c&&y=?z', '?17=260101&x=a+b%20c&y=?z&lang=en'],
      ['/t/01/1?language=vi&lang', '?language=vi&lang=en'],
    ]
    for (const [url, other] of cases) expect(inOtherLanguage(url, 'vi')).to.equal(other)
    expect(inOtherLanguage('/t/01/1?lang=en&a=1', 'en')).to.equal('?a=1&lang=vi')
  })
})
