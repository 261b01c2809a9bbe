import { AppError } from '../../errors.ts'
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
import { decompressedLink, readScanLink, type ScanLink } from './scan-link.rules.ts'
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

/** Told of every code as soon as it is known whether it is a stamp; it may refuse to go on. */
type Judge = (located: LocatedStamp, serial: string | null) => Promise<void>

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
    lotCode: string | null,
    details: boolean,
  ): Promise<ScanFacts> {
    const { batch, index, serial } = located
    const { productId, enterpriseId, _id: batchId } = batch
    const stamp = { batchId, place: segmentId(batchId, index) }
    const around = await readAround({ enterpriseId, productId, stamp, lotId: null, details })
    // Read between the two writes of a split: it is there at the next look.
    if (around.segment === null) throw segmentMissed()
    const segment = toSegment(around.segment)
    const named = segment.lotId === null ? await ofNamedLot(batch, lotCode) : null
    const lotId = segment.lotId ?? named?.lotId ?? null
    const goods = { enterpriseId, productId, lotId, batchId, index }
    const notices = noticesOf([...around.notices, ...(named?.notices ?? [])], goods)
    const verdict = verdictOf(segment.state, standingOf(around.enterprise, notices))
    return { ...around, verdict, key: batch.key, serial, stamp: { batch, index, segment }, notices }
  }

  /** The lot that a link names of a stamp that is not yet bound to one: it may be recalled. */
  async function ofNamedLot({ productId, enterpriseId }: BatchRecord, lotCode: string | null) {
    const lot = lotCode === null ? null : await findLot(productId, lotCode)
    if (lot === null) return null
    const scan = { enterpriseId, productId, stamp: null, lotId: lot._id, details: false }
    const { notices } = await readAround(scan)
    return { lotId: lot._id, notices: notices.filter(({ scope }) => scope.level === 'lot') }
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
    lotCode: string | null,
    details: boolean,
  ): Promise<ScanFacts> {
    const verdict = reason === 'mistyped' ? 'mistyped' : 'unknown'
    const known = key === null ? null : await ofProduct(key, lotCode, details)
    return { ...NOTHING_KNOWN, key, ...known, verdict, serial }
  }

  async function ofLink(
    { key, serial, lotCode }: ScanLink,
    judge: Judge,
    details: boolean,
  ): Promise<ScanFacts | null> {
    if (serial === null) {
      const known = await ofProduct(key, lotCode, details)
      return known === null ? null : { ...known, serial: null }
    }
    const typed = normaliseSerial(serial)
    const located = await locate({ key, serial: typed })
    await judge(located, typed)
    if (located.ok) return await ofStamp(located, lotCode, details)
    const facts = await ofNoStamp({ ...located, key }, typed, lotCode, details)
    return facts.product === null ? null : facts
  }

  return {
    /** What a code tells; never fails on an unknown one: its verdict says so. */
    async ofCode(code: string, judge: Judge): Promise<ScanFacts> {
      const link = linkOf(code)
      if (link !== null) {
        const facts = await ofLink(link, judge, false)
        return facts ?? { ...NOTHING_KNOWN, key: link.key, verdict: 'unknown', serial: link.serial }
      }
      const parsed = parseCode(code)
      const located = await locate(parsed ?? code)
      await judge(located, parsed?.serial ?? null)
      if (located.ok) return await ofStamp(located, null, false)
      return await ofNoStamp(located, parsed?.serial ?? null, null, false)
    },

    /** What a Digital Link tells; null where no product of the register has its key. */
    ofLink: (link: ScanLink, judge: Judge) => ofLink(link, judge, true),
  }
}

/** The Digital Link that a code is, as it was scanned or compressed; null: it is none. */
function linkOf(code: string): ScanLink | null {
  const text = code.trim()
  const path = /^https?:\/\/[^/]+(\/.*)$/i.exec(text)?.[1]
  if (path === undefined) return null
  const read = readScanLink(path)
  if (read.ok) return read.link
  const longer = decompressedLink(path)
  const again = longer === null ? read : readScanLink(longer)
  return again.ok ? again.link : null
}

function segmentMissed(): AppError {
  return new AppError('unavailable', {
    vi: 'Dải tem đang được ghi.',
    en: 'The range of this stamp is being written.',
  })
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
