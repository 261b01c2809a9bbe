import { expect } from 'chai'
import {
  LIVE_OF_TARGET_MAX,
  noticesOf,
  targetsOf,
} from '../../src/features/notices/notices.rules.ts'
import type { NoticeRecord } from '../../src/features/notices/notices.schema.ts'
import { createNoticeStore } from '../../src/features/notices/notices.store.ts'
import type { Api } from '../support/api.ts'
import { expectFault, expectRefusal, makePaper } from '../support/handovers.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeKey,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { recall } from '../support/notices.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('lifting recalls', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let officers: Api[]
  let productId: string
  let lotId: string
  let batchId: number
  let decision: string

  before(async () => {
    service = await startTestService('lifting_recalls')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    lotId = (await makeLot(maker, productId)).id
    batchId = (await issue(staff, maker, productId, 1_000)).id
    const duties = { duties: ['approver'] }
    const keys = await Promise.all(
      Array.from({ length: 6 }, (_, n) => makeKey(service, `Cán bộ ${n}`, 'officer', duties)),
    )
    officers = keys.map((key) => service.as(key))
    decision = await makePaper(staff, 'decision')
  })
  after(() => service.stop())

  const lift = (api: Api, id: string, body: object = { reason: 'Kết quả lại đạt' }) =>
    api.post(`/recalls/${id}/lifting`, body)
  const ofRange = (from: number, to: number) => ({ level: 'range', batchId, from, to })
  const entriesOf = async (id: string) =>
    ok(await staff.auditor.get(`/audit/entries?kind=recall&id=${id}`)).items
  const collection = () => service.connection.collection<NoticeRecord>('notices')
  /** What a scan of one stamp would be told. */
  async function shown(index: number, boundLot: string | null = null): Promise<string[]> {
    const { enterpriseId } = maker
    const goods = { enterpriseId, productId, lotId: boundLot, batchId, index }
    const live = await createNoticeStore(service.connection).findLive(targetsOf(goods))
    return noticesOf(live, goods).map(({ _id }) => _id)
  }

  it('ends a recall for good, with who, when, why and on what paper', async () => {
    const made = ok(await recall(staff.approver, { level: 'lot', lotId }, decision))
    expect(await shown(0, lotId)).to.deep.equal([made.id])
    const conclusion = await makePaper(staff, 'other')
    const body = { reason: 'Kiểm nghiệm lại đạt', documentId: conclusion }
    const lifted = ok(await lift(officers[0] as Api, made.id, body))
    const { lifted: end, ...rest } = lifted
    expect(rest).to.deep.equal({ ...withoutEnd(made), live: false, revision: 2 })
    expect(end).to.deep.equal({ at: end.at, by: 'Cán bộ 0', ...body })
    expect(end.at).to.equal(ok(await service.admin.get('/clock')).now)
    expect(ok(await maker.api.get(`/recalls/${made.id}`))).to.deep.equal(lifted)
    expect(await shown(0, lotId)).to.deep.equal([])
    const again = await lift(staff.approver, made.id)
    expectRefusal(again, 409, { code: 'wrong_state', state: 'lifted' })
  })

  const withoutEnd = ({ lifted: _, ...rest }: Record<string, unknown>) => rest

  it('needs a reason, a document that is there, and a recall that is', async () => {
    const { id } = ok(await recall(staff.approver, { level: 'product', productId }, decision))
    expectFault(await lift(staff.approver, id, {}), 'body.reason', 'field.required')
    const unknown = '65a0c0ffee00000000000009'
    const nowhere = { reason: 'Xong', documentId: unknown }
    expectFault(await lift(staff.approver, id, nowhere), 'body.documentId', 'reference.unknown')
    expectRefusal(await lift(staff.approver, unknown), 404, { code: 'not_found' })
    expect(ok(await staff.auditor.get(`/recalls/${id}`)).live).to.equal(true)
    ok(await lift(staff.approver, id))
  })

  it('is done by one of several who lift it at once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id } = ok(await recall(staff.approver, ofRange(0, round), decision))
      const replies = await Promise.all(officers.map((api) => lift(api, id)))
      const won = replies.filter(({ status }) => status === 200)
      expect(won, JSON.stringify(replies.map(({ body }) => body.code))).to.have.length(1)
      for (const { status, body } of replies) {
        if (status !== 200) expect(body).to.include({ code: 'wrong_state', state: 'lifted' })
      }
      const kept = ok(await staff.auditor.get(`/recalls/${id}`))
      expect(kept).to.deep.equal(won[0]?.body)
      expect(await entriesOf(id)).to.have.length(2)
    }
  })

  it('has one recall to lift where several record one decision at once', async () => {
    const before = ok(await staff.auditor.get('/recalls?limit=200')).items
    const scope = ofRange(100, 199)
    const replies = await Promise.all(officers.map((api) => recall(api, scope, decision)))
    const won = replies.filter(({ status }) => status === 201)
    expect(won).to.have.length(1)
    for (const { status, body } of replies) {
      if (status !== 201) expect(body).to.include({ code: 'already_exists' })
    }
    const after = ok(await staff.auditor.get('/recalls?limit=200')).items
    expect(after).to.have.length(before.length + 1)
    expect(await shown(150)).to.deep.equal([won[0]?.body.id])
    ok(await lift(staff.approver, won[0]?.body.id))
    // The numbers that the others took were given back.
    const next = ok(await recall(staff.approver, scope, decision))
    expect(Number(next.number.slice(-4)) - Number(won[0]?.body.number.slice(-4))).to.equal(1)
    ok(await lift(staff.approver, next.id))
  })

  it('leaves to a scan what holds of its own stamp, by as many keys as it finds', async () => {
    const papers = await Promise.all(Array.from({ length: 3 }, () => makePaper(staff, 'decision')))
    const range = ok(await recall(staff.approver, ofRange(10, 19), papers[0] ?? ''))
    const { enterpriseId } = maker
    const path = { path: '/suspensions' }
    const all = { level: 'enterprise', enterpriseId }
    const suspended = ok(await recall(staff.approver, all, papers[1] ?? '', {}, path))
    const lot = ok(await recall(staff.approver, { level: 'lot', lotId }, papers[2] ?? ''))
    expect(await shown(9)).to.deep.equal([suspended.id])
    expect(await shown(10)).to.deep.equal([range.id, suspended.id])
    expect(await shown(19, lotId)).to.deep.equal([range.id, lot.id, suspended.id])
    const targets = targetsOf({ enterpriseId, productId, lotId, batchId, index: 19 })
    const plan = await collection()
      .find({ target: { $in: targets }, live: true })
      .explain('executionStats')
    const { nReturned, totalDocsExamined, totalKeysExamined } = plan['executionStats']
    expect(nReturned).to.equal(3)
    expect(totalDocsExamined, 'none that was lifted').to.equal(3)
    expect(totalKeysExamined).to.be.at.most(3 + targets.length + 1)
  })

  it('makes room: no more hold of one batch than a scan is to read', async () => {
    const { items } = ok(await staff.auditor.get('/recalls?live=true&limit=200'))
    const own = items.find(({ scope }: { scope: { level: string } }) => scope.level === 'range')
    const sample = await collection().findOne({ _id: own.id })
    if (sample === null) throw new Error('No range is recalled')
    const document = { ...sample.document, id: '65a0c0ffee0000000000000a' }
    const more = Array.from({ length: LIVE_OF_TARGET_MAX - 1 }, (_, n) => ({
      ...{ ...sample, document, scope: { ...sample.scope, from: 500 + n, to: 500 + n } },
      _id: `a${String(n).padStart(23, '0')}`,
    }))
    await collection().insertMany(more)
    const wanted = ofRange(900, 909)
    const refused = await recall(staff.approver, wanted, decision)
    expectRefusal(refused, 409, { code: 'wrong_state', state: 'too_many_notices' })
    ok(await recall(staff.approver, { level: 'product', productId }, decision))
    ok(await lift(staff.approver, own.id))
    ok(await recall(staff.approver, wanted, decision))
  })
})
