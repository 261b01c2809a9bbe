import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import { openStampSecrets } from '../../src/features/stamps/stamp-secrets.ts'
import { createLog } from '../../src/log.ts'
import { createApi } from '../support/api.ts'
import { type Maker, makeEnterprise, makeStaff, ok, type Staff } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const START = '2024-01-01T00:00:00.000Z'

describe('setting the clock', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker

  before(async () => {
    service = await startTestService('setting_the_clock')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
  })
  after(() => service.stop())

  const now = async () => ok(await maker.api.get('/clock')).now
  const set = (time: string) => service.admin.put('/clock', { now: time })

  /** A second life of the same register: everything built anew over the same database. */
  async function restarted<T>(clock: 'manual' | 'system', act: (baseUrl: string) => Promise<T>) {
    const { connection } = service
    const config = readConfig({ CLOCK: clock, CHECK_REPLIES: 'true' })
    const secret = new Map([[1, Buffer.alloc(32, 7)]])
    const secrets = await openStampSecrets(connection, secret, new Date(START))
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const log = createLog('silent', [])
    const parts = { config, connection, secrets, log, baseUrl, stopping: () => false }
    server.on('request', createApp((await createContext(parts)).app))
    try {
      return await act(baseUrl)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  it('begins on the first of January 2024 and stands still', async () => {
    expect(await now()).to.equal(START)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await now()).to.equal(START)
  })

  it('goes forward, and gives its time to what is recorded from then on', async () => {
    expect(ok(await set('2024-03-31T16:59:59.000Z')).now).to.equal('2024-03-31T16:59:59.000Z')
    const paper = (number: string) =>
      staff.approver.post('/documents', {
        kind: 'other',
        number,
        issuedOn: '2024-01-01',
        signer: 'Người ký',
        title: 'Văn bản thử',
        sha256: '0'.repeat(64),
      })
    expect(ok(await paper('1')).createdAt).to.equal('2024-03-31T16:59:59.000Z')
    // 17:00 UTC is midnight in Việt Nam.
    ok(await set('2024-04-01T00:00:00+07:00'))
    expect(await now()).to.equal('2024-03-31T17:00:00.000Z')
    const other = await makeEnterprise(service, staff)
    const { registeredOn } = ok(await other.api.get(`/enterprises/${other.enterpriseId}`))
    expect(registeredOn).to.equal('2024-04-01')
  })

  it('never goes back, though it may be set to where it stands', async () => {
    const present = await now()
    const back = await set('2024-03-31T16:59:59.999Z')
    expect(back.status).to.equal(422)
    expect(back.body.errors[0]).to.include({ field: 'body.now', rule: 'clock.forward' })
    expect(back.body.errors[0].reason.vi).to.contain(present)
    expect(await now()).to.equal(present)
    ok(await set(present))
  })

  it('takes a moment with a zone, and nothing else', async () => {
    for (const time of ['2024-05-01', '2024-05-01T00:00:00', 'tomorrow', '', null, 1_714_521_600]) {
      const reply = await service.admin.put('/clock', { now: time })
      expect(reply.status, String(time)).to.equal(422)
      expect(reply.body.errors[0].field).to.equal('body.now')
    }
  })

  it('is set by administrators alone, and told to everyone with a key', async () => {
    for (const api of [staff.reviewer, staff.auditor, staff.inspector, maker.api]) {
      const reply = await api.put('/clock', { now: '2025-01-01T00:00:00Z' })
      expect(reply.status).to.equal(403)
      ok(await api.get('/clock'))
    }
  })

  it('ends on the latest of several times that are set at once', async () => {
    const times = Array.from({ length: 8 }, (_, n) => `2024-06-0${n + 1}T00:00:00.000Z`)
    const replies = await Promise.all(times.map(set))
    for (const reply of replies) {
      expect(reply.status, JSON.stringify(reply.body)).to.be.oneOf([200, 422])
    }
    const taken = times.filter((_, n) => replies[n]?.status === 200)
    expect(await now()).to.equal(taken.at(-1))
    expect(taken).to.include(times.at(-1))
  })

  it('stands after a restart where it was, and still does not go back', async () => {
    const present = await now()
    await restarted('manual', async (baseUrl) => {
      const admin = createApi(baseUrl, service.adminKey)
      expect(ok(await admin.get('/clock')).now).to.equal(present)
      expect((await admin.put('/clock', { now: START })).status).to.equal(422)
      ok(await admin.put('/clock', { now: '2024-07-01T00:00:00.000Z' }))
    })
    await restarted('manual', async (baseUrl) => {
      const admin = createApi(baseUrl, service.adminKey)
      expect(ok(await admin.get('/clock')).now).to.equal('2024-07-01T00:00:00.000Z')
    })
  })

  it('is not set at all where the service runs on the time of the machine', async () => {
    await restarted('system', async (baseUrl) => {
      const admin = createApi(baseUrl, service.adminKey)
      const started = Date.now()
      const told = Date.parse(ok(await admin.get('/clock')).now)
      expect(told).to.be.within(started, Date.now())
      const reply = await admin.put('/clock', { now: '2099-01-01T00:00:00Z' })
      expect(reply.status).to.equal(409)
      expect(reply.body).to.include({ code: 'wrong_state', state: 'system' })
    })
  })
})
