import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeUri } from '../src/db/embedded-replica-set.ts'
import { benchEvents } from './bench/events.ts'
import { benchIssue } from './bench/issue.ts'
import { benchLookUp } from './bench/look-up.ts'
import { line } from './bench/measure.ts'
import { benchPrint } from './bench/print.ts'
import { benchScan } from './bench/scan.ts'
import { benchStream } from './bench/stream.ts'
import { benchSymbols } from './bench/symbols.ts'
import { type Bench, issue, makeBench } from './bench/world.ts'
import { startService } from './demo/service.ts'

/*
 * Each figure is a ratio: our way and the naive way, one after the other on this machine in this
 * run. The naive way is written well and stands in the file of its figure.
 */

const PORT = Number(process.env['PORT'] || 8097)
const STREAMED = 1_000_000

const FIGURES: Record<string, (bench: Bench, uri: string) => Promise<string[]>> = {
  issue: benchIssue,
  'look-up': benchLookUp,
  events: benchEvents,
  stream: streamLines,
  print: benchPrint,
  symbols: benchSymbols,
  scan: benchScan,
}

async function main(names: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotem-bench-'))
  const service = await startService(folder, PORT)
  try {
    const bench = await makeBench(folder, service.baseUrl, service.adminKey)
    const uri = makeUri(Number(await readFile(path.join(folder, 'mongod.port'), 'utf8')))
    for (const name of names) {
      for (const text of (await FIGURES[name]?.(bench, uri)) ?? []) console.log(text)
    }
  } finally {
    await service.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function streamLines(bench: Bench): Promise<string[]> {
  const { id } = await issue(bench, STREAMED)
  const url = `${bench.baseUrl}/api/v1/stamp-batches/${id}/stamps`
  const figures = await benchStream({ url, key: bench.officer, stamps: STREAMED })
  const { ours, naive, oursPeakMib, naivePeakMib, wholePeakMib } = figures
  const [peak, naivePeak, wholePeak] = [oursPeakMib, naivePeakMib, wholePeakMib].map(Math.round)
  return [
    line('stream: codes over HTTP / one write a stamp', ours, naive, 'codes/s'),
    `stream, peak memory: ${peak} MiB, one write a stamp ${naivePeak}, one array ${wholePeak}`,
  ]
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => FIGURES[name] === undefined)
if (unknown.length > 0) {
  console.log(`npm run bench [-- FIGURE…]\n  FIGURE: ${Object.keys(FIGURES).join(', ')}`)
  process.exitCode = 1
} else {
  await main(asked.length > 0 ? asked : Object.keys(FIGURES))
}
