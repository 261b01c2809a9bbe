import { type Db, MongoClient } from 'mongodb'
import { line, rate } from './measure.ts'
import { type Bench, issue } from './world.ts'

/** Both ways have as many requests under way at once. */
const CALLERS = 4
const BATCHES = 300
const WARM_UP = 50
const BATCH_STAMPS = 1_000_000
const NAIVE_STAMPS = 400_000
const INSERTED_AT_ONCE = 1_000

/** Issuing a million over HTTP, against `insertEach` below; and what either takes on disk. */
export async function benchIssue(bench: Bench, uri: string): Promise<string[]> {
  const client = await new MongoClient(uri).connect()
  try {
    await atOnce(WARM_UP, () => issue(bench, 1))
    const register = client.db('sotem')
    const before = await bytesOnDisk(register)
    const ours = await rate(BATCHES * BATCH_STAMPS, () =>
      atOnce(BATCHES, () => issue(bench, BATCH_STAMPS)),
    )
    const ourBytes = ((await bytesOnDisk(register)) - before) / (BATCHES * BATCH_STAMPS)
    const naive = await insertEach(client.db('bench'))
    const naiveBytes = (await bytesOnDisk(client.db('bench'))) / NAIVE_STAMPS
    return [
      line('issue: a batch over HTTP / a document per stamp', ours, naive, 'stamps/s'),
      `issue, bytes a stamp on disk: ${ourBytes.toFixed(4)} against ${naiveBytes.toFixed(0)}`,
    ]
  } finally {
    await client.close()
  }
}

/** Data and indexes after a checkpoint. */
async function bytesOnDisk(db: Db): Promise<number> {
  await db.admin().command({ fsync: 1 })
  const { storageSize, indexSize } = await db.command({ dbStats: 1 })
  return storageSize + indexSize
}

/** The naive register: a document per stamp, 1,000 at a time, unique by serial, pooled. */
async function insertEach(db: Db): Promise<number> {
  await db.dropDatabase()
  const stamps = db.collection('stamps')
  await stamps.createIndex({ serial: 1 }, { unique: true })
  return await rate(NAIVE_STAMPS, () =>
    atOnce(NAIVE_STAMPS / INSERTED_AT_ONCE, async (part) => {
      const documents = Array.from({ length: INSERTED_AT_ONCE }, (_, n) => {
        const index = part * INSERTED_AT_ONCE + n
        const serial = `S${String(index).padStart(15, '0')}`
        return { serial, batch: 1, index, state: 'in_stock' }
      })
      await stamps.insertMany(documents, { ordered: false })
    }),
  )
}

/** Does a number of things, as many at once as there are callers. */
async function atOnce(times: number, work: (part: number) => Promise<unknown>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (next < times) {
        next += 1
        await work(next - 1)
      }
    }),
  )
}
