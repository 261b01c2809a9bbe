import { expect } from 'chai'
import type { Element } from '../../src/gs1/ai.ts'
import { compress } from '../support/compress-link.ts'
import { readLinkHeader, readWholeLinkset } from '../support/linkset.ts'
import { deliver, makeEnterprise, makeProduct, makeStaff } from '../support/make.ts'
import { createRawSender, type RawSender } from '../support/raw-http.ts'
import { startTestService, type TestService } from '../support/service.ts'

const LINKSET = { Accept: 'application/linkset+json' }

/** How a resolver is reached: GS1-Conformant Resolver 1.2, sections 2.3 and 3. */
describe('reaching the resolver', () => {
  let service: TestService
  let raw: RawSender
  let product: { key: string }
  let link: string

  before(async () => {
    service = await startTestService('reaching_the_resolver', { HOTLINE: '0225 000 0000' })
    const staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff)
    const { id, key } = await makeProduct(staff, maker)
    product = { key }
    link = `/01/${key}/21/${(await deliver(staff, maker, id, 1)).firstSerial}`
    raw = createRawSender(service.baseUrl)
  })
  after(async () => {
    raw.close()
    await service.stop()
  })

  const open = (path: string, headers: Record<string, string> = {}) =>
    fetch(service.baseUrl + path, { redirect: 'manual', headers })

  it('costs one look-up of one document, whatever else the link names', async () => {
    const database = service.connection.getClient().db(service.connection.name)
    await database.command({ profile: 2 })
    expect((await open(`${link}?17=261231`, { 'Accept-Language': 'en' })).status).to.equal(307)
    expect((await open(`/01/${product.key}/10/NONE/21/X`)).status).to.equal(307)
    await database.command({ profile: 0 })
    const profile = database.collection('system.profile')
    const seen = await profile.find({ ns: { $not: /system\.profile$/ } }).toArray()
    const reads = seen.map(
      ({ op, ns, docsExamined }) => `${op} ${ns.split('.')[1]} ${docsExamined}`,
    )
    expect(reads).to.deep.equal(['query products 1', 'query products 1'])
  })

  it('SHALL decompress a link, answer as for the whole, and name it owl:sameAs', async () => {
    const serial = link.split('/').at(-1) ?? ''
    const elements: Element[] = [
      ['01', product.key],
      ['21', serial],
    ]
    const whole = `/${compress(elements)}`
    const part = `/01/${product.key}/${compress([['21', serial]])}`
    for (const path of [whole, part]) {
      for (const [query, headers] of [
        ['', {}],
        ['?foo=bar', {}],
        ['?linkType=gs1:pip', { 'Accept-Language': 'en' }],
        ['?linkType=linkset', {}],
        ['', LINKSET],
        ['?linkType=gs1:nosuchlt', {}],
      ] as [string, Record<string, string>][]) {
        const [short, long] = await Promise.all([
          open(path + query, headers),
          open(link + query, headers),
        ])
        expect(short.status, path + query).to.equal(long.status)
        expect(short.headers.get('location')).to.equal(long.headers.get('location'))
        expect(short.headers.get('access-control-allow-origin')).to.equal('*')
        if (long.status !== 404) expect(await short.text()).to.equal(await long.text())
        const same = readLinkHeader(short.headers.get('link')).find(
          ({ rel }) => rel === 'owl:sameAs',
        )
        if (long.status !== 404) expect(same?.href).to.equal(service.baseUrl + link + query)
      }
    }
    const attributes = `/${compress([...elements, ['17', '261231']])}`
    const opened = await open(attributes)
    expect(opened.headers.get('location')).to.equal(`${service.baseUrl}/t${link}?17=261231`)
    expect((await fetch(service.baseUrl + whole, { method: 'OPTIONS' })).status).to.equal(204)
    expect((await fetch(service.baseUrl + whole, { method: 'POST' })).status).to.equal(405)
  })

  it('takes no path for a compressed link that is none', async () => {
    for (const path of ['/nothing', '/wp-admin', '/AAAAAAAAAAAA', '/eh30', '/01', '/01/']) {
      expect((await open(path)).status, path).to.equal(404)
      expect((await fetch(service.baseUrl + path, { method: 'POST' })).status, path).to.equal(404)
    }
    expect((await open(`/01/${product.key}/AAAA`)).status).to.equal(400)
  })

  it('SHALL describe itself at /.well-known/gs1resolver', async () => {
    const reply = await open('/.well-known/gs1resolver')
    expect(reply.status).to.equal(200)
    expect(reply.headers.get('content-type')).to.match(/^application\/json/)
    expect(await reply.json()).to.deep.equal({
      name: 'Sổ Tem, Sở NN&MT',
      resolverRoot: service.baseUrl,
      supportedPrimaryKeys: ['01', '253'],
      supportedLinkType: [{ namespace: 'https://ref.gs1.org/voc/', prefix: 'gs1:' }],
      linkTypeDefaultCanBeLinkset: false,
      supportedContextValuesEnumerated: [],
      contact: { fn: 'Sở NN&MT', hasTelephone: 'tel:02250000000' },
      extensionProfile: `${service.baseUrl}/docs`,
      jsonLdContextLocation: 'https://ref.gs1.org/standards/resolver/linkset-context',
    })
  })

  it('names itself only by its own names, whatever the Host says', async () => {
    const send = (path: string, host: string, more: Record<string, string> = {}) =>
      raw.send(path, { headers: { Host: host, ...more } })
    const printed = await send(link, 'TEM.EXAMPLE')
    expect(printed.headers.location).to.equal(`https://tem.example/t${link}`)
    const set = await send(link, 'tem.example', LINKSET)
    expect(readWholeLinkset(JSON.parse(set.body))[0]?.anchor).to.equal(`https://tem.example${link}`)
    for (const host of [
      'evil.example',
      'tem.example.evil.example',
      'tem.example:81',
      'a@tem.example',
    ]) {
      const reply = await send(link, host)
      expect(reply.headers.location, host).to.equal(`/t${link}`)
      for (const path of [`${link}?linkType=linkset`, '/.well-known/gs1resolver']) {
        const told = await send(path, host)
        expect(JSON.stringify(told), host).not.to.contain('evil')
        expect(told.body).to.contain(service.baseUrl)
      }
    }
  })
})
