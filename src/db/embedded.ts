import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Guard, type MongodEnd, spawnGuard } from './embedded-guard.ts'
import { keepLogBounded, LOG_BYTES_MAX, readReasons, rotateIfLarge } from './embedded-log.ts'
import { claimFolder } from './embedded-owner.ts'
import { findMongodsOn, sendSignal, waitUntilGone } from './embedded-process.ts'
import {
  findFreePort,
  isPortFree,
  makeUri,
  REPLICA_SET_NAME,
  waitForPrimary,
} from './embedded-replica-set.ts'

export type EmbeddedOptions = {
  mongodPath: string
  dataDir: string
  /** At least 0.25: mongod takes no less. */
  cacheSizeGb: number
  /** More server parameters, such as `{ notablescan: 'true' }`. */
  parameters?: Record<string, string>
  log: (event: string, fields?: object) => void
  /** Called once when mongod keeps dying and is not started again. */
  onFatal?: (error: Error) => void
}

export type Embedded = {
  /** Without a database name; stays the same while the service lives. */
  uri: string
  port: number
  /** Process number of mongod; 0 while there is none. */
  pid: () => number
  guardPid: () => number
  /** Ends mongod and gives the folder up; repeatable. */
  stop: () => Promise<void>
}

const START_TIMEOUT_MS = 120_000
const ORPHAN_TERM_MS = 6_000
const ORPHAN_KILL_MS = 10_000
/** How much later than its broken connection mongod's own end may be seen. */
const ECHO_MS = 1_000
const START_TRIES_MAX = 5
const FAILURES_MAX = 5
const FAILURE_WINDOW_MS = 60_000
const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 5_000
/** Exit status of mongod when another program listens on its port. */
const STATUS_PORT_TAKEN = 48

const STATUS_MEANINGS: Record<number, string> = {
  62: 'the folder was written by another version of MongoDB: set MONGOD_PATH to one of that',
  100: 'the folder is locked by another mongod or damaged',
  126: 'the program cannot be executed on this system',
  127: 'the program or a library it needs is missing',
}

type Place = {
  options: EmbeddedOptions
  dbPath: string
  logPath: string
  portPath: string
  ownerPath: string
}

type Attempt = { guard: Guard } | { end: MongodEnd }

async function preparePlace(options: EmbeddedOptions): Promise<Place> {
  if (!(options.cacheSizeGb >= 0.25)) throw new RangeError('cacheSizeGb must be at least 0.25')
  const dbPath = join(options.dataDir, 'mongo')
  await mkdir(dbPath, { recursive: true, mode: 0o700 })
  const dataDir = await realpath(options.dataDir)
  return {
    options,
    dbPath: join(dataDir, 'mongo'),
    logPath: join(dataDir, 'mongod.log'),
    portPath: join(dataDir, 'mongod.port'),
    ownerPath: join(dataDir, 'mongod.owner'),
  }
}

function makeCommand(place: Place, port: number): string[] {
  const parameters = {
    // A killed caller's transaction holds its locks no longer than this.
    transactionLifetimeLimitSeconds: '5',
    // Nobody to hand over to in a set of one.
    shutdownTimeoutMillisForSignaledShutdown: '0',
    diagnosticDataCollectionEnabled: 'false',
    ...place.options.parameters,
  }
  return [
    place.options.mongodPath,
    ...['--dbpath', place.dbPath, '--replSet', REPLICA_SET_NAME, '--oplogSize', '1024'],
    ...['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket', '--noscripting'],
    ...['--wiredTigerCacheSizeGB', String(place.options.cacheSizeGb)],
    ...['--logpath', place.logPath, '--logappend', '--logRotate', 'reopen'],
    ...Object.entries(parameters).flatMap(([name, value]) => [
      '--setParameter',
      `${name}=${value}`,
    ]),
  ]
}

/** Ends every mongod that a dead predecessor left on the folder, which this process owns. */
async function endOrphans(place: Place): Promise<void> {
  const pids = await findMongodsOn(place.dbPath)
  if (pids.length === 0) return
  place.options.log('embedded.orphan_found', { pids })
  for (const pid of pids) sendSignal(pid, 'SIGTERM')
  if (await waitUntilGone(pids, ORPHAN_TERM_MS)) return
  for (const pid of await findMongodsOn(place.dbPath)) sendSignal(pid, 'SIGKILL')
  if (await waitUntilGone(pids, ORPHAN_KILL_MS)) return
  throw new Error(`mongod ${pids.join(', ')} on ${place.dbPath} does not end, even by SIGKILL`)
}

async function explainEnd(place: Place, end: MongodEnd): Promise<Error> {
  const status = end.status ?? 0
  const meaning = status > 128 ? `killed by signal ${status - 128}` : STATUS_MEANINGS[status]
  const parts = [
    `mongod ended with status ${end.status ?? 'unknown (its guard was killed)'}`,
    ...(meaning === undefined ? [] : [meaning]),
    ...(await readReasons(place.logPath, end.output)),
    `log: ${place.logPath}`,
  ]
  return new Error(parts.join('; '))
}

/**
 * Starts one mongod and waits for the writable primary. Resolves with `end` when mongod ended by
 * itself before.
 */
async function startMongod(
  place: Place,
  port: number,
  onSpawn: (guard: Guard) => void,
): Promise<Attempt> {
  await rotateIfLarge(place.logPath, LOG_BYTES_MAX)
  const guard = await spawnGuard(makeCommand(place, port))
  onSpawn(guard)
  const gone = new AbortController()
  const ended = guard.ended.then((end) => {
    gone.abort()
    return { end }
  })
  const ready = waitForPrimary(port, START_TIMEOUT_MS, gone.signal).then(() => ({ guard }))
  try {
    return await Promise.race([ended, ready])
  } catch (error) {
    // A connection that mongod's end broke is told a moment before the end itself.
    const late = await Promise.race([ended, delay(ECHO_MS, null)])
    if (late !== null) return late
    await guard.end()
    throw error
  }
}

/** The port of last time, so that clients and the set's own configuration stay right. */
async function choosePort(place: Place): Promise<number> {
  const last = Number(await readFile(place.portPath, 'utf8').catch(() => ''))
  if (Number.isInteger(last) && last > 0 && (await isPortFree(last))) return last
  return findFreePort()
}

/** Another program may take the chosen port before mongod does: then another one is chosen. */
async function startOnSomePort(place: Place): Promise<{ port: number; guard: Guard }> {
  await endOrphans(place)
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(place)
    const result = await startMongod(place, port, () => undefined)
    if ('guard' in result) {
      await writeFile(place.portPath, String(port))
      return { port, guard: result.guard }
    }
    if (result.end.status !== STATUS_PORT_TAKEN || attempt === START_TRIES_MAX) {
      throw await explainEnd(place, result.end)
    }
  }
}

type Running = { guard: Guard; port: number; stopping: AbortController }

/**
 * Starts mongod again, on the same port, whenever it ends; resolves when the service stops.
 * @throws Error when it ended too often in a short time
 */
async function keepRunning(place: Place, running: Running): Promise<void> {
  const { log } = place.options
  const { signal } = running.stopping
  const failedAt: number[] = []
  for (;;) {
    const end = await running.guard.ended
    if (signal.aborted) return
    const error = await explainEnd(place, end)
    const now = performance.now()
    failedAt.push(now)
    const failures = failedAt.filter((at) => at > now - FAILURE_WINDOW_MS).length
    log('embedded.mongod_ended', { reason: error.message, failures })
    if (failures >= FAILURES_MAX) throw error
    const backoffMs = Math.min(BACKOFF_FIRST_MS * 3 ** (failures - 1), BACKOFF_MAX_MS)
    await delay(backoffMs, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return
    try {
      await endOrphans(place)
      const result = await startMongod(place, running.port, (guard) => {
        running.guard = guard
        if (signal.aborted) void guard.end()
      })
      if ('guard' in result) {
        const tookMs = Math.round(performance.now() - now)
        log('embedded.mongod_restarted', { pid: result.guard.mongodPid(), tookMs })
      }
    } catch (cause) {
      log('embedded.restart_failed', { reason: String(cause) })
    }
  }
}

/**
 * Starts the database of this service: a mongod of its own on a free loopback port, a replica set
 * of one, data in `<dataDir>/mongo`. It never outlives this process by more than 10 s, whatever
 * ended it, and is started again when it dies first.
 * @throws Error when a live service owns the folder (its process number is named) or mongod does
 *   not start (status, reason and log are named)
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const began = performance.now()
  const place = await preparePlace(options)
  const giveUp = await claimFolder(place.ownerPath)
  const first = await startOnSomePort(place).catch((error: unknown) => {
    giveUp()
    throw error
  })
  const { port } = first
  const running: Running = { ...first, stopping: new AbortController() }
  const pid = () => running.guard.mongodPid()
  const stopWatchingLog = keepLogBounded(place.logPath, () => sendSignal(pid(), 'SIGUSR1'))
  options.log('embedded.ready', { port, pid: pid(), tookMs: Math.round(performance.now() - began) })

  const kept = keepRunning(place, running).catch((error: unknown) => {
    options.log('embedded.fatal', { reason: String(error) })
    options.onFatal?.(error instanceof Error ? error : new Error(String(error)))
  })
  const stop = async () => {
    running.stopping.abort()
    stopWatchingLog()
    await running.guard.end()
    await kept
    // A guard that was being started meanwhile ends at once; it is awaited here.
    await running.guard.end()
    giveUp()
  }
  return { uri: makeUri(port), port, pid, guardPid: () => running.guard.guardPid(), stop }
}
