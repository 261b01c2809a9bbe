import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
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
import {
  loadParts,
  namedFiles,
  print,
  printed,
  sha256,
  storedFiles,
  sweep,
  untilRun,
} from '../support/print-runs.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** In each file, as the helper asks for it. */
const STAMPS_A_FILE = 65

describe('print runs', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let productId: string

  before(async () => {
    service = await startTestService('print_runs', { PRINT_KEEP_DAYS: '7' })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const batchOf = async (quantity: number): Promise<number> =>
    (await issue(staff, maker, productId, quantity)).id
  const listOf = async (query: string) =>
    ok(await staff.auditor.get(`/print-runs?limit=200&${query}`)).items

  it('makes the files of a batch one by one, and says how far it is', async () => {
    const batchId = await batchOf(3 * STAMPS_A_FILE + 5)
    const { run, prints } = ok(await print(maker.api, batchId))
    const stamps = 3 * STAMPS_A_FILE + 5
    expect(run).to.deep.include({ batchId, enterpriseId: maker.enterpriseId, stamps })
    expect(run.ranges).to.deep.equal([{ from: 0, to: stamps - 1 }])
    expect(run.progress).to.deep.include({ stamps, parts: 4, partsDone: 0, percent: 0 })
    expect(prints).to.have.length(1)
    expect(prints[0]).to.include({ from: 0, to: stamps - 1, copy: 1, reason: null, runId: run.id })
    const done = await untilRun(maker.api, run.id, ({ state }) => state === 'done')
    expect(done.progress).to.deep.equal({
      ...{ stamps, stampsDone: stamps, parts: 4, partsDone: 4, percent: 100 },
    })
    expect(done.parts.map((part: { stamps: number }) => part.stamps)).to.deep.equal([65, 65, 65, 5])
    expect(done.failure).to.equal(null)
    const names = done.parts.map(({ fileName }: { fileName: string }) => fileName)
    expect(new Set(names).size).to.equal(4)
    for (const reader of [staff.reviewer, staff.auditor, maker.api]) await loadParts(reader, done)
    const files = await storedFiles(service.connection)
    expect(files.files).to.deep.equal(files.pieces)
    expect(await namedFiles(service.connection)).to.deep.equal(files.files)
  })

  it('hands out a file under its name, private, and all of them as a ZIP', async () => {
    const batchId = await batchOf(3_000)
    const done = await printed(staff.reviewer, batchId, { pagesPerPart: 2_000 })
    const path = `/print-runs/${done.id}`
    const part = await maker.api.get(`${path}/parts/2`)
    expect(part.headers.get('content-type')).to.match(/^text\/csv/)
    expect(part.headers.get('cache-control')).to.equal('private, no-store')
    const { fileName, bytes } = done.parts[1]
    expect(part.headers.get('content-disposition')).to.equal(`attachment; filename="${fileName}"`)
    expect(part.headers.get('content-length')).to.equal(String(bytes))
    expectRefusal(await maker.api.get(`${path}/parts/3`), 404, { code: 'not_found' })
    const first = await maker.api.get(`${path}/files.zip`)
    expect(first.headers.get('content-type')).to.equal('application/zip')
    const again = await staff.auditor.get(`${path}/files.zip`)
    expect(first.body.equals(again.body), 'the same bytes each time').to.equal(true)
    const stored = filesIn(first.body)
    expect([...stored.keys()]).to.deep.equal(
      done.parts.map((one: { fileName: string }) => one.fileName),
    )
    for (const one of done.parts) {
      expect(sha256(stored.get(one.fileName) ?? '')).to.equal(one.sha256)
    }
  })

  /** The files of a ZIP that stores them as they are, by its central directory (APPNOTE 4.3). */
  function filesIn(zip: Buffer): Map<string, Buffer> {
    const found = new Map<string, Buffer>()
    const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
    let at = zip.readUInt32LE(end + 16)
    for (let n = zip.readUInt16LE(end + 10); n > 0; n -= 1) {
      expect(zip.readUInt16LE(at + 10), 'stored').to.equal(0)
      const size = zip.readUInt32LE(at + 24)
      const nameBytes = zip.readUInt16LE(at + 28)
      const local = zip.readUInt32LE(at + 42)
      const name = zip.toString('utf8', at + 46, at + 46 + nameBytes)
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      found.set(name, zip.subarray(start, start + size))
      at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    }
    return found
  }

  it('gives one run to all who ask for the same job while its files are kept', async () => {
    const batchId = await batchOf(20)
    const done = await printed(maker.api, batchId)
    const reordered = {
      ranges: [
        { from: 10, to: 19 },
        { from: 0, to: 9 },
      ],
    }
    const same = ok(await print(staff.reviewer, batchId))
    expect(same.run).to.deep.equal(done)
    expect(same.prints).to.deep.equal([])
    expect(await listOf(`batchId=${batchId}`)).to.have.length(1)
    const other = await batchOf(20)
    const [first] = [ok(await print(maker.api, other, reordered))]
    const swapped = { ranges: reordered.ranges.toReversed() }
    expect(ok(await print(maker.api, other, swapped)).run.id).to.equal(first.run.id)
    const whole = await batchOf(5)
    const once = () => print(maker.api, whole, {}, { key: 'print-once' })
    expect(ok(await once())).to.deep.equal(ok(await once()))
    const changed = await print(maker.api, whole, { reason: 'damaged' }, { key: 'print-once' })
    expectRefusal(changed, 422, { code: 'idempotency_key_reused' })
  })

  it('prints only stamps that are of use, and names those in the way', async () => {
    const batchId = await batchOf(30)
    const path = `/stamp-batches/${batchId}/events`
    const record = async (body: object) => ok(await staff.reviewer.post(path, body))
    await record({ action: 'deliver', ranges: [{ from: 0, to: 19 }] })
    await record({ action: 'spoil', reason: 'torn', ranges: [{ from: 5, to: 6 }] })
    await record({ action: 'void', reason: 'copied', ranges: [{ from: 25, to: 27 }] })
    const reply = await print(maker.api, batchId)
    expectRefusal(reply, 409, { code: 'ranges_refused', state: 'spoiled' })
    expect(reply.body.ranges).to.deep.equal([
      { batchId, from: 5, to: 6, state: 'spoiled' },
      { batchId, from: 25, to: 27, state: 'voided' },
    ])
    const good = [
      { from: 7, to: 24 },
      { from: 0, to: 4 },
    ]
    expect(ok(await print(maker.api, batchId, { ranges: good })).run.stamps).to.equal(23)
    expect(await listOf(`batchId=${batchId}`)).to.have.length(1)
  })

  it('refuses ranges and batches that are not there, by the field', async () => {
    const batchId = await batchOf(10)
    const attempt = (ranges: object[]) => print(maker.api, batchId, { ranges })
    expectFault(await attempt([{ from: 5, to: 10 }]), 'body.ranges.0.to', 'range.beyond')
    expectFault(await attempt([{ from: 5, to: 4 }]), 'body.ranges.0', 'range.order')
    const twice = [
      { from: 0, to: 4 },
      { from: 4, to: 5 },
    ]
    expectFault(await attempt(twice), 'body.ranges', 'range.overlap')
    const many = Array.from({ length: 101 }, (_, n) => ({ from: n, to: n }))
    expectRefusal(await attempt(many), 422, { code: 'invalid_fields' })
    expectRefusal(await print(maker.api, 33_000_000), 404, { code: 'not_found' })
    expectRefusal(await print(stranger.api, batchId), 404, { code: 'not_found' })
    for (const api of [staff.auditor, staff.inspector, service.admin]) {
      expectRefusal(await print(api, batchId), 403)
    }
    const large = await batchOf(1_001)
    const single = await print(maker.api, large, { pagesPerPart: 1 })
    expectFault(single, 'body.pagesPerPart', 'print.parts_max')
  })

  it('lists its runs by batch and state, to each enterprise its own', async () => {
    const [one, two] = [await batchOf(5), await batchOf(5)]
    const run = await printed(maker.api, one)
    await printed(maker.api, two)
    expect(await listOf(`batchId=${one}`)).to.have.length(1)
    const shown = (await listOf('state=done')).map(({ id }: { id: string }) => id)
    expect(shown).to.include(run.id)
    expect(await listOf('state=failed')).to.deep.equal([])
    const page = ok(await maker.api.get('/print-runs?limit=1'))
    expect(page.items).to.have.length(1)
    expect(page.nextCursor).to.be.a('string')
    expect(ok(await stranger.api.get('/print-runs')).items).to.deep.equal([])
    for (const path of ['', '/parts/1', '/files.zip']) {
      expectRefusal(await stranger.api.get(`/print-runs/${run.id}${path}`), 404)
    }
    expectRefusal(await stranger.api.get(`/stamp-batches/${one}/prints`), 404)
    expectRefusal(await staff.inspector.get(`/print-runs/${run.id}`), 403)
  })

  it('stops at a cancellation, frees its files, and counts as printed what was there', async () => {
    const batchId = await batchOf(40 * STAMPS_A_FILE)
    const { run } = ok(await print(maker.api, batchId))
    const path = `/print-runs/${run.id}`
    expectRefusal(await stranger.api.post(`${path}/cancellation`), 404)
    await untilRun(maker.api, run.id, ({ progress }) => progress.partsDone > 1)
    const early = await maker.api.get(`${path}/files.zip`)
    expectRefusal(early, 409, { code: 'wrong_state', state: 'running' })
    expect(early.body.detail).to.match(/\d+ %/)
    expectRefusal(await maker.api.get(`${path}/parts/40`), 409, { code: 'wrong_state' })
    const cancelled = ok(await maker.api.post(`${path}/cancellation`))
    expect(cancelled).to.include({ state: 'cancelled', filesKept: false, archiveUrl: null })
    expectRefusal(await maker.api.get(`${path}/parts/1`), 410, { code: 'files_gone' })
    const again = await maker.api.post(`${path}/cancellation`)
    expectRefusal(again, 409, { code: 'wrong_state', state: 'cancelled' })
    expectRefusal(await print(maker.api, batchId), 409, { code: 'already_printed' })
    const isFree = async (): Promise<boolean> => {
      const { pieces } = await storedFiles(service.connection)
      return pieces.length === (await namedFiles(service.connection)).length
    }
    for (let tries = 0; tries < 40 && !(await isFree()); tries += 1) await delay(50)
    expect(await isFree(), 'nothing of it is left').to.equal(true)
  })

  it('has printed nothing where it was cancelled before its first file', async () => {
    const busy = ok(await print(maker.api, await batchOf(8_000), { format: 'pdf' })).run
    await untilRun(maker.api, busy.id, ({ state }) => state === 'running')
    // The one worker is at the long file, so the next run waits.
    const batchId = await batchOf(3)
    const { run } = ok(await print(maker.api, batchId))
    const cancelled = ok(await maker.api.post(`/print-runs/${run.id}/cancellation`))
    expect(cancelled.progress.partsDone).to.equal(0)
    const { prints } = ok(await print(maker.api, batchId))
    expect(prints).to.have.length(1)
    expect(prints[0]).to.include({ copy: 1, reason: null })
    ok(await maker.api.post(`/print-runs/${busy.id}/cancellation`))
  })

  it('keeps its files for the days that are set, then its record alone', async () => {
    const batchId = await batchOf(3)
    const done = await printed(maker.api, batchId)
    const path = `/print-runs/${done.id}`
    expect(done.expiresAt).to.equal('2024-01-08T00:00:00.000Z')
    ok(await service.admin.put('/clock', { now: '2024-01-07T23:59:59.000Z' }))
    ok(await maker.api.get(`${path}/parts/1`))
    const lastSecond = new Date('2024-01-07T23:59:59Z')
    // A file that was under way when its run was cancelled may have left a piece.
    await sweep(service.connection, lastSecond)
    expect(await sweep(service.connection, lastSecond)).to.equal(0)
    ok(await maker.api.get(`${path}/parts/1`))
    const now = '2024-01-08T00:00:00.000Z'
    ok(await service.admin.put('/clock', { now }))
    for (const file of ['parts/1', 'files.zip']) {
      const gone = await maker.api.get(`${path}/${file}`)
      expectRefusal(gone, 410, { code: 'files_gone' })
      expect(gone.body.detail).to.contain('in lại')
    }
    expect(await sweep(service.connection, new Date(now))).to.be.greaterThan(0)
    expect(await storedFiles(service.connection)).to.deep.equal({ files: [], pieces: [] })
    const kept = ok(await maker.api.get(path))
    expect(kept).to.deep.include({ state: 'done', filesKept: false, progress: done.progress })
    expect(kept.parts[0]).to.include({ sha256: done.parts[0].sha256, url: null })
    expectRefusal(await print(maker.api, batchId), 409, { code: 'already_printed' })
    const fresh = await printed(maker.api, batchId, { reason: 'lost_sheet' })
    expect(fresh.id).not.to.equal(done.id)
    expect(fresh.parts[0].sha256).to.equal(done.parts[0].sha256)
  })
})
