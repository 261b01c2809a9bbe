import { localDateOf } from './dates.ts'
import { type Finding, joinRuns, type Report } from './findings.ts'
import { type Cell, createIntervalMap } from './interval-map.ts'
import { EVENT, type StoredBatch, type StoredEvent, shapeFaults } from './shapes.ts'
import {
  FACT_FIELDS,
  type Facts,
  factsAfter,
  forkNodeOf,
  isAllowed,
  sameFacts,
} from './transitions.ts'

/** A run of stamps with one set of facts. */
export type Stretch = Cell & { facts: Facts | null }

/** An event that stands: it is no correction, and no correction has undone it. */
interface Standing {
  seq: number
  action: string
  occurredOn: string
  /** The facts before it. */
  before: Facts | null
  /** The one that stands below it. */
  below: Standing | null
}

interface Stamps extends Cell {
  facts: Facts | null
  standing: Standing | null
  /** Posting month of the latest event. */
  month: string
}

export interface Replay {
  /** Checks the next event of the batch and does what it says. @returns false: it cannot be done */
  take(event: StoredEvent): boolean
  /** What the stamps are now, in canonical form. */
  stretches(): Stretch[]
  last(): { seq: number; recordedAt: Date | null }
}

/** Replays the events of one batch in their order and checks each against those before it. */
export function openReplay(batch: StoredBatch, report: Report): Replay {
  const whole: Stamps = {
    ...{ from: 0, to: batch.quantity - 1 },
    ...{ facts: null, standing: null, month: '' },
  }
  const map = createIntervalMap(whole)
  const facts = createFactsPool()
  let seq = 0
  let recordedAt: Date | null = null

  return {
    take(event) {
      const faults = shapeFaults(event, EVENT)
      const { from, to } = event
      const at: Finding = { code: 'event.shape', batchId: batch._id, from, to, seq: event.seq }
      for (const fault of faults) report({ ...at, ...fault })
      if (Number.isSafeInteger(event.seq)) {
        if (event.seq !== seq + 1) {
          const differs = { field: 'seq', expected: seq + 1, found: event.seq }
          report({ code: 'event.gap', batchId: batch._id, ...differs })
        }
        seq = event.seq
      }
      if (!isReplayable(event, faults)) return false
      if (from < 0 || to < from || to >= batch.quantity) {
        report({ ...at, code: 'event.range', expected: [0, batch.quantity - 1] })
        return false
      }
      checkFields(event, batch, report)
      checkDates(event, batch, recordedAt, report)
      checkAction(event, report)
      const runs = joinRuns(report)
      place(map, event, facts(event.next), runs.report)
      runs.flush()
      recordedAt = event.recordedAt
      return true
    },
    stretches: () => canonical(map.cells()),
    last: () => ({ seq, recordedAt }),
  }
}

/** Fields without which an event says nothing. */
const NEEDED = new Set(['seq', 'action', 'from', 'to', 'prev', 'next', 'occurredOn', 'recordedAt'])

function isReplayable(event: StoredEvent, faults: readonly { field: string }[]): boolean {
  return event.next !== undefined && !faults.some(({ field }) => NEEDED.has(field))
}

/** What follows from the batch, the range and the number of the event. */
function checkFields(event: StoredEvent, batch: StoredBatch, report: Report): void {
  const { seq, from, to } = event
  const expect = (field: keyof StoredEvent, expected: unknown): void => {
    const found = event[field]
    if (found === expected) return
    report({ code: 'event.field', batchId: batch._id, from, to, seq, field, expected, found })
  }
  expect('_id', `${batch._id}:${seq}`)
  expect('n', to - from + 1)
  expect('node', forkNodeOf(from, to))
  expect('enterpriseId', batch.enterpriseId)
  expect('productId', batch.productId)
  expect('productGroup', batch.productGroup)
  if (event.action !== 'correct') expect('undoes', null)
  if (seq !== 1) return
  expect('action', 'issue')
  expect('from', 0)
  expect('to', batch.quantity - 1)
  expect('occurredOn', batch.issuedOn)
  expect('by', batch.issuedBy)
}

function checkDates(
  event: StoredEvent,
  batch: StoredBatch,
  before: Date | null,
  report: Report,
): void {
  const { seq, from, to, occurredOn, recordedAt, postingMonth } = event
  const at = { batchId: batch._id, from, to, seq }
  const [first, last] = [batch.issuedOn, localDateOf(recordedAt)]
  if (occurredOn < first || occurredOn > last) {
    const expected = `${first}…${last}`
    report({ code: 'event.date', ...at, field: 'occurredOn', expected, found: occurredOn })
  }
  if (before !== null && recordedAt < before) {
    const differs = {
      field: 'recordedAt',
      expected: `≥ ${before.toISOString()}`,
      found: recordedAt,
    }
    report({ code: 'event.order', ...at, ...differs })
  }
  const month = occurredOn.slice(0, 7)
  if (postingMonth >= month) return
  const differs = { field: 'postingMonth', expected: `≥ ${month}`, found: postingMonth }
  report({ code: 'event.month', ...at, ...differs })
}

/** What the event says of itself: prev allows the action, and the action makes next of it. */
function checkAction(event: StoredEvent, report: Report): void {
  const { batchId, seq, from, to, action, prev, next, occurredOn } = event
  const at = { batchId, from, to, seq }
  if (!isAllowed(action, prev)) {
    const state = prev?.state ?? null
    report({ code: 'event.action', ...at, field: 'prev.state', expected: action, found: state })
  }
  if (action === 'affix' && next.lotId === null) {
    report({ code: 'event.next', ...at, field: 'next.lotId', expected: 'lot', found: null })
  }
  const after = factsAfter(action, prev, occurredOn, next.lotId)
  if (after !== null) reportFacts({ code: 'event.next', ...at }, 'next', after, next, report)
}

/**
 * Compares the event with what stands of each of its stamps, and makes it stand.
 * @param next what the event says of them, as one object for equal facts
 */
function place(
  map: { visit(from: number, to: number, visitor: (cell: Stamps) => void): void },
  event: StoredEvent,
  next: Facts,
  report: Report,
): void {
  const { batchId, seq, action, occurredOn, prev, postingMonth } = event
  let shared: Standing | null = null
  map.visit(event.from, event.to, (cell) => {
    const { from, to, facts, standing } = cell
    if (!sameFacts(facts, prev)) {
      reportFacts({ code: 'event.prev', batchId, from, to, seq }, 'prev', facts, prev, report)
    }
    checkStanding(event, cell, report)
    cell.facts = next
    if (postingMonth > cell.month) cell.month = postingMonth
    if (action === 'correct') {
      cell.standing = standing?.below == null ? standing : standing.below
      return
    }
    if (shared === null || shared.below !== standing || shared.before !== facts) {
      shared = { seq, action, occurredOn, before: facts, below: standing }
    }
    cell.standing = shared
  })
}

/** What an event owes to the latest one that stands of the same stamps. */
function checkStanding(event: StoredEvent, cell: Stamps, report: Report): void {
  const { batchId, seq, action, occurredOn, next, undoes, postingMonth } = event
  const { from, to, standing, month } = cell
  const at = { batchId, from, to, seq }
  if (postingMonth < month) {
    const differs = { field: 'postingMonth', expected: `≥ ${month}`, found: postingMonth }
    report({ code: 'event.month', ...at, ...differs })
  }
  if (standing !== null && occurredOn < standing.occurredOn) {
    const expected = `≥ ${standing.occurredOn} (${standing.seq})`
    report({ code: 'event.date', ...at, field: 'occurredOn', expected, found: occurredOn })
  }
  if (action !== 'correct' && action !== 'find') return
  if (action === 'correct') {
    const expected = standing === null || standing.below === null ? null : standing.seq
    if (expected === null || undoes !== expected) {
      report({ code: 'event.undoes', ...at, field: 'undoes', expected, found: undoes })
    }
  }
  const before = standing?.before ?? null
  reportFacts({ code: 'event.next', ...at }, 'next', before, next, report)
}

function reportFacts(
  at: Finding,
  name: string,
  expected: Facts | null,
  found: Facts | null,
  report: Report,
): void {
  if (sameFacts(expected, found)) return
  if (expected === null || found === null) {
    report({ ...at, field: name, expected: textOf(expected), found: textOf(found) })
    return
  }
  for (const field of FACT_FIELDS) {
    if (expected[field] === found[field]) continue
    report({ ...at, field: `${name}.${field}`, expected: expected[field], found: found[field] })
  }
}

/** Facts as one word, so that those of neighbours can be told to be the same. */
function textOf(facts: Facts | null): string | null {
  return facts === null ? null : FACT_FIELDS.map((field) => facts[field] ?? '–').join(' ')
}

/** One object for equal facts: a batch of a million pieces has few of them. */
function createFactsPool(): (facts: Facts) => Facts {
  const pool = new Map<string, Facts>()
  return (facts) => {
    const key = JSON.stringify([facts.state, facts.lotId, facts.deliveredOn, facts.affixedOn])
    const known = pool.get(key)
    if (known !== undefined) return known
    const { state, lotId, deliveredOn, affixedOn } = facts
    const kept = { state, lotId, deliveredOn, affixedOn }
    pool.set(key, kept)
    return kept
  }
}

function canonical(cells: Iterable<Stamps>): Stretch[] {
  const stretches: Stretch[] = []
  for (const { from, to, facts } of cells) {
    const last = stretches.at(-1)
    if (last !== undefined && sameFacts(last.facts, facts)) last.to = to
    else stretches.push({ from, to, facts })
  }
  return stretches
}
