import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { envExample } from '../src/config.ts'

/** Compares `.env.example` with the schema of the configuration, or renews it with `--write`. */
const FILE = '.env.example'
const wanted = envExample()

if (process.argv.includes('--write')) {
  writeFileSync(FILE, wanted)
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== wanted) {
  console.error(`${FILE} khác src/config.ts / differs from src/config.ts.`)
  console.error('Làm lại / renew it: node dist/scripts/env-example.js --write')
  process.exitCode = 1
}
