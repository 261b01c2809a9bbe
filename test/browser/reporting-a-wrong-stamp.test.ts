import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { openBrowser, type TestBrowser } from '../support/browser.ts'
import { makeStaff, ok, type Staff } from '../support/make.ts'
import { expectGoodPage, shoot } from '../support/page-checks.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { idOf, photoWithPlace, REPORT } from '../support/stamp-reports.ts'

const PAGE_BYTES_MAX = 30_000
const QUESTION = { question: 'Cửa hàng ở số mấy trong chợ, và bạn mua ngày nào?' }
const FOUND = { finding: 'confirmed', note: 'Kiểm tra tại cửa hàng' }
const ANSWER = { answer: 'Tem đã bị hủy vì dán sai sản phẩm.\nCửa hàng đã thu lại hàng.' }

describe('reporting a wrong stamp with a phone', () => {
  let service: TestService
  let browser: TestBrowser
  let staff: Staff

  before(async function () {
    this.timeout(120_000)
    service = await startTestService('reporting_with_a_phone', {
      DEPARTMENT_NAME: 'Sở Nông nghiệp và Môi trường',
      HOTLINE: '0225 3842 345',
    })
    ok(await service.admin.put('/clock', { now: '2024-05-10T03:00:00.000Z' }))
    staff = await makeStaff(service)
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await service.stop()
  })

  const open = async (path: string, options: object = {}) => {
    const opened = await browser.open({ deviceScaleFactor: 2, ...options })
    const reply = await opened.page.goto(service.baseUrl + path, { waitUntil: 'load' })
    expect(reply?.status(), path).to.equal(200)
    return opened
  }

  async function fill(page: Page): Promise<void> {
    await page.getByLabel('Tem dán trên sản phẩm khác').check()
    await page.getByLabel('Chuyện gì đã xảy ra?').fill(REPORT.words)
    await page.getByLabel('Bạn thấy ở đâu?').fill(REPORT.place)
    await page.getByLabel('Thuộc xã, phường nào?').selectOption({ label: 'An Dương' })
    const buffer = await photoWithPlace()
    const file = { name: 'anh.jpg', mimeType: 'image/jpeg', buffer }
    await page.getByLabel('Ảnh chụp').setInputFiles(file)
  }

  for (const language of ['vi', 'en'] as const) {
    it(`shows the form at 360 px (${language}), to everyone, from one host`, async () => {
      const more = language === 'vi' ? '' : '&lang=en'
      const opened = await open(`/reports/new?code=0000100000000000${more}`)
      await shoot(opened.page, `report-form-${language}`)
      const loaded = await expectGoodPage(opened, service.baseUrl)
      expect(loaded).to.have.length(1)
      expect(loaded[0]?.bytes).to.be.within(5_000, PAGE_BYTES_MAX)
      expect(await opened.page.inputValue('#code')).to.equal('0000100000000000')
      await opened.close()
    })
  }

  it('hides the field for machines from eyes, keyboard and screen readers', async () => {
    const { page, close } = await open('/reports/new')
    const around = page.locator('div:has(> #website)')
    expect((await around.boundingBox())?.width ?? 0).to.be.at.most(1)
    expect(await page.getByRole('textbox', { name: /Trang web/ }).count()).to.equal(0)
    const reached: string[] = []
    for (let n = 0; n < 20; n += 1) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate<string>('document.activeElement.id'))
    }
    expect(reached).to.include.members(['code', 'words', 'place', 'photo'])
    expect(reached).not.to.include('website')
    await close()
  })

  it('goes without script from the form to the answer', async () => {
    const opened = await open('/reports/new', { javaScriptEnabled: false })
    const { page } = opened
    await fill(page)
    await page.getByLabel('Điện thoại hoặc thư điện tử').fill('không phải số')
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
    await shoot(page, 'report-form-refused-vi')
    expect(await page.title()).to.match(/^Chưa gửi được/)
    const alert = page.getByRole('alert')
    expect(await alert.innerText()).to.include('không phải số điện thoại hay thư điện tử')
    expect(await page.inputValue('#words')).to.equal(REPORT.words)
    expect(await page.innerText('main')).to.include('Chọn lại ảnh')
    await alert.getByRole('link').click()
    expect(page.url()).to.match(/#contact$/)
    await page.getByLabel('Điện thoại hoặc thư điện tử').fill('0912 345 678')
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
    await page.waitForURL(/\/reports\/[\w-]{32}$/)
    await shoot(page, 'report-received-vi')
    const text = await page.innerText('main')
    const number = /PA-2024-\d{6}/.exec(text)?.[0] ?? ''
    expect(text).to.include('Sở đã nhận phản ánh').and.to.include('10:00 ngày 11/05/2024')
    expect(text).to.include(page.url()).and.not.to.include('0912')

    const path = `/stamp-reports/${await idOf(staff.reviewer, number)}`
    ok(await staff.reviewer.post(`${path}/question`, QUESTION))
    await page.reload()
    await shoot(page, 'report-asked-vi')
    expect(await page.innerText('main')).to.include(QUESTION.question)
    await page.getByLabel('Hồi đáp của bạn').fill('Sạp 12.\nMua hôm qua.')
    await page.getByRole('button', { name: 'Gửi hồi đáp' }).click()
    expect(await page.innerText('main')).to.include('Sở đã nhận hồi đáp của bạn')
    ok(await staff.reviewer.post(`${path}/verification`, FOUND))
    ok(await staff.reviewer.post(`${path}/answer`, ANSWER))
    await page.reload()
    await shoot(page, 'report-answered-vi')
    const last = await page.innerText('main')
    expect(last).to.include('Đúng như bạn phản ánh').and.to.include(ANSWER.answer)
    const address = page.url()
    await opened.close()
    await expectGoodStatus(address)
  }).timeout(60_000)

  /** Every state of the page is looked over with script on: the checker is one. */
  async function expectGoodStatus(address: string): Promise<void> {
    for (const query of ['', '?lang=en']) {
      const opened = await open(new URL(address).pathname + query, { colorScheme: 'dark' })
      if (query !== '') await shoot(opened.page, 'report-answered-en-night')
      await expectGoodPage(opened, service.baseUrl)
      await opened.close()
    }
  }

  it('shows a form at fault, and a question, without a serious finding', async () => {
    const opened = await open('/reports/new?lang=en')
    const { page } = opened
    await page.evaluate('document.querySelector("form").noValidate = true')
    await page.getByRole('button', { name: 'Send the report' }).click()
    expect(await page.getByRole('alert').getByRole('link').count()).to.equal(3)
    await shoot(page, 'report-form-refused-en')
    // The refusal itself is what the browser reports on its console.
    opened.errors.length = 0
    await expectGoodPage(opened, service.baseUrl)
    await page.getByLabel('The stamp is on another product').check()
    await page.getByLabel('What happened?').fill('The label shows another fruit.')
    await page.getByLabel('Where did you see it?').fill('An Dương market')
    await page.getByRole('button', { name: 'Send the report' }).click()
    await page.waitForURL(/lang=en$/)
    const number = /PA-2024-\d{6}/.exec(await page.innerText('h1'))?.[0] ?? ''
    const path = `/stamp-reports/${await idOf(staff.reviewer, number)}`
    ok(await staff.reviewer.post(`${path}/question`, QUESTION))
    await page.reload()
    await shoot(page, 'report-asked-en')
    opened.errors.length = 0
    await expectGoodPage(opened, service.baseUrl)
    await opened.close()
  })
})
