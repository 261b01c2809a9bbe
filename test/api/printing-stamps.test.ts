import { expect } from 'chai'
import sharp from 'sharp'
import {
  deliver,
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { pagesOf, readCodes, readImage } from '../support/read-codes.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('printing stamps', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let product: { id: string; key: string; name: string }
  let batch: { id: number; quantity: number; firstSerial: string; lastSerial: string }
  let path: string

  before(async () => {
    service = await startTestService('printing_stamps')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    product = await makeProduct(staff, maker, { name: 'Vải thiều Thanh Hà' })
    batch = await deliver(staff, maker, product.id, 70)
    path = `/stamp-batches/${batch.id}`
  })
  after(() => service.stop())

  /** The links of stamps of the batch, as the register itself knows each serial. */
  async function linksOf(serials: readonly string[]): Promise<string[]> {
    const stamps = await Promise.all(
      serials.map(async (serial) => ok(await staff.auditor.get(`/stamps/${serial}`))),
    )
    return stamps.map(({ link }) => link)
  }
  const serialIn = (link: string) => link.slice(link.lastIndexOf('/') + 1)

  it('puts each stamp of a batch once on A4 sheets that a reader reads at 200 dpi', async () => {
    const reply = await maker.api.get(`${path}/labels.pdf`)
    expect(reply.status).to.equal(200)
    expect(reply.headers.get('content-type')).to.equal('application/pdf')
    expect(reply.headers.get('content-disposition')).to.equal(
      `attachment; filename="tem-dot-${batch.id}-1-70.pdf"`,
    )
    const codes = await readCodes(reply.body, 200)
    expect(codes).to.have.length(70)
    const links = codes.map(({ text }) => text)
    expect(new Set(links).size).to.equal(70)
    const serials = links.map(serialIn)
    expect([...(await linksOf(serials))].sort()).to.deep.equal([...links].sort())
    const indexes = await Promise.all(
      serials.map(async (serial) => ok(await staff.auditor.get(`/stamps/${serial}`)).index),
    )
    expect(indexes.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 70 }, (_, n) => n))
    expect(codes.filter(({ page }) => page === 1)).to.have.length(65)
    expect(serials).to.include.members([batch.firstSerial, batch.lastSerial])
  })

  it('prints the part that is asked for, with serial, number and names in its text', async () => {
    const reply = await maker.api.get(`${path}/labels.pdf?from=64&to=66`)
    const codes = await readCodes(reply.body)
    expect(codes).to.have.length(3)
    let text = ''
    for await (const page of pagesOf(reply.body, 72)) text += page.text
    for (const number of ['65', '66', '67']) expect(text).to.contain(number)
    expect(text.normalize('NFC')).to.contain('Vải thiều')
    for (const { text: link } of codes) {
      const serial = serialIn(link)
      expect(text).to.contain(serial.slice(0, 4)).and.contain(serial.slice(-4))
    }
    const one = await readCodes((await maker.api.get(`${path}/labels.pdf?from=69`)).body)
    expect(one.map(({ text: link }) => serialIn(link))).to.deep.equal([batch.lastSerial])
  })

  it('gives the same bytes for the same part again', async () => {
    const [first, again] = [
      await maker.api.get(`${path}/labels.pdf?to=4`),
      await staff.reviewer.get(`${path}/labels.pdf?to=4`),
    ]
    expect(first.body.equals(again.body)).to.equal(true)
  })

  const bad: [query: string, field: string][] = [
    ['?from=0&to=70', 'query.to'],
    ['?from=70', 'query.from'],
    ['?from=1000', 'query.from'],
    ['?from=5&to=4', 'query'],
    ['?from=-1', 'query.from'],
    ['?to=1.5', 'query.to'],
    ['?from=first', 'query.from'],
    ['?to=1048576', 'query.to'],
  ]
  for (const [query, field] of bad) {
    it(`refuses ${query} of 70 stamps with 422, naming ${field}`, async () => {
      const reply = await maker.api.get(`${path}/labels.pdf${query}`)
      expect(reply.status, JSON.stringify(reply.body)).to.equal(422)
      expect(reply.headers.get('content-type')).to.match(/^application\/problem\+json/)
      expect(reply.body.errors[0].field).to.equal(field)
      expect(reply.body.errors[0].remedy.vi).to.match(/\S{2}/)
    })
  }

  it('refuses more stamps than one file may hold, and says to print range by range', async () => {
    const large = await issue(staff, maker, product.id, 20_001)
    const reply = await maker.api.get(`/stamp-batches/${large.id}/labels.pdf`)
    expect(reply.status).to.equal(422)
    expect(reply.body.errors[0]).to.include({ field: 'query.to', rule: 'labels.max' })
  })

  it('draws one stamp as SVG and as PNG, each with the link of that very stamp', async () => {
    for (const index of [0, 69]) {
      const svg = await maker.api.get(`${path}/stamps/${index}.svg`)
      expect(svg.status).to.equal(200)
      expect(svg.headers.get('content-type')).to.match(/^image\/svg\+xml/)
      const png = await maker.api.get(`${path}/stamps/${index}.png?width=500`)
      expect(png.headers.get('content-type')).to.equal('image/png')
      for (const { headers } of [svg, png]) {
        expect(headers.get('cache-control')).to.match(/^private/)
      }
      expect((await sharp(png.body).metadata()).width).to.equal(500)
      const serial = index === 0 ? batch.firstSerial : batch.lastSerial
      const expected = await linksOf([serial])
      for (const image of [svg.body, png.body]) {
        expect((await readImage(image)).map(({ text }) => text)).to.deep.equal(expected)
      }
    }
  })

  it('knows no stamp past the end of its batch', async () => {
    for (const file of ['70.svg', '70.png', '1048575.svg']) {
      expect((await maker.api.get(`${path}/stamps/${file}`)).status, file).to.equal(404)
    }
    for (const file of ['-1.svg', 'x.png', '1048576.png', '0.gif']) {
      expect((await maker.api.get(`${path}/stamps/${file}`)).status, file).to.be.oneOf([400, 404])
    }
    for (const width of [239, 4001, 'wide']) {
      const reply = await maker.api.get(`${path}/stamps/0.png?width=${width}`)
      expect(reply.status, String(width)).to.equal(422)
      expect(reply.body.errors[0].field).to.equal('query.width')
    }
  })

  it('lets an enterprise print its own stamps and no others', async () => {
    for (const file of ['labels.pdf?to=0', 'stamps/0.svg', 'stamps/0.png']) {
      expect((await maker.api.get(`${path}/${file}`)).status, file).to.equal(200)
      expect((await staff.reviewer.get(`${path}/${file}`)).status, file).to.equal(200)
      const foreign = await stranger.api.get(`${path}/${file}`)
      expect(foreign.status, file).to.equal(404)
      expect(foreign.headers.get('content-type')).to.match(/^application\/problem\+json/)
    }
    const { id } = product
    expect((await stranger.api.get(`/products/${id}/barcode.svg`)).status).to.equal(404)
    const none = await fetch(`${service.baseUrl}/api/v1${path}/labels.pdf`)
    expect(none.status).to.equal(401)
  })

  it('sets names of every kind, long, with many marks, or with signs of markup', async () => {
    const names = [
      'Ễ'.repeat(200),
      '<b>&"\'</b> 🍈 ไทย',
      'Nước mắm cốt nhĩ Cát Hải '.repeat(8).trim(),
    ]
    for (const name of names) {
      const odd = await makeProduct(staff, maker, { name })
      const { id, firstSerial } = await issue(staff, maker, odd.id, 1)
      const expected = await linksOf([firstSerial])
      const pdf = await maker.api.get(`/stamp-batches/${id}/labels.pdf`)
      expect((await readCodes(pdf.body)).map(({ text }) => text)).to.deep.equal(expected)
      const svg = await maker.api.get(`/stamp-batches/${id}/stamps/0.svg`)
      expect((await readImage(svg.body)).map(({ text }) => text)).to.deep.equal(expected)
    }
  })
})
