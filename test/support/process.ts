import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort, makeUri } from '../../src/db/embedded-replica-set.ts'
import { type Api, createApi } from './api.ts'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const READY_MS = 60_000
const SERVICE_LOG = 'service.log'

export interface ServiceProcess {
  baseUrl: string
  adminKey: string
  admin: Api
  as(key: string): Api
  child: ChildProcess
  /** Ends as an operator would end it. */
  stop(): Promise<void>
}

/**
 * The service as a process of its own over the embedded database in `folder`, or over the one
 * that `env` names.
 */
export async function startServiceProcess(
  folder: string,
  env: Record<string, string> = {},
): Promise<ServiceProcess> {
  const port = Number(env['PORT'] ?? (await findFreePort()))
  const adminKey = env['ADMIN_KEY'] ?? randomBytes(32).toString('hex')
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      ADMIN_KEY: adminKey,
      ...env,
      PORT: String(port),
    },
    stdio: ['ignore', openSync(path.join(folder, SERVICE_LOG), 'a'), 'inherit'],
  })
  const baseUrl = `http://127.0.0.1:${port}`
  await untilReady(baseUrl, child)
  const as = (key: string) => createApi(baseUrl, key)
  return {
    baseUrl,
    adminKey,
    admin: as(adminKey),
    as,
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function untilReady(baseUrl: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error('The service ended before it was ready')
    const reply = await fetch(`${baseUrl}/health/ready`).catch(() => null)
    if (reply?.ok) return
    await delay(100)
  }
  throw new Error('The service does not become ready')
}

/** What the services of a folder have logged of requests that failed. */
export async function failuresIn(folder: string): Promise<string> {
  const lines = (await readFile(path.join(folder, SERVICE_LOG), 'utf8')).split('\n')
  return lines.filter((text) => text.includes('"error"')).join('\n')
}

/** Where the embedded database in a folder listens. */
export async function embeddedUri(folder: string): Promise<string> {
  const port = Number(await readFile(path.join(folder, 'mongod.port'), 'utf8'))
  return makeUri(port)
}
