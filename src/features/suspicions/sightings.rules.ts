import { localDateOf } from '../../vn/local-date.ts'
import { findProvince, seatDistanceKm } from '../../vn/provinces.ts'

/** A stamp was seen in a region at two moments, or at one. */
export interface Sighting {
  /** Present code of a province, or of another country. */
  region: string
  firstAt: Date
  lastAt: Date
  /** Whether the region is beyond doubt. */
  isSure: boolean
}

interface Seen {
  regions: string[]
  since: Date
  until: Date
}

/**
 * Provinces are up to 200 km across: by so much less than their seats two places may lie apart.
 */
const PROVINCE_KM = 200
/** Sightings that differ by less are at once. */
const MOMENT_MS = 60_000
const HOUR_MS = 3_600_000

/** The local day on which it was surely seen in the most regions. */
export function widestDay(sightings: readonly Sighting[]): Seen | null {
  const byDay = new Map<string, Sighting[]>()
  for (const sighting of sightings.filter(({ isSure }) => isSure)) {
    const day = localDateOf(sighting.firstAt)
    byDay.set(day, [...(byDay.get(day) ?? []), sighting])
  }
  const days = [...byDay.values()].map(seen)
  return days.sort((a, b) => b.regions.length - a.regions.length)[0] ?? null
}

/**
 * The two sure sightings between which the goods would have had to travel fastest.
 * @returns the least speed that explains both; null where no pair is far enough apart
 */
export function fastestJourney(
  sightings: readonly Sighting[],
): { kmPerHour: number; between: Seen } | null {
  const sure = sightings.filter(({ isSure }) => isSure)
  const journeys = sure.flatMap((a, at) => sure.slice(at + 1).flatMap((b) => journey(a, b) ?? []))
  return journeys.sort((a, b) => b.kmPerHour - a.kmPerHour)[0] ?? null
}

function journey(a: Sighting, b: Sighting) {
  const [from, to] = [findProvince(a.region), findProvince(b.region)]
  if (from === null || to === null) return null
  const km = seatDistanceKm(from, to) - PROVINCE_KM
  if (km <= 0) return null
  const hours = Math.max(MOMENT_MS, gapMs(a, b)) / HOUR_MS
  return { kmPerHour: Math.round(km / hours), between: seen([a, b]) }
}

/** The shortest time between a moment of one and a moment of the other. */
function gapMs(a: Sighting, b: Sighting): number {
  const gaps = [a.firstAt, a.lastAt].flatMap((one) =>
    [b.firstAt, b.lastAt].map((other) => Math.abs(one.getTime() - other.getTime())),
  )
  return Math.min(...gaps)
}

function seen(sightings: readonly Sighting[]): Seen {
  return {
    regions: [...new Set(sightings.map(({ region }) => region))].sort(),
    since: new Date(Math.min(...sightings.map(({ firstAt }) => firstAt.getTime()))),
    until: new Date(Math.max(...sightings.map(({ lastAt }) => lastAt.getTime()))),
  }
}
