import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { type Config, ConfigError, mongodPath, readConfig } from './config.ts'
import { createContext } from './context.ts'
import { connect } from './db/connection.ts'
import { type Embedded, startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrations.ts'
import { openStampSecrets } from './features/stamps/stamp-secrets.ts'
import {
  DRAIN_TIMEOUT_MS,
  HEADERS_TIMEOUT_MS,
  IDLE_CHECK_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  REQUEST_TIMEOUT_MS,
  RETRY_AFTER_SECONDS,
  SOCKET_IDLE_TIMEOUT_MS,
} from './http/limits.ts'
import { createLog, type Log } from './log.ts'
import { readStampSecrets } from './stamp-secrets-file.ts'

/** Starts one copy of the service and stops it on SIGTERM or SIGINT, draining first. */
async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.LOG_LEVEL, config.secretValues)
  let stopping = false
  const embedded = config.embedded ? await startMongod(config, log) : null
  const copy = `sotem-${process.pid}-${Date.now().toString(36)}`
  const uri = embedded?.uri ?? config.MONGODB_URI ?? ''
  const connection = await connect(uri, config.MONGODB_DATABASE, copy)
  await migrate(connection, copy, () => new Date(), log)
  const given = await readStampSecrets(config, connection)
  const secrets = await openStampSecrets(connection, given, new Date())

  let answer: RequestListener = answerStarting
  const server = createServer((request, response) => answer(request, response))
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  const baseUrl = config.PUBLIC_BASE_URL?.replace(/\/$/, '') ?? `http://${config.HOST}:${port}`
  const { app, ensureFirstKey, background, close } = await createContext({
    config,
    connection,
    secrets,
    log,
    baseUrl,
    stopping: () => stopping,
  })
  const firstKey = await ensureFirstKey()
  if (firstKey !== null) showFirstKey(firstKey)
  answer = createApp(app)
  background.start()
  log.info('service.started', { baseUrl, embedded: config.embedded })

  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info('service.stopping', { signal })
    await Promise.all([drain(server), background.stop()])
    await close()
    await connection.close()
    await embedded?.stop()
    log.info('service.stopped')
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
}

async function startMongod(config: Config, log: Log): Promise<Embedded> {
  return await startEmbedded({
    mongodPath: mongodPath(config),
    dataDir: config.DATA_DIR,
    cacheSizeGb: config.MONGOD_CACHE_GB,
    parameters: config.DATABASE_NO_TABLE_SCAN ? { notablescan: 'true' } : {},
    log: (event, fields) => log.info(event, fields),
    onFatal: (error) => {
      log.error('mongod.given_up', { error })
      process.exit(1)
    },
  })
}

async function listen(server: Server, config: Config): Promise<void> {
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.timeout = SOCKET_IDLE_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.PORT, config.HOST, resolve)
  })
}

/** The moment between the open port and the built service. */
function answerStarting(...[, response]: Parameters<RequestListener>): void {
  response.writeHead(503, { 'Retry-After': String(RETRY_AFTER_SECONDS) }).end()
}

/** Lets requests under way finish, for a limited time, and takes no new ones. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection is idle again once its last reply is sent; only then may it be cut.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS)
  await closed
  clearInterval(idle)
  clearTimeout(timer)
}

function showFirstKey(key: string): void {
  const title = 'Khóa quản trị đầu tiên, chỉ hiện một lần / first administrator key, shown once:'
  process.stdout.write(`
${title}
  ${key}

`)
}

try {
  await main()
} catch (error) {
  const shown = error instanceof ConfigError ? error.message : error
  process.stderr.write(`${shown instanceof Error ? (shown.stack ?? shown.message) : shown}\n`)
  process.exit(1)
}
