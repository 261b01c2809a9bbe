import { addDays, localDateOf, startOfLocalDate } from '../../vn/local-date.ts'
import type { StampState } from '../stamps/ledger.rules.ts'
import type { TotalsRecord } from '../visits/visits.schema.ts'
import type { ReasonCode } from './reason-codes.ts'
import { fastestJourney, type Sighting, widestDay } from './sightings.rules.ts'

/** What an inspector found in a shop. */
export interface CheckFact {
  /** Present code of the province. */
  region: string
  at: Date
  finding: 'ok' | 'suspect'
  /** State of the stamp when the check was recorded. */
  state: StampState
}

/** All that is known of where, when and in which state a stamp was seen. */
export interface SuspicionFacts {
  totals: TotalsRecord | null
  checks: readonly CheckFact[]
}

export interface Reason {
  code: ReasonCode
  /** The number that reached the limit. */
  n: number
  since: Date
  until: Date
  /** Provinces or countries that it is about. */
  regions: string[]
  /** States of the stamp in which it was scanned. */
  states: StampState[]
  /** The day on which it was affixed, where that matters. */
  affixedOn: string | null
}

/**
 * From which number on a reason stands, and why it is that number. None accuses anybody: whoever
 * judges sees the number, and how often the reason was a false alarm.
 */
export const LIMITS: Readonly<Record<ReasonCode, { limit: number; why: string }>> = {
  not_released: {
    limit: 1,
    why: 'Outside the department nobody holds a stamp in stock. A test at the printer shows too.',
  },
  before_affixing: {
    limit: 1,
    why: 'A stamp that is on no goods yet has no buyer. Days count, as reported, not hours.',
  },
  after_withdrawal: {
    limit: 1,
    why: 'A stamp that was voided, spoiled, lost or destroyed should meet no buyer any more.',
  },
  pace_hour: {
    limit: 10,
    why: 'To take a piece, scan it, read and put it back takes minutes; ten people rarely queue.',
  },
  pace_day: {
    limit: 30,
    why: 'A piece on a shelf is scanned by those who think of buying it, until one buys it.',
  },
  places: {
    limit: 3,
    why: 'Goods pass from one province to the next in a day, seldom through a third with buyers.',
  },
  distance: {
    limit: 300,
    why: 'km/h from door to door: Hà Nội to Hồ Chí Minh in three hours, which no flight allows.',
  },
  inspection: { limit: 1, why: 'An inspector who had the goods in hand doubts them.' },
}

/** How much more than before makes a reason that is known a new one. */
const GROWTH = 2
const HOUR_MS = 3_600_000
/** In a region where one device was, a network may have been placed wrongly. */
const SURE_DEVICES_MIN = 2

const WITHDRAWN: readonly StampState[] = ['voided', 'spoiled', 'handed_in', 'destroyed', 'lost']

/** The reasons for which a stamp is suspicious; none for most. */
export function reasonsOf({ totals, checks }: SuspicionFacts): Reason[] {
  const found = [
    seenIn('not_released', { totals, checks }, ['in_stock']),
    seenIn('after_withdrawal', { totals, checks }, WITHDRAWN),
    ...(totals === null ? [] : reasonsOfTotals(totals)),
    ...reasonsOfPlaces(sightingsOf(totals, checks)),
    inspection(checks),
  ]
  return found.flatMap((reason) =>
    reason !== null && reason.n >= LIMITS[reason.code].limit ? [reason] : [],
  )
}

/**
 * Those that are not known yet, or have grown to twice what is known. A scan more says little; each
 * inspector who doubts says it anew.
 */
export function newReasons(
  known: readonly Pick<Reason, 'code' | 'n'>[],
  found: readonly Reason[],
): Reason[] {
  return found.filter(({ code, n }) => {
    const before = known.find((one) => one.code === code)
    if (before === undefined) return true
    return code === 'inspection' ? n > before.n : n >= before.n * GROWTH
  })
}

function reasonsOfTotals(totals: TotalsRecord): (Reason | null)[] {
  return [beforeAffixing(totals), paceOfHour(totals), paceOfDay(totals)]
}

const NOTHING = { regions: [], states: [], affixedOn: null }

/** Scanned, or checked by an inspector, in one of the states. */
function seenIn(
  code: ReasonCode,
  { totals, checks }: SuspicionFacts,
  wanted: readonly StampState[],
): Reason | null {
  const checked = checks.map(({ state, at }) => ({ state, count: 1, firstAt: at, lastAt: at }))
  const all = [...(totals?.states ?? []), ...checked]
  const spans = all.filter(({ state }) => wanted.includes(state))
  if (spans.length === 0) return null
  return {
    ...NOTHING,
    code,
    n: spans.reduce((sum, { count }) => sum + count, 0),
    since: earliest(spans.map(({ firstAt }) => firstAt)),
    until: latest(spans.map(({ lastAt }) => lastAt)),
    states: [...new Set(spans.map(({ state }) => state))],
  }
}

/** Scanned while delivered on a day before the one that was reported, later, for its affixing. */
function beforeAffixing({ states, days, affixedOn }: TotalsRecord): Reason | null {
  const span = states.find(({ state }) => state === 'delivered')
  if (affixedOn === null || span === undefined) return null
  if (localDateOf(span.firstAt) >= affixedOn) return null
  const early = days.filter(({ on }) => on < affixedOn)
  const scans = early.reduce((sum, { unreported }) => sum + unreported, 0)
  return {
    ...NOTHING,
    code: 'before_affixing',
    // Days that are long past are not kept: the first scan is.
    n: Math.max(1, scans),
    since: span.firstAt,
    until: earliest([span.lastAt, startOfLocalDate(affixedOn)]),
    affixedOn,
  }
}

function paceOfHour({ peakHour }: TotalsRecord): Reason {
  const until = new Date(peakHour.at.getTime() + HOUR_MS)
  return { ...NOTHING, code: 'pace_hour', n: peakHour.devices, since: peakHour.at, until }
}

function paceOfDay({ peakDay }: TotalsRecord): Reason {
  const [since, until] = [peakDay.on, addDays(peakDay.on, 1)].map(startOfLocalDate)
  if (since === undefined || until === undefined) throw new Error('A day without an end')
  return { ...NOTHING, code: 'pace_day', n: peakDay.devices, since, until }
}

function inspection(checks: readonly CheckFact[]): Reason | null {
  const doubted = checks.filter(({ finding }) => finding === 'suspect')
  if (doubted.length === 0) return null
  const times = doubted.map(({ at }) => at)
  return {
    ...NOTHING,
    code: 'inspection',
    n: doubted.length,
    since: earliest(times),
    until: latest(times),
    regions: [...new Set(doubted.map(({ region }) => region))],
  }
}

function sightingsOf(totals: TotalsRecord | null, checks: readonly CheckFact[]): Sighting[] {
  const scanned = (totals?.day.regions ?? []).map(({ region, devices, firstAt, lastAt }) => ({
    ...{ region, firstAt, lastAt },
    isSure: devices >= SURE_DEVICES_MIN,
  }))
  const checked = checks.map(({ region, at }) => ({
    region,
    firstAt: at,
    lastAt: at,
    isSure: true,
  }))
  return [...scanned, ...checked]
}

function reasonsOfPlaces(sightings: readonly Sighting[]): (Reason | null)[] {
  const day = widestDay(sightings)
  const journey = fastestJourney(sightings)
  return [
    day && { ...NOTHING, code: 'places', n: day.regions.length, ...day },
    journey && { ...NOTHING, code: 'distance', n: journey.kmPerHour, ...journey.between },
  ]
}

function earliest(times: readonly Date[]): Date {
  return new Date(Math.min(...times.map((time) => time.getTime())))
}

function latest(times: readonly Date[]): Date {
  return new Date(Math.max(...times.map((time) => time.getTime())))
}
