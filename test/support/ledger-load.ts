import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Api, Reply } from './api.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Reached,
  type Staff,
} from './make.ts'

const BATCHES = 4
const BATCH_STAMPS = 2_000
const RANGE_STAMPS_MAX = 40
/** How long a caller repeats a request that gets no answer, or 503. */
const PATIENCE_MS = 120_000
const REPEAT_MS = 150

/** What the callers work on: four batches that are delivered whole, and the papers they name. */
export interface LoadWorld {
  staff: Staff
  maker: Maker
  productId: string
  lotIds: string[]
  minutesId: string
  batchIds: number[]
  /** opIds of the set-up are not among those of the load. */
  setUpEvents: number
}

export interface Acknowledged {
  opId: string
  stamps: number
  events: { batchId: number; seq: number }[]
}

export interface LoadResult {
  acknowledged: Acknowledged[]
  refused: number
  repeated: number
  faults: string[]
}

export async function makeLoadWorld(service: Reached): Promise<LoadWorld> {
  const staff = await makeStaff(service)
  const maker = await makeEnterprise(service, staff)
  const productId = (await makeProduct(staff, maker)).id
  const lots = [await makeLot(maker, productId), await makeLot(maker, productId)]
  const minutes = ok(
    await staff.reviewer.post('/documents', {
      kind: 'minutes',
      number: 'BB-01',
      issuedOn: '2024-02-01',
      signer: 'Người Ký Thử',
      title: 'Biên bản nộp lại tem hỏng',
      sha256: 'a'.repeat(64),
      enterpriseId: maker.enterpriseId,
    }),
  )
  const batchIds: number[] = []
  for (let n = 0; n < BATCHES; n += 1) {
    batchIds.push((await deliver(staff, maker, productId, BATCH_STAMPS)).id)
  }
  return {
    staff,
    maker,
    productId,
    lotIds: lots.map(({ id }) => id),
    minutesId: minutes.id,
    batchIds,
    setUpEvents: 2 * BATCHES,
  }
}

/**
 * Callers that record every kind of event on ranges that overlap, each repeating a request with
 * the same key until it is answered.
 * @param reach the API of a copy of the service as a key sees it, chosen for each attempt
 */
export async function runLoad(
  world: LoadWorld,
  callers: number,
  reach: (caller: number, role: 'officer' | 'enterprise') => Api,
  random: () => number,
  isOver: () => boolean,
): Promise<LoadResult> {
  const result: LoadResult = { acknowledged: [], refused: 0, repeated: 0, faults: [] }
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      const role = caller % 2 === 0 ? 'officer' : 'enterprise'
      while (!isOver()) {
        const { path, body } = requestOf(world, role, random)
        const key = randomUUID()
        const asked = JSON.stringify(body)
        const reply = await untilAnswered(
          () => reach(caller, role).post(path, body, { key }),
          result,
        )
        judge(reply, asked, result)
      }
    }),
  )
  return result
}

async function untilAnswered(send: () => Promise<Reply>, result: LoadResult): Promise<Reply> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const reply = await send().catch(() => null)
    if (reply !== null && reply.status !== 503 && reply.status !== 502) return reply
    if (Date.now() > until) throw new Error('No answer any more')
    result.repeated += 1
    await delay(REPEAT_MS)
  }
}

function judge({ status, body }: Reply, asked: string, result: LoadResult): void {
  if (status === 201) {
    const { opId, stamps, events } = body
    result.acknowledged.push({ opId, stamps, events })
    return
  }
  const namesRanges = body.code === 'ranges_refused' && body.ranges.length > 0
  const namesState = body.code === 'wrong_state' && body.state === 'not_enough'
  if (status === 409 && (namesRanges || namesState)) result.refused += 1
  else if (status === 403 && body.code === 'forbidden' && /correct/.test(asked)) result.refused += 1
  else result.faults.push(`${status} ${JSON.stringify(body).slice(0, 300)} to ${asked}`)
}

const OFFICER = ['affix', 'affix', 'spoil', 'lose', 'find', 'return', 'deliver', 'hand_in']
const MORE = ['correct', 'correct', 'void', 'destroy']
const ENTERPRISE = ['affix', 'affix', 'affix', 'spoil', 'lose', 'find', 'return', 'correct']
const REASONS: Record<string, string> = {
  spoil: 'torn',
  lose: 'mislaid',
  return: 'surplus',
  void: 'revoked',
  correct: 'wrong_range',
}

function requestOf(world: LoadWorld, role: 'officer' | 'enterprise', random: () => number) {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const range = () => {
    const from = Math.floor(random() * BATCH_STAMPS)
    const to = Math.min(BATCH_STAMPS - 1, from + Math.floor(random() * RANGE_STAMPS_MAX))
    return { from, to }
  }
  const action = pick(role === 'enterprise' ? ENTERPRISE : [...OFFICER, ...MORE])
  const common = {
    action,
    ...(action === 'affix' ? { lotId: pick(world.lotIds) } : {}),
    ...(REASONS[action] === undefined ? {} : { reason: REASONS[action] }),
    ...(/hand_in|destroy/.test(action) ? { documentId: world.minutesId } : {}),
  }
  const owner = { enterpriseId: world.maker.enterpriseId, productId: world.productId }
  const way = random()
  if (way < 0.15 && /affix|spoil|lose|return/.test(action)) {
    const next = 1 + Math.floor(random() * RANGE_STAMPS_MAX)
    return { path: '/stamp-events', body: { ...owner, ...common, next } }
  }
  if (way < 0.35) {
    const [one, other] = [pick(world.batchIds), pick(world.batchIds)]
    const ranges = [{ batchId: one, ...range() }]
    if (other !== one) ranges.push({ batchId: other, ...range() })
    return { path: '/stamp-events', body: { ...owner, ...common, ranges } }
  }
  const path = `/stamp-batches/${pick(world.batchIds)}/events`
  return { path, body: { ...common, ranges: [range()] } }
}
