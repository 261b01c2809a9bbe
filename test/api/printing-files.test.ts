import { expect } from 'chai'
import { layOut } from '../../src/features/labels/label-layout.ts'
import { SHEETS } from '../../src/features/labels/label-sheets.rules.ts'
import { createApi } from '../support/api.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { pagesOf, readCodes } from '../support/read-codes.ts'
import { startTestService, type TestService } from '../support/service.ts'

const OWN_SHEET =
  'sheet=custom&columns=2&rows=2&leftMm=10&topMm=20&labelWidthMm=50&labelHeightMm=30&gapXMm=4'

describe('printing files of stamps', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let path: string

  before(async () => {
    service = await startTestService('printing_files')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    const { id } = await deliver(staff, maker, productId, 12)
    path = `/stamp-batches/${id}`
  })
  after(() => service.stop())

  const text = async (file: string): Promise<string> => {
    const reply = await maker.api.get(`${path}/${file}`)
    expect(reply.status, JSON.stringify(reply.body)).to.equal(200)
    return Buffer.isBuffer(reply.body) ? reply.body.toString('utf8') : String(reply.body)
  }

  it('gives serials, links and numbers as CSV for a print house', async () => {
    const lines = (await text('labels.csv?from=2&to=3')).split('\r\n')
    expect(lines[0]?.replace('\uFEFF', '')).to.equal('serial,link,number')
    const [serial = '', link = '', number] = lines[1]?.split(',') ?? []
    expect(number).to.equal('3')
    expect(ok(await staff.auditor.get(`/stamps/${serial}`))).to.include({ link, number: 3 })
    expect(lines).to.have.length(4)
  })

  it('gives ZPL with one label a stamp, each with its link', async () => {
    const zpl = await text('labels.zpl?from=0&to=4&sheet=roll-50x30&dpi=300')
    const codes = [...zpl.matchAll(/\^FDMA,(https:\S+?)\^FS/g)].map(([, link]) => link)
    expect(codes).to.have.length(5)
    const csv = await text('labels.csv?to=4')
    for (const link of codes) expect(csv).to.include(link)
  })

  it('refuses a label that is too small, and says the smallest that works', async () => {
    const reply = await maker.api.get(`${path}/labels.zpl?sheet=roll-20x20&dpi=203`)
    expect(reply.status).to.equal(422)
    const [fault] = reply.body.errors
    expect(fault).to.include({ field: 'query.sheet', rule: 'label.too_small' })
    const [, width, height] = /(\d+\.?\d*) × (\d+\.?\d*) mm/.exec(fault.remedy.en) ?? []
    const area = { labelWidthMm: Number(width), labelHeightMm: Number(height), fields: [] }
    const words = { product: '', enterprise: '', department: '', hotline: '' }
    expect(() => layOut(area, words, 33, 1 / 8)).to.not.throw()
  })

  it('prints on a sheet that somebody measured, from its first free label', async () => {
    const reply = await maker.api.get(`${path}/labels.pdf?${OWN_SHEET}&firstLabel=4&to=4`)
    expect(reply.status, JSON.stringify(reply.body)).to.equal(200)
    const codes = await readCodes(reply.body)
    expect(codes.map(({ page }) => page).sort()).to.deep.equal([1, 2, 2, 2, 2])
  })

  const bad: [query: string, field: string][] = [
    [`${OWN_SHEET}&firstLabel=5`, 'query.firstLabel'],
    [OWN_SHEET.replace('leftMm=10', 'leftMm=150'), 'query.leftMm'],
    [OWN_SHEET.replace('&gapXMm=4', '&pitchXMm=49'), 'query.pitchXMm'],
    ['sheet=a4-65&leftMm=5', 'query.leftMm'],
    ['sheet=a4-66', 'query.sheet'],
  ]
  for (const [query, field] of bad) {
    it(`refuses ${query}, naming ${field} and a remedy`, async () => {
      const reply = await maker.api.get(`${path}/labels.pdf?${query}`)
      expect(reply.status, JSON.stringify(reply.body)).to.equal(422)
      expect(reply.body.errors[0].field).to.equal(field)
      expect(reply.body.errors[0].remedy.vi).to.match(/\S{2}/)
    })
  }

  it('lists its sheets with the fields they print, and a page to test each printer', async () => {
    const { items } = ok(await maker.api.get('/label-sheets'))
    expect(items.map(({ name }: { name: string }) => name)).to.have.members(Object.keys(SHEETS))
    const page = await maker.api.get('/label-sheets/a4-65/calibration.pdf')
    expect(page.headers.get('content-type')).to.equal('application/pdf')
    let words = ''
    for await (const drawn of pagesOf(page.body, 20)) words += drawn.text
    expect(words.normalize('NFC')).to.include('100 mm')
  })

  it('draws the GS1 DataMatrix of a stamp and of its product', async () => {
    const stamp = await text('stamps/0.svg?symbol=gs1-datamatrix')
    const product = await maker.api.get(`/products/${productId}/datamatrix.svg`)
    expect(stamp).to.match(/^<svg/)
    expect(String(product.body)).to.match(/^<svg/)
  })

  it('gives codes only to officer, enterprise and auditor', async () => {
    const files = ['labels.pdf?to=0', 'labels.zpl?to=0&sheet=roll-50x30', 'labels.csv?to=0']
    const admin = createApi(service.baseUrl, service.adminKey)
    for (const file of [...files, 'stamps/0.svg', 'stamps/0.png']) {
      expect((await staff.auditor.get(`${path}/${file}`)).status, file).to.equal(200)
      expect((await admin.get(`${path}/${file}`)).status, file).to.equal(403)
      expect((await staff.inspector.get(`${path}/${file}`)).status, file).to.equal(403)
    }
  })

  it('refuses a picture too narrow for its modules, and names a width that works', async () => {
    const reply = await maker.api.get(`${path}/stamps/0.png?sheet=a4-48&width=240`)
    expect(reply.status).to.equal(422)
    const [fault] = reply.body.errors
    expect(fault).to.include({ field: 'query.width', rule: 'label.width' })
    const width = /\d+/.exec(fault.remedy.en)?.[0]
    const drawn = await maker.api.get(`${path}/stamps/0.png?sheet=a4-48&width=${width}`)
    expect(drawn.status, width).to.equal(200)
  })

  it('is not available from a copy that was not given the secret of the batch', async () => {
    const batches = service.connection.collection<{ _id: number; keyVersion: number }>(
      'stamp_batches',
    )
    const known = await batches.findOne({ _id: Number(path.split('/').at(-1)) })
    const id = 1_000
    await batches.insertOne({ ...known, keyVersion: 9, _id: id })
    // The service would end with the first of them.
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    for (const file of ['labels.pdf', 'labels.csv', 'labels.zpl?sheet=roll-50x30']) {
      const reply = await staff.auditor.get(`/stamp-batches/${id}/${file}`)
      expect(reply.status, file).to.equal(503)
      expect(reply.body.code).to.equal('unavailable')
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    process.off('unhandledRejection', note)
    expect(unhandled).to.deep.equal([])
  })
})

describe('printing links that are long', () => {
  let service: TestService
  before(async () => {
    service = await startTestService('printing_long_links', { LINK_HOST: 'a'.repeat(60) })
  })
  after(() => service.stop())

  it('refuses the sheets that have no room for them, and prints on the others', async () => {
    const staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff)
    const { id } = await deliver(staff, maker, (await makeProduct(staff, maker)).id, 1)
    const path = `/stamp-batches/${id}`
    for (const file of ['labels.pdf', 'stamps/0.svg', 'stamps/0.png']) {
      const reply = await maker.api.get(`${path}/${file}?sheet=roll-20x20`)
      expect(reply.status, file).to.equal(422)
      expect(reply.body.errors[0], file).to.include({
        field: 'query.sheet',
        rule: 'label.too_small',
      })
      expect((await maker.api.get(`${path}/${file}?sheet=roll-30x20`)).status, file).to.equal(200)
    }
  })
})
