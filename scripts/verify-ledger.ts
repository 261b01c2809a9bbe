import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { MongoServerError } from 'mongodb'
import { findPlace, openDatabase } from './verify/connection.ts'
import { type Finding, lineOf } from './verify/findings.ts'
import { type Summary, verifyLedger } from './verify/ledger.ts'
import { tableOf } from './verify/summary.ts'
import type { Tally } from './verify/tally.ts'

/*
 * Recounts the ledger from its events, with code of its own, and names every difference. Ends with
 * status 0 if there is none, 1 if there is one, 2 if the database could not be read.
 */

const USAGE = `npm run verify:ledger -- [--batch N] [--json FILE] [--uri URI] [--database NAME]
  --batch N      chỉ một đợt cấp tem / only one batch
  --json FILE    ghi kết quả thành dữ liệu / write the findings as data
  --uri URI      mặc định/default: MONGODB_URI, hoặc/or DATA_DIR/mongod.port
  --database     mặc định/default: MONGODB_DATABASE, sotem`

const LINES_MAX = 1_000
const FINDINGS_KEPT = 100_000
const PROGRESS_MS = 2_000
/** Of MongoDB: the moment of the snapshot is older than the history that the server keeps. */
const SNAPSHOT_TOO_OLD = 239

const CANNOT_READ = 2

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      batch: { type: 'string' },
      json: { type: 'string' },
      uri: { type: 'string' },
      database: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const batchId = values.batch === undefined ? undefined : Number(values.batch)
  if (batchId !== undefined && !(Number.isSafeInteger(batchId) && batchId >= 1)) {
    throw new Error(USAGE)
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const place = findPlace(values, process.env)
  const client = await openDatabase(place)
  try {
    const findings: Finding[] = []
    let lines = 0
    const summary = await verifyLedger(
      client.db(place.database),
      (finding) => {
        lines += 1
        if (lines <= LINES_MAX) console.log(lineOf(finding))
        if (findings.length < FINDINGS_KEPT) findings.push(finding)
      },
      { progress: createProgress(), ...(batchId === undefined ? {} : { batchId }) },
    )
    if (lines > LINES_MAX) console.log(`… +${lines - LINES_MAX}`)
    if (values.json !== undefined) await writeJson(values.json, place.database, summary, findings)
    console.log(`${lines > 0 ? '\n' : ''}${tableOf(summary, batchId === undefined)}`)
    return summary.differences === 0 ? 0 : 1
  } finally {
    await client.close()
  }
}

/** Tells on standard error how far it is, for work that takes long. */
function createProgress(): (tally: Tally) => void {
  let told = performance.now()
  return ({ batches, stamps, events }) => {
    const now = performance.now()
    if (now - told < PROGRESS_MS) return
    told = now
    const show = (value: number): string => value.toLocaleString('en-US')
    console.error(
      `… ${show(batches)} đợt/batches, ${show(stamps)} tem/stamps, ` +
        `${show(events)} biến động/events`,
    )
  }
}

async function writeJson(
  file: string,
  database: string,
  summary: Summary,
  findings: readonly Finding[],
): Promise<void> {
  const told = findings.map((finding) => ({ ...finding, text: lineOf(finding) }))
  await writeFile(file, `${JSON.stringify({ database, summary, findings: told }, null, 2)}\n`)
}

function explain(error: unknown): string {
  if (error instanceof MongoServerError && error.code === SNAPSHOT_TOO_OLD) {
    return (
      'Đối soát lâu hơn lịch sử máy chủ giữ (mặc định 5 phút) / the recount took longer than ' +
      'the server keeps history: ' +
      'db.adminCommand({ setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600 })'
    )
  }
  return error instanceof Error ? error.message : String(error)
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`Không đối soát được / could not recount:\n${explain(error)}`)
  process.exitCode = CANNOT_READ
}
