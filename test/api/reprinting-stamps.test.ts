import { expect } from 'chai'
import type { Entry } from '../support/audit.ts'
import { expectFault, expectRefusal } from '../support/handovers.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { mongod } from '../support/mongod.ts'
import { print, printed } from '../support/print-runs.ts'
import { recount } from '../support/recount.ts'
import { startTestService, type TestService } from '../support/service.ts'

interface Print {
  from: number
  to: number
  copy: number
  reason: string | null
}

describe('reprinting stamps', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string

  before(async () => {
    service = await startTestService('reprinting_stamps')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const batchOf = async (quantity: number): Promise<number> =>
    (await issue(staff, maker, productId, quantity)).id
  const printsOf = async (batchId: number): Promise<Print[]> =>
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/prints?limit=200`)).items
  const lineOf = ({ from, to, copy, reason }: Print): string => `${from}-${to} ${copy} ${reason}`
  const entriesOf = async (kind: string, id: string | number) =>
    ok(await staff.auditor.get(`/audit/entries?kind=${kind}&id=${id}`)).items

  it('refuses stamps that were printed, range by range with how often, and asks why', async () => {
    const batchId = await batchOf(30)
    await printed(maker.api, batchId, { ranges: [{ from: 0, to: 9 }] })
    const again = { ranges: [{ from: 5, to: 9 }], reason: 'damaged' }
    await printed(staff.reviewer, batchId, again)
    const reply = await print(maker.api, batchId)
    expectRefusal(reply, 409, { code: 'already_printed', state: 'printed' })
    expect(reply.body.ranges).to.deep.equal([
      { batchId, from: 0, to: 4, state: 'printed', times: 1 },
      { batchId, from: 5, to: 9, state: 'printed', times: 2 },
    ])
    expect(reply.body.detail).to.contain('5–9: 2 lần')
    expect(reply.body.remedy.vi).to.contain('reason')
    expect((await printsOf(batchId)).map(lineOf)).to.deep.equal(['0-9 1 null', '5-9 2 damaged'])
  })

  it('counts the copies of each stamp, also where they differ', async () => {
    const batchId = await batchOf(30)
    await printed(maker.api, batchId, { ranges: [{ from: 0, to: 9 }] })
    await printed(maker.api, batchId, { ranges: [{ from: 20, to: 24 }] })
    const ranges = [{ from: 5, to: 9 }]
    await printed(maker.api, batchId, { ranges, reason: 'misaligned' })
    const { prints } = ok(await print(staff.reviewer, batchId, { reason: 'printer_fault' }))
    expect(prints.map(lineOf)).to.deep.equal([
      '0-4 2 printer_fault',
      '5-9 3 printer_fault',
      '10-19 1 printer_fault',
      '20-24 2 printer_fault',
      '25-29 1 printer_fault',
    ])
    expect(prints[0]).to.include({ by: 'Cán bộ reviewer', byRole: 'officer', note: null })
    expect(await printsOf(batchId)).to.have.length(3 + 5)
    const page = ok(await maker.api.get(`/stamp-batches/${batchId}/prints?limit=2`))
    expect(page.items).to.have.length(2)
    expect(page.nextCursor).to.be.a('string')
  })

  it('takes the files of the run that has them, and keeps them for as long again', async () => {
    const batchId = await batchOf(10)
    const first = await printed(maker.api, batchId)
    ok(await service.admin.put('/clock', { now: '2024-01-03T00:00:00.000Z' }))
    const { run, prints } = ok(await print(maker.api, batchId, { reason: 'lost_sheet' }))
    expect(run).to.deep.include({ id: first.id, state: 'done', parts: first.parts })
    expect(run.expiresAt).to.equal('2024-01-10T00:00:00.000Z')
    expect(prints.map(lineOf)).to.deep.equal(['0-9 2 lost_sheet'])
    expect((await printsOf(batchId)).every((one) => 'runId' in one && one.runId === run.id))
      .to //
      .equal(true)
    const other = { reason: 'lost_sheet', pagesPerPart: 5 }
    const split = ok(await print(maker.api, batchId, other))
    expect(split.run.id).not.to.equal(first.id)
    expect(split.prints.map(lineOf)).to.deep.equal(['0-9 3 lost_sheet'])
    // The same job once more, and no new reason: the files are there, nothing is printed anew.
    expect(ok(await print(maker.api, batchId, { pagesPerPart: 5 })).prints).to.deep.equal([])
    expect(await printsOf(batchId)).to.have.length(3)
  })

  it('needs a reason of the table, and a note with the reason "other"', async () => {
    const batchId = await batchOf(10)
    await printed(maker.api, batchId)
    const attempt = (more: object) => print(maker.api, batchId, more)
    expectFault(await attempt({ reason: 'other' }), 'body', 'print.note')
    expectFault(await attempt({ reason: 'because' }), 'body.reason', 'field.invalid_value')
    const note = 'Mực nhòe từ tờ thứ ba'
    const { prints } = ok(await attempt({ reason: 'other', note }))
    expect(prints[0]).to.include({ copy: 2, reason: 'other', note })
  })

  it('leaves an audit entry of each print, with its reason, and one of each run', async () => {
    const batchId = await batchOf(10)
    const { id } = await printed(maker.api, batchId)
    ok(await print(staff.reviewer, batchId, { reason: 'damaged' }))
    ok(await print(staff.reviewer, batchId))
    const entries = await entriesOf('stamp_batch', batchId)
    const lines = entries.map(
      ({ subject, action, reason, role }: Entry) => `${subject.seq} ${action} ${reason} ${role}`,
    )
    expect(lines).to.deep.equal([
      '1 issueStampBatch null officer',
      '2 printStamps null enterprise',
      '3 printStamps damaged officer',
    ])
    expect(await entriesOf('print_run', id)).to.have.length(1)
  })

  it('leaves a ledger that the independent recount finds in order', async () => {
    const { uri } = await mongod()
    await recount(uri, service.connection.name)
  })
})
