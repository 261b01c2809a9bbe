import { expect } from 'chai'
import { expectFault, expectRefusal, makePaper, prepare } from '../support/handovers.ts'
import {
  deliver,
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { mongod } from '../support/mongod.ts'
import { recount } from '../support/recount.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('replacing stamps', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string

  before(async () => {
    service = await startTestService('replacing_stamps')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const replace = (batchId: number, ranges: object[], more: object = {}, key?: string) =>
    staff.reviewer.post(
      `/stamp-batches/${batchId}/replacements`,
      { ranges, reason: 'print_fault', ...more },
      key === undefined ? {} : { key },
    )
  const batchesOf = async () => ok(await staff.auditor.get('/stamp-batches?limit=200')).items
  const statesOf = async (batchId: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/segments`)).items.map(
      ({ from, to, state }: { from: number; to: number; state: string }) =>
        `${from}-${to} ${state}`,
    )

  it('voids ranges and issues as many stamps anew for the same product', async () => {
    const old = await deliver(staff, maker, productId, 100)
    const documentId = await makePaper(staff)
    const ranges = [
      { from: 40, to: 49 },
      { from: 0, to: 4 },
    ]
    const { voided, batch } = ok(await replace(old.id, ranges, { documentId }))
    expect(voided.stamps).to.equal(15)
    for (const event of voided.events) {
      expect(event).to.include({ action: 'void', reason: 'print_fault', documentId })
    }
    expect(batch).to.deep.include({
      ...{ enterpriseId: maker.enterpriseId, productId, key: old.key, quantity: 15 },
      ...{ requestId: null, replaces: { batchId: old.id, opId: voided.opId } },
    })
    expect(old.replaces).to.equal(null)
    expect(ok(await maker.api.get(`/stamp-batches/${batch.id}`))).to.deep.equal(batch)
    expect(await statesOf(old.id)).to.deep.equal([
      ...['0-4 voided', '5-39 delivered', '40-49 voided', '50-99 delivered'],
    ])
    expect(await statesOf(batch.id)).to.deep.equal(['0-14 in_stock'])
    const entries = ok(await staff.auditor.get(`/audit/entries?kind=stamp_batch&id=${batch.id}`))
    expect(entries.items).to.have.length(1)
    expect(entries.items[0].action).to.equal('replaceStamps')
  })

  it('does both or neither', async () => {
    const old = await deliver(staff, maker, productId, 20)
    const before = (await batchesOf()).length
    const spoilt = { action: 'spoil', reason: 'torn', ranges: [{ from: 5, to: 6 }] }
    ok(await maker.api.post(`/stamp-batches/${old.id}/events`, spoilt))
    const refused = await replace(old.id, [{ from: 0, to: 9 }])
    expectRefusal(refused, 409, { code: 'ranges_refused', state: 'spoiled' })
    const waiting = await issue(staff, maker, productId, 5)
    ok(await prepare(staff.reviewer, maker, [{ batchId: waiting.id, from: 0, to: 4 }]))
    const held = await replace(waiting.id, [{ from: 0, to: 0 }])
    expectRefusal(held, 409, { code: 'ranges_refused', state: 'held' })
    const other = await makeProduct(staff, maker)
    const retired = await issue(staff, maker, other.id, 5)
    ok(await maker.api.post(`/products/${other.id}/retirement`, { reason: 'Ngừng' }))
    const late = await replace(retired.id, [{ from: 0, to: 0 }])
    expectRefusal(late, 409, { code: 'wrong_state', state: 'retired' })
    expect(await statesOf(retired.id)).to.deep.equal(['0-4 in_stock'])
    const beyond = await replace(old.id, [{ from: 0, to: 20 }])
    expectFault(beyond, 'body.ranges.0.to', 'range.beyond')
    for (const reason of ['torn', 'copied', 'revoked']) {
      const odd = await replace(old.id, [{ from: 0, to: 0 }], { reason })
      expectFault(odd, 'body.reason', 'field.invalid_value')
    }
    expectRefusal(await replace(33_000_000, [{ from: 0, to: 0 }]), 404, { code: 'not_found' })
    expect((await batchesOf()).length, 'only the two that were issued').to.equal(before + 2)
  })

  it('needs no request where the settings ask for one', async () => {
    const old = await issue(staff, maker, productId, 10)
    const headers = { 'If-Match': '*' }
    ok(await service.admin.patch('/settings', { issueWithoutRequest: false }, { headers }))
    const { enterpriseId } = maker
    const bare = { enterpriseId, productId, quantity: 1 }
    const refused = await staff.reviewer.post('/stamp-batches', bare)
    expectRefusal(refused, 409, { state: 'request_required' })
    expect(ok(await replace(old.id, [{ from: 0, to: 2 }])).batch.quantity).to.equal(3)
    ok(await service.admin.patch('/settings', { issueWithoutRequest: true }, { headers }))
  })

  it('is not undone by a correction: the stamps would be there twice', async () => {
    const old = await issue(staff, maker, productId, 10)
    const correct = (from: number, to: number) =>
      staff.reviewer.post(`/stamp-batches/${old.id}/events`, {
        ...{ action: 'correct', reason: 'wrong_action', ranges: [{ from, to }] },
      })
    const { voided } = ok(await replace(old.id, [{ from: 0, to: 4 }]))
    const bare = { action: 'void', reason: 'print_fault', ranges: [{ from: 5, to: 7 }] }
    ok(await staff.reviewer.post(`/stamp-batches/${old.id}/events`, bare))
    const refused = await correct(3, 6)
    expectRefusal(refused, 409, { code: 'ranges_refused', state: 'replaced' })
    const { seq } = voided.events[0]
    expect(refused.body.ranges).to.deep.equal([
      { batchId: old.id, from: 3, to: 4, state: 'replaced', seq },
    ])
    ok(await correct(5, 7))
    expect(await statesOf(old.id)).to.deep.equal(['0-4 voided', '5-9 in_stock'])
  })

  it('acts once under one key, and only for an officer', async () => {
    const old = await issue(staff, maker, productId, 10)
    const path = `/stamp-batches/${old.id}/replacements`
    const body = { ranges: [{ from: 0, to: 0 }], reason: 'print_fault' }
    expectRefusal(await maker.api.post(path, body), 403)
    expectRefusal(await staff.reviewer.post(path, body, { key: null }), 428)
    const once = () => replace(old.id, [{ from: 0, to: 9 }], {}, 'replace-once')
    const first = ok(await once())
    expect(ok(await once())).to.deep.equal(first)
    const again = await replace(old.id, [{ from: 0, to: 9 }])
    expectRefusal(again, 409, { code: 'ranges_refused', state: 'voided' })
    const replaced = (await batchesOf()).filter(
      ({ replaces }: { replaces: { batchId: number } | null }) => replaces?.batchId === old.id,
    )
    expect(replaced).to.have.length(1)
  })

  it('leaves a ledger that the independent recount finds in order', async () => {
    const { uri } = await mongod()
    await recount(uri, service.connection.name)
  })
})
