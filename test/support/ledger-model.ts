import {
  add,
  type BatchRange,
  dayOf,
  type Entry,
  type Facts,
  factsOf,
  indexesOf,
  MAY,
  type ModelBatch,
  NEW,
  OF_ENTERPRISES,
  type Operation,
  type Stamp,
  stampOf,
  wordOf,
} from './ledger-stamps.ts'

export interface ModelEvent extends BatchRange, Omit<Entry, 'recordedAtMs' | 'byRole' | 'stamps'> {}

/** A stamp in the way of a request, and what it is that is in the way. */
export interface InTheWay {
  batchId: number
  index: number
  word: string
}

export type Outcome =
  | { kind: 'recorded'; events: ModelEvent[] }
  | { kind: 'refused'; inTheWay: InTheWay[] }
  /** The request is at fault, whatever the stamps are: the rule that it breaks. */
  | { kind: 'fault'; rule: string }

/** How long an enterprise may correct what it recorded itself. */
const OWN_CORRECTION_MS = 30 * 60_000

export interface LedgerModel {
  batches: ModelBatch[]
  firstOpen: Map<string, string>
  batchOf(id: number): ModelBatch
  now(): number
  today(): string
  move(ms: number): void
  /** One like it that goes its own way. */
  copy(): LedgerModel
  issue(id: number, enterpriseId: string, quantity: number): void
  /** The first n delivered stamps of an enterprise, the oldest batch first; null: too few. */
  next(enterpriseId: string, count: number): BatchRange[] | null
  /** The month of a day while that is open, else the first open one. */
  openMonth(enterpriseId: string, occurredOn: string): string
  /** Does the operation to every stamp, or to none. */
  record(operation: Operation): Outcome
}

/**
 * @param startMs the time of the clock, which stands still until it is moved
 * @param batches what there is already
 * @param firstOpen the first open month of an enterprise that has closed one
 */
export function createLedgerModel(
  startMs: number,
  batches: ModelBatch[] = [],
  firstOpen: Map<string, string> = new Map(),
): LedgerModel {
  let nowMs = startMs

  function batchOf(id: number): ModelBatch {
    const batch = batches.find((one) => one.id === id)
    if (batch === undefined) throw new Error(`The model has no batch ${id}`)
    return batch
  }

  function openMonth(enterpriseId: string, occurredOn: string): string {
    return latest([occurredOn.slice(0, 7), firstOpen.get(enterpriseId) ?? ''])
  }

  return {
    batches,
    batchOf,
    firstOpen,
    openMonth,
    now: () => nowMs,
    today: () => dayOf(nowMs),
    move(ms) {
      nowMs += ms
    },
    copy: () => createLedgerModel(nowMs, structuredClone(batches), new Map(firstOpen)),

    issue(id, enterpriseId, quantity) {
      const issuedOn = dayOf(nowMs)
      const issue: Entry = {
        seq: 1,
        action: 'issue',
        before: null,
        after: NEW,
        undoes: null,
        occurredOn: issuedOn,
        month: issuedOn.slice(0, 7),
        recordedAtMs: nowMs,
        byRole: 'officer',
        stamps: 0,
      }
      const stamps = Array.from({ length: quantity }, (): Stamp => ({ entries: [], standing: [] }))
      for (const stamp of stamps) add(stamp, issue)
      batches.push({ id, enterpriseId, issuedOn, stamps, log: [issue] })
    },

    next(enterpriseId, count) {
      const found = batches
        .filter((batch) => batch.enterpriseId === enterpriseId)
        .flatMap(({ id, stamps }) =>
          stamps.flatMap((stamp, index) =>
            factsOf(stamp).state === 'delivered' ? [{ batchId: id, from: index, to: index }] : [],
          ),
        )
      return found.length < count ? null : found.slice(0, count)
    },

    record(operation) {
      const occurredOn = operation.occurredOn ?? dayOf(nowMs)
      const inTheWay: InTheWay[] = []
      const doings: Doing[] = []
      for (const batch of named(operation).map(batchOf)) {
        const rule = faultOf(operation, batch, occurredOn, dayOf(nowMs))
        if (rule !== null) return { kind: 'fault', rule }
        const own: Doing[] = []
        const before = inTheWay.length
        for (const index of indexesOf(operation, batch.id)) {
          const judged = judge(batch, index, operation, occurredOn)
          if ('word' in judged) inTheWay.push(judged)
          else own.push(judged)
        }
        if (inTheWay.length > before) continue
        if (!own.every((doing) => mayCorrect(doing, operation, nowMs))) {
          return { kind: 'fault', rule: 'forbidden' }
        }
        doings.push(...own)
      }
      if (inTheWay.length > 0) return { kind: 'refused', inTheWay }
      const events = runsOf(doings).map((run): ModelEvent => {
        const { batch, before, after, undoes } = run[0]
        const month = latest([
          openMonth(batch.enterpriseId, occurredOn),
          ...run.map(({ stamp }) => stamp.entries.at(-1)?.month ?? ''),
        ])
        const { action, byRole } = operation
        const told = { seq: batch.log.length + 1, action, before, after, undoes, occurredOn, month }
        const entry: Entry = { ...told, recordedAtMs: nowMs, byRole, stamps: 0 }
        batch.log.push(entry)
        for (const { stamp } of run) add(stamp, entry)
        return { ...told, batchId: batch.id, from: run[0].index, to: (run.at(-1) ?? run[0]).index }
      })
      return { kind: 'recorded', events }
    },
  }
}

/** What is to be done to one stamp. */
interface Doing {
  batch: ModelBatch
  index: number
  stamp: Stamp
  before: Facts
  after: Facts
  undoes: number | null
}

/** One stamp under an operation: what becomes of it, or the word that is in the way. */
function judge(
  batch: ModelBatch,
  index: number,
  { action, lotId, seq }: Operation,
  occurredOn: string,
): Doing | InTheWay {
  const stamp = stampOf(batch, index)
  const before = factsOf(stamp)
  const top = stamp.standing.at(-1)
  if (top === undefined) throw new Error('A stamp without its issue')
  const refuse = (word: string): InTheWay => ({ batchId: batch.id, index, word })
  if (!MAY[action]?.includes(before.state)) return refuse(before.state)
  if (action === 'correct' && top.action === 'issue') return refuse('issued 1')
  if (action === 'correct' && seq !== null && seq !== top.seq) {
    return refuse(`later_event ${top.seq}`)
  }
  if (occurredOn < top.occurredOn) return refuse(`later ${top.seq}`)
  const undoes = action === 'correct' ? top.seq : null
  return { batch, index, stamp, before, after: afterOf(before, top), undoes }

  function afterOf(facts: Facts, top: Entry): Facts {
    switch (action) {
      case 'deliver':
        return { ...facts, state: 'delivered', deliveredOn: occurredOn }
      case 'affix':
        return { ...facts, state: 'affixed', lotId, affixedOn: occurredOn }
      case 'return':
        return { ...facts, state: 'in_stock', deliveredOn: null }
      case 'spoil':
        return { ...facts, state: 'spoiled' }
      case 'lose':
        return { ...facts, state: 'lost' }
      case 'hand_in':
        return { ...facts, state: 'handed_in' }
      case 'destroy':
        return { ...facts, state: 'destroyed' }
      case 'void':
        return { ...facts, state: 'voided' }
      default:
        // find and correct: as it was before the latest thing that stands.
        return top.before ?? facts
    }
  }
}

/** What is wrong with a request for one batch before any stamp is looked at. */
function faultOf(
  operation: Operation,
  batch: ModelBatch,
  occurredOn: string,
  today: string,
): string | null {
  const { action, byRole } = operation
  if (byRole === 'enterprise' && !OF_ENTERPRISES.includes(action)) return 'forbidden'
  const indexes = indexesOf(operation, batch.id)
  if (indexes.some((index) => index >= batch.stamps.length)) return 'range.beyond'
  if (new Set(indexes).size < indexes.length) return 'range.overlap'
  if (occurredOn < batch.issuedOn || occurredOn > today) return 'date.range'
  return null
}

function mayCorrect({ stamp, undoes }: Doing, { byRole }: Operation, nowMs: number): boolean {
  if (undoes === null || byRole === 'officer') return true
  const undone = stamp.standing.at(-1)
  return undone?.byRole === 'enterprise' && undone.recordedAtMs >= nowMs - OWN_CORRECTION_MS
}

/** Neighbouring stamps to which the same thing happens: one event. */
function runsOf(doings: readonly Doing[]): [Doing, ...Doing[]][] {
  const runs: [Doing, ...Doing[]][] = []
  for (const doing of doings) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run !== undefined && last !== undefined && goesOn(last, doing)) run.push(doing)
    else runs.push([doing])
  }
  return runs
}

function goesOn(last: Doing, doing: Doing): boolean {
  return (
    last.batch === doing.batch &&
    last.index + 1 === doing.index &&
    wordOf(last.before) === wordOf(doing.before) &&
    wordOf(last.after) === wordOf(doing.after) &&
    last.undoes === doing.undoes
  )
}

function named({ ranges }: Operation): number[] {
  return [...new Set(ranges.map(({ batchId }) => batchId))].sort((a, b) => a - b)
}

function latest(months: readonly string[]): string {
  return months.reduce((a, b) => (a > b ? a : b))
}
