import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { stampLink } from '../../src/features/stamps/code.rules.ts'
import { line } from './measure.ts'
import { type Bench, issueDelivered } from './world.ts'

/*
 * What a scan costs against the least that an Express service can do, 32 callers each: a bare
 * `hello` for JSON and redirects, a bare page of the same bytes for the page. In turns, so that
 * whatever else the machine does falls on all. Serials are drawn from a whole batch, so that
 * neighbouring look-ups are of different segments.
 */

const BARE = fileURLToPath(new URL('bare-express.js', import.meta.url))
const BARE_PORT = Number(process.env['BARE_PORT'] || 8096)
const CALLERS = 32
const ROUNDS = 3
const ROUND_S = 3
const WARM_S = 2
const FEW_SEGMENTS = 10
const MANY_SEGMENTS = 10_000
const BATCHES = 2_000
const ISSUED_AT_ONCE = 16
const RANGES_AT_ONCE = 200
const PATHS_MAX = 10_000

/** Phones, so that scans are counted as in a market: a few thousand devices behind one address. */
const PHONES = 4_001
const PHONE = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari'

interface Load {
  rate: number
  p99Ms: number
}

export async function benchScan(bench: Bench): Promise<string[]> {
  const worlds = {
    '10 segments': await segmented(bench, FEW_SEGMENTS),
    '10,000 segments': await segmented(bench, MANY_SEGMENTS),
    '2,000 batches': await manyBatches(bench),
  }
  const lines: string[] = []
  for (const [name, links] of Object.entries(worlds)) {
    lines.push(...(await compare(bench, name, links)))
  }
  return lines
}

async function compare(bench: Bench, name: string, links: readonly string[]): Promise<string[]> {
  const page = await fetch(`${bench.baseUrl}/t${links[0]}`)
  const bare = await startBare((await page.arrayBuffer()).byteLength)
  try {
    const verify = links.map(
      (link) => `/api/v1/verify?code=${encodeURIComponent(`https://h${link}`)}`,
    )
    const pages = links.map((link) => `/t${link}`)
    const { baseUrl } = bench
    const figures = await inTurns({
      hello: () => load(bare.baseUrl, ['/hello']),
      barePage: () => load(bare.baseUrl, ['/page']),
      verify: () => load(baseUrl, verify),
      redirect: () => load(baseUrl, links, 307),
      page: () => load(baseUrl, pages),
    })
    return [
      ratio(`scan, ${name}: JSON verify / bare hello`, figures.verify, figures.hello),
      ratio(`scan, ${name}: redirect / bare hello`, figures.redirect, figures.hello),
      ratio(`scan, ${name}: page / bare page of its bytes`, figures.page, figures.barePage),
    ]
  } finally {
    bare.stop()
  }
}

function ratio(name: string, ours: Load, naive: Load): string {
  const slower = (ours.p99Ms / naive.p99Ms).toFixed(1)
  return `${line(name, ours.rate, naive.rate, 'requests/s')}, p99 ${slower} ×`
}

async function inTurns<Name extends string>(
  works: Record<Name, () => Promise<Load>>,
): Promise<Record<Name, Load>> {
  const loads = new Map<string, Load[]>()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries<() => Promise<Load>>(works)) {
      loads.set(name, [...(loads.get(name) ?? []), await work()])
    }
  }
  const middle = [...loads].map(([name, all]) => [name, median(all)])
  return Object.fromEntries(middle) as Record<Name, Load>
}

function median(loads: readonly Load[]): Load {
  const at = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
  return {
    rate: at(loads.map(({ rate }) => rate)),
    p99Ms: at(loads.map(({ p99Ms }) => p99Ms)),
  }
}

/** @throws Error where an answer is not of the status that is expected */
async function load(url: string, paths: readonly string[], status = 200): Promise<Load> {
  let at = 0
  // One request that changes each time: a list would be copied to every caller before the start.
  const next = (request: autocannon.Request): autocannon.Request => {
    at += 1
    const headers = { 'User-Agent': `${PHONE}/${at % PHONES}`, Accept: 'text/html,*/*;q=0.8' }
    return { ...request, path: paths[at % paths.length] ?? '/', headers }
  }
  const requests = [{ setupRequest: next }]
  const run = (duration: number) => autocannon({ url, connections: CALLERS, duration, requests })
  await run(WARM_S)
  const { requests: sent, latency, statusCodeStats, errors } = await run(ROUND_S)
  const statuses = Object.keys(statusCodeStats ?? {})
  if (errors > 0 || statuses.join() !== String(status)) {
    throw new Error(`${url}${paths[0]}: statuses ${statuses.join()}, ${errors} errors`)
  }
  return { rate: sent.average, p99Ms: latency.p99 }
}

/** A batch in which no two neighbouring ranges are equal, and the links of its stamps. */
async function segmented(bench: Bench, segments: number): Promise<string[]> {
  const batch = await issueDelivered(bench, Math.max(segments, 1_000))
  const width = batch.quantity / segments
  const ranges = Array.from({ length: segments / 2 }, (_, n) => {
    return { from: 2 * n * width, to: (2 * n + 1) * width - 1 }
  })
  for (let at = 0; at < ranges.length; at += RANGES_AT_ONCE) {
    await bench.world.client.json({
      method: 'POST',
      path: `/api/v1/stamp-batches/${batch.id}/events`,
      key: bench.officer,
      id: `bench-scan-${batch.id}-${at}`,
      body: { action: 'affix', lotId: bench.lotId, ranges: ranges.slice(at, at + RANGES_AT_ONCE) },
    })
  }
  return shuffled(await linksOf(bench, batch.id))
}

async function linksOf(bench: Bench, batchId: number): Promise<string[]> {
  const headers = { Authorization: `Bearer ${bench.officer}` }
  const url = `${bench.baseUrl}/api/v1/stamp-batches/${batchId}/stamps`
  const text = await (await fetch(url, { headers })).text()
  const stamps = text.trim().split('\n').slice(0, PATHS_MAX)
  return stamps.map((each) => new URL((JSON.parse(each) as { link: string }).link).pathname)
}

/** The first stamp of each of many batches, delivered: one in stock would be suspicious. */
async function manyBatches(bench: Bench): Promise<string[]> {
  const links: string[] = []
  const { key } = await bench.world.client.json<{ key: string }>({
    method: 'GET',
    path: `/api/v1/products/${bench.productId}`,
    key: bench.officer,
  })
  for (let at = 0; at < BATCHES; at += ISSUED_AT_ONCE) {
    const batches = await Promise.all(
      Array.from({ length: ISSUED_AT_ONCE }, () => issueDelivered(bench, 10)),
    )
    links.push(
      ...batches.map(({ firstSerial }) => new URL(stampLink('h', key, firstSerial)).pathname),
    )
  }
  return shuffled(links)
}

/** In an order that has nothing to do with the stamps, the same in each run. */
function shuffled(links: string[]): string[] {
  const step = 7_919
  return links.map((_, at) => links[(at * step) % links.length] ?? '')
}

async function startBare(pageBytes: number): Promise<{ baseUrl: string; stop(): void }> {
  const child: ChildProcess = spawn(
    process.execPath,
    [BARE, String(BARE_PORT), String(pageBytes)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve)
    child.once('exit', () => reject(new Error('The bare Express does not start')))
  })
  return { baseUrl: `http://127.0.0.1:${BARE_PORT}`, stop: () => child.kill() }
}
