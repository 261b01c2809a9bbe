import { type ChildProcess, spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { MongoClient } from 'mongodb'
import { startEmbedded } from '../../src/db/embedded.ts'
import { findMongodsOn } from '../../src/db/embedded-process.ts'
import { findFreePort } from '../../src/db/embedded-replica-set.ts'
import { createApi } from '../support/api.ts'
import { ok } from '../support/make.ts'
import { foundMongod } from '../support/mongod.ts'
import { eitherFirst, proof } from '../support/proof.ts'
import { readCodes } from '../support/read-codes.ts'
import { makeScratch } from '../support/scratch.ts'

const DEMO = fileURLToPath(new URL('../../scripts/demo.js', import.meta.url))
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const DPI = 200
const EXPECTED = {
  enterprises: 20,
  products: 58,
  stampsIssued: 1_300,
  stampsAffixed: 1_300,
  claims: 20,
  claimedVnd: 390_000,
  recordsComplete: 58,
}
const PAUSE_MS_MIN = 400
const PAUSE_MS_MAX = 2_600
const LOOK_UPS_AT_ONCE = 8

describe('crashing the demo', () => {
  const { length, random } = proof('crash', { short: 1, long: 20 })
  let folder: string
  let port: number
  /** The links in the PDFs of the run with kills, read while the one without is going on. */
  let reading: Promise<Set<string>>

  before(async () => {
    folder = await makeScratch()
    port = await findFreePort()
  })
  after(() => rm(folder, { recursive: true, force: true }))

  function startDemo(json: string): { child: ChildProcess; ended: Promise<number | null> } {
    const env = { ...process.env, PORT: String(port), DATA_DIR: folder }
    const args = [DEMO, '--once', '--json', path.join(folder, json)]
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { child, ended }
  }

  /** The process to kill: the service by its owner file, or its mongod. */
  async function victim(wantsService: boolean): Promise<{ name: string; pid: number } | null> {
    const [mongod] = await findMongodsOn(path.join(folder, 'mongo'))
    if (!wantsService) return mongod === undefined ? null : { name: 'mongod', pid: mongod }
    try {
      const mark = JSON.parse(await readFile(path.join(folder, 'mongod.owner'), 'utf8'))
      return { name: 'service', pid: Number(mark.pid) }
    } catch {
      return null
    }
  }

  async function figuresOf(json: string) {
    return JSON.parse(await readFile(path.join(folder, json), 'utf8'))
  }

  it(`comes to the same figures after ${length} kills of service and mongod`, async () => {
    const demo = startDemo('crashed.json')
    let isOver = false
    void demo.ended.then(() => {
      isOver = true
    })
    const killed: string[] = []
    const isServiceNext = eitherFirst(random)
    while (killed.length < length && !isOver) {
      await delay(PAUSE_MS_MIN + random() * (PAUSE_MS_MAX - PAUSE_MS_MIN))
      const next = await victim(isServiceNext(killed.length))
      if (next === null || isOver) continue
      try {
        process.kill(next.pid, 'SIGKILL')
        killed.push(next.name)
      } catch {
        // It was gone already: the next round finds its successor.
      }
    }
    expect(await demo.ended, 'the demo ends well').to.equal(0)
    console.log(`    killed: ${killed.join(' ')}`)
    expect(killed, 'every kill fell within the run').to.have.length(length)
    const figures = await figuresOf('crashed.json')
    expect(figures).to.deep.include(EXPECTED)

    const again = startDemo('again.json')
    reading = readLinks(figures.pdf)
    // Told to the test that waits for it.
    reading.catch(() => undefined)
    expect(await again.ended).to.equal(0)
    expect(await figuresOf('again.json'), 'a run without kills adds nothing').to.deep.equal(figures)
    await expectNothingDouble()
  }).timeout(600_000)

  it('prints PDFs whose 1,300 codes decode, each to the link of its stamp', async () => {
    const { keys, baseUrl } = await figuresOf('again.json')
    const links = await reading
    expect(links.size).to.equal(EXPECTED.stampsIssued)
    const service = startService()
    try {
      await untilReady(baseUrl)
      const auditor = createApi(baseUrl, keys.auditor)
      const waiting = [...links]
      const lookUp = async (): Promise<void> => {
        for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) {
          const stamp = ok(await auditor.get(`/stamps/${encodeURIComponent(link)}`))
          expect(stamp).to.include({ link, state: 'affixed' })
        }
      }
      await Promise.all(Array.from({ length: LOOK_UPS_AT_ONCE }, lookUp))
    } finally {
      service.kill('SIGTERM')
      await new Promise((resolve) => service.once('exit', resolve))
    }
  }).timeout(300_000)

  async function readLinks(files: readonly string[]): Promise<Set<string>> {
    const links = new Set<string>()
    for (const file of files) {
      expect(path.isAbsolute(file) && !/\s/.test(file), file).to.equal(true)
      for (const { text } of await readCodes(await readFile(file), DPI)) links.add(text)
    }
    return links
  }

  function startService(): ChildProcess {
    const env = { ...process.env, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'error' }
    return spawn(process.execPath, [MAIN], {
      env: { ...env, CLOCK: 'manual' },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }

  async function untilReady(baseUrl: string): Promise<void> {
    for (let tries = 0; tries < 150; tries += 1) {
      const reply = await fetch(`${baseUrl}/health/ready`).catch(() => null)
      if (reply?.ok) return
      await delay(200)
    }
    throw new Error('The service does not become ready')
  }

  /** Counts in the database itself: each thing of the example is there once. */
  async function expectNothingDouble(): Promise<void> {
    const counts = await countCollections()
    expect(counts).to.include({
      enterprises: 20,
      products: 58,
      places: 20,
      lots: 58,
      stamp_batches: 58,
      stamp_heads: 58,
      claims: 20,
      keys: 26,
    })
    // One issue and one delivery a batch, and 105 steps of affixing.
    expect(counts['stamp_events']).to.equal(58 + 58 + 105)
    expect(counts['gaps'], 'subjects whose audit entries have a gap').to.equal(0)
  }

  async function countCollections(): Promise<Record<string, number>> {
    const embedded = await startEmbedded({
      mongodPath: await foundMongod(),
      dataDir: folder,
      cacheSizeGb: 0.25,
      log: () => undefined,
    })
    const client = new MongoClient(embedded.uri)
    try {
      const db = client.db('sotem')
      const counts: Record<string, number> = {}
      for (const { name } of await db.listCollections().toArray()) {
        counts[name] = await db.collection(name).countDocuments()
      }
      const gaps = await db
        .collection('audit_entries')
        .aggregate([
          {
            $group: {
              _id: { kind: '$subject.kind', id: '$subject.id' },
              n: { $sum: 1 },
              last: { $max: '$subject.seq' },
            },
          },
          { $match: { $expr: { $ne: ['$n', '$last'] } } },
        ])
        .toArray()
      return { ...counts, gaps: gaps.length }
    } finally {
      await client.close()
      await embedded.stop()
    }
  }
})
