import type { Api, Reply } from './api.ts'
import type { LedgerModel, Outcome } from './ledger-model.ts'
import { type Dice, nextOperation } from './ledger-plan.ts'
import { type BatchRange, OF_ENTERPRISES, type Operation } from './ledger-stamps.ts'
import { enterpriseOf, type WireWorld } from './wire-world.ts'

/** A reason for each action that needs one, from the table that the API describes. */
const REASONS: Record<string, string[]> = {
  spoil: ['print_fault', 'torn', 'wet', 'misplaced', 'other'],
  lose: ['mislaid', 'stolen', 'disaster', 'in_transit', 'other'],
  return: ['surplus', 'wrong_product', 'ceased', 'other'],
  void: ['print_fault', 'wrong_product', 'not_on_product', 'copied', 'revoked', 'other'],
  correct: ['wrong_range', 'wrong_lot', 'wrong_date', 'wrong_action', 'other'],
}
const TAKE_NEXT = ['affix', 'spoil', 'lose', 'return', 'void']

/** An operation, and how it is asked for. */
export interface WireRequest {
  operation: Operation
  enterpriseId: string
  /** Stamps of the product that are asked for by their number only. */
  next: number | null
  path: string
  body: object
}

/** The next request of a random sequence. */
export function nextRequest(world: WireWorld, dice: Dice): WireRequest {
  const { model } = world
  const lotsOf = (id: string) => enterpriseOf(world, id).lotIds
  const operation = spoilt(model, nextOperation(model, dice, lotsOf), dice)
  const first = model.batchOf(operation.ranges[0]?.batchId ?? 0)
  const batchIds = new Set(operation.ranges.map(({ batchId }) => batchId))
  const { enterpriseId } = first
  const { action, occurredOn, lotId, seq } = operation
  const common = {
    action,
    ...(occurredOn === null ? {} : { occurredOn }),
    ...(lotId === null ? {} : { lotId }),
    ...(REASONS[action] === undefined ? {} : { reason: dice.pick(REASONS[action]) }),
    ...(action === 'hand_in' || action === 'destroy' ? { documentId: world.minutesId } : {}),
  }
  const ofProduct = { enterpriseId, productId: enterpriseOf(world, enterpriseId).productId }
  const path = '/stamp-events'
  if (TAKE_NEXT.includes(action) && dice.chance(0.2)) {
    const next = 1 + dice.below(dice.chance(0.9) ? 25 : 150)
    const body = { ...ofProduct, ...common, next }
    return { operation, enterpriseId, next, path, body }
  }
  const shared = { operation, enterpriseId, next: null }
  if (batchIds.size === 1 && (seq !== null || dice.chance(0.6))) {
    const ranges = operation.ranges.map((range) => rangeBody(world, range, dice, false))
    const body = { ...common, ranges, ...(seq === null ? {} : { seq }) }
    return { ...shared, path: `/stamp-batches/${first.id}/events`, body }
  }
  const serials = isPlain(operation) && dice.chance(0.4) ? serialsOf(world, operation) : null
  const ranges = operation.ranges.map((range) => rangeBody(world, range, dice, true))
  const stamps = serials === null ? { ranges } : { serials }
  return { ...shared, path, body: { ...ofProduct, ...common, ...stamps } }

  /** Serials can neither lie beyond the batch nor name a stamp twice. */
  function isPlain({ ranges }: Operation): boolean {
    const indexes = ranges.flatMap(indexesOf)
    const isWithin = ranges.every(({ batchId, to }) => to < model.batchOf(batchId).stamps.length)
    return isWithin && new Set(indexes).size === indexes.length
  }
}

/** Sometimes a request of the enterprise itself, a day or a stamp that can not be. */
function spoilt(model: LedgerModel, operation: Operation, dice: Dice): Operation {
  const isAllowed = OF_ENTERPRISES.includes(operation.action)
  const byRole = dice.chance(isAllowed ? 0.35 : 0.04) ? 'enterprise' : 'officer'
  const [first, ...others] = operation.ranges
  if (first === undefined || dice.chance(0.97)) return { ...operation, byRole }
  if (dice.chance(0.5)) {
    const to = model.batchOf(first.batchId).stamps.length + dice.below(3)
    return { ...operation, byRole, ranges: [{ ...first, to }, ...others] }
  }
  // The lots are of 2024-01-01: an earlier day would be refused for the lot.
  const early = operation.lotId === null ? '2023-12-31' : '2024-01-01'
  const occurredOn = dice.pick([early, '2999-01-01'])
  return { ...operation, byRole, occurredOn }
}

function rangeBody(world: WireWorld, range: BatchRange, dice: Dice, namesBatch: boolean): object {
  const { batchId, from, to } = range
  const serials = world.serials.get(batchId) ?? []
  const [firstSerial, lastSerial] = [serials[from], serials[to]]
  if (firstSerial !== undefined && lastSerial !== undefined && dice.chance(0.25)) {
    return { firstSerial, lastSerial }
  }
  return { ...(namesBatch ? { batchId } : {}), from, to }
}

function serialsOf({ serials }: WireWorld, { ranges }: Operation): string[] {
  const each = ranges.flatMap((range) =>
    indexesOf(range).map((text) => {
      const [batchId, index] = text.split(':').map(Number)
      return serials.get(batchId ?? 0)?.[index ?? 0] ?? ''
    }),
  )
  return each.reverse()
}

function indexesOf({ batchId, from, to }: BatchRange): string[] {
  return Array.from({ length: to - from + 1 }, (_, more) => `${batchId}:${from + more}`)
}

export async function send(world: WireWorld, request: WireRequest, key: string): Promise<Reply> {
  const { operation, enterpriseId, path, body } = request
  const { maker } = enterpriseOf(world, enterpriseId)
  const api: Api = operation.byRole === 'enterprise' ? maker.api : world.staff.reviewer
  return await api.post(path, body, { key })
}

/** What the model makes of a request. */
export function expectOutcome(model: LedgerModel, request: WireRequest): Outcome {
  const { operation, enterpriseId, next } = request
  if (next === null) return model.record(operation)
  const ranges = model.next(enterpriseId, next)
  if (ranges === null) return { kind: 'fault', rule: 'not_enough' }
  return model.record({ ...operation, ranges })
}
