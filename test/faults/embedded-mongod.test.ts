import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { type Collection, MongoClient } from 'mongodb'
import { startEmbedded } from '../../src/db/embedded.ts'
import { findMongodsOn, findStart, readOwnMark } from '../../src/db/embedded-process.ts'
import { foundMongod } from '../support/mongod.ts'

/** The promise: no mongod outlives its service by more. */
const OUTLIVED_MS_MAX = 10_000
const HOST = join(import.meta.dirname, '../support/embedded-host.js')

type Entry = { _id: number }
type Line = { event: string; uri: string; mongodPid: number; guardPid: number; reason: string }
type Host = {
  child: ChildProcess
  lines: Line[]
  /** The first line of this event, waited for. */
  hear: (event: string) => Promise<Line>
}

const mongodPath = await foundMongod()
const hosts: Host[] = []
let dataDir = ''

function startHost(dir = dataDir): Host {
  const child = spawn(process.execPath, [HOST, mongodPath, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const lines: Line[] = []
  let isOver = false
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (text) => lines.push(JSON.parse(text)))
  reader.once('close', () => {
    isOver = true
  })
  const hear = async (event: string): Promise<Line> => {
    for (;;) {
      const line = lines.find((one) => one.event === event)
      if (line !== undefined) return line
      if (isOver) throw new Error(`The host ended without "${event}": ${JSON.stringify(lines)}`)
      await delay(20)
    }
  }
  const host = { child, lines, hear }
  hosts.push(host)
  return host
}

/** How long until none of the processes was there any more. */
async function timeUntilGone(...pids: number[]): Promise<number> {
  const began = performance.now()
  for (;;) {
    const starts = await Promise.all(pids.map(findStart))
    const tookMs = performance.now() - began
    if (starts.every((start) => start === null)) return tookMs
    if (tookMs > 2 * OUTLIVED_MS_MAX) return tookMs
    await delay(20)
  }
}

async function stopHost(host: Host): Promise<void> {
  host.child.kill('SIGTERM')
  await host.hear('stopped')
}

async function withEntries<T>(uri: string, use: (entries: Collection<Entry>) => Promise<T>) {
  const client = new MongoClient(uri)
  try {
    return await use(client.db('faults').collection<Entry>('entries'))
  } finally {
    await client.close()
  }
}

async function readIds(uri: string): Promise<number[]> {
  const found = await withEntries(uri, (entries) => entries.find().sort({ _id: 1 }).toArray())
  return found.map((entry) => entry._id)
}

async function write(uri: string, ...ids: number[]): Promise<void> {
  await withEntries(uri, (entries) => entries.insertMany(ids.map((_id) => ({ _id }))))
}

/** Names of the processes whose command line names the data folder. */
async function findProcessesNaming(dir: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return commands.filter((command) => command.includes(dir)).map((one) => one.split('\0')[0] ?? '')
}

/** A mongod that fails for ever after its first start, until it is given up. */
async function giveUp(): Promise<{ message: string; events: string[] }> {
  const own = await mkdtemp(join(tmpdir(), 'sotem-given-up-'))
  const program = join(own, 'mongod-replaceable')
  const write = (text: string) => writeFile(program, `#!/bin/sh\n${text}\n`)
  await write(`exec "${mongodPath}" "$@"`)
  await chmod(program, 0o755)
  const events: string[] = []
  try {
    let fatal: Error | null = null
    const { pid, stop } = await startEmbedded({
      mongodPath: program,
      dataDir: own,
      cacheSizeGb: 0.25,
      log: (event) => events.push(event),
      onFatal: (error) => {
        fatal = error
      },
    })
    await write('echo disk is full >&2; exit 14')
    process.kill(pid(), 'SIGKILL')
    while (!events.includes('embedded.fatal')) await delay(20)
    await stop()
    return { message: String(fatal), events }
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

describe('the embedded database', function () {
  this.timeout(40_000)
  /** Begun first, since it waits for seconds between its tries while the others work. */
  let givingUp: ReturnType<typeof giveUp>

  before(() => {
    givingUp = giveUp()
    // Told to the test that waits for it.
    givingUp.catch(() => undefined)
  })

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sotem có dấu cách '))
  })

  afterEach(async () => {
    for (const host of hosts.splice(0)) host.child.kill('SIGKILL')
    const left = await findMongodsOn(join(dataDir, 'mongo'))
    expect(await timeUntilGone(...left)).to.be.below(OUTLIVED_MS_MAX)
    await rm(dataDir, { recursive: true, force: true })
  })

  it('commits transactions and leaves nothing behind a graceful stop', async () => {
    const host = startHost()
    const { uri, mongodPid, guardPid } = await host.hear('up')
    await withEntries(uri, async (entries) => {
      await entries.insertOne({ _id: 1 })
      const changes = entries.watch()
      const change = changes.next()
      const client = new MongoClient(uri)
      await client.withSession((session) =>
        session.withTransaction(async () => {
          const inside = client.db('faults').collection<Entry>('entries')
          await inside.insertOne({ _id: 2 }, { session })
          await inside.deleteOne({ _id: 1 }, { session })
        }),
      )
      await client.close()
      expect((await change).operationType).to.equal('insert')
      await changes.close()
    })
    expect(await readIds(uri)).to.deep.equal([2])
    await stopHost(host)
    expect(await findStart(mongodPid)).to.equal(null)
    await timeUntilGone(guardPid)
    // What ended the guard's twin may take a moment to be seen.
    await delay(300)
    expect(await findProcessesNaming(dataDir)).to.deep.equal([])
    expect(await readdir(dataDir)).to.have.members(['mongo', 'mongod.log', 'mongod.port'])
  })

  it('ends within 10 s of a killed service and has its data on the next start', async () => {
    const host = startHost()
    const { uri, mongodPid, guardPid } = await host.hear('up')
    await write(uri, 1, 2, 3)
    host.child.kill('SIGKILL')
    expect(await timeUntilGone(mongodPid, guardPid)).to.be.below(OUTLIVED_MS_MAX)
    const next = startHost()
    expect(await readIds((await next.hear('up')).uri)).to.deep.equal([1, 2, 3])
  })

  it('ends within 10 s when its guard and the service are killed together', async () => {
    const host = startHost()
    const { uri, mongodPid, guardPid } = await host.hear('up')
    await write(uri, 1)
    process.kill(guardPid, 'SIGKILL')
    host.child.kill('SIGKILL')
    expect(await timeUntilGone(mongodPid, guardPid)).to.be.below(OUTLIVED_MS_MAX)
    const next = startHost()
    expect(await readIds((await next.hear('up')).uri)).to.deep.equal([1])
  })

  it('comes back on the same port when its guard is killed', async () => {
    const host = startHost()
    const { uri, mongodPid, guardPid } = await host.hear('up')
    await write(uri, 1)
    process.kill(guardPid, 'SIGKILL')
    await host.hear('embedded.mongod_restarted')
    expect(await findStart(mongodPid)).to.equal(null)
    await write(uri, 2)
    expect(await readIds(uri)).to.deep.equal([1, 2])
  })

  it('comes back on the same port with every acknowledged write when it is killed', async () => {
    const host = startHost()
    const { uri, mongodPid } = await host.hear('up')
    const acknowledged = await withEntries(uri, async (entries) => {
      const ids: number[] = []
      for (let _id = 0; _id < 200; _id += 1) {
        if (_id === 100) process.kill(mongodPid, 'SIGKILL')
        // The driver waits for the primary to return; who lost the connection again repeats.
        const write = () =>
          entries.replaceOne(
            { _id },
            {},
            { upsert: true, writeConcern: { w: 'majority', j: true } },
          )
        await write().catch(write)
        ids.push(_id)
      }
      return ids
    })
    await host.hear('embedded.mongod_restarted')
    expect(await readIds(uri)).to.deep.equal(acknowledged)
  })

  it('starts at once behind a killed service whose mongod still runs', async () => {
    const host = startHost()
    const { uri, mongodPid } = await host.hear('up')
    await write(uri, 1)
    host.child.kill('SIGKILL')
    const next = startHost()
    const up = await next.hear('up')
    expect(up.mongodPid).not.to.equal(mongodPid)
    expect(await findMongodsOn(join(dataDir, 'mongo'))).to.deep.equal([up.mongodPid])
    expect(await readIds(up.uri)).to.deep.equal([1])
  })

  it('refuses a second service on the same folder and names the first', async () => {
    const host = startHost()
    const { uri } = await host.hear('up')
    const second = startHost()
    expect((await second.hear('refused')).reason).to.include(String(host.child.pid))
    await write(uri, 1)
    expect(await readIds(uri)).to.deep.equal([1])
  })

  it('takes over the folder of a dead service whose process number was given anew', async () => {
    const own = await readOwnMark()
    const dead = { ...own, startedAt: `${own.startedAt}0` }
    await writeFile(join(dataDir, 'mongod.owner'), JSON.stringify(dead))
    const host = startHost()
    await host.hear('up')
  })

  it('serves its data from another port when a stranger took the last one', async () => {
    const host = startHost()
    const { uri } = await host.hear('up')
    await write(uri, 1)
    await stopHost(host)
    const stranger = createServer((socket) => socket.destroy())
    stranger.listen(Number(new URL(uri).port), '127.0.0.1')
    await once(stranger, 'listening')
    const next = startHost()
    const moved = await next.hear('up').finally(() => stranger.close())
    expect(moved.uri).not.to.equal(uri)
    await write(moved.uri, 2)
    expect(await readIds(moved.uri)).to.deep.equal([1, 2])
  })

  it('is not reached by Ctrl-C, which goes to the whole group of the service', async () => {
    const host = startHost()
    const { uri, mongodPid } = await host.hear('up')
    process.kill(-(host.child.pid ?? 0), 'SIGINT')
    await host.hear('interrupted')
    await write(uri, 1)
    expect(await findMongodsOn(join(dataDir, 'mongo'))).to.deep.equal([mongodPid])
  })

  it('gives up through onFatal when mongod keeps failing, naming the reason', async () => {
    const { message, events } = await givingUp
    expect(message).to.include('status 14').and.to.include('disk is full')
    expect(events.filter((event) => event === 'embedded.mongod_ended')).to.have.length(5)
  })
})
