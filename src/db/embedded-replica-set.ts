import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type Db,
  MongoClient,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb'

export const REPLICA_SET_NAME = 'sotem'
const HOST = '127.0.0.1'
const POLL_MS = 20
const NOT_YET_INITIALIZED = 94
const ALREADY_INITIALIZED = 23
const NEWER_CONFIG_EXISTS = 103

/** True while nothing listens on the port of the loopback address. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, HOST, () => server.close(() => resolve(true)))
  })
}

/** A port of the loopback address that nothing listened on a moment ago. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, HOST, () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function isCode(error: unknown, ...codes: number[]): boolean {
  return error instanceof MongoServerError && codes.includes(Number(error.code))
}

type Member = { host: string }
type SetConfig = { version: number; members: Member[] }

async function findConfig(admin: Db): Promise<SetConfig | null> {
  try {
    const reply = await admin.command({ replSetGetConfig: 1 })
    const config: SetConfig = reply.config
    return config
  } catch (error) {
    if (isCode(error, NOT_YET_INITIALIZED)) return null
    throw error
  }
}

/**
 * Gives a new folder its set of one. A folder last served on another port finds nobody of its set
 * at its own address and belongs to no set then: its member is renamed, by force, as no primary
 * could be asked.
 */
async function adopt(admin: Db, host: string): Promise<void> {
  const config = await findConfig(admin)
  try {
    if (config === null) {
      const first = { _id: REPLICA_SET_NAME, members: [{ _id: 0, host }] }
      await admin.command({ replSetInitiate: first })
    } else if (config.members[0]?.host !== host) {
      const members = config.members.slice(0, 1).map((member) => ({ ...member, host }))
      const moved = { ...config, version: config.version + 1, members }
      await admin.command({ replSetReconfig: moved, force: true })
    }
  } catch (error) {
    // The stored configuration was still being loaded when it was asked for.
    if (!isCode(error, ALREADY_INITIALIZED, NOT_YET_INITIALIZED, NEWER_CONFIG_EXISTS)) throw error
  }
}

/** One look at the server, which it puts right where needed. */
async function isPrimary(admin: Db, host: string): Promise<boolean> {
  try {
    const hello = await admin.command({ hello: 1 })
    if (hello.setName === undefined) await adopt(admin, host)
    return hello.isWritablePrimary === true
  } catch (error) {
    // A server that leaves its set hangs up on everyone. Before that it asks whoever listens on
    // its former port whether this is itself, and may wait half a minute for a silent stranger.
    if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) {
      return false
    }
    throw error
  }
}

/**
 * Resolves when the mongod on this port is the writable primary of its set of one, which it is
 * made where needed (repeatable).
 * @param signal ends the waiting: aborted when mongod is gone
 * @throws Error when the time is over
 */
export async function waitForPrimary(
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + timeoutMs
  const pause = async () => {
    signal.throwIfAborted()
    if (performance.now() > until) {
      throw new Error(`mongod on port ${port} is no writable primary after ${timeoutMs} ms`)
    }
    await delay(POLL_MS)
  }
  while (!(await answers(port))) await pause()
  const client = new MongoClient(`mongodb://${HOST}:${port}/?directConnection=true`, {
    maxPoolSize: 1,
    serverSelectionTimeoutMS: 2_000,
    socketTimeoutMS: 5_000,
  })
  try {
    while (!(await isPrimary(client.db('admin'), `${HOST}:${port}`))) await pause()
  } finally {
    await client.close()
  }
}

/** The driver looks for the set's primary, so that it waits out a restart instead of failing. */
export function makeUri(port: number): string {
  return `mongodb://${HOST}:${port}/?replicaSet=${REPLICA_SET_NAME}`
}
