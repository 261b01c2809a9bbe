import { expect } from 'chai'
import { openBrowser, type TestBrowser } from '../support/browser.ts'
import { issue, makeEnterprise, makeProduct, makeStaff } from '../support/make.ts'
import { expectGoodPage, shoot } from '../support/page-checks.ts'
import { startTestService, type TestService } from '../support/service.ts'

const PAGE_BYTES_MAX = 20_000

describe('looking something up with a phone', function () {
  // A machine that shares its cores takes seconds to examine a page.
  this.timeout(60_000)
  let service: TestService
  let browser: TestBrowser
  let serial: string
  let key: string

  before(async () => {
    service = await startTestService('looking_up_with_a_phone', { HOTLINE: '0225 3842 345' })
    const staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff, { name: 'Hợp tác xã Rau quả Bến Sóng' })
    const product = await makeProduct(staff, maker, { name: 'Cải bẹ xanh an toàn' })
    await makeProduct(staff, maker, { name: 'Cải thảo cuộn chặt đóng túi lưới', brand: null })
    key = product.key
    serial = (await issue(staff, maker, product.id, 10)).firstSerial
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await service.stop()
  })

  const open = async (query: string) => {
    const opened = await browser.open({ deviceScaleFactor: 2 })
    await opened.page.goto(`${service.baseUrl}/tra-cuu${query}`, { waitUntil: 'load' })
    return opened
  }
  /** The serial with a character at the end that no serial has. */
  const unreadable = (): string => `${serial.slice(0, -1)}U`.replaceAll(/(.{4})(?=.)/g, '$1 ')

  const pages: [name: string, query: () => string, vi: string, en: string][] = [
    ['empty', () => '?', 'Gõ được những gì?', 'What can be typed?'],
    ['names', () => '?q=cai', 'Cải bẹ xanh an toàn', 'Cải bẹ xanh an toàn'],
    [
      'mistyped',
      () => `?q=${encodeURIComponent(unreadable())}`,
      'Có phải là số này?',
      'Did you mean?',
    ],
    ['nothing', () => '?q=khong+co', 'Không tìm thấy tên nào', 'No name has all'],
    ['number', () => '?q=8938501000018', 'số cuối phải là 9', 'the last digit must be 9'],
  ]
  for (const [name, query, vi, en] of pages) {
    it(`shows "${name}" at 360 px, in both languages, to everyone, from one host`, async () => {
      for (const [language, words] of [
        ['vi', vi],
        ['en', en],
      ] as const) {
        const opened = await open(`${query()}&lang=${language}`)
        const { page } = opened
        await shoot(page, `finder-${name}-${language}`)
        expect(await page.innerText('body')).to.include(words)
        expect(await page.getAttribute('html', 'lang')).to.equal(language)
        expect(await page.locator('h1').count()).to.equal(1)
        const [document] = await expectGoodPage(opened, service.baseUrl)
        expect(document?.bytes).to.be.below(PAGE_BYTES_MAX)
        await opened.close()
      }
    })
  }

  it('goes from what was typed to the page of the stamp', async () => {
    const opened = await open('')
    const { page } = opened
    await page.fill('input[name=q]', serial.toLowerCase())
    await page.press('input[name=q]', 'Enter')
    await page.waitForURL(`**/t/01/${key}/21/${serial}`)
    expect(opened.errors).to.deep.equal([])
    await opened.close()
  })

  it('goes from a slip by way of what is offered, the differing character marked', async () => {
    const opened = await open('?lang=en')
    const { page } = opened
    await page.fill('input[name=q]', unreadable())
    await page.click('button[type=submit]')
    expect(await page.innerText('.guess mark')).to.equal(serial.at(-1))
    await page.click('.guess a')
    await page.waitForURL(`**/t/01/${key}/21/${serial}?lang=en`)
    expect(opened.errors).to.deep.equal([])
    await opened.close()
  })

  it('goes on to a product, and keeps what was typed in the other language', async () => {
    const opened = await open('?q=cai+be')
    const { page } = opened
    await page.click('a[hreflang=en]')
    expect(await page.inputValue('input[name=q]')).to.equal('cai be')
    expect(await page.innerText('h1')).to.equal('What was found')
    await page.click('.found a')
    await page.waitForURL(`**/t/01/${key}?lang=en`)
    await opened.close()
  })
})
