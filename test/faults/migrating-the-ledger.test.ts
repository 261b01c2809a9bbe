import { expect } from 'chai'
import type { Document } from 'mongodb'
import { migrate } from '../../src/db/migrations.ts'
import { createLog } from '../../src/log.ts'
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

const quiet = createLog('silent', [])

/** What the records of version 2 had not. */
const ADDED = {
  stamp_batches: ['requestId'],
  stamp_heads: ['turn', 'holds', 'recordedAt'],
  stamp_segments: ['productId'],
  stamp_events: ['node', 'undoes', 'postingMonth', 'productId', 'handoverId', 'byRole'],
}

describe('migrating the ledger', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker

  before(async () => {
    service = await startTestService('migrating_the_ledger')
    ok(await service.admin.put('/clock', { now: '2024-05-30T02:00:00Z' }))
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const productId = (await makeProduct(staff, maker)).id
    const lotId = (await makeLot(maker, productId)).id
    const batch = await deliver(staff, maker, productId, 1_000)
    await deliver(staff, maker, productId, 10)
    const record = async (body: object) =>
      ok(await staff.reviewer.post(`/stamp-batches/${batch.id}/events`, body))
    await record({ action: 'affix', lotId, ranges: [{ from: 0, to: 511 }] })
    ok(await service.admin.put('/clock', { now: '2024-06-02T02:00:00Z' }))
    await record({ action: 'spoil', reason: 'wet', ranges: [{ from: 700, to: 749 }] })
    const ranges = [
      { from: 500, to: 520 },
      { from: 999, to: 999 },
    ]
    await record({ action: 'void', reason: 'revoked', ranges })
  })
  after(() => service.stop())

  const database = () => service.connection.getClient().db(service.connection.name)

  async function readAll(name: string): Promise<Document[]> {
    const documents = await database()
      .collection<{ _id: string }>(name)
      .find({ _id: { $exists: true } })
      .hint('_id_')
      .sort({ _id: 1 })
      .toArray()
    return documents.map(({ turn: _turn, byRole: _role, ...fields }: Document) => fields)
  }

  it('gives the records of version 2 what those of version 3 have, and stock cards', async () => {
    const names = [...Object.keys(ADDED), 'stock_cards']
    const expected = await Promise.all(names.map(readAll))
    for (const [name, fields] of Object.entries(ADDED)) {
      const unset = Object.fromEntries(fields.map((field) => [field, '' as const]))
      await database()
        .collection<{ _id: number }>(name)
        .updateMany({ _id: { $exists: true } }, { $unset: unset }, { hint: '_id_' })
    }
    await database().collection('stock_cards').drop()
    await database()
      .collection<{ _id: string }>('schema_state')
      .updateOne({ _id: 'migrations' }, { $set: { version: 2 } })
    for (const attempt of ['first', 'repeated after a crash']) {
      await migrate(service.connection, 'test', () => new Date(), quiet)
      for (const [at, name] of names.entries()) {
        expect(await readAll(name), `${name}, ${attempt}`).to.deep.equal(expected[at])
      }
      await database()
        .collection<{ _id: string }>('schema_state')
        .updateOne({ _id: 'migrations' }, { $set: { version: 2 } })
    }
  })
})
