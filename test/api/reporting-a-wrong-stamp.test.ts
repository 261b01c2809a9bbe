import { expect } from 'chai'
import sharp from 'sharp'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'
import {
  idOf,
  newFormId,
  openPage,
  photoWithPlace,
  postReport,
  REPORT,
  sendForm,
  sendReport,
  stateOf,
} from '../support/stamp-reports.ts'

describe('reporting a wrong stamp', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker

  before(async () => {
    service = await startTestService('reporting_a_wrong_stamp', { TRUST_PROXY: '1' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
  })
  after(() => service.stop())

  const reports = () => service.connection.collection('stamp_reports')
  const countOf = (words: string) =>
    reports().countDocuments({ words, dueAt: { $gt: new Date(0) } })
  const get = async (number: string) => {
    const id = await idOf(staff.reviewer, number)
    return ok(await staff.reviewer.get(`/stamp-reports/${id}`))
  }

  describe('by the form', () => {
    it('opens without a key, filled in with the code, in either language', async () => {
      const code = '0952"<b>1</b>'
      const page = await openPage(service, `/reports/new?code=${encodeURIComponent(code)}`)
      expect(page.status).to.equal(200)
      expect(page.text).to.include('<html lang="vi">').and.to.include('Điều gì sai?')
      expect(page.text).to.include('value="0952&quot;&lt;b&gt;1&lt;/b&gt;"')
      expect(page.text).not.to.match(/<script|javascript:|<b>1/)
      const english = await openPage(service, '/reports/new?lang=en&utm_source=zalo')
      expect(english.text).to.include('<html lang="en">').and.to.include('What is wrong?')
      expect(english.text).to.include('action="/reports?lang=en"')
    })

    it('is where the address leads that a form is sent to', async () => {
      const { status, headers } = await openPage(service, '/reports?lang=en')
      expect([status, headers.get('location')]).to.deep.equal([303, '/reports/new?lang=en'])
    })

    it('is kept by no cache, asks no other host and sets no cookie', async () => {
      const { headers, text } = await openPage(service, '/reports/new')
      expect(headers.get('cache-control')).to.equal('no-store')
      expect(headers.get('set-cookie')).to.equal(null)
      expect(headers.get('content-security-policy')).to.match(
        /default-src 'none'.*form-action 'self'/,
      )
      expect(text).not.to.match(/(?:src|href|action)="(?:https?:)?\/\//)
    })

    it('gives every form a number of its own', async () => {
      const numbers = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const { text } = await openPage(service, '/reports/new')
          return /name="formId" value="([\w-]{43})"/.exec(text)?.[1]
        }),
      )
      expect(new Set(numbers).size).to.equal(5)
      expect(numbers).not.to.include(undefined)
    })

    it('leads to the page of the report, which only its address opens', async () => {
      const { status, headers } = await sendForm(service, '/reports', {
        ...REPORT,
        formId: newFormId(),
        ...{ code: '', wardCode: '11911', contact: '', website: '' },
      })
      expect(status).to.equal(303)
      const location = headers.get('location') ?? ''
      expect(location).to.match(/^\/reports\/[\w-]{32}$/)
      const page = await openPage(service, location)
      expect(page.status).to.equal(200)
      expect(page.text)
        .to.match(/PA-2024-\d{6}/)
        .and.to.include('Sở đã nhận phản ánh')
      expect(page.text).to.include('07:00 ngày 02/01/2024')
      expect(page.text).to.include(`${service.baseUrl}${location}`)
      expect(page.headers.get('x-robots-tag')).to.include('noindex')
      const changed = location.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
      const other = await openPage(service, changed)
      expect(other.status).to.equal(404)
      expect(other.text).to.include('Không tìm thấy phản ánh này').and.not.to.include('PA-2024')
    })

    it('is taken without a file as well, and goes on in English', async () => {
      const fields = { ...REPORT, words: 'Reported from abroad, in English.' }
      const sent = await sendForm(service, '/reports', fields, {
        as: 'urlencoded',
        query: '?lang=en',
      })
      expect(sent.status).to.equal(303)
      const location = sent.headers.get('location') ?? ''
      expect(location).to.match(/\?lang=en$/)
      expect((await openPage(service, location)).text).to.include('has received your report')
      const [kept] = ok(await staff.reviewer.get('/stamp-reports?limit=200')).items.slice(-1)
      expect(kept).to.include({ language: 'en', hasPhoto: false, hasContact: false })
    })

    it('comes back with what was typed, naming each field at fault and what to do', async () => {
      const fields = {
        ...{ formId: newFormId(), code: 'ABC <i>', words: '  ngắn  ', place: 'Chợ <Sắt>' },
        ...{ wardCode: '11911', contact: 'không phải số', website: '' },
      }
      const { status, body, headers } = await sendForm(service, '/reports', fields)
      expect(status).to.equal(422)
      expect(headers.get('content-type')).to.equal('text/html; charset=utf-8')
      expect(body).to.include('Chưa gửi được').and.to.include(`value="${fields.formId}"`)
      expect(body).to.include('value="ABC &lt;i&gt;"').and.to.include('value="Chợ &lt;Sắt&gt;"')
      expect(body).to.include('>\n  ngắn  </textarea>').and.to.include('value="không phải số"')
      expect(body).to.match(/<option value="11911" selected>/)
      for (const [name, said] of [
        ['kind', 'Chọn điều gì sai.'],
        ['words', 'Viết điều đã xảy ra, từ 10 đến 2.000 ký tự.'],
        ['contact', 'Đây không phải số điện thoại hay thư điện tử.'],
      ]) {
        expect(body).to.match(new RegExp(`<li><a href="#${name}">[^<]*${said}`))
        expect(body).to.match(new RegExp(`<p class="error" id="${name}-error">${said}`))
      }
      expect(body).not.to.include('id="place-error"')
      expect(body).to.match(/<textarea[^>]*aria-describedby="words-hint words-error"/)
    })

    it('tells whoever fills in the field for machines, and takes it when it is empty', async () => {
      const fields = { ...REPORT, words: 'Mua viagra ở đây rẻ lắm', formId: newFormId() }
      const trapped = await sendForm(service, '/reports', {
        ...fields,
        website: 'http://spam.example',
      })
      expect(trapped.status).to.equal(422)
      expect(trapped.body).to.include('Bấm gửi lần nữa').and.not.to.include('spam.example')
      expect(await countOf(fields.words)).to.equal(0)
      const again = await sendForm(service, '/reports', { ...fields, website: '' })
      expect(again.status).to.equal(303)
    })

    it('refuses a form that cannot be read, and keeps what can', async () => {
      const unknown = await sendForm(service, '/reports', { ...REPORT, note: 'x' })
      expect(unknown.status).to.equal(400)
      expect(unknown.body).to.include('Không đọc được').and.to.include('Chợ An Dương')
      const twice = new URLSearchParams(REPORT)
      twice.append('place', 'Nơi khác')
      const response = await fetch(`${service.baseUrl}/reports`, { method: 'POST', body: twice })
      expect(response.status).to.equal(422)
    })
  })

  describe('as a program', () => {
    it('gets number, token, address of the page and the time due', async () => {
      const { status, body, headers } = await postReport(service)
      expect(status).to.equal(201)
      expect(headers.get('cache-control')).to.equal('no-store')
      expect(body.number).to.match(/^PA-2024-\d{6}$/)
      expect(body.token).to.match(/^[\w-]{32}$/)
      expect(body.statusUrl).to.equal(`${service.baseUrl}/reports/${body.token}`)
      const state = await stateOf(service, body.token)
      expect(state).to.include({ number: body.number, status: 'received', isOverdue: false })
      expect(Date.parse(body.dueAt) - Date.parse(state.receivedAt)).to.equal(24 * 3_600_000)
    })

    it('is told the fields at fault in a problem document', async () => {
      const { status, body } = await postReport(service, { kind: 'wrong', words: 'x', place: '' })
      expect([status, body.code]).to.deep.equal([422, 'invalid_fields'])
      const fields = body.errors.map(({ field }: { field: string }) => field)
      expect(fields).to.have.members(['body.kind', 'body.words', 'body.place'])
      const ward = await postReport(service, { wardCode: '99999' })
      expect(ward.body.errors[0]).to.include({ field: 'body.wardCode', rule: 'address.ward' })
      expect((await postReport(service, { note: 'x' })).status).to.equal(400)
    })

    it('keeps words in order: line ends, no blanks at the ends, nothing unseen', async () => {
      const words = '  Dòng một\u0000 \u202e.\r\n\r\n\r\n\r\nDòng  hai, đủ dài.\u2028ba\n '
      const { number } = await sendReport(service, { words, place: ' Chợ\tSắt ' })
      const kept = await get(number)
      expect(kept.words).to.equal('Dòng một .\n\nDòng hai, đủ dài.\nba')
      expect(kept.place).to.equal('Chợ Sắt')
    })
  })

  describe('with a photo', () => {
    it('keeps it small, upright and without the place it was taken at', async () => {
      const photo = await photoWithPlace()
      expect(photo.includes('Exif'), 'the photo that is sent tells its place').to.equal(true)
      const fields = { ...REPORT, words: 'Ảnh chụp tại sạp hàng, có vị trí.' }
      const sent = await sendForm(service, '/reports', fields, {
        photo,
        accept: 'application/json',
      })
      const id = await idOf(staff.reviewer, ok(sent).number)
      const kept = await staff.reviewer.get(`/stamp-reports/${id}/photo`)
      expect([kept.status, kept.headers.get('content-type')]).to.deep.equal([200, 'image/jpeg'])
      expect(kept.headers.get('cache-control')).to.equal('private, no-store')
      expect(kept.body.includes('Exif')).to.equal(false)
      const { exif, xmp, iptc, width } = await sharp(kept.body).metadata()
      expect({ exif, xmp, iptc, width }).to.deep.equal({
        ...{ exif: undefined, xmp: undefined, iptc: undefined },
        width: 640,
      })
      const path = `/api/v1/stamp-reports/${id}/photo`
      expect((await fetch(service.baseUrl + path)).status).to.equal(401)
      expect((await maker.api.get(`/stamp-reports/${id}/photo`)).status).to.equal(403)
      expect((await openPage(service, `/reports/${ok(sent).token}`)).text).to.include('Đã nhận')
    })

    it('refuses what is no picture, and one that is too large, keeping the words', async () => {
      const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
      const none = await sendForm(service, '/reports', REPORT, { photo: svg })
      expect(none.status).to.equal(422)
      expect(none.body).to.match(/id="photo-error">Tệp không phải ảnh PNG, JPEG hay WebP/)
      const large = Buffer.alloc(8_388_609, 1)
      const tooLarge = await sendForm(service, '/reports', REPORT, { photo: large })
      expect(tooLarge.status).to.equal(413)
      expect(tooLarge.body).to.include('Chọn ảnh nhỏ hơn').and.to.include(REPORT.words)
      const program = await sendForm(service, '/reports', REPORT, { photo: svg, accept: '*/*' })
      expect(program.body.errors[0]).to.include({ field: 'body.photo', rule: 'image.format' })
    })
  })

  describe('with a code', () => {
    it('names the stamp, product and enterprise that officers then search for', async () => {
      const product = await makeProduct(staff, maker)
      const batch = await issue(staff, maker, product.id, 10)
      const owned = { productId: product.id, enterpriseId: maker.enterpriseId }
      const stamp = { ...owned, batchId: batch.id, index: 0 }
      const product0 = { ...owned, batchId: null, index: null }
      const nothing = { productId: null, enterpriseId: null, batchId: null, index: null }
      for (const [code, expected] of [
        [batch.firstSerial, stamp],
        [product.key + batch.firstSerial, stamp],
        [` ${batch.firstSerial.toLowerCase().replace(/(.{4})/g, '$1 ')}`, stamp],
        [`https://tem.example/01/${product.key}/21/${batch.firstSerial}`, stamp],
        [`${product.key}ABC`, product0],
        [product.key, product0],
        [product.key.replace(/^0/, ''), product0],
        [`https://tem.example/01/${product.key}/10/LO-1`, product0],
        [`${batch.firstSerial.slice(0, -1)}Z`, nothing],
        ['không đọc được', nothing],
        ['', nothing],
      ] as const) {
        const { number } = await sendReport(service, { code })
        expect(await get(number), code).to.include(expected)
      }
      const path = `/stamp-reports?productId=${product.id}&enterpriseId=${maker.enterpriseId}`
      expect(ok(await staff.reviewer.get(path)).items).to.have.length(8)
    })

    it('tells the reporter nothing about what the code names', async () => {
      const known = await stateOf(service, (await sendReport(service, { code: '0' })).token)
      expect(known).not.to.have.any.keys('productId', 'enterpriseId', 'batchId', 'index')
    })
  })
})
