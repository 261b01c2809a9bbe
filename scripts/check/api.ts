import mongoose from 'mongoose'
import { apiDocument } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import type { Route } from '../../src/http/route.ts'
import { createLog } from '../../src/log.ts'

const signsNothing = (): never => {
  throw new Error('A description of the API signs no stamps')
}

const SERVER_URL = 'http://127.0.0.1:8080'

export interface DescribedApi {
  document: object
  /** Every route, whatever its prefix. */
  routes: readonly Route[]
}

/**
 * The routes of the service and their OpenAPI document, without a database: the parts are built
 * over a connection that is never opened, with the defaults of the configuration.
 */
export async function describeApi(): Promise<DescribedApi> {
  const { app } = await createContext({
    config: readConfig({}),
    connection: mongoose.createConnection(),
    secrets: {
      activeVersion: signsNothing,
      secretOf: signsNothing,
      statusOf: signsNothing,
      holds: () => false,
      forgetStatuses: () => undefined,
    },
    log: createLog('silent', []),
    baseUrl: SERVER_URL,
    stopping: () => false,
  })
  return { document: apiDocument(app), routes: [...app.open, ...app.api] }
}
