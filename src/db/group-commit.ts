import type { ClientSession } from 'mongodb'
import { AppError, StaleLanes } from '../errors.ts'
import { type IdempotencyStore, RepeatedRequest } from './idempotency.ts'
import type { InTransaction } from './transaction.ts'
import type { AppendChanges, Change, Origin, RecordedChanges, Tx } from './unit-of-work.ts'

/** Units that share a transaction at most (design §3, Concurrency). */
const UNITS_MAX = 32
/** Transactions under way at once; those of one lane never are. */
const GROUPS_MAX = 2
const LANE_ATTEMPTS_MAX = 5
/** Requests that may wait; more than these find the service busy. */
const WAITING_MAX = 1_000

/** What the units of a group write through; nothing reaches the database before `flush`. */
export interface Shared {
  flush(): Promise<void>
  /** Whether one transaction has enough to write: the units left go into the next. */
  isFull(): boolean
}

/** What a unit may write to, and what else helps to lay it out on the desk. */
export interface Need {
  lane: number
}

/** One request: decided by itself, written together with others. */
export interface Unit<N extends Need, Desk, Reply> {
  origin: Origin
  /** Kept with the effect, so that the request can be repeated. */
  keyed: { id: string; requestHash: string; status: number } | null
  /** Units that have a lane in common keep their order. */
  needs(): Promise<readonly N[]>
  /**
   * Decides by reading, then enters the effect on the desk. It refuses by an AppError before it
   * has entered anything, and writes to the database only by what can stay without it.
   */
  run(tx: Tx, desk: Desk): Promise<Reply>
}

export interface GroupCommit<N extends Need, Desk> {
  run<Reply>(unit: Unit<N, Desk, Reply>): Promise<Reply>
}

interface GroupParts<N extends Need, Desk> {
  inTransaction: InTransaction
  clock: () => Date
  appendChanges: AppendChanges
  idempotency: IdempotencyStore
  open(needs: readonly N[], session: ClientSession, at: Date): Promise<Desk>
  /** Waits until nobody else's transaction holds the lanes. */
  turn(lanes: readonly number[]): Promise<void>
}

interface Waiting<N extends Need, Desk> {
  unit: Unit<N, Desk, unknown>
  needs: readonly N[]
  resolve(reply: unknown): void
  reject(error: unknown): void
}

type Outcome =
  | { ok: true; reply: unknown; effects: (() => void)[] }
  | { ok: false; error: unknown }
  | 'postponed'

/** Every unit was refused: there is nothing to commit. */
class NothingToCommit extends Error {
  readonly outcomes: Outcome[]
  constructor(outcomes: Outcome[]) {
    super('nothing to commit')
    this.outcomes = outcomes
  }
}

/**
 * A first-in-first-out queue whose units share transactions: what waits while one is under way
 * goes into the next together. A unit that is refused leaves the others alone; a fault of the
 * database falls on the group, and then each unit is tried by itself.
 */
export function createGroupCommit<N extends Need, Desk extends Shared>(
  parts: GroupParts<N, Desk>,
): GroupCommit<N, Desk> {
  const queue: Waiting<N, Desk>[] = []
  const busy = new Set<number>()
  let groups = 0

  function dispatch(): void {
    while (groups < GROUPS_MAX) {
      const group = takeGroup(queue, busy)
      if (group.length === 0) return
      groups += 1
      const lanes = lanesOf(group)
      for (const lane of lanes) busy.add(lane)
      void settle(parts, group)
        .then((postponed) => queue.unshift(...postponed))
        .finally(() => {
          groups -= 1
          for (const lane of lanes) busy.delete(lane)
          dispatch()
        })
    }
  }

  return {
    async run<Reply>(unit: Unit<N, Desk, Reply>): Promise<Reply> {
      for (let attempt = 1; ; attempt += 1) {
        if (queue.length >= WAITING_MAX) throw tooMany()
        const needs = await unit.needs()
        try {
          const reply = await new Promise((resolve, reject) => {
            queue.push({ unit, needs, resolve, reject })
            // What arrives in the same turn of the event loop can share the group.
            setImmediate(dispatch)
          })
          return reply as Reply
        } catch (error) {
          if (!(error instanceof StaleLanes)) throw error
          if (attempt === LANE_ATTEMPTS_MAX) throw changing(error)
        }
      }
    },
  }
}

function tooMany(): AppError {
  return new AppError('unavailable', {
    vi: 'Đang có quá nhiều yêu cầu ghi biến động tem.',
    en: 'Too many requests to record stamp events are waiting.',
  })
}

function changing(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    {
      vi: 'Tem của sản phẩm này đang được nhiều người ghi.',
      en: 'Many people are recording stamps of this product.',
    },
    { cause },
  )
}

/** The first units that wait whose lanes are free; a lane that is passed over stays in order. */
function takeGroup<N extends Need, Desk>(
  queue: Waiting<N, Desk>[],
  busy: ReadonlySet<number>,
): Waiting<N, Desk>[] {
  const blocked = new Set(busy)
  const group: Waiting<N, Desk>[] = []
  const left: Waiting<N, Desk>[] = []
  for (const waiting of queue) {
    const free = !waiting.needs.some(({ lane }) => blocked.has(lane))
    if (free && group.length < UNITS_MAX) group.push(waiting)
    else {
      left.push(waiting)
      for (const { lane } of waiting.needs) blocked.add(lane)
    }
  }
  queue.splice(0, queue.length, ...left)
  return group
}

function lanesOf(group: readonly { needs: readonly Need[] }[]): number[] {
  const lanes = group.flatMap(({ needs }) => needs.map(({ lane }) => lane))
  return [...new Set(lanes)].sort((a, b) => a - b)
}

/** @returns the units that have to wait for the next transaction */
async function settle<N extends Need, Desk extends Shared>(
  parts: GroupParts<N, Desk>,
  group: readonly Waiting<N, Desk>[],
): Promise<Waiting<N, Desk>[]> {
  let outcomes: Outcome[]
  try {
    outcomes = await commitGroup(parts, group)
  } catch (error) {
    const isAlone = group.length === 1
    if (isAlone || error instanceof AppError) {
      for (const waiting of group) waiting.reject(error)
      return []
    }
    const postponed: Waiting<N, Desk>[] = []
    for (const waiting of group) postponed.push(...(await settle(parts, [waiting])))
    return postponed
  }
  return answer(group, outcomes)
}

function answer<N extends Need, Desk>(
  group: readonly Waiting<N, Desk>[],
  outcomes: readonly Outcome[],
): Waiting<N, Desk>[] {
  return group.filter((waiting, at) => {
    const outcome = outcomes[at]
    if (outcome === undefined || outcome === 'postponed') return true
    if (outcome.ok) {
      waiting.resolve(outcome.reply)
      for (const effect of outcome.effects) effect()
    } else waiting.reject(outcome.error)
    return false
  })
}

async function commitGroup<N extends Need, Desk extends Shared>(
  parts: GroupParts<N, Desk>,
  group: readonly Waiting<N, Desk>[],
): Promise<Outcome[]> {
  const needs = group.flatMap((waiting) => waiting.needs)
  const work = async (session: ClientSession): Promise<Outcome[]> => {
    const at = parts.clock()
    const desk = await parts.open(needs, session, at)
    const outcomes: Outcome[] = []
    const kept: Parameters<IdempotencyStore['keep']>[0] = []
    const changes: RecordedChanges[] = []
    const done = await findDone(parts, group, session)
    for (const { unit } of group) {
      const own: Change[] = []
      const repeated = unit.keyed !== null && done.has(unit.keyed.id)
      const outcome: Outcome = repeated
        ? { ok: false, error: new RepeatedRequest() }
        : desk.isFull()
          ? 'postponed'
          : await runUnit(unit, { session, at }, own, desk)
      outcomes.push(outcome)
      if (outcome === 'postponed' || !outcome.ok) continue
      changes.push({ origin: { ...unit.origin, at }, changes: own })
      if (unit.keyed === null) continue
      kept.push({ ...unit.keyed, reply: outcome.reply })
      done.add(unit.keyed.id)
    }
    if (!outcomes.some((outcome) => outcome !== 'postponed' && outcome.ok))
      throw new NothingToCommit(outcomes)
    if (kept.length > 0) await parts.idempotency.keep(kept, at, session)
    await desk.flush()
    await parts.appendChanges(changes, session)
    return outcomes
  }
  try {
    return await parts.inTransaction(work, () => parts.turn(lanesOf(group)))
  } catch (error) {
    if (error instanceof NothingToCommit) return error.outcomes
    throw error
  }
}

/** The heads are held by now: whoever did one of the requests before has committed. */
async function findDone<N extends Need, Desk>(
  parts: GroupParts<N, Desk>,
  group: readonly Waiting<N, Desk>[],
  session: ClientSession,
): Promise<Set<string>> {
  const ids = group.flatMap(({ unit }) => unit.keyed?.id ?? [])
  return ids.length === 0 ? new Set() : await parts.idempotency.findDone(ids, session)
}

async function runUnit<N extends Need, Desk>(
  unit: Unit<N, Desk, unknown>,
  { session, at }: { session: ClientSession; at: Date },
  own: Change[],
  desk: Desk,
): Promise<Outcome> {
  const effects: (() => void)[] = []
  const tx: Tx = {
    session,
    at,
    ...unit.origin,
    record: (change) => own.push(change),
    afterCommit: (effect) => effects.push(effect),
  }
  try {
    return { ok: true, reply: await unit.run(tx, desk), effects }
  } catch (error) {
    if (error instanceof AppError || error instanceof StaleLanes) return { ok: false, error }
    throw error
  }
}
