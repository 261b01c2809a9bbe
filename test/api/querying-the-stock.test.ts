import { expect } from 'chai'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const BATCHES = 6

interface Batch {
  id: number
  maker: Maker
  lotId: string
}

/** What the server did for one command, as its profiler tells. */
interface Profiled {
  op: string
  ns: string
  planSummary?: string
  keysExamined?: number
  docsExamined?: number
  nreturned?: number
  hasSortStage?: boolean
}

describe('querying the stock', () => {
  let service: TestService
  let staff: Staff
  const makers: Maker[] = []

  before(async () => {
    service = await startTestService('querying_the_stock')
    ok(await service.admin.put('/clock', { now: '2024-01-10T02:00:00Z' }))
    staff = await makeStaff(service)
    const batches: Batch[] = []
    for (let n = 0; n < 2; n += 1) {
      const maker = await makeEnterprise(service, staff)
      makers.push(maker)
      const { id: productId } = await makeProduct(staff, maker)
      const { id: lotId } = await makeLot(maker, productId)
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const { id } = await deliver(staff, maker, productId, 10)
        batches.push({ id, maker, lotId })
      }
    }
    for (const [at, month] of ['2024-02', '2024-03', '2024-04'].entries()) {
      ok(await service.admin.put('/clock', { now: `${month}-10T02:00:00Z` }))
      for (const { id, maker, lotId } of batches) {
        const body = { action: 'affix', lotId, ranges: [{ from: at, to: at }] }
        ok(await maker.api.post(`/stamp-batches/${id}/events`, body))
      }
    }
    ok(await service.admin.put('/clock', { now: '2024-05-10T02:00:00Z' }))
  })
  after(() => service.stop())

  /** The commands on collections of the stock while something is done. */
  async function profile(work: () => Promise<unknown>): Promise<Profiled[]> {
    const { db } = service.connection
    if (db === undefined) throw new Error('Not connected')
    await db.command({ profile: 2 })
    try {
      await work()
    } finally {
      await db.command({ profile: 0 })
    }
    const found = await db
      .collection<Profiled>('system.profile')
      .find({})
      .hint({ $natural: 1 })
      .toArray()
    await db.collection('system.profile').drop()
    return found.filter(({ ns, op }) => /\.stock_/.test(ns) && op !== 'insert')
  }

  it('examines no more than it returns, in the order of an index', async () => {
    const [maker] = makers
    if (maker === undefined) throw new Error('No enterprise')
    const base = `/enterprises/${maker.enterpriseId}`
    const statement = `${base}/stock-statements/2024-01`
    const commands = await profile(async () => {
      ok(await maker.api.get(`${base}/stock-card?month=2024-03`))
      ok(await maker.api.get(`${base}/stock-card?month=2024-01&asOf=2024-03-01T00:00:00Z`))
      ok(await maker.api.post(`${statement}/submission`))
      ok(await maker.api.get(statement))
      ok(await maker.api.get(`${base}/stock-statements`))
      const reason = { reason: 'Đếm lại' }
      ok(await staff.approver.post(`${statement}/return`, reason))
    })
    const seen = new Set(commands.map(({ ns }) => ns.split('.')[1]))
    expect([...seen].sort()).to.deep.equal(['stock_books', 'stock_cards', 'stock_statements'])
    const largest = Math.max(...commands.map(({ nreturned }) => nreturned ?? 0))
    expect(largest, 'cards of one enterprise up to March').to.equal(3 * BATCHES)
    for (const {
      op,
      ns,
      planSummary,
      keysExamined,
      docsExamined,
      nreturned,
      ...rest
    } of commands) {
      const what = `${op} ${ns} ${planSummary}: ${keysExamined} keys, ${docsExamined} documents`
      if (planSummary === undefined || planSummary === 'EOF') continue
      expect(planSummary, what).to.match(/^(?:IXSCAN|IDHACK)/)
      expect(rest.hasSortStage ?? false, what).to.equal(false)
      const wanted = op === 'query' ? (nreturned ?? 0) : 1
      expect(docsExamined, what).to.be.at.most(wanted)
      expect(keysExamined, what).to.be.at.most(wanted + 1)
    }
  })
})
