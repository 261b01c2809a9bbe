import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { acquireLock } from './lock.mjs'
import { ensureMongod } from './mongod.mjs'
import { SetupError, say } from './report.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What must be undone when the person presses Ctrl-C in the middle. */
const undo = new Set()

function undoAll() {
  for (const step of [...undo].reverse()) step()
  undo.clear()
}

/** Brings the clone up to date; does nothing where everything is. Returns the exit status. */
export async function setUp() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      undoAll()
      process.exit(130)
    })
  }
  try {
    const dataDir = join(root, '.data')
    mkdirSync(dataDir, { recursive: true })
    undo.add(await acquireLock(join(dataDir, 'setup.lock')))
    await ensureInstalled(root)
    await ensureBuilt(root)
    await ensureMongod(root, undo)
    return 0
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    return 1
  } finally {
    undoAll()
  }
}
