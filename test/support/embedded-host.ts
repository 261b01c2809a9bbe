import { type Embedded, startEmbedded } from '../../src/db/embedded.ts'

/**
 * A service that is nothing but its database, to be killed by tests. Arguments: path of mongod,
 * data folder. Tells one JSON line per log event on standard output and stops on SIGTERM.
 */
const [, , mongodPath = '', dataDir = ''] = process.argv

function tell(event: string, fields: object = {}): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`)
}

let embedded: Embedded
try {
  embedded = await startEmbedded({ mongodPath, dataDir, cacheSizeGb: 0.25, log: tell })
} catch (error) {
  tell('refused', { reason: error instanceof Error ? error.message : String(error) })
  process.exit(1)
}
tell('up', { uri: embedded.uri, mongodPid: embedded.pid(), guardPid: embedded.guardPid() })
// The database alone must not keep its service alive, so something else does.
const alive = setInterval(() => undefined, 60_000)
process.on('SIGINT', () => tell('interrupted'))
process.once('SIGTERM', () => {
  void embedded.stop().then(() => {
    clearInterval(alive)
    tell('stopped')
  })
})
