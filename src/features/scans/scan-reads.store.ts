import type { Connection } from '../../db/connection.ts'
import { type Found, nothingFound, type Source, type Wanted } from './scan-wants.rules.ts'

/** All scans wait for the command under way: one that takes longer than this is given up. */
const SCAN_TIMEOUT_MS = 3_000

interface Branch {
  coll: string
  pipeline: object[]
}

const BY_ID: Record<'segment' | 'product' | 'enterprise' | 'lot' | 'place' | 'totals', string> = {
  segment: 'stamp_segments',
  product: 'products',
  enterprise: 'enterprises',
  lot: 'lots',
  place: 'places',
  totals: 'scan_totals',
}

/** Where the segments of the register begin from a place on, in order, and with which lot. */
export type ReadStarts = (from: number, limit: number) => Promise<SegmentStart[]>

interface SegmentStart {
  _id: number
  lotId: string | null
}

export function createReadStarts(connection: Connection): ReadStarts {
  return async (from, limit) =>
    await connection
      .collection<SegmentStart>('stamp_segments')
      .find({ _id: { $gte: from } }, { maxTimeMS: SCAN_TIMEOUT_MS })
      .project<SegmentStart>({ lotId: 1 })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray()
}

export type ReadTogether = (wanted: Wanted) => Promise<Found>

/**
 * Reads records of many kinds by one command: a command costs more than what it finds. Each branch
 * goes through one index of its collection.
 */
export function createReadTogether(connection: Connection): ReadTogether {
  return async (wanted) => {
    const found = nothingFound()
    const [first, ...others] = branchesOf(wanted)
    if (first === undefined) return found
    const pipeline = [...first.pipeline, ...others.map((branch) => ({ $unionWith: branch }))]
    const rows = connection
      .collection(first.coll)
      .aggregate<Row>(pipeline, { maxTimeMS: SCAN_TIMEOUT_MS })
    for (const row of await rows.toArray()) (found[row.source] as unknown[]).push(row.record)
    return found
  }
}

interface Row {
  source: Source
  record: unknown
}

function branchesOf(wanted: Wanted): Branch[] {
  const branches: Branch[] = []
  const add = (source: Source, coll: string, ...stages: object[]): void => {
    const tagged = { $replaceWith: { source, record: '$$ROOT' } }
    branches.push({ coll, pipeline: [...stages, tagged] })
  }
  for (const source of Object.keys(BY_ID) as (keyof typeof BY_ID)[]) {
    const ids = [...wanted[source]]
    if (ids.length > 0) add(source, BY_ID[source], { $match: { _id: { $in: ids } } })
  }
  if (wanted.notices.size > 0) {
    add('notices', 'notices', { $match: { target: { $in: [...wanted.notices] }, live: true } })
  }
  if (wanted.events.size > 0) {
    const sort = { $sort: { lotId: 1, eventTime: 1, _id: 1 } }
    add('events', 'trace_events', { $match: { lotId: { $in: [...wanted.events] } } }, sort)
  }
  for (const place of wanted.segmentAt) add('segmentAt', 'stamp_segments', ...lastBefore(place))
  return branches
}

/** The last segment that begins at or before a place of the register: one key of one index. */
function lastBefore(place: number): object[] {
  return [{ $match: { _id: { $lte: place } } }, { $sort: { _id: -1 } }, { $limit: 1 }]
}
