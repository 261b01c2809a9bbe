import type { Api } from './api.ts'
import type { LedgerModel } from './ledger-model.ts'
import type { Dice } from './ledger-plan.ts'
import { issue, type Maker, makeEnterprise, makeLot, makeProduct, ok, type Staff } from './make.ts'
import type { TestService } from './service.ts'

const BATCH_STAMPS = 60

/** An enterprise with one product. */
export interface WireEnterprise {
  maker: Maker
  productId: string
  lotIds: string[]
}

/** A statement as it should be: its steps, and the text that was frozen. */
export interface WireStatement {
  steps: { status: string; atMs: number }[]
  content: string
}

/** What a sequence over HTTP has for itself: nothing that happened before it is in there. */
export interface WireWorld {
  service: TestService
  staff: Staff
  model: LedgerModel
  enterprises: Map<string, WireEnterprise>
  /** The serials of each batch, by index. */
  serials: Map<number, string[]>
  /** By `enterprise:month`. */
  statements: Map<string, WireStatement>
  minutesId: string
  startMs: number
}

export function enterpriseOf({ enterprises }: WireWorld, id: string): WireEnterprise {
  const enterprise = enterprises.get(id)
  if (enterprise === undefined) throw new Error(`The world has no enterprise ${id}`)
  return enterprise
}

/** Two enterprises: one with two batches of its product, the other with one. */
export async function makeWireWorld(
  service: TestService,
  staff: Staff,
  newModel: (nowMs: number) => LedgerModel,
  dice: Dice,
): Promise<WireWorld> {
  const nowMs = Date.parse(ok(await service.admin.get('/clock')).now)
  const enterprises = new Map<string, WireEnterprise>()
  for (let n = 0; n < 2; n += 1) {
    const maker = await makeEnterprise(service, staff)
    const productId = (await makeProduct(staff, maker)).id
    const lots = [await makeLot(maker, productId), await makeLot(maker, productId)]
    const lotIds = lots.map(({ id }) => id)
    enterprises.set(maker.enterpriseId, { maker, productId, lotIds })
  }
  const model = newModel(nowMs)
  const world: WireWorld = {
    service,
    staff,
    model,
    enterprises,
    serials: new Map(),
    statements: new Map(),
    minutesId: await makeMinutes(staff, nowMs),
    startMs: nowMs,
  }
  const [first, second] = [...enterprises.values()]
  for (const enterprise of [first, first, second]) {
    if (enterprise === undefined) throw new Error('No enterprise')
    await issueInto(world, enterprise)
    await moveClock(world, dice.below(3) * 86_400_000)
  }
  return world
}

async function makeMinutes({ reviewer }: Staff, nowMs: number): Promise<string> {
  const minutes = {
    kind: 'minutes',
    number: `BB-${nowMs}`,
    issuedOn: '2024-01-01',
    signer: 'Người Ký Thử',
    title: 'Biên bản nộp lại và tiêu hủy tem hỏng',
    sha256: 'a'.repeat(64),
  }
  return ok(await reviewer.post('/documents', minutes)).id
}

async function issueInto(world: WireWorld, { maker, productId }: WireEnterprise): Promise<void> {
  const { staff, model, serials } = world
  const batch = await issue(staff, maker, productId, BATCH_STAMPS)
  model.issue(batch.id, maker.enterpriseId, BATCH_STAMPS)
  serials.set(batch.id, await readSerials(staff.auditor, batch.id))
}

async function readSerials(api: Api, batchId: number): Promise<string[]> {
  const csv = ok(await api.get(`/stamp-batches/${batchId}/stamps?format=csv`))
  const lines = String(csv).trim().split('\r\n').slice(1)
  return lines.map((line) => line.split(',')[1] ?? '')
}

/** Sets the clock of the service and that of the model forward. */
export async function moveClock({ service, model }: WireWorld, ms: number): Promise<void> {
  if (ms === 0) return
  model.move(ms)
  ok(await service.admin.put('/clock', { now: new Date(model.now()).toISOString() }))
}
