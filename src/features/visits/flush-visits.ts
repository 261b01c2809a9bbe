import { setImmediate as giveWay } from 'node:timers/promises'
import { addDays } from '../../vn/local-date.ts'
import { type DeviceTraits, deviceOf, REPEAT_MS } from './device.rules.ts'
import { localDayOf } from './local-day.rules.ts'
import { type CountedVisit, isApplied, markApplied, tally } from './tally.rules.ts'
import type { TotalsRecord } from './visits.schema.ts'
import type { VisitStore } from './visits.store.ts'

/** A visit that no rule excludes, before it is known whether it is a repeat. */
export type PendingVisit = Omit<CountedVisit, 'device'> & { traits: DeviceTraits }

/** A visit of a device on a stamp that counts unless a mark is newer than `notAfter`. */
interface Wanted {
  /** Of the mark. */
  id: string
  /** Of the mark under the key of the day before, for a visit that follows midnight. */
  idBefore: string | null
  at: Date
  notAfter: Date
  visit: CountedVisit
}

/** Visits that are written together, and how far that has come. */
export interface Batch {
  /** Counts the batches of this copy of the service. */
  flush: number
  visits: readonly PendingVisit[]
  attempts: number
  /** What is marked together, in order, once that is known. */
  steps: readonly Step[] | null
  stepsDone: number
  /** Of the steps that are done, those that are no repeats. */
  counted: CountedVisit[]
}

interface Step {
  turn: number
  wanted: readonly Wanted[]
}

export interface FlushParts {
  store: VisitStore
  /** Names this copy of the service. */
  copy: string
  newKey: () => Buffer
}

const DAYS_REMEMBERED = 3
const WRITES_MAX = 10
/** Visits that are worked on before others get their turn: about a millisecond. */
const VISITS_AT_ONCE = 64

/** A batch of which nothing is done yet. */
export function newBatch(flush: number, visits: readonly PendingVisit[]): Batch {
  return { flush, visits, attempts: 0, steps: null, stepsDone: 0, counted: [] }
}

/**
 * Makes what writes a batch of visits: first the marks that tell repeats, on this copy or another,
 * then one write per stamp. It may be called again with a batch that failed: the marks carry the
 * flush, the batch keeps the outcome of each step that is done, and the totals remember the flush,
 * so nothing is counted twice, and what was known is not lost.
 */
export function createFlush({ store, copy, newKey }: FlushParts) {
  const keys = new Map<string, Buffer>()

  async function keyOf(day: string): Promise<Buffer> {
    const known = keys.get(day)
    if (known !== undefined) return known
    const key = await store.takeKey(day, newKey())
    keys.set(day, key)
    for (const oldest of [...keys.keys()].slice(0, -DAYS_REMEMBERED)) keys.delete(oldest)
    return key
  }

  async function wantedOf({ traits, ...visit }: PendingVisit): Promise<Wanted> {
    const { on: day, startsAt } = localDayOf(visit.at)
    const device = deviceOf(await keyOf(day), traits)
    const notAfter = new Date(visit.at.getTime() - REPEAT_MS)
    const isAfterMidnight = notAfter < startsAt
    const deviceBefore = isAfterMidnight ? deviceOf(await keyOf(addDays(day, -1)), traits) : null
    return {
      id: `${visit.place}:${device}`,
      idBefore: deviceBefore === null ? null : `${visit.place}:${deviceBefore}`,
      at: visit.at,
      notAfter,
      visit: { ...visit, device },
    }
  }

  /** The visits of each device on each stamp, in order, without repeats among themselves. */
  async function byDevice(visits: readonly PendingVisit[]): Promise<Map<string, Wanted[]>> {
    const found = new Map<string, Wanted[]>()
    for (const [at, visit] of visits.entries()) {
      if (at % VISITS_AT_ONCE === VISITS_AT_ONCE - 1) await giveWay()
      const wanted = await wantedOf(visit)
      const own = found.get(wanted.id)
      const before = wanted.idBefore === null ? undefined : found.get(wanted.idBefore)?.at(-1)
      const last = own?.at(-1) ?? before
      if (last !== undefined && last.at > wanted.notAfter) continue
      if (own === undefined) found.set(wanted.id, [wanted])
      else own.push(wanted)
    }
    return found
  }

  /** Each turn takes the next visit of every device: one, unless a batch had to wait long. */
  async function stepsOf(visits: readonly PendingVisit[]): Promise<Step[]> {
    const devices = [...(await byDevice(visits)).values()]
    const steps: Step[] = []
    for (let turn = 0; ; turn += 1) {
      const ofTurn = devices.flatMap((own) => own[turn] ?? [])
      if (ofTurn.length === 0) return steps
      for (let first = 0; first < ofTurn.length; first += VISITS_AT_ONCE) {
        steps.push({ turn, wanted: ofTurn.slice(first, first + VISITS_AT_ONCE) })
      }
    }
  }

  /** The key of a device changes at midnight: who was there just before is no other one. */
  async function withoutSeenBefore(wanted: readonly Wanted[]): Promise<readonly Wanted[]> {
    const ids = wanted.flatMap(({ idBefore }) => idBefore ?? [])
    if (ids.length === 0) return wanted
    const marked = await store.findMarks(ids)
    return wanted.filter(({ idBefore, notAfter }) => {
      const markedAt = idBefore === null ? undefined : marked.get(idBefore)
      return markedAt === undefined || markedAt <= notAfter
    })
  }

  async function dropRepeats(batch: Batch): Promise<void> {
    batch.steps ??= await stepsOf(batch.visits)
    for (const { turn, wanted } of batch.steps.slice(batch.stepsDone)) {
      const due = await withoutSeenBefore(wanted)
      const set = await store.setMarks(due, `${copy}:${batch.flush}:${turn}`)
      for (const { id, visit } of due) if (set.has(id)) batch.counted.push(visit)
      batch.stepsDone += 1
    }
  }

  async function addToTotals(flush: number, visits: readonly CountedVisit[]) {
    const byPlace = groupByPlace(visits)
    const done: TotalsRecord[] = []
    let places = [...byPlace.keys()]
    for (let write = 0; write < WRITES_MAX; write += 1) {
      const known = await store.findRecords(places)
      const next: TotalsRecord[] = []
      for (const place of places) {
        const before = known.get(place) ?? null
        if (before !== null && isApplied(before, copy, flush)) {
          done.push(before)
          continue
        }
        const after = await tallyByAndBy(before, byPlace.get(place) ?? [])
        if (after !== null) next.push(markApplied(after, copy, flush))
      }
      if (await store.writeRecords(next)) return [...done, ...next]
      // Another copy counted one of these stamps in between: which of them went in shows now.
      places = next.map(({ _id }) => _id)
    }
    throw new Error(`Totals of ${places.length} stamps are written by others all the time`)
  }

  /** @returns the totals that the batch has changed */
  return async (batch: Batch): Promise<TotalsRecord[]> => {
    batch.attempts += 1
    await dropRepeats(batch)
    return await addToTotals(batch.flush, batch.counted)
  }
}

/** A busy stamp may have hundreds of visits. */
async function tallyByAndBy(
  before: TotalsRecord | null,
  visits: readonly CountedVisit[],
): Promise<TotalsRecord | null> {
  const ordered = [...visits].sort((a, b) => a.at.getTime() - b.at.getTime())
  let after = before
  for (let first = 0; first < ordered.length; first += VISITS_AT_ONCE) {
    if (first > 0) await giveWay()
    after = tally(after, ordered.slice(first, first + VISITS_AT_ONCE))
  }
  return after
}

/** Visits by their stamp, in order. */
export function groupByPlace<Visited extends { place: number }>(
  visits: readonly Visited[],
): Map<number, Visited[]> {
  const groups = new Map<number, Visited[]>()
  for (const visit of visits) {
    const group = groups.get(visit.place)
    if (group === undefined) groups.set(visit.place, [visit])
    else group.push(visit)
  }
  return groups
}
