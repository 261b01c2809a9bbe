import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import sharp from 'sharp'
import type { Verdict } from '../../src/features/scans/verdict.rules.ts'
import { VERDICT_TEXTS, VERDICTS } from '../../src/features/scans/verdict.rules.ts'
import { checkCharacter } from '../../src/features/stamps/serial.rules.ts'
import { openBrowser, type TestBrowser } from '../support/browser.ts'
import { makePaper } from '../support/handovers.ts'
import {
  deliver,
  issue,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { recall } from '../support/notices.ts'
import { expectGoodPage, shoot } from '../support/page-checks.ts'
import { startTestService, type TestService } from '../support/service.ts'

const PAGE_BYTES_MAX = 15_000
const LOADED_BYTES_MAX = 50_000
const NAME = 'Cải bẹ xanh an toàn Thủy Nguyên, gói 500 g'
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/130.0.0.0 Mobile Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 ' +
  '(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
const LANGUAGES = ['vi', 'en'] as const

describe('scanning a stamp with a phone', function () {
  // A machine that shares its cores takes seconds to examine a page.
  this.timeout(60_000)
  let service: TestService
  let browser: TestBrowser
  let staff: Staff
  let links: Record<Verdict, string>
  let expiredLink: string
  let countedLink: string

  before(async () => {
    service = await startTestService('scanning_a_stamp', {
      DEPARTMENT_NAME: 'Sở Nông nghiệp và Môi trường',
      HOTLINE: '0225 3842 345',
    })
    ok(await service.admin.put('/clock', { now: '2024-05-10T03:00:00.000Z' }))
    staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff, {
      name: 'Hợp tác xã Sản xuất và Kinh doanh dịch vụ nông nghiệp Lại Xuân',
    })
    const made = await makeLinks(staff, maker)
    links = made.links
    expiredLink = made.expiredLink
    countedLink = made.countedLink
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await service.stop()
  })

  const open = async (path: string, options: object = {}) => {
    const opened = await browser.open(options)
    const reply = await opened.page.goto(service.baseUrl + path, { waitUntil: 'load' })
    expect(reply?.status(), path).to.equal(200)
    return opened
  }

  for (const verdict of VERDICTS) {
    it(`shows "${verdict}" at 360 px, in both languages, to everyone, from one host`, async () => {
      for (const language of LANGUAGES) {
        const query = language === 'vi' ? '' : '?lang=en'
        const opened = await open(links[verdict] + query, { deviceScaleFactor: 2 })
        const { page } = opened
        await shoot(page, `${verdict}-${language}`)
        const text = await page.innerText('body')
        const { title, advice } = VERDICT_TEXTS[verdict]
        expect(await page.innerText('h1')).to.equal(title[language])
        expect(text).to.include(advice[language]).and.include(NAME)
        expect(await page.getAttribute('html', 'lang')).to.equal(language)
        const loaded = await expectGoodPage(opened, service.baseUrl)
        const document = loaded.find(({ url }) => url.includes('/t/01/'))
        expect(document?.bytes).to.be.within(5_000, PAGE_BYTES_MAX)
        const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0)
        expect(total, JSON.stringify(loaded)).to.be.below(LOADED_BYTES_MAX)
        await opened.close()
      }
    })
  }

  it('shows the picture of the goods, in less than 30 kB', async () => {
    const opened = await open(links.in_use)
    const picture = (await opened.loaded()).find(({ url }) => url.includes('/t/images/'))
    expect(picture?.status).to.equal(200)
    expect(picture?.bytes).to.be.within(5_000, 30_000)
    const shown = await opened.page.evaluate<number>(
      'document.images[0].complete && document.images[0].naturalWidth',
    )
    expect(shown).to.equal(480)
    await opened.close()
  })

  it('has the verdict, the product and its maker on the first screen of a phone', async () => {
    const opened = await open(links.in_use)
    for (const text of [VERDICT_TEXTS.in_use.title.vi, NAME, 'Hợp tác xã Sản xuất']) {
      const box = await opened.page.getByText(text).first().boundingBox()
      expect((box?.y ?? 740) + (box?.height ?? 0), text).to.be.below(740)
    }
    await opened.close()
  })

  it('puts a recall above everything, and a suspension, with decision and advice', async () => {
    for (const [link, parts] of [
      [
        links.recalled,
        [
          'Hàng đang bị thu hồi',
          'Không mua, không dùng. Mang trả nơi đã mua',
          /Quyết định: số BB-\d+/,
        ],
      ],
      [
        links.suspended,
        ['Đang tạm dừng', 'Chưa mua, chưa dùng. Chờ kết luận', /Thông báo tạm dừng: TD-/],
      ],
    ] as const) {
      const { page, close } = await open(link)
      const alert = page.getByRole('alert')
      for (const part of parts) expect(await alert.innerText()).to.match(new RegExp(part))
      expect(await alert.innerText()).to.include('Dư lượng vượt mức cho phép')
      const box = await alert.boundingBox()
      expect(box).to.include({ x: 0, y: 0, width: 360 })
      await close()
    }
  })

  it('says on the page that a lot is past its date', async () => {
    const { page, close } = await open(expiredLink)
    await shoot(page, 'expired-vi')
    expect(await page.innerText('main')).to.match(/Đã quá hạn sử dụng\s.*09\/05\/2024/s)
    await close()
  })

  it('tells how often a stamp was scanned, once somebody else has scanned it', async () => {
    const phone = (userAgent: string) => open(countedLink, { userAgent })
    const first = await phone(ANDROID)
    expect(await first.page.innerText('main')).to.include('Chưa ghi nhận lượt quét nào')
    await first.close()
    // Counts are written behind, within a second.
    await delay(1_500)
    const second = await phone(IPHONE)
    await shoot(second.page, 'counted-vi')
    expect(await second.page.innerText('main')).to.include(
      'Tem này đã được quét 1 lần, lần đầu 10:00 ngày 10/05/2024.',
    )
    await expectGoodPage(second, service.baseUrl)
    await second.close()
  })

  it('works with script switched off, at night, to the other language and back', async () => {
    const opened = await open(links.recalled, { javaScriptEnabled: false, colorScheme: 'dark' })
    const { page } = opened
    await shoot(page, 'recalled-vi-night')
    await page.getByRole('link', { name: 'English' }).click()
    await page.waitForURL('**/*?lang=en')
    expect(await page.innerText('h1')).to.equal(VERDICT_TEXTS.recalled.title.en)
    await page.getByRole('link', { name: 'Tiếng Việt' }).click()
    await page.waitForURL('**/*?lang=vi')
    expect(await page.innerText('h1')).to.equal(VERDICT_TEXTS.recalled.title.vi)
    await opened.close()
  })

  it('prints black on white, with the alarm and the verdict', async () => {
    const { page, close } = await open(links.recalled)
    await page.emulateMedia({ media: 'print' })
    await shoot(page, 'recalled-vi-print')
    for (const part of ['.alarm', '.verdict']) {
      const colours = await page.evaluate<string[]>(`(() => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector('${part}'))
        return [color, backgroundColor]
      })()`)
      expect(colours).to.deep.equal(['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)'])
    }
    await close()
  })

  it('leads to the report form with its code', async () => {
    const { page, close } = await open(links.in_use)
    const href = await page.getByRole('link', { name: 'Báo tem, hàng sai' }).getAttribute('href')
    const [, , key, , serial] = links.in_use.split('/')
    expect(href).to.equal(`/reports/new?code=${key}${serial}`)
    await close()
  })
})

/** Goods in a green field: as hard to make small as a photo. */
async function photo(): Promise<Buffer> {
  const size = { width: 1200, height: 900 }
  const noise = { type: 'gaussian' as const, mean: 110, sigma: 40 }
  const field = await sharp({ create: { ...size, channels: 3, background: '#000', noise } })
    .blur(2)
    .tint('#7fbf5a')
    .png()
    .toBuffer()
  const bunch = Buffer.from(`<svg width="1200" height="900"><g fill="#2f7d2b">
<ellipse cx="600" cy="330" rx="250" ry="210"/><ellipse cx="430" cy="420" rx="150" ry="190"/>
<ellipse cx="770" cy="420" rx="150" ry="190"/></g><g fill="#e9f3d8">
<path d="M520 480h160l-30 300h-100z"/></g><rect x="500" y="600" width="200" height="90"
fill="#fff"/><text x="600" y="660" font-size="52" text-anchor="middle">CẢI BẸ</text></svg>`)
  return await sharp(field)
    .composite([{ input: bunch }])
    .jpeg({ quality: 85 })
    .toBuffer()
}

/** One link for each verdict, on goods that have all that can be declared. */
async function makeLinks(
  staff: Staff,
  maker: Maker,
): Promise<{ links: Record<Verdict, string>; expiredLink: string; countedLink: string }> {
  const product = await makeProduct(staff, maker, { name: NAME, brand: 'Rau Thủy Nguyên' })
  const headers = { 'Content-Type': 'image/jpeg' }
  ok(await staff.reviewer.put(`/products/${product.id}/image`, await photo(), { headers }))
  const lot = await makeLot(maker, product.id, { code: 'CBX-0405', expiresOn: '2024-05-12' })
  const old = await makeLot(maker, product.id, { code: 'CBX-0404', expiresOn: '2024-05-09' })
  for (const [bizStep, eventTime, label] of [
    ['other', '2024-03-20T07:30:00+07:00', 'Gieo hạt'],
    ['commissioning', '2024-05-04T05:15:00+07:00', 'Thu hoạch'],
    ['packing', '2024-05-04T09:10:00+07:00', 'Đóng gói'],
  ]) {
    ok(await maker.api.post(`/lots/${lot.id}/trace-events`, { bizStep, eventTime, label }))
  }
  const batch = await deliver(staff, maker, product.id, 10)
  const events = `/stamp-batches/${batch.id}/events`
  const at = (from: number, to = from) => ({ ranges: [{ from, to }] })
  ok(await maker.api.post(events, { action: 'affix', lotId: lot.id, ...at(0, 2) }))
  ok(await maker.api.post(events, { action: 'affix', lotId: old.id, ...at(3) }))
  ok(await staff.reviewer.post(events, { action: 'void', reason: 'copied', ...at(4) }))
  const decision = () => makePaper(staff, 'decision')
  const range = (from: number) => ({ level: 'range', batchId: batch.id, from, to: from })
  const advice = 'Mang trả nơi đã mua'
  ok(await recall(staff.approver, range(1), await decision(), { advice }))
  ok(await recall(staff.approver, range(2), await decision(), {}, { path: '/suspensions' }))
  const stocked = await issue(staff, maker, product.id, 1)
  const { body } = await staff.reviewer.get(`/stamp-batches/${batch.id}/stamps`)
  const serials = String(body)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).serial as string)
  const link = (serial = '') => `/01/${product.key}/21/${serial}`
  return {
    links: {
      in_use: link(serials[0]),
      recalled: link(serials[1]),
      suspended: link(serials[2]),
      withdrawn: link(serials[4]),
      not_reported: link(serials[5]),
      not_released: link(stocked.firstSerial),
      mistyped: link(`${batch.firstSerial.slice(0, -1)}${other(batch.firstSerial.at(-1))}`),
      unknown: link(withWrongTag(batch.firstSerial)),
      product_only: `/01/${product.key}`,
    },
    expiredLink: link(serials[3]),
    countedLink: link(serials[6]),
  }
}

function other(character = '0'): string {
  return character === '0' ? '1' : '0'
}

/** A serial whose check holds though no register issued it. */
function withWrongTag(serial: string): string {
  const body = serial.slice(0, 9) + [...serial.slice(9, 15)].map(other).join('')
  return body + checkCharacter(body)
}
