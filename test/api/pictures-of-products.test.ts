import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import sharp from 'sharp'
import { IMAGE_BYTES_MAX } from '../../src/http/limits.ts'
import { type Maker, makeEnterprise, makeStaff, ok, picture, type Staff } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('pictures of products', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let path: string

  before(async () => {
    service = await startTestService('pictures_of_products')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
  })
  beforeEach(async () => {
    const body = { name: 'Vải thiều', productGroup: 'agricultural' }
    const { id } = ok(await maker.api.post('/products', body))
    path = `/products/${id}/image`
  })
  after(() => service.stop())

  /** A picture of pure noise, which no compression makes smaller. */
  async function noise(side: number): Promise<Buffer> {
    const raw = { width: side, height: side, channels: 3 as const }
    return await sharp(randomBytes(side * side * 3), { raw })
      .png({ compressionLevel: 0 })
      .toBuffer()
  }

  it('are brought to 1024 pixels and given out under the hash of their bytes', async () => {
    const create = { width: 3_000, height: 1_500, channels: 3 as const, background: '#a30' }
    const sent = await sharp({ create }).png().toBuffer()
    const { image } = ok(await maker.api.put(path, sent))
    expect(image).to.include({ width: 1024, height: 512, contentType: 'image/jpeg' })
    const reply = await maker.api.get(path)
    expect(reply.status).to.equal(200)
    expect(reply.headers.get('content-type')).to.equal('image/jpeg')
    expect(reply.headers.get('etag')).to.equal(`"${image.sha256}"`)
    expect(reply.body.length).to.equal(image.bytes)
    const { format, width, height } = await sharp(reply.body).metadata()
    expect({ format, width, height }).to.deep.equal({ format: 'jpeg', width: 1024, height: 512 })
  })

  it('are not sent again to whoever holds them', async () => {
    const { image } = ok(await maker.api.put(path, await picture()))
    // Without the second header fetch asks for a fresh copy of its own accord.
    const known = { 'If-None-Match': `"${image.sha256}"`, 'Cache-Control': 'max-age=0' }
    const again = await maker.api.raw('GET', path, { headers: known })
    expect(again.status).to.equal(304)
    expect(again.body.length).to.equal(0)
    const named = await maker.api.get(`${path}?v=${image.sha256}`)
    expect(named.headers.get('cache-control')).to.match(/immutable/)
    const create = { width: 9, height: 9, channels: 3 as const, background: '#00f' }
    ok(await maker.api.put(path, await sharp({ create }).png().toBuffer()))
    const changed = await maker.api.raw('GET', path, { headers: known })
    expect(changed.status).to.equal(200)
  })

  it('are given out to anyone at an address that names their bytes', async () => {
    const { image } = ok(await maker.api.put(path, await picture()))
    const open = await fetch(`${service.baseUrl}/t/images/${image.sha256}`)
    expect(open.status).to.equal(200)
    expect(open.headers.get('cache-control')).to.match(/immutable/)
    expect(open.headers.get('content-type')).to.equal('image/webp')
    expect((await open.arrayBuffer()).byteLength).to.be.within(1, 30_000)
    const none = await fetch(`${service.baseUrl}/t/images/${'0'.repeat(64)}`)
    expect(none.status).to.equal(404)
  })

  it('are told by their content: a text that is called image/png is refused', async () => {
    const texts = ['Đây không phải ảnh', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a…']
    for (const text of texts) {
      const reply = await maker.api.put(path, Buffer.from(text))
      expect(reply.status).to.equal(422)
      expect(reply.body.errors[0]).to.include({ field: 'body', rule: 'image.format' })
    }
    const cut = (await picture()).subarray(0, 60)
    const reply = await maker.api.put(path, cut)
    expect(reply.status).to.equal(422)
    expect(reply.body.errors[0].rule).to.equal('image.unreadable')
    expect((await maker.api.get(path)).status).to.equal(404)
  })

  it('are sent as a picture type, however they look', async () => {
    const headers = { 'Content-Type': 'text/plain' }
    const reply = await maker.api.put(path, await picture(), { headers })
    expect(reply.status).to.equal(415)
    expect(reply.body.code).to.equal('unsupported_media_type')
    const jpeg = await sharp(await picture())
      .jpeg()
      .toBuffer()
    const mistaken = await maker.api.put(path, jpeg, { headers: { 'Content-Type': 'image/webp' } })
    expect(mistaken.status).to.equal(200)
  })

  it('may have 5 MB, and are refused with 413 beyond the limit', async () => {
    const large = await noise(1_310)
    expect(large.length).to.be.within(5_000_000, IMAGE_BYTES_MAX)
    const { image } = ok(await maker.api.put(path, large))
    expect(image.width).to.be.at.most(1024)
    expect(image.bytes).to.be.at.most(200_000)
    const reply = await maker.api.put(path, Buffer.alloc(IMAGE_BYTES_MAX + 1, large))
    expect(reply.status).to.equal(413)
    expect(reply.body.code).to.equal('body_too_large')
    expect(ok(await maker.api.get(path.replace('/image', ''))).image).to.deep.equal(image)
  })

  it('are changed on the revision that was read, where one is named', async () => {
    const first = ok(await maker.api.put(path, await picture()))
    const stale = await maker.api.put(path, await picture(), { headers: { 'If-Match': '"1"' } })
    expect(stale.status).to.equal(412)
    const headers = { 'If-Match': `"${first.revision}"` }
    expect(ok(await maker.api.put(path, await picture(), { headers })).revision).to.equal(3)
  })

  it('are not put on a product that is retired', async () => {
    ok(await maker.api.post(path.replace('image', 'retirement'), { reason: 'Ngừng' }))
    const reply = await maker.api.put(path, await picture())
    expect(reply.status).to.equal(409)
    expect(reply.body.state).to.equal('retired')
  })
})
