import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { MongoClient } from 'mongodb'
import { makeUri } from '../../src/db/embedded-replica-set.ts'
import { createPoster, rate } from './measure.ts'

const CALLERS = 32
const RANGE_STAMPS = 10
const SECONDS = 5

/** A batch whose stamps are all delivered, and how far they have been affixed. */
export interface Delivered {
  id: number
  quantity: number
  next: number
}

export interface EventBench {
  /** Addresses of the copies of the service; callers take turns. */
  baseUrls: readonly string[]
  key: string
  lotId: string
  batches: Delivered[]
}

/** Events a second, and how they were answered. */
export async function eventRate(bench: EventBench, name: string) {
  const poster = createPoster(CALLERS)
  const times: number[] = []
  const failed = new Map<number, number>()
  const until = Date.now() + SECONDS * 1_000
  let sent = 0
  const began = process.hrtime.bigint()
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const baseUrl = bench.baseUrls[caller % bench.baseUrls.length]
      while (Date.now() < until) {
        sent += 1
        const batch = bench.batches[(caller + sent) % bench.batches.length]
        if (batch === undefined || batch.next + RANGE_STAMPS > batch.quantity) {
          throw new Error('The batches of the bench are used up')
        }
        const from = batch.next
        batch.next += RANGE_STAMPS
        const ranges = [{ from, to: from + RANGE_STAMPS - 1 }]
        const body = { action: 'affix', ranges, lotId: bench.lotId }
        const url = `${baseUrl}/api/v1/stamp-batches/${batch.id}/events`
        const start = process.hrtime.bigint()
        const answer = await poster.post(url, bench.key, `${name}-${batch.id}-${from}`, body)
        times.push(Number(process.hrtime.bigint() - start) / 1e6)
        if (answer.status !== 201) {
          { if (failed.size===0) console.log(answer.text.slice(0,600)); failed.set(answer.status, (failed.get(answer.status) ?? 0) + 1) }
        }
      }
    }),
  )
  const perSecond = times.length / (Number(process.hrtime.bigint() - began) / 1e9)
  poster.close()
  times.sort((a, b) => a - b)
  return { perSecond, p99Ms: times[Math.floor(times.length * 0.99)] ?? 0, failed }
}

/** The bare transaction beside it: two documents, 32 callers, nothing decided. */
export async function bareRate(folder: string): Promise<number> {
  const port = Number(await readFile(path.join(folder, 'mongod.port'), 'utf8'))
  const client = await new MongoClient(makeUri(port), { maxPoolSize: CALLERS }).connect()
  try {
    const db = client.db('bench')
    const [events, states] = [db.collection('bare_events'), db.collection('bare_states')]
    await db.dropDatabase()
    await db.createCollection('bare_events')
    await states.insertMany(Array.from({ length: CALLERS }, (_, caller) => ({ caller, n: 0 })))
    await states.createIndex({ caller: 1 }, { unique: true })
    let done = 0
    const until = Date.now() + SECONDS * 1_000
    return await rate(1, async () => {
      await Promise.all(
        Array.from({ length: CALLERS }, async (_, caller) => {
          const session = client.startSession()
          while (Date.now() < until) {
            session.startTransaction({
              readConcern: { level: 'snapshot' },
              writeConcern: { w: 'majority', j: true },
            })
            await events.insertOne({ caller, done, at: new Date() }, { session })
            await states.updateOne({ caller }, { $inc: { n: 1 } }, { session })
            await session.commitTransaction()
            done += 1
          }
          await session.endSession()
        }),
      )
    }).then((perRun) => perRun * done)
  } finally {
    await client.close()
  }
}
