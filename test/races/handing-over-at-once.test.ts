import { expect } from 'chai'
import type { Reply } from '../support/api.ts'
import { expectHoldsInOrder, makePaper, prepare } from '../support/handovers.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const ROUNDS = 4

describe('handing over at once', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  let minutes: { documentId: string }

  before(async () => {
    service = await startTestService('handing_over_at_once')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
    minutes = { documentId: await makePaper(staff) }
  })
  after(() => service.stop())
  afterEach(() => expectHoldsInOrder(service))

  const eventsOf = async (batchId: number) =>
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/events`)).items
  async function prepared() {
    const { id: batchId } = await issue(staff, maker, productId, 10)
    const ranges = [
      { batchId, from: 0, to: 2 },
      { batchId, from: 5, to: 9 },
    ]
    return { batchId, path: `/handovers/${ok(await prepare(staff.reviewer, maker, ranges)).id}` }
  }
  const succeeded = (replies: readonly Reply[]): Reply[] =>
    replies.filter(({ status }) => status < 300)
  function expectConflicts(replies: readonly Reply[], code: string): void {
    for (const { status, body } of replies) {
      expect(status, JSON.stringify(body)).to.be.oneOf([200, 201, 409])
      if (status === 409) expect(body.code).to.equal(code)
    }
  }

  it('delivers once, however many confirm', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { batchId, path } = await prepared()
      const replies = await Promise.all([
        maker.api.post(`${path}/confirmation`),
        staff.approver.post(`${path}/confirmation`, minutes),
        maker.api.post(`${path}/confirmation`),
        staff.payer.post(`${path}/confirmation`, minutes),
      ])
      expectConflicts(replies, 'wrong_state')
      expect(succeeded(replies)).to.have.length(1)
      const handed = (await eventsOf(batchId)).filter((event: { action: string }) => {
        return event.action === 'deliver'
      })
      expect(handed).to.have.length(2)
    }
  })

  it('is confirmed or cancelled, never both', async () => {
    for (let round = 0; round < 2 * ROUNDS; round += 1) {
      const { batchId, path } = await prepared()
      const confirm = () => maker.api.post(`${path}/confirmation`)
      const cancel = () => staff.reviewer.post(`${path}/cancellation`, { reason: 'Hẹn lại' })
      const sends = round % 2 === 0 ? [confirm, cancel] : [cancel, confirm]
      const replies = await Promise.all(sends.map((send) => send()))
      expectConflicts(replies, 'wrong_state')
      expect(succeeded(replies)).to.have.length(1)
      const { status, steps } = ok(await staff.auditor.get(path))
      expect(steps).to.have.length(2)
      expect(await eventsOf(batchId)).to.have.length(status === 'confirmed' ? 3 : 1)
    }
  })

  it('holds a stamp once, whoever else wants it in the same moment', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id: batchId } = await issue(staff, maker, productId, 20)
      const ranges = [{ from: 8, to: 12 }]
      const replies = await Promise.all([
        prepare(staff.reviewer, maker, [{ batchId, from: 0, to: 10 }]),
        prepare(staff.approver, maker, [{ batchId, from: 10, to: 19 }]),
        staff.payer.post(`/stamp-batches/${batchId}/events`, { action: 'deliver', ranges }),
        staff.payer.post(`/stamp-batches/${batchId}/events`, {
          ...{ action: 'void', reason: 'print_fault', ranges },
        }),
      ])
      expectConflicts(replies, 'ranges_refused')
      // Void and deliver may both act, the void last; a handover excludes all the others.
      const [first, second, ...events] = replies.map(({ status }) => status === 201)
      const held = Number(first) + Number(second)
      expect(held === 1 ? events.includes(true) : held > 1, JSON.stringify(replies)).to.equal(false)
      expect(succeeded(replies)).not.to.be.empty
    }
  })

  it('gives each of many its own number, without a gap', async () => {
    const batches = []
    for (let n = 0; n < 6; n += 1) batches.push(await issue(staff, maker, productId, 1))
    const replies = await Promise.all(
      batches.map(({ id }) => prepare(staff.reviewer, maker, [{ batchId: id, from: 0, to: 0 }])),
    )
    const numbers = replies.map((reply) => Number(ok(reply).number.slice(-4))).sort((a, b) => a - b)
    const [least = 0] = numbers
    expect(numbers).to.deep.equal(batches.map((_, n) => least + n))
  })

  it('repeats one request that was sent twice at once', async () => {
    const { id: batchId } = await issue(staff, maker, productId, 3)
    const send = () =>
      prepare(staff.reviewer, maker, [{ batchId, from: 0, to: 2 }], {}, { key: 'at-once' })
    const replies = await Promise.all([send(), send(), send()])
    for (const reply of replies) if (reply.status !== 503) ok(reply)
    const ids = new Set(succeeded(replies).map(({ body }) => body.id))
    expect(ids.size).to.equal(1)
    expect(ok(await send()).id).to.equal([...ids][0])
  })
})
