import { expect } from 'chai'
import type { Api } from './api.ts'
import { segmentsOf } from './ledger-counts.ts'
import { expectLines } from './ledger-lines.ts'
import type { Dice } from './ledger-plan.ts'
import { type Facts, factsOf, type ModelBatch, wordOf } from './ledger-stamps.ts'
import { ok } from './make.ts'
import { lineOfWire, type WireEvent } from './wire-lines.ts'
import { expectSameMonths } from './wire-months.ts'
import type { WireWorld } from './wire-world.ts'

/** How long ago a moment of `asOf` must be. */
const AS_OF_MS = 60_000
const STAMPS_CHECKED = 2

/** Compares what the service shows of the batches with the model. */
export async function expectSameRegister(
  world: WireWorld,
  written: ReadonlyMap<number, readonly string[]>,
  dice: Dice,
): Promise<void> {
  const { staff, model } = world
  for (const batch of model.batches) {
    const path = `/stamp-batches/${batch.id}`
    await expectSegments(staff.auditor, batch, null)
    const events: WireEvent[] = await all(staff.auditor, `${path}/events`)
    expectLines(`events of ${batch.id}`, events.map(lineOfWire), written.get(batch.id) ?? [])
    for (let n = 0; n < STAMPS_CHECKED; n += 1) await expectStamp(world, batch, null, dice)
    const asOfMs = pastMoment(world, batch, dice)
    if (asOfMs === null) continue
    await expectSegments(staff.auditor, batch, asOfMs)
    await expectStamp(world, batch, asOfMs, dice)
  }
  const first = model.batches[0]
  await expectSameMonths(world, null, dice)
  const asOfMs = first === undefined ? null : pastMoment(world, first, dice)
  if (asOfMs !== null) await expectSameMonths(world, asOfMs, dice)
}

/** A moment that can be asked about: one at which something was recorded, or any. */
function pastMoment({ model, startMs }: WireWorld, batch: ModelBatch, dice: Dice): number | null {
  const latest = model.now() - AS_OF_MS
  if (latest < startMs) return null
  if (dice.chance(0.4)) return startMs + dice.below(latest - startMs + 1)
  const moments = batch.stamps.flatMap(({ entries }) => entries.map((entry) => entry.recordedAtMs))
  const past = moments.filter((moment) => moment <= latest)
  return past.length === 0 ? null : dice.pick(past) - dice.below(2)
}

async function expectSegments(api: Api, batch: ModelBatch, asOfMs: number | null): Promise<void> {
  const path = `/stamp-batches/${batch.id}/segments`
  const what = `segments of ${batch.id} at ${asOfMs}`
  const query = asOfMs === null ? '' : `asOf=${new Date(asOfMs).toISOString()}&`
  if (asOfMs !== null && !isKnown(batch, asOfMs)) {
    expect((await api.get(`${path}?${query}`)).status, what).to.equal(404)
    return
  }
  const segments: (Facts & { from: number; to: number })[] = await all(api, path, query)
  const lines = segments.map(({ from, to, ...facts }) => `${from}-${to} ${wordOf(facts)}`)
  expectLines(what, lines, segmentsOf(batch, asOfMs ?? undefined))
}

async function expectStamp(
  { staff, serials }: WireWorld,
  batch: ModelBatch,
  asOfMs: number | null,
  dice: Dice,
): Promise<void> {
  const index = dice.below(batch.stamps.length)
  const stamp = batch.stamps[index]
  if (stamp === undefined) throw new Error('No stamp')
  const query = asOfMs === null ? '' : `?asOf=${new Date(asOfMs).toISOString()}`
  const reply = await staff.auditor.get(`/stamps/${serials.get(batch.id)?.[index]}${query}`)
  const what = `stamp ${index} of ${batch.id} at ${asOfMs}`
  if (asOfMs !== null && !isKnown(batch, asOfMs)) {
    expect(reply.status, what).to.equal(404)
    return
  }
  const shown: Facts & { index: number; events: WireEvent[] } = ok(reply)
  const entries = stamp.entries.filter(({ recordedAtMs }) => recordedAtMs <= (asOfMs ?? Infinity))
  const actual = [wordOf(shown), ...shown.events.map(({ seq, action }) => `${seq} ${action}`)]
  const expected = [
    wordOf(factsOf(stamp, asOfMs ?? undefined)),
    ...entries.map(({ seq, action }) => `${seq} ${action}`),
  ]
  expectLines(what, actual, expected)
}

function isKnown({ stamps }: ModelBatch, asOfMs: number): boolean {
  return (stamps[0]?.entries[0]?.recordedAtMs ?? 0) <= asOfMs
}

/** Every item of a list, page by page. */
async function all<Item>(api: Api, path: string, query = ''): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor = ''; ; ) {
    const page = ok(await api.get(`${path}?${query}limit=100${cursor}`))
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = `&cursor=${page.nextCursor}`
  }
}
