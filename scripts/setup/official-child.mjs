// Run as a process of its own, so that a download that hangs can be ended. Argument: the folder
// to load into. Answers one JSON line.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const [, , downloadDir] = process.argv

function answer(value) {
  process.stdout.write(`\n${JSON.stringify({ sotem: value })}\n`)
}

try {
  const { MongoBinary } = require('mongodb-memory-server-core/lib/util/MongoBinary.js')
  const { DEFAULT_VERSION } = require('mongodb-memory-server-core/lib/util/resolveConfig.js')
  const path = await MongoBinary.getPath({ downloadDir, version: DEFAULT_VERSION })
  answer({ path, version: DEFAULT_VERSION })
} catch (error) {
  answer({ error: error.message })
}
