import { randomUUID } from 'node:crypto'
import type { Reply } from './api.ts'
import { expectLines } from './ledger-lines.ts'
import { createLedgerModel, type LedgerModel, type Outcome } from './ledger-model.ts'
import { diceOf, nextMoveMs } from './ledger-plan.ts'
import { count, countOutcome, type Tally } from './ledger-tally.ts'
import type { Staff } from './make.ts'
import { seeded } from './proof.ts'
import type { TestService } from './service.ts'
import { expectSameRegister } from './wire-checks.ts'
import { lineOfModel, linesOfOutcome, linesOfReply } from './wire-lines.ts'
import { moveMonth } from './wire-months.ts'
import { expectOutcome, nextRequest, send, type WireRequest } from './wire-requests.ts'
import { makeWireWorld, moveClock, type WireWorld } from './wire-world.ts'

const OPERATIONS = 200
const CHECK_EVERY = 40
const TOGETHER_MAX = 4

/** A request, its reply, and the key by which it can be repeated. */
interface Sent {
  request: WireRequest
  reply: Reply
  key: string
}

/**
 * One random sequence through the service and its database, and through the model. Some requests
 * are sent at once: then some order of them must explain every reply.
 * @throws Error that names the seed and the operation at which they part
 */
export async function runWireSequence(
  service: TestService,
  staff: Staff,
  seed: number,
  tally: Tally,
): Promise<void> {
  const dice = diceOf(seeded(seed))
  const world = await makeWireWorld(service, staff, createLedgerModel, dice)
  const written = new Map(world.model.batches.map(({ id }) => [id, [issueLine(world, id)]]))
  let checkAt = CHECK_EVERY
  for (let at = 1; at <= OPERATIONS; ) {
    if (dice.chance(0.6)) await moveClock(world, nextMoveMs(dice))
    if (dice.chance(0.08)) await moveMonth(world, dice, tally)
    const together = dice.chance(0.12) ? 2 + dice.below(TOGETHER_MAX - 1) : 1
    const requests = Array.from({ length: together }, () => nextRequest(world, dice))
    try {
      const sent = await Promise.all(requests.map((request) => sendOne(world, request)))
      const outcomes = settle(world, sent)
      for (const [n, outcome] of outcomes.entries()) {
        note(outcome, sent[n]?.request, world, written, tally)
      }
      if (together > 1) count(tally, 'sent at once', together)
      if (dice.chance(0.05)) await repeat(world, sent, tally)
      at += together
      if (at < checkAt && at <= OPERATIONS) continue
      checkAt += CHECK_EVERY
      await expectSameRegister(world, written, dice)
    } catch (error) {
      throw partedAt(error, seed, at, requests)
    }
  }
}

function issueLine({ model }: WireWorld, batchId: number): string {
  const { stamps, issuedOn } = model.batchOf(batchId)
  const entry = stamps[0]?.entries[0]
  if (entry === undefined) throw new Error('A batch without its issue')
  const range = { batchId, from: 0, to: stamps.length - 1 }
  return lineOfModel({ ...entry, ...range, month: issuedOn.slice(0, 7) }, entry.recordedAtMs)
}

async function sendOne(world: WireWorld, request: WireRequest): Promise<Sent> {
  const key = randomUUID()
  return { request, key, reply: await send(world, request, key) }
}

/**
 * Finds the order in which the model gives the replies, and lets it go that way.
 * @throws Error with the difference in the order of sending, where there is none
 */
function settle(world: WireWorld, sent: readonly Sent[]): Outcome[] {
  const only = sent[0]
  if (sent.length === 1 && only !== undefined) return [expectReply(world.model, only)]
  let difference: unknown = null
  for (const order of ordersOf(sent.length)) {
    const model = world.model.copy()
    const outcomes: Outcome[] = []
    try {
      for (const at of order) {
        const one = sent[at]
        if (one !== undefined) outcomes[at] = expectReply(model, one)
      }
      world.model = model
      return outcomes
    } catch (error) {
      difference ??= error
    }
  }
  throw difference
}

function expectReply(model: LedgerModel, { request, reply }: Sent): Outcome {
  const outcome = expectOutcome(model, request)
  expectLines('reply', linesOfReply(reply), linesOfOutcome(outcome, model))
  return outcome
}

function ordersOf(count: number): number[][] {
  if (count === 0) return [[]]
  return ordersOf(count - 1).flatMap((order) =>
    // The order of sending comes first: the last goes to the end.
    Array.from({ length: count }, (_, back) => order.toSpliced(count - 1 - back, 0, count - 1)),
  )
}

function note(
  outcome: Outcome,
  request: WireRequest | undefined,
  { model }: WireWorld,
  written: Map<number, string[]>,
  tally: Tally,
): void {
  if (request === undefined) return
  countOutcome(tally, request.operation, outcome, model)
  if (request.next !== null) count(tally, `next ${outcome.kind}`)
  if ('serials' in request.body) count(tally, `serials ${outcome.kind}`)
  if (outcome.kind !== 'recorded') return
  for (const event of outcome.events) {
    const lines = written.get(event.batchId)
    // By its number: requests sent at once are noted in the order of sending.
    if (lines !== undefined) lines[event.seq - 1] = lineOfModel(event, model.now())
  }
}

/** Sends a request again with its key: what was recorded is told again, and nothing is done. */
async function repeat(world: WireWorld, sent: readonly Sent[], tally: Tally): Promise<void> {
  for (const { request, key, reply } of sent.filter(({ reply }) => reply.status === 201)) {
    const again = await send(world, request, key)
    expectLines('repeated', [JSON.stringify(again.body)], [JSON.stringify(reply.body)])
    count(tally, 'repeated')
  }
}

function partedAt(error: unknown, seed: number, at: number, requests: WireRequest[]): Error {
  const shown = requests.map(({ operation, path, body }) => {
    return `${operation.byRole} POST ${path} ${JSON.stringify(body)}`
  })
  const message = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  return new Error(`Sequence ${seed}, operation ${at}, ${shown.join(', ')}: ${message}`, cause)
}
