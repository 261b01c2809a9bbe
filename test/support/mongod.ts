import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { MongoClient } from 'mongodb'
import { startEmbedded } from '../../src/db/embedded.ts'
import { makeScratch } from './scratch.ts'

/** Names the shared mongod to every process of the run. */
const URI = 'SOTEM_TEST_MONGODB_URI'

let ownUri: Promise<string> | null = null

/**
 * The real mongod that the run shares; it refuses queries without an index. A run without
 * test/setup.ts starts one when it is first asked for, which ends with the process.
 */
export async function mongod(): Promise<{ uri: string }> {
  ownUri ??= Promise.resolve(process.env[URI] ?? startMongod().then(({ uri }) => uri))
  return { uri: await ownUri }
}

/** Starts the mongod of the run, for every process of it. */
export async function startMongod(): Promise<{ uri: string; stop: () => Promise<void> }> {
  const folder = await makeScratch()
  const embedded = await startEmbedded({
    mongodPath: await foundMongod(),
    dataDir: folder,
    cacheSizeGb: 0.5,
    parameters: { notablescan: 'true' },
    log: () => undefined,
  })
  process.env[URI] = embedded.uri
  const stop = async (): Promise<void> => {
    await embedded.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { uri: embedded.uri, stop }
}

/** The mongod that set-up found. @throws Error when set-up has not run: a missing tool fails. */
export async function foundMongod(): Promise<string> {
  const found = JSON.parse(await readFile(path.join('.data', 'mongod.json'), 'utf8')) as {
    path: string
  }
  return found.path
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
