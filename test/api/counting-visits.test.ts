import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { segmentId } from '../../src/features/stamps/segments.rules.ts'
import type { TotalsRecord } from '../../src/features/visits/visits.schema.ts'
import type { Visits } from '../../src/features/visits/visits.service.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startSecondCopy } from '../support/second-copy.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { serialOf } from '../support/suspicions.ts'
import { openVisits, PHONE, phone, visitOf, visitor } from '../support/visits.ts'

const NOON = '2024-02-01T05:00:00.000Z'
/** So many minutes after noon. */
const minutes = (n: number): string => new Date(Date.parse(NOON) + n * 60_000).toISOString()

describe('counting visits', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let batch: { id: number; enterpriseId: string; productId: string }
  let next = 0

  before(async () => {
    service = await startTestService('counting_visits')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker)
    batch = await deliver(staff, maker, product.id, 200)
  })
  after(() => service.stop())

  /** A stamp that nobody has scanned. */
  const fresh = (): number => {
    next += 1
    return next
  }
  const totalsOf = async (index: number) =>
    await service.connection
      .collection<TotalsRecord>('scan_totals')
      .findOne({ _id: segmentId(batch.id, index) })
  /** Counts by one copy that stops, so that all is written. */
  async function counted(work: (visits: Visits) => void): Promise<void> {
    const visits = await openVisits(service)
    work(visits)
    await visits.stop()
  }

  it('counts one of: a visit, three HEAD, a preview, an inspector, two quick repeats', async () => {
    const index = fresh()
    const shopper = phone(1)
    await counted((visits) => {
      const note = (client = shopper, at = NOON) => visits.note(visitOf(batch, index, at, client))
      note()
      for (let n = 0; n < 3; n += 1) note(visitor('203.0.0.9', {}, { method: 'HEAD' }))
      note(visitor('203.0.0.8', { 'user-agent': 'facebookexternalhit/1.1' }))
      note(visitor('203.0.0.7', {}, { isStaff: true }))
      note(shopper, minutes(1))
      note(shopper, minutes(9))
    })
    expect(await totalsOf(index)).to.include({ count: 1, revision: 1 })
  })

  it('counts a device again after ten minutes, also in another flush, not before', async () => {
    const index = fresh()
    for (const at of [0, 9, 10, 19, 21]) {
      await counted((visits) => visits.note(visitOf(batch, index, minutes(at), phone(2))))
    }
    expect((await totalsOf(index))?.count).to.equal(3)
  })

  it('finds repeats among visits that had to wait together', async () => {
    const index = fresh()
    await counted((visits) => {
      for (const at of [0, 5, 12, 13, 30]) {
        visits.note(visitOf(batch, index, minutes(at), phone(3)))
      }
    })
    expect((await totalsOf(index))?.count).to.equal(3)
  })

  it('finds a repeat though the key of the devices changed at midnight', async () => {
    const [apart, together] = [fresh(), fresh()]
    // Midnight in Việt Nam is 17:00 UTC.
    const times = ['16:59', '17:01', '17:08', '17:09', '17:20'].map(
      (time) => `2024-02-03T${time}:30.000Z`,
    )
    for (const at of times) {
      await counted((visits) => visits.note(visitOf(batch, apart, at, phone(12))))
    }
    await counted((visits) => {
      for (const at of times) visits.note(visitOf(batch, together, at, phone(12)))
      visits.note(visitOf(batch, together, '2024-02-03T17:01:00.000Z', phone(13)))
    })
    // 23:59:30, 00:09:30 (ten minutes later) and 00:20:30.
    expect((await totalsOf(apart))?.count).to.equal(3)
    expect((await totalsOf(together))?.count, 'and another device').to.equal(4)
  })

  it('takes a mark that is old, but was not removed yet, for no repeat', async () => {
    const index = fresh()
    await counted((visits) => visits.note(visitOf(batch, index, NOON, phone(4))))
    const marks = service.connection.collection<{ _id: string }>('visit_marks')
    const own = { _id: new RegExp(`^${segmentId(batch.id, index)}:`) }
    expect(await marks.countDocuments(own)).to.equal(1)
    await counted((visits) => visits.note(visitOf(batch, index, minutes(11), phone(4))))
    expect(await marks.countDocuments(own)).to.equal(1)
    expect((await totalsOf(index))?.count).to.equal(2)
  })

  it('counts the same device on two copies at once only once, and two devices twice', async () => {
    const index = fresh()
    const copies = await Promise.all([openVisits(service), openVisits(service)])
    for (const [n, copy] of copies.entries()) {
      copy.note(visitOf(batch, index, NOON, phone(5)))
      copy.note(visitOf(batch, index, NOON, phone(6 + n)))
    }
    await Promise.all(copies.map((copy) => copy.stop()))
    expect((await totalsOf(index))?.count).to.equal(3)
  })

  it('loses none where copies count the same stamps at the same moment', async () => {
    const indexes = [fresh(), fresh(), fresh()]
    const copies = await Promise.all([1, 2, 3].map(() => openVisits(service)))
    for (let round = 0; round < 4; round += 1) {
      for (const [n, copy] of copies.entries()) {
        for (let one = 0; one < 50; one += 1) {
          const client = phone(1_000 + round * 1_000 + n * 100 + one)
          for (const index of indexes) copy.note(visitOf(batch, index, minutes(round), client))
        }
      }
      await Promise.all(copies.map((copy) => copy.stop()))
    }
    for (const index of indexes) expect((await totalsOf(index))?.count).to.equal(600)
  })

  it('writes a busy stamp a few times a second, however many scan it', async () => {
    const index = fresh()
    const visits = await openVisits(service)
    visits.start()
    const began = performance.now()
    for (let n = 0; n < 2_000; n += 1) {
      visits.note(visitOf(batch, index, NOON, phone(10_000 + n)))
      if (n % 100 === 99) await delay(45)
    }
    await visits.stop()
    const seconds = (performance.now() - began) / 1_000
    const totals = await totalsOf(index)
    expect(totals?.count).to.equal(2_000)
    expect(totals?.revision).to.be.at.most(Math.ceil(seconds * 2) + 1)
  }).timeout(30_000)

  it('shows a count within a second, by look-ups that share a query', async () => {
    const index = fresh()
    const visits = await openVisits(service)
    const place = segmentId(batch.id, index)
    visits.start()
    expect(await visits.findTotals(place)).to.equal(null)
    visits.note(visitOf(batch, index, NOON, phone(7)))
    const until = performance.now() + 1_000
    while (performance.now() < until && (await visits.findTotals(place)) === null) await delay(20)
    const [one, other] = await Promise.all([visits.findTotals(place), visits.findTotals(place)])
    expect(one).to.deep.equal({ count: 1, firstAt: new Date(NOON), lastAt: new Date(NOON) })
    expect(other).to.deep.equal(one)
    await visits.stop()
  })

  it('never throws at who is scanning, and goes on counting', async () => {
    const index = fresh()
    await counted((visits) => {
      const header = () => {
        throw new Error('no headers')
      }
      visits.note(visitOf(batch, index, NOON, { ...visitor('203.0.0.6'), header }))
      visits.note(visitOf(batch, index, NOON, phone(8)))
    })
    expect((await totalsOf(index))?.count).to.equal(1)
  })

  it('counts by region where the proxy says it, and believes nobody else', async () => {
    const [told, untold] = [fresh(), fresh()]
    const client = phone(9, { 'x-region': 'VN-61' })
    const env = { SCAN_REGION_HEADER: 'X-Region', TRUST_PROXY: '1' }
    const visits = await openVisits(service, env)
    visits.note(visitOf(batch, told, NOON, client))
    await visits.stop()
    await counted((plain) => plain.note(visitOf(batch, untold, NOON, client)))
    const regions = async (index: number) =>
      ((await totalsOf(index))?.regions ?? []).map(({ region }) => region)
    expect(await regions(told)).to.deep.equal(['31'])
    expect(await regions(untold)).to.deep.equal([])
  })

  it('leaves no address in any document of the register', async () => {
    const index = fresh()
    const addresses = ['198.51.100.77', '2001:db8:77:88:99:aa:bb:cc']
    const headers = { 'user-agent': `${PHONE} Zz` }
    await counted((visits) => {
      for (const address of addresses) {
        visits.note(visitOf(batch, index, NOON, visitor(address, headers)))
      }
    })
    expect((await totalsOf(index))?.count).to.equal(2)
    const database = service.connection.getClient().db(service.connection.name)
    let documents = 0
    for (const { name } of await database.listCollections().toArray()) {
      for (const document of await database.collection(name).find({}).toArray()) {
        documents += 1
        const text = JSON.stringify(document)
        for (const trace of [...addresses, '198.51.100', '2001:db8:77', PHONE]) {
          expect(text, name).not.to.include(trace)
        }
        expect(text, name).not.to.match(/\b203\.0\.\d+\.\d+\b/)
      }
    }
    expect(documents).to.be.greaterThan(100)
  })

  it('keeps the keys of devices for two days and their marks for minutes', async () => {
    const database = service.connection.getClient().db(service.connection.name)
    const salts = await database.collection('visit_salts').find({}).toArray()
    expect(salts.map(({ _id }) => String(_id))).to.include('2024-02-01')
    for (const salt of salts) {
      expect(Buffer.from(String(salt['key']), 'base64')).to.have.length(32)
      // By the clock of the server, which removes it, whatever day the register plays in.
      const ageMs = Date.now() - Date.parse(salt['storedAt'].toISOString())
      expect(Math.abs(ageMs)).to.be.lessThan(600_000)
    }
    const lifetimes = async (name: string) =>
      (await database.collection(name).indexes()).map((index) => index['expireAfterSeconds'])
    expect(await lifetimes('visit_salts')).to.include(172_800)
    expect(await lifetimes('visit_marks')).to.include(1_200)
    const [mark] = await database.collection('visit_marks').find({}).limit(1).toArray()
    expect(Object.keys(mark ?? {}).sort()).to.deep.equal(['_id', 'at', 'by', 'storedAt'])
  })

  it('loses nothing of a copy of the service that is stopped', async () => {
    const index = 160
    const serial = await serialOf(staff, batch.id, index)
    const { link } = ok(await staff.auditor.get(`/stamps/${serial}`))
    const copy = await startSecondCopy(service)
    const shown = await fetch(`${copy.baseUrl}/t${new URL(link).pathname}`, {
      headers: { 'User-Agent': PHONE },
    })
    expect([shown.status, await totalsOf(index)]).to.deep.equal([200, null])
    await copy.stop()
    expect((await totalsOf(index))?.count).to.equal(1)
  })

  it('shows staff and the enterprise how often, when and where; also after a restart', async () => {
    const index = 150
    const serial = await serialOf(staff, batch.id, index)
    const scans = async () => ok(await staff.auditor.get(`/stamps/${serial}/scans`))
    expect(await scans()).to.deep.include({ serial, count: 0, firstAt: null, suspicion: null })
    await counted((visits) => visits.note(visitOf(batch, index, NOON, phone(11))))
    await counted((visits) => visits.note(visitOf(batch, index, minutes(20), phone(11))))
    const own = ok(await maker.api.get(`/stamps/${serial}/scans`))
    expect(own).to.deep.include({ count: 2, firstAt: NOON, lastAt: minutes(20), regions: [] })
    expect(own.days).to.deep.equal([{ on: '2024-02-01', count: 2 }])
    const states = [{ state: 'affixed', count: 2, firstAt: NOON, lastAt: minutes(20) }]
    expect(own.states).to.deep.equal(states)
    const unknown = await staff.inspector.get('/stamps/0000000000000000/scans')
    expect(unknown.status).to.equal(404)
  })
})
