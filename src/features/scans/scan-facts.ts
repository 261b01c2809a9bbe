import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { LotRecord } from '../lots/lots.schema.ts'
import type { TraceEventRecord } from '../lots/trace-events.schema.ts'
import { noticesOf } from '../notices/notices.rules.ts'
import type { NoticeRecord } from '../notices/notices.schema.ts'
import type { PlaceRecord } from '../places/places.schema.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import { type CodeParts, parseCode } from '../stamps/code.rules.ts'
import type { Segment } from '../stamps/ledger.rules.ts'
import type { BatchRecord } from '../stamps/ledger.schema.ts'
import type { LocatedStamp } from '../stamps/locate-stamp.ts'
import { segmentId, toSegment } from '../stamps/segments.rules.ts'
import { normaliseSerial } from '../stamps/serial.rules.ts'
import type { ScanLink } from './scan-link.rules.ts'
import type { Around, Asked } from './scan-world.ts'
import { productVerdictOf, type Standing, type Verdict, verdictOf } from './verdict.rules.ts'

/** All that one scan knows. */
export interface ScanFacts {
  verdict: Verdict
  /** GTIN-14 or GDTI-13; null where only a serial was given, and it is not of this register. */
  key: string | null
  /** In its official form where it is well formed, else as it was given. */
  serial: string | null
  /** Of a genuine stamp. */
  stamp: { batch: BatchRecord; index: number; segment: Segment } | null
  product: ProductRecord | null
  enterprise: EnterpriseRecord | null
  /** Of the stamp, else the one that the link names. */
  lot: LotRecord | null
  /** Those that hold of it: recalls first, then the oldest first. */
  notices: NoticeRecord[]
  /** Of the lot, in the order of time; with `places` and `scans` only where details are wanted. */
  events: TraceEventRecord[]
  places: ReadonlyMap<string, PlaceRecord>
  /** Counted scans of the stamp before this one. */
  scans: { count: number; firstAt: Date } | null
}

export type ScanLookUp = ReturnType<typeof createScanLookUp>

export interface ScanLookUpParts {
  /** Shared by the scans that arrive together. */
  read: (scan: Asked) => Promise<Around | null>
  /** Of each key the live product, else the one retired last. */
  findProduct: (key: string) => Promise<ProductRecord | null>
  findLot: (productId: string, code: string) => Promise<LotRecord | null>
  locate: (code: string | CodeParts) => Promise<LocatedStamp>
}

/**
 * @param details whether trace events, their places and the number of scans are wanted too
 */
export function createScanLookUp({ read, findProduct, findLot, locate }: ScanLookUpParts) {
  async function readAround(scan: Asked): Promise<Around> {
    const around = await read(scan)
    if (around === null) throw new Error('A scan was not read')
    return around
  }

  async function ofStamp(
    located: Extract<LocatedStamp, { ok: true }>,
    details: boolean,
  ): Promise<ScanFacts> {
    const { batch, index, serial } = located
    const { productId, enterpriseId, _id: batchId } = batch
    const stamp = { batchId, place: segmentId(batchId, index) }
    const around = await readAround({ enterpriseId, productId, stamp, lotId: null, details })
    if (around.segment === null) throw new Error(`Batch ${batchId} has no segment at ${index}`)
    const segment = toSegment(around.segment)
    const goods = { enterpriseId, productId, lotId: segment.lotId, batchId, index }
    const notices = noticesOf(around.notices, goods)
    const verdict = verdictOf(segment.state, standingOf(around.enterprise, notices))
    return { ...around, verdict, key: batch.key, serial, stamp: { batch, index, segment }, notices }
  }

  /** What is known of a product, without a stamp that is one. */
  async function ofProduct(
    key: string,
    lotCode: string | null,
    details: boolean,
  ): Promise<Omit<ScanFacts, 'serial'> | null> {
    const product = await findProduct(key)
    if (product === null) return null
    const { _id: productId, enterpriseId } = product
    const lotId = lotCode === null ? null : ((await findLot(productId, lotCode))?._id ?? null)
    const around = await readAround({ enterpriseId, productId, stamp: null, lotId, details })
    const goods = { enterpriseId, productId, lotId, batchId: null, index: null }
    const notices = noticesOf(around.notices, goods)
    const verdict = productVerdictOf(standingOf(around.enterprise, notices))
    return { ...around, product, verdict, key, stamp: null, notices }
  }

  /** A code that is no stamp of the register, under a key that it may know. */
  async function ofNoStamp(
    { reason, key }: Extract<LocatedStamp, { ok: false }>,
    serial: string | null,
    details: boolean,
  ): Promise<ScanFacts> {
    const verdict = reason === 'mistyped' ? 'mistyped' : 'unknown'
    const known = key === null ? null : await ofProduct(key, null, details)
    return { ...NOTHING_KNOWN, key, ...known, verdict, serial }
  }

  return {
    /** What a code tells; never fails on an unknown one: its verdict says so. */
    async ofCode(code: string): Promise<ScanFacts> {
      const located = await locate(code)
      if (located.ok) return await ofStamp(located, false)
      return await ofNoStamp(located, parseCode(code)?.serial ?? null, false)
    },

    /** What a Digital Link tells; null where no product of the register has its key. */
    async ofLink({ key, serial, lotCode }: ScanLink): Promise<ScanFacts | null> {
      if (serial === null) {
        const known = await ofProduct(key, lotCode, true)
        return known === null ? null : { ...known, serial: null }
      }
      const typed = normaliseSerial(serial)
      const located = await locate({ key, serial: typed })
      if (located.ok) return await ofStamp(located, true)
      const facts = await ofNoStamp({ ...located, key }, typed, true)
      return facts.product === null ? null : facts
    },
  }
}

const NOTHING_KNOWN = {
  stamp: null,
  product: null,
  enterprise: null,
  lot: null,
  notices: [],
  events: [],
  places: new Map(),
  scans: null,
}

function standingOf(
  enterprise: EnterpriseRecord | null,
  notices: readonly NoticeRecord[],
): Standing {
  const isOut = enterprise?.status === 'suspended' || enterprise?.status === 'revoked'
  return {
    isRecalled: notices.some(({ kind }) => kind === 'recall'),
    isSuspended: isOut || notices.some(({ kind }) => kind === 'suspension'),
  }
}
