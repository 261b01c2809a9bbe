import { createClient } from '../demo/client.ts'
import { planOf } from '../demo/plan.ts'
import { type Batch, must, type World } from '../demo/world.ts'

/** The example up to its first lot, and what the figures work on. */
export interface Bench {
  world: World
  /** Folder of the database. */
  folder: string
  baseUrl: string
  officer: string
  enterpriseId: string
  productId: string
  lotId: string
}

export async function makeBench(folder: string, baseUrl: string, adminKey: string): Promise<Bench> {
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
    if (world.lots.size > 0) break
    const body = { now: `${step.on}T13:00:00.000Z` }
    await world.client.json({ method: 'PUT', path: '/api/v1/clock', key: adminKey, body })
    await step.run(world)
  }
  const officer = must(world.keys, 'reviewer')
  const { items } = await world.client.json<{ items: Lot[] }>({
    method: 'GET',
    path: '/api/v1/lots',
    key: officer,
  })
  const lot = items[0]
  if (lot === undefined) throw new Error('The example has no lot')
  const { id: lotId, enterpriseId, productId } = lot
  return { world, folder, baseUrl, officer, enterpriseId, productId, lotId }
}

interface Lot {
  id: string
  enterpriseId: string
  productId: string
}

let issued = 0

export async function issue(bench: Bench, quantity: number): Promise<Batch> {
  const { enterpriseId, productId, officer } = bench
  issued += 1
  return await bench.world.client.json<Batch>({
    method: 'POST',
    path: '/api/v1/stamp-batches',
    key: officer,
    id: `bench-${issued}`,
    body: { enterpriseId, productId, quantity },
  })
}

/** A batch whose stamps are all delivered, and how far they have been affixed. */
export interface Delivered {
  id: number
  firstSerial: string
  quantity: number
  next: number
}

export async function issueDelivered(bench: Bench, quantity: number): Promise<Delivered> {
  const { id, firstSerial } = await issue(bench, quantity)
  await bench.world.client.json({
    method: 'POST',
    path: `/api/v1/stamp-batches/${id}/events`,
    key: bench.officer,
    id: `bench-deliver-${id}`,
    body: { action: 'deliver', ranges: [{ from: 0, to: quantity - 1 }] },
  })
  return { id: Number(id), firstSerial, quantity, next: 0 }
}
