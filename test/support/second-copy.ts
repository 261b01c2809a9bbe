import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import { connect } from '../../src/db/connection.ts'
import { openStampSecrets } from '../../src/features/stamps/stamp-secrets.ts'
import { createLog } from '../../src/log.ts'
import { type Api, createApi } from './api.ts'
import { mongod } from './mongod.ts'
import type { TestService } from './service.ts'

/** A copy of the service that shares nothing with the first but the register. */
export interface SecondCopy {
  baseUrl: string
  /** Without a key. */
  nobody: Api
  stop(): Promise<void>
}

const SECRETS = new Map([[1, Buffer.alloc(32, 7)]])

/** Starts a copy over the register of `first`, with a connection of its own; it only answers. */
export async function startSecondCopy(first: TestService): Promise<SecondCopy> {
  const { uri } = await mongod()
  const connection = await connect(uri, first.connection.name, 'test-second-copy')
  const config = readConfig({ CLOCK: 'manual', CHECK_REPLIES: 'true', LINK_HOST: 'tem.example' })
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const context = await createContext({
    config,
    connection,
    secrets: await openStampSecrets(connection, SECRETS, new Date()),
    log: createLog('error', []),
    baseUrl,
    stopping: () => false,
  })
  server.on('request', createApp(context.app))
  return {
    baseUrl,
    nobody: createApi(baseUrl, null),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await context.close()
      await connection.close()
    },
  }
}
