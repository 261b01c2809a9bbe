import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/128.0.0.0 Mobile Safari/537.36'
const IN_ZALO = `${PHONE} Zalo android/24080512 ZaloTheme/light ZaloLanguage/vi`
const PREVIEW = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'
/** Counts are written behind by at most this. */
const BEHIND_MS = 1_000

describe('counting scans at the page', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let key: string
  let path: string
  let serial: string

  before(async () => {
    service = await startTestService('counting_scans', { TRUST_PROXY: '1' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
  })
  beforeEach(async () => {
    const product = await makeProduct(staff, maker)
    key = product.key
    serial = (await deliver(staff, maker, product.id, 1)).firstSerial
    path = `/01/${key}/21/${serial}`
  })
  after(() => service.stop())

  const scan = async (headers: Record<string, string>, init: RequestInit = {}, from = path) => {
    const response = await fetch(`${service.baseUrl}/t${from}`, {
      ...init,
      headers: { 'User-Agent': PHONE, 'X-Forwarded-For': '203.0.113.7', ...headers },
    })
    expect(response.status).to.equal(200)
    return await response.text()
  }
  const counted = async (): Promise<number> => {
    await delay(BEHIND_MS)
    return ok(await staff.inspector.get(`/stamps/${serial}/scans`)).count
  }

  it('counts one visit, and no HEAD, preview, inspector or quick repeat beside it', async () => {
    await scan({})
    for (let times = 0; times < 3; times += 1) await scan({}, { method: 'HEAD' })
    await scan({ 'User-Agent': PREVIEW })
    await scan({ Authorization: `Bearer ${staff.inspector.token}`, 'User-Agent': IN_ZALO })
    await scan({})
    await scan({})
    expect(await counted()).to.equal(1)
    expect(await scan({})).to.match(/đã được quét\s*(?:<[^>]+>)?1 lần/)
  })

  it('counts another phone, and a link that was opened inside an app', async () => {
    await scan({})
    await scan({ 'X-Forwarded-For': '203.0.113.8' })
    await scan({ 'User-Agent': IN_ZALO })
    expect(await counted()).to.equal(3)
  })

  it('counts neither a redirect nor a look through the API', async () => {
    const headers = { 'User-Agent': PHONE }
    await fetch(service.baseUrl + path, { headers, redirect: 'manual' })
    await fetch(`${service.baseUrl}/api/v1/verify?code=${serial}`, { headers })
    expect(await counted()).to.equal(0)
  })

  it('shows the number of the scans before the one that is being made', async () => {
    expect(await scan({})).not.to.match(/được quét\s*(?:<[^>]+>)?1 lần/)
    await counted()
    expect(await scan({ 'X-Forwarded-For': '203.0.113.8' })).to.match(/1 lần/)
  })
})
