import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import type { Connection } from '../../src/db/connection.ts'
import { createPrintFileStore } from '../../src/features/print-runs/print-files.store.ts'
import { createPrintRunStore } from '../../src/features/print-runs/print-runs.store.ts'
import { sweepPrintFiles } from '../../src/features/print-runs/sweep-print-files.ts'
import type { Api, Extra, Reply } from './api.ts'
import { ok } from './make.ts'

const PATIENCE_MS = 30_000
const LOOK_MS = 25

/** Asks for stamps to be printed: as CSV in files of 65 lines, unless `more` says otherwise. */
export async function print(
  api: Api,
  batchId: number,
  more: object = {},
  extra: Extra = {},
): Promise<Reply> {
  const body = { batchId, format: 'csv', pagesPerPart: 65, ...more }
  return await api.post('/print-runs', body, extra)
}

/** Waits until a run is as `isReached` says. @returns the run */
export async function untilRun(
  api: Api,
  id: string,
  isReached: (run: { state: string; progress: { partsDone: number } }) => boolean,
  patienceMs = PATIENCE_MS,
) {
  const until = Date.now() + patienceMs
  for (;;) {
    const run = ok(await api.get(`/print-runs/${id}`))
    if (isReached(run)) return run
    if (Date.now() > until) throw new Error(`Print run ${id} stays ${JSON.stringify(run)}`)
    await delay(LOOK_MS)
  }
}

/** Prints to the end. @returns the run with all its files */
export async function printed(api: Api, batchId: number, more: object = {}, patienceMs?: number) {
  const { run } = ok(await print(api, batchId, more))
  return await untilRun(api, run.id, ({ state }) => state === 'done', patienceMs)
}

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Every file of a run as it is loaded, each as long and of the hash that the run says. */
export async function loadParts(
  api: Api,
  run: { id: string; parts: { number: number; bytes: number; sha256: string }[] },
): Promise<Buffer[]> {
  const loaded: Buffer[] = []
  for (const part of run.parts) {
    const init = { headers: { Authorization: `Bearer ${api.token}` } }
    const response = await fetch(urlOf(part), init)
    expect(response.status).to.equal(200)
    expect(response.headers.get('etag')).to.equal(`"${part.sha256}"`)
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.length).to.equal(part.bytes)
    expect(sha256(bytes)).to.equal(part.sha256)
    loaded.push(bytes)
  }
  return loaded
}

function urlOf(part: object): string {
  return String((part as { url?: unknown }).url)
}

/** Removes what no live run names, however young it is. @returns how many files */
export async function sweep(connection: Connection, now: Date): Promise<number> {
  const parts = {
    runs: createPrintRunStore(connection),
    files: createPrintFileStore(connection),
    now: () => now,
  }
  return await sweepPrintFiles(parts, 0)
}

/** The identifiers of files of which anything is stored: whole ones, and those with pieces. */
export async function storedFiles(connection: Connection): Promise<{
  files: string[]
  pieces: string[]
}> {
  const read = async (name: string, field: string): Promise<string[]> => {
    const found = await connection.collection(`print_files.${name}`).find({}).toArray()
    return [...new Set(found.map((document) => String(document[field])))].sort()
  }
  return { files: await read('files', '_id'), pieces: await read('chunks', 'files_id') }
}

/** The identifiers of the files that live runs name. */
export async function namedFiles(connection: Connection): Promise<string[]> {
  const runs = await connection.collection('print_runs').find({}).toArray()
  return runs
    .filter((run) => run['live'] === true)
    .flatMap((run) => (run['parts'] as { fileId: string }[]).map(({ fileId }) => fileId))
    .sort()
}
