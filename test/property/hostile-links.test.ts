import { connect } from 'node:net'
import { expect } from 'chai'
import {
  type Bait,
  createHostilePaths,
  type HostileRequest,
  INJECTED,
  MARK,
} from '../support/hostile-paths.ts'
import { deliver, makeEnterprise, makeLot, makeProduct, makeStaff, ok } from '../support/make.ts'
import { proof } from '../support/proof.ts'
import { createRawSender, type RawReply, type RawSender } from '../support/raw-http.ts'
import { startTestService, type TestService } from '../support/service.ts'

const STORED = ['https://rau.example.com/huong-dan', 'https://rau.example.com/2?a=b']
const AT_ONCE = 16
const MARKUP = new RegExp(`<[/!]?${MARK}`, 'i')
const ATTRIBUTE = new RegExp(`<[^>]*\\s${MARK}`, 'i')
const SCRIPT_ADDRESS = /(?:href|src|action)\s*=\s*["']?\s*(?:javascript|data|vbscript):/i

describe('hostile links', () => {
  const { length, seed, random } = proof('links', { short: 2_000, long: 100_000 })
  let service: TestService
  let raw: RawSender
  let next: () => HostileRequest
  const statuses = new Map<number, number>()

  before(async () => {
    service = await startTestService('hostile_links', { TRUST_PROXY: '1' })
    const staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker, { name: `<${MARK}> & "rau" 'sạch'` })
    const links = STORED.map((href, n) => {
      return { linkType: 'instructions', href, title: `"><${MARK}> ${n}`, hreflang: ['vi'] }
    })
    ok(await staff.reviewer.put(`/products/${product.id}/links`, { links }))
    const { firstSerial } = await deliver(staff, maker, product.id, 1)
    const typed = await makeProduct(staff, maker, { gtin: null })
    const bait: Bait = {
      gtin: product.key,
      gdti: typed.key,
      serial: firstSerial,
      lotCode: (await makeLot(maker, product.id)).code,
    }
    next = createHostilePaths(random, bait)
    raw = createRawSender(service.baseUrl, AT_ONCE)
  })
  after(async () => {
    raw?.close()
    await service?.stop()
  })

  it('are answered without a failure, a header, a way out or markup of theirs', async () => {
    let left = length
    const sender = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        const sent = next()
        const reply = await raw.send(sent.path, sent)
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
        const fault = faultOf(reply)
        if (fault !== null) {
          throw new Error(
            `seed ${seed}: ${fault}\n${JSON.stringify(sent)}\n${JSON.stringify(reply)}`,
          )
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, sender))
    console.log(`      ${JSON.stringify(Object.fromEntries(statuses))}`)
  }).timeout(0)

  function faultOf({ status, headers, body }: RawReply): string | null {
    const isAway = status === 503 && /^[1-9]\d*$/.test(headers['retry-after'] ?? '')
    if (status >= 500 && !isAway) return 'a failure of the service'
    if (headers[INJECTED] !== undefined || headers['set-cookie'] !== undefined) return 'a header'
    // What is no HTTP is refused by Node, without a body.
    if (headers['x-request-id'] === undefined)
      return status === 400 && body === '' ? null : 'unseen'
    if (headers['x-content-type-options'] !== 'nosniff') return 'no nosniff'
    const { location } = headers
    if (location !== undefined && !isAllowed(location)) return 'a way out'
    const type = headers['content-type'] ?? ''
    if (!type.startsWith('text/html')) return /html|svg|xml/.test(type) ? 'a type that runs' : null
    if (!/default-src '(?:none|self)'/.test(String(headers['content-security-policy'])))
      return 'no CSP'
    const tags = body.replaceAll(/=\s*(?:"[^"]*"|'[^']*')/g, '')
    if (MARKUP.test(body) || ATTRIBUTE.test(tags)) return 'markup of the request'
    return SCRIPT_ADDRESS.test(body) || /<script/i.test(body) ? 'a script' : null
  }

  /** Only to pages of the service, to its own look-up, or to what an officer has put there. */
  function isAllowed(location: string): boolean {
    if (!/^[\x21-\x7e]+$/.test(location)) return false
    if (STORED.some((href) => location === href || location.startsWith(href))) return true
    const url = new URL(location, service.baseUrl)
    const isOwn = [service.baseUrl, 'https://tem.example'].includes(url.origin)
    const isPath = location.startsWith(url.origin) || /^\/(?:t|api)\//.test(location)
    return isOwn && isPath && /^\/(?:t\/|api\/v1\/verify$)/.test(url.pathname)
  }

  it('were of all kinds: pages, redirects, choices, refusals', () => {
    if (length < 1_000) return
    for (const status of [200, 204, 300, 307, 400, 404, 405]) {
      expect(statuses.get(status) ?? 0, `${status}`).to.be.greaterThan(0)
    }
  })

  it('end a connection that is no HTTP, and the service goes on', async () => {
    for (const line of [
      'GET /01/\u0000 HTTP/1.1',
      'GET /01/a b HTTP/1.1',
      `GET /01/x\r${INJECTED}: yes HTTP/1.1`,
      `GET http://evil.example/01/09520000000011 HTTP/1.1`,
      'GET * HTTP/1.1',
      '\u0000\u0001\u0002',
      `GET /01/${'9'.repeat(20_000)} HTTP/1.1`,
    ]) {
      const reply = await exchange(`${line}\r\nHost: a\r\nConnection: close\r\n\r\n`)
      expect(reply, line.slice(0, 40)).to.match(/^HTTP\/1\.1 4\d\d /)
      expect(reply).not.to.match(new RegExp(`^${INJECTED}`, 'im'))
    }
    expect((await raw.send('/health/ready')).status).to.equal(200)
  })

  function exchange(bytes: string): Promise<string> {
    const { hostname, port } = new URL(service.baseUrl)
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.end(bytes, 'latin1'))
      let reply = ''
      socket.on('data', (chunk) => {
        reply += chunk.toString('latin1')
      })
      socket.on('close', () => resolve(reply))
      socket.on('error', reject)
    })
  }
})
