import { expect } from 'chai'
import {
  deliver,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const STAMPS = 200

describe('examining few keys in a batch of two hundred segments', () => {
  let service: TestService
  let staff: Staff
  let lotId: string
  let batch: { id: number }

  before(async () => {
    service = await startTestService('examining_few_keys')
    staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff)
    const productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    batch = await deliver(staff, maker, productId, STAMPS)
    const ranges = Array.from({ length: STAMPS / 2 }, (_, n) => ({ from: 2 * n, to: 2 * n }))
    await affix(ranges)
    const { items } = ok(await staff.auditor.get(`/stamp-batches/${batch.id}/segments?limit=200`))
    expect(items).to.have.length(STAMPS)
  })
  after(() => service.stop())

  const affix = async (ranges: { from: number; to: number }[]) => {
    const body = { action: 'affix', lotId, ranges }
    ok(await staff.reviewer.post(`/stamp-batches/${batch.id}/events`, body))
  }

  /** What the database examined of the stamps while `work` ran. */
  async function profile(work: () => Promise<unknown>) {
    const database = service.connection.getClient().db(service.connection.name)
    await database.command({ profile: 2 })
    await work()
    await database.command({ profile: 0 })
    const seen: { what: string; keys: number; documents: number; found: number }[] = []
    for await (const entry of database.collection('system.profile').find({})) {
      const collection = String(entry['ns']).split('.')[1] ?? ''
      if (!/^stamp_(events|segments|batches|heads)$/.test(collection)) continue
      seen.push({
        what: `${entry['op']} ${collection}`,
        keys: Number(entry['keysExamined'] ?? 0),
        documents: Number(entry['docsExamined'] ?? 0),
        found: Number(entry['nreturned'] ?? 0),
      })
    }
    await database.collection('system.profile').drop()
    return seen
  }

  it('finds state and events of a stamp by one index', async () => {
    const path = `/stamp-batches/${batch.id}/stamps?from=101&to=101&format=csv`
    const row = String((await staff.reviewer.get(path)).body).split('\r\n')[1] ?? ''
    const code = row.split(',')[1] ?? ''
    const seen = await profile(async () => {
      const stamp = ok(await staff.auditor.get(`/stamps/${code}`))
      expect(stamp).to.include({ state: 'delivered', index: 101 })
    })
    expect(seen.map(({ what }) => what)).to.deep.equal(['query stamp_events'])
    expect(seen[0]?.documents).to.equal(seen[0]?.found)
    expect(seen[0]?.keys).to.be.at.most(30)
  })

  it('records an event by a few keys, whatever else the batch holds', async () => {
    const ranges = [{ from: 101, to: 101 }]
    const seen = await profile(async () => {
      await affix(ranges)
    })
    const reads = seen.filter(({ what }) => /^(query|command|getmore)/.test(what))
    expect(reads.map(({ what }) => what)).to.deep.equal(['command stamp_heads'])
    expect(reads[0]?.keys).to.be.at.most(6)
    expect(reads[0]?.documents).to.be.at.most(6)
  })
})
