import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import type { Connection } from '../../src/db/connection.ts'
import { parseSecrets } from '../../src/features/stamps/stamp-secrets.rules.ts'
import { openStampSecrets } from '../../src/features/stamps/stamp-secrets.ts'
import type { Route } from '../../src/http/route.ts'
import { createLog, type Log } from '../../src/log.ts'
import { type Api, createApi } from './api.ts'
import { closeTestRegister, openTestRegister } from './register.ts'

export interface TestService {
  baseUrl: string
  adminKey: string
  connection: Connection
  routes: { api: readonly Route[]; open: readonly Route[] }
  /** The API with the first administrator key. */
  admin: Api
  as(key: string): Api
  stop(): Promise<void>
}

const quiet: Log = createLog('error', [])
const SECRETS = new Map([[1, Buffer.alloc(32, 7)]])

/**
 * The whole service in this process over a database of its own, on a manual clock; every reply
 * is checked against its schema.
 * @param file names the connection
 * @param log what it is told; errors go to standard output by default
 */
export async function startTestService(
  file: string,
  env: Record<string, string> = {},
  log: Log = quiet,
): Promise<TestService> {
  const connection = await openTestRegister(file)
  const adminKey = randomBytes(32).toString('hex')
  const config = readConfig({
    ADMIN_KEY: adminKey,
    CLOCK: 'manual',
    CHECK_REPLIES: 'true',
    LINK_HOST: 'tem.example',
    ...env,
  })
  const given = config.STAMP_SECRETS === undefined ? SECRETS : parseSecrets(config.STAMP_SECRETS)
  const secrets = await openStampSecrets(connection, given, new Date())
  const server = await listen()
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const context = await createContext({
    config,
    connection,
    secrets,
    log,
    baseUrl,
    stopping: () => false,
  })
  await context.ensureFirstKey()
  server.on('request', createApp(context.app))
  context.background.start()
  const as = (key: string): Api => createApi(baseUrl, key)
  return {
    baseUrl,
    adminKey,
    connection,
    routes: { api: context.app.api, open: context.app.open },
    admin: as(adminKey),
    as,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await context.background.stop()
      await context.close()
      await closeTestRegister(connection)
    },
  }
}

async function listen(): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
