import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createClient } from './demo/client.ts'
import { planOf } from './demo/plan.ts'
import { printReport, readFigures } from './demo/report.ts'
import { startService } from './demo/service.ts'
import { type Batch, must, type World } from './demo/world.ts'
import { EXAMPLE_NOTICE } from './example/notice.ts'
import { PRODUCTS } from './example/products.ts'

const HELP = `npm run demo [-- --once] [-- --json FILE]
  --once       dừng sau bảng kết quả / end after the table
  --json FILE  ghi kết quả ra tệp / also write the figures to a file
Biến môi trường / environment: PORT (8080), DATA_DIR (.data/demo)`

/** The evening of a day of the example: everything of that day has happened. */
const EVENING = 'T20:00:00+07:00'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const dataDir = path.resolve(process.env['DATA_DIR'] || path.join('.data', 'demo'))
  const port = Number(process.env['PORT'] || 8080)
  console.log(`${EXAMPLE_NOTICE.vi}\n${EXAMPLE_NOTICE.en}\n`)
  console.log(`Khởi động dịch vụ tại cổng ${port}, dữ liệu ở ${path.relative('.', dataDir)} …`)
  const service = await startService(dataDir, port)
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  try {
    const pdfs = await pdfFolder(dataDir)
    const world = createWorld(service.baseUrl, service.adminKey, pdfs)
    await runPlan(world)
    const batches = [...world.batches.values()]
    const figures = await readFigures(world, service, batches, (batch) => pdfOf(pdfs, batch))
    if (values.json !== undefined) await writeWhole(values.json, JSON.stringify(figures, null, 2))
    printReport(figures, pdfs, values.once)
    if (!values.once) await ended
  } finally {
    await service.stop()
  }
}

function createWorld(baseUrl: string, adminKey: string, pdfs: string): World {
  const client = createClient(baseUrl)
  const world: World = {
    client,
    adminKey,
    keys: new Map([['admin', adminKey]]),
    enterprises: new Map(),
    products: new Map(),
    places: new Map(),
    lots: new Map(),
    batches: new Map(),
    claims: new Map(),
    documents: new Map(),
    print: async (batch) => {
      const file = pdfOf(pdfs, batch)
      if (existsSync(file)) return
      const bytes = await client.bytes({
        method: 'GET',
        path: `/api/v1/stamp-batches/${batch.id}/labels.pdf`,
        key: must(world.keys, 'reviewer'),
      })
      await writeWhole(file, bytes)
    },
  }
  return world
}

/** Does the steps day by day, setting the clock forward; a repeated run changes nothing. */
async function runPlan(world: World): Promise<void> {
  const plan = planOf()
  const clock = { path: '/api/v1/clock', key: world.adminKey }
  const present = await world.client.json<{ now: string }>({ method: 'GET', ...clock })
  let now = Date.parse(present.now)
  let stage = ''
  let lastShown = 0
  for (const [at, step] of plan.entries()) {
    const evening = Date.parse(step.on + EVENING)
    if (evening > now) {
      now = evening
      const body = { now: new Date(now).toISOString() }
      await world.client.json({ method: 'PUT', ...clock, id: `demo-clock-${step.on}`, body })
    }
    if (step.stage !== stage && Date.now() - lastShown > 1_000) {
      stage = step.stage
      lastShown = Date.now()
      const done = Math.round((100 * at) / plan.length)
      console.log(`  ${String(done).padStart(3)} %  ${step.on}  ${stage}`)
    }
    await step.run(world)
  }
  console.log(`  100 %  ${PRODUCTS.length} sản phẩm, ${plan.length} việc đã xong`)
}

function pdfOf(folder: string, batch: Batch): string {
  return path.join(folder, `tem-dot-${String(batch.id).padStart(3, '0')}.pdf`)
}

/** Where the PDFs go: beside the data, or in a folder whose path has no blank. */
async function pdfFolder(dataDir: string): Promise<string> {
  const beside = path.join(dataDir, 'pdf')
  const tag = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const folder = /\s/.test(beside) ? path.join(tmpdir(), `sotem-pdf-${tag}`) : beside
  await mkdir(folder, { recursive: true })
  return folder
}

async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, content, { mode: 0o600 })
  await rename(draft, file)
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
