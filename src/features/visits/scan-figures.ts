import { regionName } from './region.rules.ts'
import type { ScanFigures, TotalsRecord } from './visits.schema.ts'

const NEVER: ScanFigures = {
  count: 0,
  firstAt: null,
  lastAt: null,
  days: [],
  states: [],
  regions: [],
}

/** The counted scans of a stamp on the wire, without anything of the devices. */
export function viewScans(record: TotalsRecord | null): ScanFigures {
  if (record === null) return NEVER
  return {
    ...viewSpan(record),
    days: record.days.map(({ on, count }) => ({ on, count })),
    states: record.states.map(({ state, ...span }) => ({ state, ...viewSpan(span) })),
    regions: record.regions.map(({ region, ...span }) => ({
      region,
      name: regionName(region),
      ...viewSpan(span),
    })),
  }
}

function viewSpan({ count, firstAt, lastAt }: Pick<TotalsRecord, 'count' | 'firstAt' | 'lastAt'>) {
  return { count, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() }
}
