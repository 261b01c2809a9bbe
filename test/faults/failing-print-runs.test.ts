import { expect } from 'chai'
import { expectRefusal } from '../support/handovers.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { print, printed, storedFiles, sweep, untilRun } from '../support/print-runs.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('failing print runs', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string

  before(async () => {
    service = await startTestService('failing_print_runs')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const batchOf = async (quantity: number): Promise<number> =>
    (await issue(staff, maker, productId, quantity)).id
  const runs = () => service.connection.collection<{ _id: string }>('print_runs')

  it('tries a file again, some times, then gives up and says what to do', async () => {
    const batchId = await batchOf(40 * 65)
    const { run } = ok(await print(maker.api, batchId))
    await untilRun(maker.api, run.id, ({ progress }) => progress.partsDone > 0)
    // No copy has the secret of this version any more.
    await runs().updateOne({ _id: run.id }, { $set: { 'job.keyVersion': 99 } as object })
    const stuck = await untilAttempts(run.id, 1)
    expect(stuck.state).to.equal('running')
    const atOnce = { attempts: 4, 'lease.until': new Date(0) } as object
    await runs().updateOne({ _id: run.id, 'lease.holder': null } as object, { $set: atOnce })
    const failed = await untilRun(maker.api, run.id, ({ state }) => state === 'failed')
    expect(failed.progress.partsDone).to.be.within(1, 39)
    expect(failed).to.include({ filesKept: false, archiveUrl: null })
    const { reason, remedy } = failed.failure
    expect(reason.vi).to.contain(`tệp thứ ${failed.progress.partsDone + 1}`)
    expect(remedy.vi).to.match(/Gửi lại/)
    const gone = await maker.api.get(`/print-runs/${run.id}/parts/1`)
    expectRefusal(gone, 410, { code: 'files_gone' })
    await sweep(service.connection, new Date('2024-01-01T00:00:00Z'))
    expect(await storedFiles(service.connection)).to.deep.equal({ files: [], pieces: [] })
    // Its files could be loaded for a while: to print them again is a second print.
    expectRefusal(await print(maker.api, batchId), 409, { code: 'already_printed' })
    const again = await printed(maker.api, batchId, { reason: 'printer_fault' })
    expect(again.id).not.to.equal(run.id)
  }).timeout(30_000)

  async function untilAttempts(_id: string, least: number) {
    for (;;) {
      const run = (await runs().findOne({ _id })) as { attempts?: number; state?: string } | null
      const { attempts = 0 } = run ?? {}
      const lease = (run as { lease?: { holder: string | null } } | null)?.lease
      if (attempts >= least && lease?.holder === null) return { ...run }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  it('lets a short run pass a long one, file by file', async () => {
    const long = ok(await print(maker.api, await batchOf(60 * 65))).run
    await untilRun(maker.api, long.id, ({ state }) => state === 'running')
    await printed(maker.api, await batchOf(10))
    const { state, progress } = ok(await maker.api.get(`/print-runs/${long.id}`))
    expect(state).to.equal('running')
    expect(progress.partsDone).to.be.lessThan(60)
    ok(await maker.api.post(`/print-runs/${long.id}/cancellation`))
  })

  it('cuts a load short where a file is lost, never ends it as if it were whole', async () => {
    const done = await printed(maker.api, await batchOf(130))
    await service.connection.collection('print_files.chunks').deleteMany({
      files_id: { $in: await idsOf(done.id) },
    })
    const path = `/print-runs/${done.id}`
    const started = performance.now()
    for (const file of ['parts/1', 'files.zip']) {
      const fault = await maker.api.get(`${path}/${file}`).then(
        ({ status }) => status,
        (error: unknown) => error,
      )
      expect(fault, file).not.to.equal(200)
    }
    expect(performance.now() - started, 'nobody waits for the rest').to.be.lessThan(3_000)
    expect(ok(await maker.api.get(path)).state, 'the service is at work').to.equal('done')
  })

  async function idsOf(runId: string) {
    const files = service.connection.collection('print_files.files')
    const found = await files.find({}).toArray()
    return found.filter((file) => file['metadata'].runId === runId).map(({ _id }) => _id)
  }
})
