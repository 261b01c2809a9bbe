import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Db, MongoClient } from 'mongodb'
import { createPoster, line } from './measure.ts'
import { type Bench, type Delivered, issueDelivered } from './world.ts'

const CALLERS = 32
const RANGE_STAMPS = 10
const SECONDS = 6
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const SECOND_PORT = Number(process.env['PORT'] || 8097) + 1

/**
 * Range events from 32 callers on 4 hot batches, on 400, and on 4 through two copies of the
 * service; each against `bareRate` below, measured before and after.
 */
export async function benchEvents(bench: Bench, uri: string): Promise<string[]> {
  const client = await new MongoClient(uri, { maxPoolSize: CALLERS }).connect()
  const copy = await startCopy(bench, uri)
  try {
    const hot = await issueMany(bench, 4, 1_000_000)
    const many = await issueMany(bench, 400, 10_000)
    const both = [bench.baseUrl, await untilReady(copy)]
    const lines: string[] = []
    for (const [name, batches, baseUrls] of [
      ['4 hot batches', hot, [bench.baseUrl]],
      ['400 batches', many, [bench.baseUrl]],
      ['4 hot batches, two copies', hot, both],
    ] as const) {
      const before = await bareRate(client)
      const { perSecond, p99Ms, failed, retries } = await eventRate(
        bench,
        client,
        batches,
        baseUrls,
      )
      const bare = (before + (await bareRate(client))) / 2
      lines.push(line(`events on ${name} / bare transactions`, perSecond, bare, 'a second'))
      lines.push(
        `  p99 ${p99Ms.toFixed(0)} ms, transactions begun again ${retries}, failed ${failed}`,
      )
    }
    return lines
  } finally {
    copy.kill('SIGTERM')
    await client.close()
  }
}

async function issueMany(bench: Bench, count: number, quantity: number): Promise<Delivered[]> {
  const batches: Delivered[] = []
  for (let n = 0; n < count; n += 1) batches.push(await issueDelivered(bench, quantity))
  return batches
}

/** Each request affixes a range of its own, so that none has a reason to be refused. */
async function eventRate(
  bench: Bench,
  client: MongoClient,
  batches: readonly Delivered[],
  baseUrls: readonly string[],
) {
  const poster = createPoster(CALLERS)
  const times: number[] = []
  let failed = 0
  let sent = 0
  const abortedBefore = await countAborted(client.db('admin'))
  const until = Date.now() + SECONDS * 1_000
  const began = process.hrtime.bigint()
  const send = async (caller: number): Promise<void> => {
    sent += 1
    const batch = batches[sent % batches.length]
    if (batch === undefined || batch.next + RANGE_STAMPS > batch.quantity) {
      throw new Error('The batches of the bench are used up')
    }
    const from = batch.next
    batch.next += RANGE_STAMPS
    const ranges = [{ from, to: from + RANGE_STAMPS - 1 }]
    const body = { action: 'affix', ranges, lotId: bench.lotId }
    const url = `${baseUrls[caller % baseUrls.length]}/api/v1/stamp-batches/${batch.id}/events`
    const start = process.hrtime.bigint()
    const id = `bench-affix-${batch.id}-${from}`
    const { status } = await poster.post(url, bench.officer, id, body)
    times.push(Number(process.hrtime.bigint() - start) / 1e6)
    if (status !== 201) failed += 1
  }
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      while (Date.now() < until) await send(caller)
    }),
  )
  const perSecond = times.length / (Number(process.hrtime.bigint() - began) / 1e9)
  poster.close()
  times.sort((a, b) => a - b)
  const p99Ms = times[Math.floor(times.length * 0.99)] ?? 0
  const retries = (await countAborted(client.db('admin'))) - abortedBefore
  return { perSecond, p99Ms, failed, retries }
}

async function countAborted(admin: Db): Promise<number> {
  const { transactions } = await admin.command({ serverStatus: 1 })
  return Number(transactions.totalAborted)
}

/** The bare transaction from 32 callers: two documents of their own, nothing decided. */
async function bareRate(client: MongoClient): Promise<number> {
  const db = client.db('bench_bare')
  await db.dropDatabase()
  await db.createCollection('events')
  const [events, states] = [db.collection('events'), db.collection<{ _id: number }>('states')]
  await states.insertMany(Array.from({ length: CALLERS }, (_, _id) => ({ _id, n: 0 })))
  let done = 0
  const until = Date.now() + (SECONDS / 2) * 1_000
  const began = process.hrtime.bigint()
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const session = client.startSession()
      while (Date.now() < until) {
        session.startTransaction({
          readConcern: { level: 'snapshot' },
          writeConcern: { w: 'majority', j: true },
        })
        await events.insertOne({ caller, done, at: new Date() }, { session })
        await states.updateOne({ _id: caller }, { $inc: { n: 1 } }, { session })
        await session.commitTransaction()
        done += 1
      }
      await session.endSession()
    }),
  )
  return done / (Number(process.hrtime.bigint() - began) / 1e9)
}

/** A second copy of the service over the same database. */
async function startCopy(bench: Bench, uri: string): Promise<ChildProcess> {
  const secrets = await readFile(path.join(bench.folder, 'stamp-secrets'), 'utf8')
  const env = {
    ...process.env,
    PORT: String(SECOND_PORT),
    MONGODB_URI: uri,
    STAMP_SECRETS: secrets.trim(),
    LINK_HOST: 'tem.example',
    LOG_LEVEL: 'error',
  }
  return spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function untilReady(copy: ChildProcess): Promise<string> {
  const baseUrl = `http://127.0.0.1:${SECOND_PORT}`
  for (let tries = 0; tries < 300 && copy.exitCode === null; tries += 1) {
    const reply = await fetch(`${baseUrl}/health/ready`).catch(() => null)
    if (reply?.ok) return baseUrl
    await delay(100)
  }
  throw new Error('The second copy of the service does not become ready')
}
