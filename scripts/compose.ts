import { readFileSync } from 'node:fs'
import { envExample } from '../src/config.ts'
import { composeFaults, variablesOf } from './check/compose.ts'

/** Checks docker/compose.yml; ends with status 1 and every fault where there are some. */
const FILE = 'docker/compose.yml'
const faults = composeFaults(readFileSync(FILE, 'utf8'), variablesOf(envExample()))
for (const fault of faults) console.error(`${FILE}: ${fault}`)
if (faults.length > 0) process.exitCode = 1
