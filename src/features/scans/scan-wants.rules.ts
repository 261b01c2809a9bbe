import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { LotRecord } from '../lots/lots.schema.ts'
import type { TraceEventRecord } from '../lots/trace-events.schema.ts'
import type { NoticeRecord } from '../notices/notices.schema.ts'
import type { PlaceRecord } from '../places/places.schema.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import type { SegmentRecord } from '../stamps/ledger.schema.ts'

/** How often a stamp was scanned; written by the counting of visits. */
interface TotalsRecord {
  _id: number
  count: number
  firstAt: Date
}

/** What can be read, and what it is asked by. */
interface Sources {
  /** By the place where it begins. */
  segment: { key: number; record: SegmentRecord }
  /** By the place of a stamp in it. */
  segmentAt: { key: number; record: SegmentRecord }
  product: { key: string; record: ProductRecord }
  enterprise: { key: string; record: EnterpriseRecord }
  lot: { key: string; record: LotRecord }
  place: { key: string; record: PlaceRecord }
  totals: { key: number; record: TotalsRecord }
  /** Live ones, by target. */
  notices: { key: string; record: NoticeRecord }
  /** By lot, each in the order of time. */
  events: { key: string; record: TraceEventRecord }
}
export type Source = keyof Sources

export type Wanted = { [S in Source]: Set<Sources[S]['key']> }
export type Found = { [S in Source]: Sources[S]['record'][] }

/** Empty sets, to be filled. */
export function nothingWanted(): Wanted {
  return {
    segment: new Set(),
    segmentAt: new Set(),
    product: new Set(),
    enterprise: new Set(),
    lot: new Set(),
    place: new Set(),
    totals: new Set(),
    notices: new Set(),
    events: new Set(),
  }
}

export function nothingFound(): Found {
  return {
    segment: [],
    segmentAt: [],
    product: [],
    enterprise: [],
    lot: [],
    place: [],
    totals: [],
    notices: [],
    events: [],
  }
}
