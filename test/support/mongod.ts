import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MongoClient } from 'mongodb'
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts'

let started: Promise<{ embedded: Embedded; folder: string }> | null = null

/** A real mongod, shared by the run, that refuses queries without an index. */
export async function mongod(): Promise<Embedded> {
  started ??= start()
  return (await started).embedded
}

async function start(): Promise<{ embedded: Embedded; folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotem-test-'))
  const embedded = await startEmbedded({
    mongodPath: await foundMongod(),
    dataDir: folder,
    cacheSizeGb: 0.5,
    parameters: { notablescan: 'true' },
    log: () => undefined,
  })
  return { embedded, folder }
}

/** The mongod that set-up found. @throws Error when set-up has not run: a missing tool fails. */
export async function foundMongod(): Promise<string> {
  const found = JSON.parse(await readFile(path.join('.data', 'mongod.json'), 'utf8')) as {
    path: string
  }
  return found.path
}

export async function stopMongod(): Promise<void> {
  if (started === null) return
  const { embedded, folder } = await started
  started = null
  await embedded.stop()
  await rm(folder, { recursive: true, force: true })
}

const TEST_DATABASE = /^test_[0-9]+_[a-z0-9_]+$/

/** A name that only the tests use: `test_<pid>_<file>`. */
export function testDatabase(file: string): string {
  return `test_${process.pid}_${file.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`.slice(0, 38)
}

/** Removes a database of the tests. @throws Error for any database the tests did not make. */
export async function dropTestDatabase(uri: string, name: string): Promise<void> {
  if (!TEST_DATABASE.test(name)) {
    throw new Error(`Refusing to drop ${name}: it is not a database of the tests`)
  }
  const client = new MongoClient(uri)
  try {
    await client.db(name).dropDatabase()
  } finally {
    await client.close()
  }
}
