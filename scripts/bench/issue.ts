import { type Db, MongoClient } from 'mongodb'
import { line, rate } from './measure.ts'
import { type Bench, issue } from './world.ts'

const BATCHES = 10
const BATCH_STAMPS = 1_000_000
const NAIVE_STAMPS = 200_000
const INSERTED_AT_ONCE = 1_000

/** Issuing a million over HTTP, against `insertEach` below; and what either takes on disk. */
export async function benchIssue(bench: Bench, uri: string): Promise<string[]> {
  const client = await new MongoClient(uri).connect()
  try {
    await issue(bench, 1)
    const register = client.db('sotem')
    const before = await bytesOnDisk(register)
    const ours = await rate(BATCHES * BATCH_STAMPS, async () => {
      for (let round = 0; round < BATCHES; round += 1) await issue(bench, BATCH_STAMPS)
    })
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

/** The naive register: a document per stamp, 1,000 at a time, unique by serial. */
async function insertEach(db: Db): Promise<number> {
  await db.dropDatabase()
  const stamps = db.collection('stamps')
  await stamps.createIndex({ serial: 1 }, { unique: true })
  return await rate(NAIVE_STAMPS, async () => {
    for (let at = 0; at < NAIVE_STAMPS; at += INSERTED_AT_ONCE) {
      const documents = Array.from({ length: INSERTED_AT_ONCE }, (_, n) => ({
        serial: `S${String(at + n).padStart(15, '0')}`,
        batch: 1,
        index: at + n,
        state: 'in_stock',
      }))
      await stamps.insertMany(documents, { ordered: false })
    }
  })
}
