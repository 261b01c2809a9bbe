import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { LotRecord } from '../lots/lots.schema.ts'
import type { TraceEventRecord } from '../lots/trace-events.schema.ts'
import { targetsOf } from '../notices/notices.rules.ts'
import type { NoticeRecord } from '../notices/notices.schema.ts'
import type { PlaceRecord } from '../places/places.schema.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import type { SegmentRecord } from '../stamps/ledger.schema.ts'
import { segmentId } from '../stamps/segments.rules.ts'
import { type Found, nothingWanted, type Wanted } from './scan-wants.rules.ts'
import type { SegmentHints } from './segment-hints.ts'

/** What a scan asks about. */
export interface Asked {
  enterpriseId: string
  productId: string
  /** A stamp by its batch and its place in the register. */
  stamp: { batchId: number; place: number } | null
  /** Where no stamp says it. */
  lotId: string | null
  /** Whether also trace events, their places and the number of scans are wanted. */
  details: boolean
}

/** What was read for one scan. */
export interface Around {
  segment: SegmentRecord | null
  product: ProductRecord | null
  enterprise: EnterpriseRecord | null
  lot: LotRecord | null
  /** Live ones of the enterprise, the product, the lot and the batch. */
  notices: NoticeRecord[]
  events: TraceEventRecord[]
  places: ReadonlyMap<string, PlaceRecord>
  scans: { count: number; firstAt: Date } | null
}

/** What the scans want as far as hints tell: mostly all that they will need. */
export function guess(scans: readonly Asked[], hints: SegmentHints): Wanted {
  const wanted = nothingWanted()
  for (const scan of scans) {
    const hint = scan.stamp === null ? null : hints.before(scan.stamp.place)
    if (hint !== null) wanted.segment.add(hint.start)
    else if (scan.stamp !== null) wanted.segmentAt.add(scan.stamp.place)
    const lotId = hint === null ? scan.lotId : hint.lotId
    want(wanted, scan, lotId, hints.placesOf(lotId))
  }
  return wanted
}

export function hasAny(wanted: Wanted): boolean {
  return Object.values(wanted).some(({ size }) => size > 0)
}

function want(wanted: Wanted, scan: Asked, lotId: string | null, places: Iterable<string>): void {
  wanted.product.add(scan.productId)
  wanted.enterprise.add(scan.enterpriseId)
  for (const target of targetsOf(goodsOf(scan, lotId))) wanted.notices.add(target)
  if (lotId !== null) wanted.lot.add(lotId)
  if (!scan.details) return
  if (scan.stamp !== null) wanted.totals.add(scan.stamp.place)
  if (lotId !== null) wanted.events.add(lotId)
  for (const place of places) wanted.place.add(place)
}

/** What scans that share their commands have asked for and found. */
export function createWorld() {
  const asked = nothingWanted()
  const segments: SegmentRecord[] = []
  const byId = {
    product: mapOf<Found['product'][number]>(),
    enterprise: mapOf<Found['enterprise'][number]>(),
    lot: mapOf<Found['lot'][number]>(),
    place: mapOf<Found['place'][number]>(),
    totals: new Map<number, Found['totals'][number]>(),
  }
  const notices = new Map<string, Found['notices']>()
  const events = new Map<string, Found['events']>()

  /** The segment that holds the stamp now; what a hint led to may hold it no more. */
  function segmentOf({ stamp }: Asked): SegmentRecord | null {
    if (stamp === null) return null
    const index = stamp.place - segmentId(stamp.batchId, 0)
    const holds = ({ batchId, from, to }: SegmentRecord): boolean =>
      batchId === stamp.batchId && from <= index && index <= to
    return segments.find(holds) ?? null
  }

  return {
    add(wanted: Wanted, found: Found): void {
      for (const source of Object.keys(asked) as (keyof Wanted)[]) {
        for (const key of wanted[source]) (asked[source] as Set<unknown>).add(key)
      }
      segments.push(...found.segment, ...found.segmentAt)
      for (const source of ['product', 'enterprise', 'lot', 'place'] as const) {
        for (const record of found[source]) byId[source].set(record._id, record as never)
      }
      for (const record of found.totals) byId.totals.set(record._id, record)
      for (const notice of found.notices) append(notices, notice.target, notice)
      for (const event of found.events) append(events, event.lotId, event)
    },

    /** What the scans still need, by what was found. */
    missing(scans: readonly Asked[]): Wanted {
      const wanted = nothingWanted()
      for (const scan of scans) {
        const segment = segmentOf(scan)
        if (scan.stamp !== null && segment === null) wanted.segmentAt.add(scan.stamp.place)
        const lotId = segment === null ? scan.lotId : segment.lotId
        want(
          wanted,
          scan,
          lotId,
          (events.get(lotId ?? '') ?? []).map(({ placeId }) => placeId),
        )
      }
      for (const source of Object.keys(asked) as (keyof Wanted)[]) {
        for (const key of asked[source]) (wanted[source] as Set<unknown>).delete(key)
      }
      return wanted
    },

    around(scan: Asked): Around {
      const segment = segmentOf(scan)
      const lotId = segment === null ? scan.lotId : segment.lotId
      const targets = targetsOf(goodsOf(scan, lotId))
      return {
        segment,
        product: byId.product.get(scan.productId) ?? null,
        enterprise: byId.enterprise.get(scan.enterpriseId) ?? null,
        lot: byId.lot.get(lotId ?? '') ?? null,
        notices: targets.flatMap((target) => notices.get(target) ?? []),
        events: scan.details ? (events.get(lotId ?? '') ?? []) : [],
        places: byId.place,
        scans: byId.totals.get(scan.stamp?.place ?? -1) ?? null,
      }
    },
  }
}

/** The goods as notices name them; the stamp's own place matters to ranges alone. */
function goodsOf({ enterpriseId, productId, stamp }: Asked, lotId: string | null) {
  return { enterpriseId, productId, lotId, batchId: stamp?.batchId ?? null, index: null }
}

function mapOf<Stored>(): Map<string, Stored> {
  return new Map()
}

function append<Item>(groups: Map<string, Item[]>, key: string, item: Item): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [item])
  else group.push(item)
}
