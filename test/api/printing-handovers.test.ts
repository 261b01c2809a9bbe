import { expect } from 'chai'
import { prepare } from '../support/handovers.ts'
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

const EVIL = `<script>alert("x")</script> & 'vải'`
const HTML = { Accept: 'text/html' }

describe('printing the minutes of a handover', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let id: string
  let serial: string

  before(async () => {
    service = await startTestService('printing_handovers', { DEPARTMENT_NAME: 'Sở <b>Thử</b>' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff, { name: `HTX ${EVIL}` })
    const product = await makeProduct(staff, maker, { name: EVIL })
    const batch = await issue(staff, maker, product.id, 1_305)
    serial = batch.firstSerial
    const ranges = [
      { batchId: batch.id, from: 0, to: 4 },
      { batchId: batch.id, from: 10, to: 1_304 },
    ]
    const more = { giver: EVIL, giverTitle: EVIL, receiver: EVIL, receiverTitle: EVIL }
    const texts = { ...more, note: EVIL, number: `7/${EVIL.slice(0, 40)}` }
    id = ok(await prepare(staff.reviewer, maker, ranges, texts)).id
  })
  after(() => service.stop())

  const page = async (headers: Record<string, string> = HTML) =>
    await maker.api.get(`/handovers/${id}`, headers)

  it('is a Vietnamese form with every figure that the two sides sign', async () => {
    const { status, headers, body } = await page()
    expect(status).to.equal(200)
    expect(headers.get('content-type')).to.equal('text/html; charset=utf-8')
    for (const text of [
      '<html lang="vi">',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'BIÊN BẢN BÀN GIAO',
      'Ngày 01 tháng 01 năm 2024, chúng tôi gồm:',
      '1 – 5',
      '11 – 1.305',
      serial.replaceAll(/(.{4})(?=.)/g, '$1 '),
      'Tổng số tem: 1.300 (bằng chữ: Một nghìn ba trăm tem).',
      'ĐẠI DIỆN BÊN GIAO',
      'ĐẠI DIỆN BÊN NHẬN',
      'Lập biên bản: Cán bộ reviewer, 07:00 ngày 01/01/2024',
      '@page{size:A4',
      'name="viewport" content="width=device-width',
    ]) {
      expect(body, text).to.contain(text)
    }
    expect(body).to.equal(body.normalize('NFC'))
  })

  it('writes what people typed as text, never as markup', async () => {
    const { body, headers } = await page()
    const escaped = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;vải&#39;'
    const place = /<td class="name">(.*)<\/td>/.exec(body)?.[1]
    expect(place).to.equal(escaped)
    for (const part of ['Người giao: ', 'Chức vụ: ', 'Người nhận: ', 'Ghi chú: ', 'HTX ']) {
      expect(body, part).to.contain(part + escaped)
    }
    expect(body).to.contain('Sở &lt;b&gt;Thử&lt;/b&gt;')
    expect(body).not.to.match(/<script|<b>|alert\("/)
    expect(body, 'nothing from another address').not.to.match(/https?:|src=|href=|url\(|@import/)
    expect(headers.get('content-security-policy')).to.contain("default-src 'self'")
  })

  it('is given to those who ask for a page, JSON to all others', async () => {
    const wild = await page({ Accept: '*/*' })
    expect(wild.headers.get('content-type')).to.match(/^application\/json/)
    expect((await page({ Accept: 'application/json' })).body.id).to.equal(id)
    const stranger = await makeEnterprise(service, staff)
    const refused = await stranger.api.get(`/handovers/${id}`, HTML)
    expect(refused.status).to.equal(404)
    expect(refused.headers.get('content-type')).to.match(/^application\/problem\+json/)
  })

  it('says at the top when it was cancelled, and by whom', async () => {
    const reason = { reason: 'Sai <i>số lượng</i>' }
    ok(await staff.approver.post(`/handovers/${id}/cancellation`, reason))
    const { body } = await page()
    expect(body).to.contain('BIÊN BẢN NÀY ĐÃ BỊ HỦY')
    expect(body).to.contain(
      'Hủy biên bản: Cán bộ approver, 07:00 ngày 01/01/2024 – Sai &lt;i&gt;số lượng&lt;/i&gt;',
    )
  })
})
