import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { openSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface DemoService {
  baseUrl: string
  adminKey: string
  /** True where a service of this folder was running already: it is used and left running. */
  attached: boolean
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const LINK_HOST = 'tem.example'
const READY_TIMEOUT_MS = 90_000
const RESTART_MS = 500
const FAILED_STARTS_MAX = 5

/**
 * Runs the service in a process of its own, on the manual clock of the example, and starts it
 * again when it dies.
 */
export async function startService(dataDir: string, port: number): Promise<DemoService> {
  await mkdir(dataDir, { recursive: true })
  const adminKey = await readAdminKey(path.join(dataDir, 'demo-admin-key'))
  const baseUrl = `http://127.0.0.1:${port}`
  if (await isReady(baseUrl)) {
    if (!(await accepts(baseUrl, adminKey))) throw new Error(portTaken(port))
    return { baseUrl, adminKey, attached: true, stop: async () => undefined }
  }
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    CLOCK: 'manual',
    ADMIN_KEY: adminKey,
    LINK_HOST,
    LOG_LEVEL: 'warn',
    MONGODB_URI: '',
    PUBLIC_BASE_URL: '',
  }
  const log = openSync(path.join(dataDir, 'service.log'), 'a')
  const keeper = keepRunning(() =>
    spawn(process.execPath, [MAIN], { env, stdio: ['ignore', log, log], detached: true }),
  )
  await waitUntilReady(baseUrl, keeper, path.join(dataDir, 'service.log'))
  return { baseUrl, adminKey, attached: false, stop: keeper.stop }
}

interface Keeper {
  failedStarts(): number
  markReady(): void
  stop(): Promise<void>
}

function keepRunning(start: () => ChildProcess): Keeper {
  let stopping = false
  let failed = 0
  let child: ChildProcess
  const run = (): void => {
    child = start()
    child.once('exit', () => {
      if (stopping) return
      failed += 1
      if (failed <= FAILED_STARTS_MAX) setTimeout(run, RESTART_MS)
    })
  }
  run()
  return {
    failedStarts: () => failed,
    markReady: () => {
      failed = Number.NEGATIVE_INFINITY
    },
    stop: async () => {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function waitUntilReady(baseUrl: string, keeper: Keeper, log: string): Promise<void> {
  const giveUpAt = Date.now() + READY_TIMEOUT_MS
  while (!(await isReady(baseUrl))) {
    if (keeper.failedStarts() > FAILED_STARTS_MAX || Date.now() > giveUpAt) {
      await keeper.stop()
      const lines = (await readFile(log, 'utf8')).trim().split('\n').slice(-12)
      throw new Error(
        `Dịch vụ không khởi động được / the service does not start:\n${lines.join('\n')}`,
      )
    }
    await delay(200)
  }
  keeper.markReady()
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}

async function accepts(baseUrl: string, key: string): Promise<boolean> {
  const headers = { Authorization: `Bearer ${key}` }
  return (await fetch(`${baseUrl}/api/v1/clock`, { headers })).ok
}

function portTaken(port: number): string {
  return `Cổng ${port} đang có dịch vụ khác; đặt PORT khác / port ${port} is taken, set PORT`
}

async function readAdminKey(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    const draft = `${file}.${process.pid}`
    await writeFile(draft, `demo_${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
    await chmod(draft, 0o600)
    await rename(draft, file)
    return (await readFile(file, 'utf8')).trim()
  }
}
