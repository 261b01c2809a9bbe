import { expect } from 'chai'
import { GUESSES_MAX } from '../../src/features/scans/guesses.rules.ts'
import { checkCharacter } from '../../src/features/stamps/serial.rules.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const TAG_AT = 9
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

describe('guessing serials', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let key: string
  let serial: string
  let clients = 0
  /** An address that nobody has used before. */
  const newClient = (): string => {
    clients += 1
    return `198.51.100.${clients}`
  }

  before(async () => {
    service = await startTestService('guessing_serials', { TRUST_PROXY: '1' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker)
    key = product.key
    serial = (await deliver(staff, maker, product.id, 1)).firstSerial
  })
  after(() => service.stop())

  /** Well formed, with another tag: the n-th that is not the true one. */
  const guess = (n: number): string => {
    const [head, tag] = [serial.slice(0, TAG_AT), serial.slice(TAG_AT, -1)]
    const digits = [ALPHABET[n % 32], ALPHABET[(n >> 5) % 32]]
    const body = head + digits.join('') + (tag.startsWith(digits.join('')) ? '0000' : tag.slice(2))
    const wrong = body + checkCharacter(body)
    return wrong === serial ? guess(n + 1) : wrong
  }
  const ask = async (path: string, address: string, headers: Record<string, string> = {}) =>
    await fetch(service.baseUrl + path, {
      redirect: 'manual',
      headers: { 'X-Forwarded-For': address, ...headers },
    })
  const verify = async (code: string, address: string) =>
    (await ask(`/api/v1/verify?code=${code}`, address)).status
  const exhaust = async (address: string) => {
    for (let n = 0; n < GUESSES_MAX; n += 1) expect(await verify(guess(n), address)).to.equal(200)
  }

  it('is refused after a number of wrong tags, with the time to wait', async () => {
    const address = newClient()
    await exhaust(address)
    const reply = await ask(`/api/v1/verify?code=${guess(GUESSES_MAX)}`, address)
    expect(reply.status).to.equal(429)
    expect(Number(reply.headers.get('retry-after'))).to.be.within(1, 600)
    expect((await reply.json()) as object).to.include({ code: 'too_many_requests' })
  })

  it('is refused then for right serials too, or the right one would show', async () => {
    const address = newClient()
    await exhaust(address)
    expect(await verify(serial, address)).to.equal(429)
    const page = await ask(`/t/01/${key}/21/${serial}`, address, { Accept: 'text/html' })
    expect(page.status).to.equal(429)
    expect(page.headers.get('content-type')).to.match(/^text\/html/)
    expect(await page.text()).to.contain('quá nhiều mã')
    expect(await verify(serial, newClient())).to.equal(200)
  })

  it('counts guesses on pages as those through the API', async () => {
    const address = newClient()
    for (let n = 0; n < GUESSES_MAX; n += 1) {
      expect((await ask(`/t/01/${key}/21/${guess(n)}`, address)).status).to.equal(200)
    }
    expect(await verify(guess(GUESSES_MAX), address)).to.equal(429)
  })

  it('counts serials alone that are typed into the one box as those on pages', async () => {
    const address = newClient()
    const find = async (q: string) => {
      const reply = await ask(`/api/v1/finder?q=${q}`, address)
      return { status: reply.status, text: await reply.text() }
    }
    const right = await find(serial)
    expect([right.status, right.text.includes(`/t/01/${key}/21/${serial}`)]).to.deep.equal([
      ...[200, true],
    ])
    for (let n = 0; n < GUESSES_MAX; n += 1) {
      const { status, text } = await find(guess(n))
      expect([status, text.includes(key)]).to.deep.equal([200, false])
    }
    expect((await find(serial)).status, 'right or wrong').to.equal(429)
    expect((await ask(`/tra-cuu?q=${serial}`, address)).status).to.equal(429)
    expect(await verify(serial, address)).to.equal(429)
    const code = await ask(`/tra-cuu?q=${key}${serial}`, address)
    expect(code.status, 'with its key it only leads on').to.equal(303)
    expect((await find('rau')).status, 'words are no guess').to.equal(200)
  })

  it('answers a burst no more than its limit, the right serial among the wrong ones', async () => {
    const address = newClient()
    const wrong = Array.from({ length: 4 * GUESSES_MAX }, (_, n) => guess(n))
    const statuses = await Promise.all([...wrong, serial].map((code) => verify(code, address)))
    expect(statuses.filter((status) => status === 200).length).to.equal(GUESSES_MAX)
    expect(statuses.at(-1)).to.equal(429)
  })

  it('is not what a whole market does that scans one copied wrong code', async () => {
    const address = newClient()
    for (let n = 0; n < 2 * GUESSES_MAX; n += 1) {
      expect(await verify(guess(5), address)).to.equal(200)
    }
    expect(await verify(serial, address)).to.equal(200)
  })

  it('is a guess by whoever has only an enterprise’s key', async () => {
    const address = newClient()
    await exhaust(address)
    const headers = { Authorization: `Bearer ${maker.api.token}` }
    const reply = await ask(`/api/v1/verify?code=${serial}`, address, headers)
    expect(reply.status).to.equal(429)
  })

  it('takes an IPv6 network of /64 for one client', async () => {
    for (let n = 0; n < GUESSES_MAX; n += 1) await verify(guess(n), `2001:db8:1:2::${n + 1}`)
    expect(await verify(guess(0), '2001:db8:1:2:ffff::1')).to.equal(429)
    expect(await verify(guess(0), '2001:db8:1:3::1')).to.equal(200)
  })

  it('is not what a mistyped serial, a foreign code, a redirect or a link set is', async () => {
    const address = newClient()
    const mistyped = serial.slice(0, -1) + (serial.endsWith('0') ? '1' : '0')
    for (let n = 0; n < GUESSES_MAX + 5; n += 1) {
      expect(await verify(mistyped, address)).to.equal(200)
      expect(await verify(`ABC-${n}`, address)).to.equal(200)
      const link = `/01/${key}/21/${guess(n)}`
      expect((await ask(link, address)).status).to.equal(307)
      expect((await ask(`${link}?linkType=linkset`, address)).status).to.equal(200)
    }
    expect(await verify(serial, address)).to.equal(200)
  })

  it('is not counted of staff, who check wrong stamps all day', async () => {
    const address = newClient()
    const headers = { Authorization: `Bearer ${staff.inspector.token}` }
    for (let n = 0; n < GUESSES_MAX + 5; n += 1) {
      const reply = await ask(`/api/v1/verify?code=${guess(n)}`, address, headers)
      expect(reply.status).to.equal(200)
    }
  })
})
