import { get, type IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { isWellFormedSerial } from '../../src/features/stamps/serial.rules.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeKey,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

interface Batch {
  id: number
  key: string
  quantity: number
  firstSerial: string
  lastSerial: string
}

interface Code {
  number: number
  serial: string
  link: string
}

const MIB = 2 ** 20

describe('streaming the codes of a range', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let small: Batch
  let large: Batch

  before(async () => {
    service = await startTestService('streaming_codes')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker)
    small = await issue(staff, maker, product.id, 2_001)
    large = await issue(staff, maker, product.id, 1_000_000)
  })
  after(() => service.stop())

  const pathOf = (batch: Batch, query = '') => `/stamp-batches/${batch.id}/stamps${query}`

  async function fetchText(batch: Batch, query = '', key = maker.key) {
    const headers = { Authorization: `Bearer ${key}` }
    const response = await fetch(`${service.baseUrl}/api/v1${pathOf(batch, query)}`, { headers })
    const bytes = Buffer.from(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString() }
  }

  async function fetchCodes(batch: Batch, query = ''): Promise<Code[]> {
    const { status, text } = await fetchText(batch, query)
    expect(status, text.slice(0, 500)).to.equal(200)
    expect(text.at(-1)).to.equal('\n')
    return text
      .slice(0, -1)
      .split('\n')
      .map((line) => JSON.parse(line) as Code)
  }

  /** A reader that has the head of the reply and takes the body as it likes. */
  async function open(batch: Batch): Promise<IncomingMessage> {
    const headers = { Authorization: `Bearer ${maker.key}` }
    return await new Promise((resolve, reject) => {
      get(`${service.baseUrl}/api/v1${pathOf(batch)}`, { headers }, resolve).once('error', reject)
    })
  }

  it('gives a line of JSON for each stamp of the batch, in order', async () => {
    const codes = await fetchCodes(small)
    expect(codes.map(({ number }) => number)).to.deep.equal(
      Array.from({ length: small.quantity }, (_, index) => index + 1),
    )
    expect(Object.keys(codes[0] ?? {})).to.deep.equal(['number', 'serial', 'link'])
    expect(codes.at(0)?.serial).to.equal(small.firstSerial)
    expect(codes.at(-1)?.serial).to.equal(small.lastSerial)
    expect(new Set(codes.map(({ serial }) => serial)).size).to.equal(small.quantity)
    expect(codes.filter(({ serial }) => !isWellFormedSerial(serial))).to.deep.equal([])
  })

  it('gives the serial and the link that the register itself knows each stamp by', async () => {
    const codes = await fetchCodes(small)
    for (const index of [0, 1, 31, 32, 998, 999, 1000, 1001, 1999, 2000]) {
      const { number, serial, link } = codes[index] ?? { number: 0, serial: '', link: '' }
      const stamp = ok(await staff.auditor.get(`/stamps/${serial}`))
      expect({ number, serial, link }).to.deep.equal({
        number: stamp.number,
        serial: stamp.serial,
        link: stamp.link,
      })
      expect(stamp).to.include({ index, batchId: small.id })
      expect(ok(await staff.auditor.get(`/stamps/${encodeURIComponent(link)}`)).index).to.equal(
        index,
      )
    }
  })

  it('gives the same as CSV that Excel opens: a mark, a header, CRLF', async () => {
    const { headers, bytes, text } = await fetchText(small, '?format=csv')
    expect(headers.get('content-type')).to.equal('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).to.equal(
      `attachment; filename="tem-dot-${small.id}.csv"`,
    )
    expect(bytes.subarray(0, 3)).to.deep.equal(Buffer.from([0xef, 0xbb, 0xbf]))
    const [head, ...lines] = text.replace(/^\uFEFF/, '').split('\r\n')
    expect(head).to.equal('number,serial,link')
    expect(lines.pop()).to.equal('')
    const codes = await fetchCodes(small)
    expect(lines).to.deep.equal(
      codes.map(({ number, serial, link }) => `${number},${serial},${link}`),
    )
    expect(text).not.to.match(/[^\r]\n/)
  })

  it('is NDJSON where no format is named, and tells caches to keep nothing', async () => {
    const { headers, text } = await fetchText(small)
    expect(headers.get('content-type')).to.match(/^application\/x-ndjson/)
    expect(headers.get('cache-control')).to.equal('private, no-store')
    expect(headers.get('content-disposition')).to.contain(`"tem-dot-${small.id}.ndjson"`)
    expect((await fetchText(small, '?format=ndjson')).text).to.equal(text)
  })

  const parts: [query: string, from: number, to: number][] = [
    ['from=0&to=0', 0, 0],
    ['from=999&to=1000', 999, 1000],
    ['from=500&to=1999', 500, 1999],
    ['from=2000', 2000, 2000],
    ['to=1', 0, 1],
  ]
  for (const [query, from, to] of parts) {
    it(`gives the stamps ${from} to ${to} for ${query}, under a name of their own`, async () => {
      const codes = await fetchCodes(small)
      expect(await fetchCodes(small, `?${query}`)).to.deep.equal(codes.slice(from, to + 1))
      const csv = await fetchText(small, `?${query}&format=csv`)
      expect(csv.text.split('\r\n')).to.have.length(to - from + 3)
      expect(csv.headers.get('content-disposition')).to.contain(
        `"tem-dot-${small.id}-${from + 1}-${to + 1}.csv"`,
      )
    })
  }

  const bad: [query: string, field: string][] = [
    ['?from=0&to=2001', 'query.to'],
    ['?from=2001', 'query.from'],
    ['?from=5&to=4', 'query'],
    ['?from=-1', 'query.from'],
    ['?to=1.5', 'query.to'],
    ['?to=1048576', 'query.to'],
    ['?format=xlsx', 'query.format'],
  ]
  for (const [query, field] of bad) {
    it(`refuses ${query} of 2,001 stamps with 422, naming ${field}`, async () => {
      const reply = await maker.api.get(pathOf(small, query))
      expect(reply.status, JSON.stringify(reply.body)).to.equal(422)
      expect(reply.headers.get('content-type')).to.match(/^application\/problem\+json/)
      expect(reply.headers.get('content-disposition')).to.equal(null)
      expect(reply.body.errors[0].field).to.equal(field)
      expect(reply.body.errors[0].remedy.vi).to.match(/\S{2}/)
    })
  }

  it('refuses a field that it does not know with 400, and a caller without a key', async () => {
    expect((await maker.api.get(pathOf(small, '?form=csv'))).status).to.equal(400)
    expect((await fetchText(small, '', 'nobody')).status).to.equal(401)
  })

  it('is for every role that may print labels, and 404 for another enterprise', async () => {
    const officer = await makeKey(service, 'Cán bộ in tem', 'officer')
    const auditor = await makeKey(service, 'Kiểm toán viên hai', 'auditor')
    for (const key of [officer, auditor, service.adminKey, maker.key]) {
      expect((await fetchText(small, '?to=0', key)).status).to.equal(200)
    }
    const theirs = await stranger.api.get(pathOf(small))
    const none = await stranger.api.get('/stamp-batches/33554431/stamps')
    expect([theirs.status, none.status]).to.deep.equal([404, 404])
    expect(theirs.body.detail).to.equal(none.body.detail)
  })

  it('sends a million in one go, within 64 MiB and while others are answered', async function () {
    this.timeout(20_000)
    const { heapUsed, external } = process.memoryUsage()
    let peak = 0
    let ended = false
    const answered: number[] = []
    const others = (async () => {
      while (!ended) {
        const asked = performance.now()
        ok(await staff.auditor.get(`/stamp-batches/${small.id}`))
        answered.push(performance.now() - asked)
        const now = process.memoryUsage()
        peak = Math.max(peak, now.heapUsed + now.external - heapUsed - external)
        await delay(20)
      }
    })()
    const began = performance.now()
    let [lines, tail, first] = [0, '', '']
    for await (const chunk of await open(large)) {
      const bytes = chunk as Buffer
      if (first === '') first = bytes.toString('latin1', 0, bytes.indexOf(10))
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1
      tail = (tail + bytes.toString('latin1', Math.max(0, bytes.length - 300))).slice(-300)
    }
    const seconds = (performance.now() - began) / 1000
    ended = true
    await others
    expect(lines).to.equal(1_000_000)
    expect(JSON.parse(first)).to.include({ number: 1, serial: large.firstSerial })
    const last = JSON.parse(tail.trim().split('\n').at(-1) ?? '')
    expect(last).to.include({ number: 1_000_000, serial: large.lastSerial })
    expect(peak / MIB, 'MiB').to.be.below(64)
    expect(answered.length, `answers in ${seconds} s`).to.be.greaterThan(10)
    expect(Math.max(...answered), 'slowest answer, ms').to.be.below(1_000)
  })

  /** The part of the time that this process, which is the service too, is busy. */
  async function busy(ms: number): Promise<number> {
    const before = performance.eventLoopUtilization()
    await delay(ms)
    return performance.eventLoopUtilization(before).utilization
  }

  /** The busiest, or the quietest, of some moments: others use the machine too. */
  async function ofMoments(choose: (...parts: number[]) => number): Promise<number> {
    const parts: number[] = []
    for (let n = 0; n < 8; n += 1) parts.push(await busy(100))
    return choose(...parts)
  }

  it('stops its work when the reader goes away', async () => {
    const response = await open(large)
    response.resume()
    // While the reader takes all, the service is busy: else the next line would prove nothing.
    expect(await ofMoments(Math.max)).to.be.greaterThan(0.6)
    expect(response.complete).to.equal(false)
    response.destroy()
    await delay(50)
    expect(await ofMoments(Math.min)).to.be.below(0.4)
    ok(await staff.auditor.get(`/stamp-batches/${small.id}`))
  })

  it('makes no more than a reader takes who stands still', async () => {
    const response = await open(large)
    response.pause()
    await delay(150)
    const before = process.memoryUsage()
    expect(await ofMoments(Math.min)).to.be.below(0.4)
    const now = process.memoryUsage()
    expect((now.heapUsed + now.external - before.heapUsed - before.external) / MIB).to.be.below(8)
    response.resume()
    expect(await ofMoments(Math.max)).to.be.greaterThan(0.6)
    response.destroy()
  })
})
