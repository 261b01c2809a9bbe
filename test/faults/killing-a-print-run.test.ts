import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { MongoClient, ObjectId } from 'mongodb'
import { type Connection, connect } from '../../src/db/connection.ts'
import { createApi } from '../support/api.ts'
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
import { dropTestDatabase, mongod, testDatabase } from '../support/mongod.ts'
import {
  loadParts,
  namedFiles,
  print,
  printed,
  storedFiles,
  sweep,
  untilRun,
} from '../support/print-runs.ts'
import { type ServiceProcess, startServiceProcess } from '../support/process.ts'
import { proof } from '../support/proof.ts'
import { startTestService, type TestService } from '../support/service.ts'

const STAMPS_A_SHEET = 65
/** Files of a sheet each where there are few stamps; else of as many as the service makes. */
const FEW_FILES = 20
const STAMP_SECRETS = `1:${Buffer.alloc(32, 9).toString('base64')}`
/** A run of a million stamps takes minutes. */
const PATIENCE_MS = 1_800_000
/** Less than the lease of a run. */
const A_WHILE_MS = 400

/** What the batch of another register must have to be the same batch. */
const COPIED = [
  ...['keys', 'legal_entities', 'enterprises', 'products', 'images'],
  ...['stamp_batches', 'stamp_heads', 'stamp_segments', 'stamp_events'],
]

describe('killing a print run', () => {
  const { length: stamps } = proof('print', { short: 455, long: 1_000_000 })
  const sheets = Math.ceil(stamps / STAMPS_A_SHEET)
  const job = { format: 'pdf', ...(sheets <= FEW_FILES ? { pagesPerPart: 1 } : {}) }
  const database = testDatabase('killing_a_print_run')
  const env: Record<string, string> = {
    ...{ ADMIN_KEY: 'kill-a-print-run-kill-a-print-run-kill', STAMP_SECRETS },
    ...{ MONGODB_DATABASE: database, CHECK_REPLIES: 'true' },
  }
  let folder: string
  let uri: string
  let connection: Connection
  let copies: ServiceProcess[]
  let other: TestService
  let staff: Staff
  let maker: Maker
  let batchId: number
  let files: number

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sotem-print-'))
    uri = (await mongod()).uri
    env['MONGODB_URI'] = uri
    await dropTestDatabase(uri, database)
    connection = await connect(uri, database, 'test')
    const starting = [startServiceProcess(folder, env), startServiceProcess(folder, env)]
    other = await startTestService('killing_no_print_run', { STAMP_SECRETS })
    copies = await Promise.all(starting)
    const [one] = copies
    if (one === undefined) throw new Error('No copy is there')
    staff = await makeStaff(one)
    maker = await makeEnterprise(one, staff)
    const { id: productId } = await makeProduct(staff, maker)
    batchId = (await issue(staff, maker, productId, stamps)).id
    await copyRegister()
  }).timeout(60_000)
  after(async () => {
    await Promise.all(copies.map((copy) => copy.stop()))
    await other.stop()
    await connection.close()
    await dropTestDatabase(uri, database)
    await rm(folder, { recursive: true, force: true })
  })

  async function copyRegister(): Promise<void> {
    const client = new MongoClient(uri)
    for (const name of COPIED) {
      const into = { db: other.connection.name, coll: name }
      const pipeline = [{ $merge: { into, whenMatched: 'replace' } }]
      await client.db(database).collection(name).aggregate(pipeline).toArray()
    }
    await client.close()
  }

  /** Kills the copy that holds the lease of a run, in the middle of a file. */
  async function killHolder(runId: string): Promise<ServiceProcess> {
    for (;;) {
      const pid = Number(/^sotem-(\d+)-/.exec(await holderOf(runId))?.[1])
      const held = copies.find(({ child }) => child.pid === pid)
      if (held === undefined) continue
      const ended = new Promise((resolve) => held.child.once('exit', resolve))
      held.child.kill('SIGKILL')
      await ended
      // Between two files it holds none.
      if ((await holderOf(runId)).startsWith(`sotem-${pid}-`)) return held
      copies = copies.filter((copy) => copy !== held)
      copies.push(await startServiceProcess(folder, env))
    }
  }
  const runs = () =>
    connection.collection<{ _id: string; lease: { holder: string | null } }>('print_runs')
  const holderOf = async (_id: string): Promise<string> =>
    (await runs().findOne({ _id }))?.lease.holder ?? ''
  const reach = (copy: ServiceProcess, token: string) => createApi(copy.baseUrl, token)

  it('goes on elsewhere when the lease is over, and comes to the very same files', async () => {
    const began = Date.now()
    const uninterrupted = await printed(other.as(maker.key), batchId, job, PATIENCE_MS)
    const seconds = (Date.now() - began) / 1000
    const [one] = copies
    if (one === undefined) throw new Error('No copy is there')
    const { run } = ok(await print(reach(one, maker.key), batchId, job))
    await untilRun(reach(one, maker.key), run.id, ({ progress }) => progress.partsDone > 1)

    const first = await killHolder(run.id)
    const second = copies.find((copy) => copy !== first)
    if (second === undefined) throw new Error('The other copy is gone')
    const api = reach(second, maker.key)
    const before = ok(await api.get(`/print-runs/${run.id}`))
    await delay(A_WHILE_MS)
    const still = ok(await api.get(`/print-runs/${run.id}`))
    expect(still, 'the lease holds').to.deep.equal(before)
    const { partsDone } = before.progress
    const next = await api.get(`/print-runs/${run.id}/parts/${partsDone + 1}`)
    expectRefusal(next, 409, { code: 'wrong_state', state: 'running' })
    await endLease(run.id)
    await untilRun(api, run.id, ({ progress }) => progress.partsDone > partsDone + 1)

    await killHolder(run.id)
    await endLease(run.id)
    const third = await startServiceProcess(folder, env)
    copies.push(third)
    const last = reach(third, maker.key)
    const done = await untilRun(last, run.id, ({ state }) => state === 'done', PATIENCE_MS)
    const filesOf = ({ parts }: { parts: object[] }) =>
      parts.map((part) => ({ ...part, url: null }))
    expect(filesOf(done)).to.deep.equal(filesOf(uninterrupted))
    await loadParts(last, { ...done, parts: done.parts.slice(-3) })
    const bytes = done.parts.reduce((sum: number, part: { bytes: number }) => sum + part.bytes, 0)
    files = done.parts.length
    const peaks = await Promise.all(copies.map(({ child }) => peakMib(child.pid)))
    console.log(
      `    ${stamps} stamps in ${files} files: ${seconds} s, ${bytes} bytes; ` +
        `peak memory of the copies ${peaks.filter((peak) => peak > 0).join(', ')} MiB`,
    )
  }).timeout(2 * PATIENCE_MS)

  /** Most memory that a process had; 0 for one that has ended. */
  async function peakMib(pid: number | undefined): Promise<number> {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
  }

  /** The seconds of the lease are over. */
  async function endLease(_id: string): Promise<void> {
    await runs().updateOne({ _id }, { $set: { 'lease.until': new Date() } as object })
  }

  it('leaves nothing that is not named, once it is swept', async () => {
    const begun = { files_id: new ObjectId(), n: 0, data: Buffer.from('half a file') }
    await connection.collection('print_files.chunks').insertOne(begun)
    expect(await sweep(connection, new Date())).to.be.greaterThan(0)
    const { files: stored, pieces } = await storedFiles(connection)
    expect(stored).to.have.length(files)
    expect(pieces).to.deep.equal(stored)
    expect(await namedFiles(connection)).to.deep.equal(stored)
    expect(await sweep(connection, new Date())).to.equal(0)
  })
})
