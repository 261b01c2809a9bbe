import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, notFound, StaleLanes, wrongState } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import { maySee } from '../shared/ownership.ts'
import type { Desk } from './desk.ts'
import { tooScattered } from './event-faults.ts'
import type { RangeInput, RecordProductStampEvent, RecordStampEvent } from './events.schema.ts'
import type { BatchRecord } from './ledger.schema.ts'
import type { StampLocator } from './locate-stamp.ts'
import type { Wanted } from './occurrence.rules.ts'
import { type Range, rangesOf, sizeOf } from './ranges.rules.ts'
import { toSegment } from './segments.rules.ts'
import type { StampStore } from './stamps.store.ts'

export interface PickParts {
  store: Pick<StampStore, 'findBatches' | 'listDelivered'>
  locator: Pick<StampLocator, 'locate'>
}

const PAGE = 100
/** Segments that "the next n" may run through. */
const SEGMENTS_MAX = 1_000

/** A range with its position in the list of the request. */
type NamedRange = Range & { batchId: number; at: number }

type Owner = Pick<RecordProductStampEvent, 'enterpriseId' | 'productId'>

/** The ranges of a request on one batch. @throws AppError 422 naming the serial that is wrong */
export async function pickRanges(
  parts: PickParts,
  batchId: number,
  body: RecordStampEvent,
): Promise<Wanted[]> {
  const ranges: Range[] = []
  for (const [at, given] of body.ranges.entries()) {
    const field = `body.ranges.${at}`
    const range = await resolveRange(parts, given, field)
    if ((range.batchId ?? batchId) !== batchId) throw otherBatch(`${field}.firstSerial`)
    ranges.push({ from: range.from, to: range.to })
  }
  return [{ batchId, ranges, field: 'body.ranges' }]
}

/**
 * The stamps of a request across batches that are named: by ranges or by serials.
 * @returns null where it asks for the next ones
 */
export async function pickNamed(
  parts: PickParts,
  body: RecordProductStampEvent,
  caller: Caller,
): Promise<Wanted[] | null> {
  assertOwn(body, caller)
  if (body.next !== undefined) return null
  const byBatch = new Map<number, (Range & { at: number })[]>()
  const field = body.serials === undefined ? 'body.ranges' : 'body.serials'
  for (const { batchId, ...range } of await namedRanges(parts, body)) {
    byBatch.set(batchId, [...(byBatch.get(batchId) ?? []), range])
  }
  const batches = await parts.store.findBatches([...byBatch.keys()])
  const batchOf = new Map(batches.map((batch) => [batch._id, batch]))
  return [...byBatch]
    .sort(([a], [b]) => a - b)
    .map(([batchId, ranges]) => {
      assertOf(batchOf.get(batchId), body, batchId, field)
      return { batchId, ranges, field }
    })
}

/** The ranges that a request names, in its order. @throws AppError 422 naming what is wrong */
export async function namedRanges(
  parts: Pick<PickParts, 'locator'>,
  body: Pick<RecordProductStampEvent, 'ranges' | 'serials'>,
): Promise<NamedRange[]> {
  if (body.serials !== undefined) return await rangesOfSerials(parts, body.serials)
  const named: NamedRange[] = []
  for (const [at, given] of (body.ranges ?? []).entries()) {
    const field = `body.ranges.${at}`
    const { batchId = given.batchId, ...range } = await resolveRange(parts, given, field)
    if (batchId === undefined || (given.batchId ?? batchId) !== batchId) {
      throw otherBatch(`${field}.batchId`)
    }
    named.push({ batchId, ...range, at })
  }
  return named
}

async function rangesOfSerials(parts: Pick<PickParts, 'locator'>, serials: readonly string[]) {
  const byBatch = new Map<number, Set<number>>()
  for (const [at, serial] of serials.entries()) {
    const { batch, index } = await resolveSerial(parts, serial, `body.serials.${at}`)
    const indexes = byBatch.get(batch._id) ?? new Set()
    byBatch.set(batch._id, indexes.add(index))
  }
  return [...byBatch].flatMap(([batchId, indexes]) =>
    rangesOf([...indexes].sort((a, b) => a - b)).map((range, at) => ({ batchId, ...range, at })),
  )
}

async function resolveRange(parts: Pick<PickParts, 'locator'>, given: RangeInput, field: string) {
  const { from, to, firstSerial, lastSerial } = given
  if (from !== undefined && to !== undefined) return { from, to }
  const first = await resolveSerial(parts, firstSerial ?? '', `${field}.firstSerial`)
  const last = await resolveSerial(parts, lastSerial ?? '', `${field}.lastSerial`)
  if (first.batch._id !== last.batch._id) throw otherBatch(`${field}.lastSerial`)
  if (first.index <= last.index) {
    return { batchId: first.batch._id, from: first.index, to: last.index }
  }
  throw fieldError(
    `${field}.lastSerial`,
    'range.order',
    { vi: 'Tem cuối đứng trước tem đầu.', en: 'The last stamp stands before the first.' },
    { vi: 'Đổi chỗ hai số sê-ri.', en: 'Swap the two serials.' },
  )
}

async function resolveSerial(parts: Pick<PickParts, 'locator'>, code: string, field: string) {
  const located = await parts.locator.locate(code)
  if (located.ok) return located
  const mistyped = located.reason !== 'unknown'
  throw fieldError(
    field,
    mistyped ? 'serial.mistyped' : 'serial.unknown',
    mistyped
      ? { vi: 'Số sê-ri gõ sai.', en: 'The serial is mistyped.' }
      : { vi: 'Sổ không có tem mang số này.', en: 'The register has no stamp of this serial.' },
    {
      vi: 'Đối chiếu 16 ký tự dưới mã QR, hoặc quét lại.',
      en: 'Compare the 16 characters under the QR code, or scan it again.',
    },
  )
}

function assertOwn({ enterpriseId }: Owner, caller: Caller): void {
  if (maySee(caller, enterpriseId)) return
  throw notFound({ vi: 'cơ sở này', en: 'such enterprise' })
}

function assertOf(
  batch: BatchRecord | undefined,
  owner: Owner,
  batchId: number,
  field: string,
): void {
  const { enterpriseId, productId } = owner
  if (batch?.enterpriseId === enterpriseId && batch.productId === productId) return
  throw fieldError(
    field,
    'range.other_product',
    {
      vi: `Đợt ${batchId} không thuộc sản phẩm này của cơ sở.`,
      en: `Batch ${batchId} is not of this product of the enterprise.`,
    },
    { vi: 'Chỉ nêu tem của sản phẩm đã chọn.', en: 'Name stamps of the chosen product only.' },
  )
}

function otherBatch(field: string) {
  return fieldError(
    field,
    'range.other_batch',
    { vi: 'Số sê-ri thuộc đợt khác.', en: 'The serial belongs to another batch.' },
    { vi: 'Hai đầu dải phải cùng một đợt.', en: 'Both ends must lie in the same batch.' },
  )
}

/** The batches that hold the next n delivered stamps of a product, as far as is known now. */
export async function batchesOfNext(
  parts: PickParts,
  owner: Owner,
  count: number,
): Promise<number[]> {
  const batchIds = new Set<number>()
  let left = count
  for await (const { batchId, from, to } of delivered(parts, owner, null)) {
    batchIds.add(batchId)
    left -= sizeOf({ from, to })
    if (left <= 0) break
  }
  return [...batchIds]
}

/**
 * The next n delivered stamps of a product, oldest batch first.
 * @throws StaleLanes where they lie in a batch that the desk does not hold
 * @throws AppError 409 where there are fewer
 */
export async function pickNext(
  parts: PickParts,
  owner: Owner,
  count: number,
  tx: Tx,
  desk: Desk,
): Promise<Wanted[]> {
  let stored = 0
  for await (const record of delivered(parts, owner, tx)) {
    if (desk.batchOf(record.batchId) === null) throw new StaleLanes()
    desk.adopt(record.batchId, [toSegment(record)])
    stored += sizeOf(record)
    if (stored < count) continue
    const known = inHandUpTo(desk, owner, record)
    if (countOf(known) >= count) return wantedOf(known, count)
  }
  // Nothing more is stored: what others of the same transaction delivered counts too.
  const known = inHandUpTo(desk, owner, null)
  if (countOf(known) >= count) return wantedOf(known, count)
  throw notEnough(count, countOf(known))
}

/** Delivered stamps of a product that the desk holds, oldest first, up to a place. */
function inHandUpTo(
  desk: Desk,
  { enterpriseId, productId }: Owner,
  last: { batchId: number; to: number } | null,
): { batchId: number; range: Range }[] {
  return desk.batchIds().flatMap((batchId) => {
    const batch = desk.batchOf(batchId)
    if (batch?.enterpriseId !== enterpriseId || batch.productId !== productId) return []
    if (last !== null && batchId > last.batchId) return []
    return desk
      .inHand(batchId)
      .filter(({ state }) => state === 'delivered')
      .filter(({ from }) => last === null || batchId < last.batchId || from <= last.to)
      .map(({ from, to }) => ({ batchId, range: { from, to } }))
  })
}

function countOf(known: readonly { range: Range }[]): number {
  return known.reduce((sum, { range }) => sum + sizeOf(range), 0)
}

/** The first stamps of those that are known. */
function wantedOf(known: readonly { batchId: number; range: Range }[], count: number): Wanted[] {
  const byBatch = new Map<number, Range[]>()
  let left = count
  for (const { batchId, range } of known) {
    if (left === 0) break
    const taken = { from: range.from, to: Math.min(range.to, range.from + left - 1) }
    left -= sizeOf(taken)
    byBatch.set(batchId, [...(byBatch.get(batchId) ?? []), taken])
  }
  return [...byBatch].map(([batchId, ranges]) => ({ batchId, ranges, field: 'body.next' }))
}

async function* delivered(parts: PickParts, owner: Owner, tx: Tx | null) {
  const { enterpriseId, productId } = owner
  let after = { batchId: 0, from: -1 }
  for (let seen = 0; seen < SEGMENTS_MAX; seen += PAGE) {
    const page = await parts.store.listDelivered(
      { enterpriseId, productId },
      after,
      PAGE,
      tx?.session ?? null,
    )
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = { batchId: last.batchId, from: last.from }
  }
  throw tooScattered('body.next', SEGMENTS_MAX + 1, SEGMENTS_MAX)
}

function notEnough(asked: number, available: number) {
  return wrongState('not_enough', {
    vi: `Chỉ còn ${available} tem đã giao của sản phẩm này, không đủ ${asked}.`,
    en: `Only ${available} delivered stamps of this product are left, not ${asked}.`,
  })
}
