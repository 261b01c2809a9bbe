import { expect } from 'chai'
import type { Reply } from '../support/api.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeKey,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { namedFiles, print, storedFiles, untilRun } from '../support/print-runs.ts'
import { startTestService, type TestService } from '../support/service.ts'

const CALLERS = 16
const ROUNDS = 3

describe('printing at once', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string

  before(async () => {
    service = await startTestService('printing_at_once')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const batchOf = async (quantity: number): Promise<number> =>
    (await issue(staff, maker, productId, quantity)).id
  const printsOf = async (batchId: number): Promise<{ copy: number }[]> =>
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/prints?limit=200`)).items
  const runsOf = async (batchId: number) =>
    ok(await staff.auditor.get(`/print-runs?batchId=${batchId}`)).items
  const succeeded = (replies: readonly Reply[]): Reply[] =>
    replies.filter(({ status }) => status < 300)

  it(`gives one run, one print and one file to ${CALLERS} who ask for the same job`, async () => {
    const keys = await Promise.all(
      Array.from({ length: CALLERS }, (_, n) => makeKey(service, `Người in ${n}`, 'officer')),
    )
    const callers = keys.map((key) => service.as(key))
    for (let round = 0; round < ROUNDS; round += 1) {
      const batchId = await batchOf(100)
      const replies = await Promise.all(callers.map((api) => print(api, batchId)))
      const ids = new Set(replies.map((reply) => ok(reply).run.id))
      expect(ids.size).to.equal(1)
      expect(replies.flatMap(({ body }) => body.prints)).to.have.length(1)
      expect(await printsOf(batchId)).to.have.length(1)
      const [id = ''] = [...ids]
      const done = await untilRun(staff.auditor, id, ({ state }) => state === 'done')
      expect(done.progress.parts).to.equal(2)
    }
    const { files } = await storedFiles(service.connection)
    expect(files).to.have.length(2 * ROUNDS)
    expect(await namedFiles(service.connection)).to.deep.equal(files)
  })

  it('makes exactly one of two jobs over the same stamps the first print', async () => {
    for (let round = 0; round < 2 * ROUNDS; round += 1) {
      const batchId = await batchOf(20)
      const [early, late] = [{ ranges: [{ from: 0, to: 12 }] }, { ranges: [{ from: 8, to: 19 }] }]
      const sent = round % 2 === 0 ? [early, late] : [late, early]
      const apis = [staff.reviewer, maker.api]
      const replies = await Promise.all(
        sent.map((more, at) => print(apis[at] ?? maker.api, batchId, more)),
      )
      expect(succeeded(replies)).to.have.length(1)
      const refused = replies.find(({ status }) => status === 409)
      expect(refused?.body.code).to.equal('already_printed')
      expect(refused?.body.ranges).to.deep.equal([
        { batchId, from: 8, to: 12, state: 'printed', times: 1 },
      ])
      expect(await runsOf(batchId)).to.have.length(1)
    }
  })

  it('counts every copy once, however many print again at once', async () => {
    const batchId = await batchOf(10)
    ok(await print(maker.api, batchId))
    const again = { reason: 'printer_fault' }
    const apis = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? maker.api : staff.approver))
    const replies = await Promise.all(apis.map((api) => print(api, batchId, again)))
    for (const reply of replies) ok(reply)
    const copies = (await printsOf(batchId)).map(({ copy }) => copy).sort((a, b) => a - b)
    expect(copies).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await runsOf(batchId)).to.have.length(1)
  })

  it('is cancelled or printed again, and tells which', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const batchId = await batchOf(40 * 65)
      const { run } = ok(await print(maker.api, batchId))
      const [cancelled, again] = await Promise.all([
        maker.api.post(`/print-runs/${run.id}/cancellation`),
        print(staff.reviewer, batchId, { reason: 'damaged' }),
      ])
      ok(cancelled)
      const first = ok(again).run
      const now = ok(await staff.auditor.get(`/print-runs/${first.id}`))
      // Either it came first, and its run was cancelled with it, or it has a run of its own.
      expect(now.state === 'cancelled').to.equal(first.id === run.id)
      if (first.id !== run.id) ok(await maker.api.post(`/print-runs/${first.id}/cancellation`))
    }
  })

  it('replaces stamps once, however often it is pressed', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const batchId = await batchOf(10)
      const send = (api: typeof maker.api) =>
        api.post(`/stamp-batches/${batchId}/replacements`, {
          ...{ ranges: [{ from: 2, to: 5 }], reason: 'print_fault' },
        })
      const replies = await Promise.all([
        send(staff.reviewer),
        send(staff.approver),
        send(staff.payer),
      ])
      expect(succeeded(replies)).to.have.length(1)
      for (const { status, body } of replies) {
        if (status !== 201) expect(body).to.include({ code: 'ranges_refused', state: 'voided' })
      }
      const batches = ok(await staff.auditor.get('/stamp-batches?limit=200')).items
      const replacing = batches.filter(
        ({ replaces }: { replaces: { batchId: number } | null }) => replaces?.batchId === batchId,
      )
      expect(replacing).to.have.length(1)
      expect(replacing[0].quantity).to.equal(4)
    }
  })
})
