import { localDateOf } from '../../vn/local-date.ts'
import { type DeviceTraits, deviceOf, REPEAT_MS } from './device.rules.ts'
import { type CountedVisit, isApplied, markApplied, tally } from './tally.rules.ts'
import type { TotalsRecord } from './visits.schema.ts'
import type { VisitStore } from './visits.store.ts'

/** A visit that no rule excludes, before it is known whether it is a repeat. */
export type PendingVisit = Omit<CountedVisit, 'device'> & { traits: DeviceTraits }

/** Visits that are written together, and how far that has come. */
export interface Batch {
  /** Counts the batches of this copy of the service. */
  flush: number
  visits: readonly PendingVisit[]
  attempts: number
  /** Those that are no repeats, once that is known. */
  counted: readonly CountedVisit[] | null
}

export interface FlushParts {
  store: VisitStore
  /** Names this copy of the service. */
  copy: string
  newKey: () => Buffer
}

const DAYS_REMEMBERED = 3
const WRITES_MAX = 10

/**
 * Makes what writes a batch of visits: first the marks that tell repeats, on this copy or another,
 * then one write per stamp. It may be called again with a batch that failed: the marks carry the
 * flush and the totals remember it, so nothing is counted twice, and what was known is not lost.
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

  /** The visits of each device on each stamp, in order, without repeats among themselves. */
  async function byDevice(batch: Batch): Promise<Map<string, CountedVisit[]>> {
    const days = new Set(batch.visits.map(({ at }) => localDateOf(at)))
    const keyOfDay = new Map<string, Buffer>()
    for (const day of days) keyOfDay.set(day, await keyOf(day))
    const found = new Map<string, CountedVisit[]>()
    for (const { traits, ...visit } of batch.visits) {
      const key = keyOfDay.get(localDateOf(visit.at))
      if (key === undefined) throw new Error('A visit without the key of its day')
      const device = deviceOf(key, traits)
      const id = `${visit.place}:${device}`
      const earlier = found.get(id) ?? []
      const last = earlier.at(-1)
      if (last !== undefined && visit.at.getTime() - last.at.getTime() < REPEAT_MS) continue
      found.set(id, [...earlier, { ...visit, device }])
    }
    return found
  }

  async function dropRepeats(batch: Batch): Promise<CountedVisit[]> {
    const visits = await byDevice(batch)
    const counted: CountedVisit[] = []
    // Each turn takes the next visit of every device: one turn, unless a batch had to wait long.
    for (let turn = 0; ; turn += 1) {
      const wanted = [...visits].flatMap(([id, own]) => {
        const visit = own[turn]
        if (visit === undefined) return []
        const notAfter = new Date(visit.at.getTime() - REPEAT_MS)
        return [{ id, at: visit.at, notAfter, visit }]
      })
      if (wanted.length === 0) return counted
      const by = `${copy}:${batch.flush}:${turn}`
      const set = await store.setMarks(wanted, by)
      counted.push(...wanted.filter(({ id }) => set.has(id)).map(({ visit }) => visit))
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
        const after = tally(before, byPlace.get(place) ?? [])
        if (before !== null && isApplied(before, copy, flush)) done.push(before)
        else if (after !== null) next.push(markApplied(after, copy, flush))
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
    batch.counted ??= await dropRepeats(batch)
    return await addToTotals(batch.flush, batch.counted)
  }
}

function groupByPlace(visits: readonly CountedVisit[]): Map<number, CountedVisit[]> {
  const groups = new Map<number, CountedVisit[]>()
  for (const visit of visits) {
    const group = groups.get(visit.place)
    if (group === undefined) groups.set(visit.place, [visit])
    else group.push(visit)
  }
  return groups
}
