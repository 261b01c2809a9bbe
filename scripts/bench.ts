import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { MongoClient } from 'mongodb'
import PDFDocument from 'pdfkit'
import { toBuffer } from 'qrcode'
import { makeUri } from '../src/db/embedded-replica-set.ts'
import { createClient } from './demo/client.ts'
import { planOf } from './demo/plan.ts'
import { startService } from './demo/service.ts'
import { type Batch, must, type World } from './demo/world.ts'

/*
 * Each figure is a ratio: our way and the naive way, one after the other on this machine in this
 * run. The naive way is written well (batches, unique index), and stands in this file.
 */

const PORT = Number(process.env['PORT'] || 8097)
const BATCH_STAMPS = 1_000_000
const NAIVE_STAMPS = 100_000
const INSERTED_AT_ONCE = 1_000
const LABELS = 650
const LOOK_UPS = 100
const LOOK_UP_ROUNDS = 6

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotem-bench-'))
  const service = await startService(folder, PORT)
  try {
    const world = await makeWorld(service.baseUrl, service.adminKey)
    console.log(await benchIssue(world, folder))
    console.log(await benchLookUp(world))
    console.log(await benchPdf(world))
  } finally {
    await service.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The example up to its first approved product. */
async function makeWorld(baseUrl: string, adminKey: string): Promise<World> {
  const world: World = {
    client: createClient(baseUrl),
    adminKey,
    keys: new Map([['admin', adminKey]]),
    enterprises: new Map(),
    products: new Map(),
    places: new Map(),
    lots: new Map(),
    batches: new Map(),
    claims: new Map(),
    documents: new Map(),
    print: async () => undefined,
  }
  for (const step of planOf()) {
    if (world.products.size > 0) break
    const body = { now: `${step.on}T13:00:00.000Z` }
    await world.client.json({ method: 'PUT', path: '/api/v1/clock', key: adminKey, body })
    await step.run(world)
  }
  return world
}

let issued = 0

async function issue(world: World, quantity: number): Promise<Batch> {
  const [enterpriseRef] = [...world.enterprises.keys()]
  const [productRef] = [...world.products.keys()]
  issued += 1
  return await world.client.json<Batch>({
    method: 'POST',
    path: '/api/v1/stamp-batches',
    key: must(world.keys, 'reviewer'),
    id: `bench-${issued}`,
    body: {
      enterpriseId: must(world.enterprises, enterpriseRef ?? ''),
      productId: must(world.products, productRef ?? ''),
      quantity,
    },
  })
}

async function benchIssue(world: World, folder: string): Promise<string> {
  await issue(world, 1)
  const rounds = 10
  const ours = await rate(rounds * BATCH_STAMPS, async () => {
    for (let round = 0; round < rounds; round += 1) await issue(world, BATCH_STAMPS)
  })
  const naive = await insertEach(folder)
  return line('issue: a batch over HTTP / a document per stamp', ours, naive, 'stamps/s')
}

/** The naive register: a document per stamp, 1,000 at a time, unique by serial. */
async function insertEach(folder: string): Promise<number> {
  const port = Number(await readFile(path.join(folder, 'mongod.port'), 'utf8'))
  const client = await new MongoClient(makeUri(port)).connect()
  try {
    const stamps = client.db('bench').collection('stamps')
    await stamps.createIndex({ serial: 1 }, { unique: true })
    return await rate(NAIVE_STAMPS, async () => {
      for (let at = 0; at < NAIVE_STAMPS; at += INSERTED_AT_ONCE) {
        const documents = Array.from({ length: INSERTED_AT_ONCE }, (_, n) => ({
          serial: `S${String(at + n).padStart(15, '0')}`,
          batch: 1,
          index: at + n,
          state: 'in_stock',
        }))
        await stamps.insertMany(documents, { ordered: false })
      }
    })
  } finally {
    await client.close()
  }
}

async function benchLookUp(world: World): Promise<string> {
  const [small, large] = [await issue(world, 10), await issue(world, BATCH_STAMPS)]
  const lookUp = (batch: Batch) => () =>
    world.client.json({
      method: 'GET',
      path: `/api/v1/stamps/${batch.firstSerial}`,
      key: must(world.keys, 'auditor'),
    })
  await repeat(LOOK_UPS, lookUp(large))
  const rates = { small: 0, large: 0 }
  // In turns, so that whatever else the machine does falls on both.
  for (let round = 0; round < LOOK_UP_ROUNDS; round += 1) {
    rates.small += (await rate(LOOK_UPS, () => repeat(LOOK_UPS, lookUp(small)))) / LOOK_UP_ROUNDS
    rates.large += (await rate(LOOK_UPS, () => repeat(LOOK_UPS, lookUp(large)))) / LOOK_UP_ROUNDS
  }
  return line('look-up: in a million stamps / in ten', rates.large, rates.small, 'codes/s')
}

async function benchPdf(world: World): Promise<string> {
  const batch = await issue(world, LABELS)
  const path = `/api/v1/stamp-batches/${batch.id}/labels.pdf`
  const key = must(world.keys, 'reviewer')
  const ours = await rate(LABELS, () => world.client.bytes({ method: 'GET', path, key }))
  const naive = await rate(LABELS, () => naivePdf(batch))
  return line('print: vector PDF over HTTP / a PNG per stamp by pdfkit', ours, naive, 'stamps/s')
}

/** The naive print: one PNG of a QR code placed per stamp, 65 on an A4 page. */
async function naivePdf(batch: Batch): Promise<void> {
  const document = new PDFDocument({ size: 'A4', margin: 20 })
  const out = document.pipe(new PassThrough()).resume()
  const ended = new Promise((resolve) => out.once('end', resolve))
  for (let index = 0; index < LABELS; index += 1) {
    if (index > 0 && index % 65 === 0) document.addPage()
    const link = `https://TEM.EXAMPLE/01/${batch.key}/21/${batch.firstSerial.slice(0, 9)}${index}`
    const png = await toBuffer(link, { errorCorrectionLevel: 'M', width: 200 })
    const [column, row] = [index % 5, Math.floor((index % 65) / 5)]
    document.image(png, 20 + column * 110, 20 + row * 60, { width: 52 })
  }
  document.end()
  await ended
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let at = 0; at < times; at += 1) await work()
}

/** Units of work a second. */
async function rate(units: number, work: () => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint()
  await work()
  return units / (Number(process.hrtime.bigint() - began) / 1e9)
}

function line(name: string, ours: number, naive: number, unit: string): string {
  const show = (value: number) => Math.round(value).toLocaleString('en-US')
  const ratio = ours / naive
  const times = ratio >= 10 ? Math.round(ratio).toLocaleString('en-US') : ratio.toFixed(2)
  return `${name}: ${times} × (${show(ours)} against ${show(naive)} ${unit})`
}

await main()
