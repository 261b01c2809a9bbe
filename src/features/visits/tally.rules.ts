import { addDays } from '../../vn/local-date.ts'
import type { StampState } from '../stamps/ledger.rules.ts'
import { localDayOf } from './local-day.rules.ts'
import type { TotalsRecord } from './visits.schema.ts'

/** A scan that counts. */
export interface CountedVisit {
  place: number
  enterpriseId: string
  productId: string
  state: StampState
  /** The day on which it was affixed, as reported by then. */
  affixedOn: string | null
  at: Date
  device: string
  region: string | null
}

export const DAYS_KEPT = 30
/** Four times what makes an hour or a day suspicious: beyond that more says nothing new. */
export const HOUR_DEVICES_MAX = 40
export const DAY_DEVICES_MAX = 120
const REGIONS_KEPT = 24
const DAY_REGIONS_MAX = 12
/** Copies of the service that are remembered; those that started first are forgotten. */
const COPIES_KEPT = 16
const HOUR_MS = 3_600_000

/**
 * The figures of one stamp with more visits of it.
 * @param visits of that stamp, in any order
 */
export function tally(
  before: TotalsRecord | null,
  visits: readonly CountedVisit[],
): TotalsRecord | null {
  const ordered = [...visits].sort((a, b) => a.at.getTime() - b.at.getTime())
  return ordered.reduce<TotalsRecord | null>(addVisit, before)
}

/** Notes that a flush is in the figures; of each copy the last one. */
export function markApplied(record: TotalsRecord, copy: string, flush: number): TotalsRecord {
  const others = record.applied.filter((one) => one.copy !== copy)
  return { ...record, applied: [...others, { copy, flush }].slice(-COPIES_KEPT) }
}

/** Whether a flush of a copy is in the figures. */
export function isApplied(record: TotalsRecord, copy: string, flush: number): boolean {
  return record.applied.some((one) => one.copy === copy && one.flush >= flush)
}

function addVisit(before: TotalsRecord | null, visit: CountedVisit): TotalsRecord {
  const totals = before ?? firstTotals(visit)
  const { at, state, region, affixedOn } = visit
  const isLatest = at >= totals.lastAt
  const windows = addToWindows(totals, visit)
  return {
    ...totals,
    ...windows,
    ...oneMore(totals, at),
    states: addTo(totals.states, (one) => one.state === state, { state }, at),
    days: addToDays(totals.days, visit),
    regions: region === null ? totals.regions : addToRegions(totals.regions, region, at),
    peakHour:
      windows.hour.devices.length > totals.peakHour.devices
        ? { at: windows.hour.at, devices: windows.hour.devices.length }
        : totals.peakHour,
    peakDay:
      windows.day.devices.length > totals.peakDay.devices
        ? { on: windows.day.on, devices: windows.day.devices.length }
        : totals.peakDay,
    affixedOn: isLatest ? affixedOn : totals.affixedOn,
  }
}

function firstTotals({ place, enterpriseId, productId, at }: CountedVisit): TotalsRecord {
  const [hour, on] = [hourOf(at), localDayOf(at).on]
  return {
    _id: place,
    enterpriseId,
    productId,
    count: 0,
    firstAt: at,
    lastAt: at,
    states: [],
    days: [],
    regions: [],
    hour: { at: hour, devices: [] },
    day: { on, devices: [], regions: [] },
    peakHour: { at: hour, devices: 0 },
    peakDay: { on, devices: 0 },
    affixedOn: null,
    applied: [],
    revision: 0,
  }
}

interface Period {
  firstAt: Date
  lastAt: Date
}

type Span = Period & { count: number }

function widened({ firstAt, lastAt }: Period, at: Date): Period {
  return { firstAt: at < firstAt ? at : firstAt, lastAt: at > lastAt ? at : lastAt }
}

function oneMore(span: Span, at: Date): Span {
  return { count: span.count + 1, ...widened(span, at) }
}

/** Adds one to the entry that `isIt` finds, or begins it. */
function addTo<Key extends object>(
  entries: readonly (Key & Span)[],
  isIt: (entry: Key & Span) => boolean,
  key: Key,
  at: Date,
): (Key & Span)[] {
  const found = entries.find(isIt)
  if (found === undefined) return [...entries, { ...key, count: 1, firstAt: at, lastAt: at }]
  return entries.map((entry) => (entry === found ? { ...entry, ...oneMore(entry, at) } : entry))
}

function addToRegions(
  regions: TotalsRecord['regions'],
  region: string,
  at: Date,
): TotalsRecord['regions'] {
  const added = addTo(regions, (one) => one.region === region, { region }, at)
  return added.sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime()).slice(0, REGIONS_KEPT)
}

function addToDays(days: TotalsRecord['days'], { at, state }: CountedVisit): TotalsRecord['days'] {
  const { on } = localDayOf(at)
  const before = days.find((day) => day.on === on) ?? { on, count: 0, unreported: 0 }
  const unreported = before.unreported + (state === 'delivered' ? 1 : 0)
  const others = days.filter((day) => day.on !== on)
  const added = [...others, { on, count: before.count + 1, unreported }]
  const sorted = added.sort((a, b) => (a.on < b.on ? -1 : 1))
  const oldest = addDays(sorted.at(-1)?.on ?? on, 1 - DAYS_KEPT)
  return sorted.filter((day) => day.on >= oldest)
}

/** The hour and the day of the last scan; an earlier one belongs to windows that are closed. */
function addToWindows(
  { hour, day }: TotalsRecord,
  visit: CountedVisit,
): Pick<TotalsRecord, 'hour' | 'day'> {
  const [at, on] = [hourOf(visit.at), localDayOf(visit.at).on]
  return {
    hour:
      at < hour.at
        ? hour
        : { at, devices: addDevice(at > hour.at ? [] : hour.devices, visit, HOUR_DEVICES_MAX) },
    day: on < day.on ? day : addToDay(on > day.on ? emptyDay(on) : day, visit),
  }
}

function emptyDay(on: string): TotalsRecord['day'] {
  return { on, devices: [], regions: [] }
}

function addToDay(day: TotalsRecord['day'], visit: CountedVisit): TotalsRecord['day'] {
  const devices = addDevice(day.devices, visit, DAY_DEVICES_MAX)
  const { region, at } = visit
  if (region === null) return { ...day, devices }
  const isNew = devices.length > day.devices.length
  const before = day.regions.find((one) => one.region === region)
  // A device that was counted elsewhere on that day says that a network changed, no more.
  if (before === undefined && day.devices.includes(visit.device)) return { ...day, devices }
  if (before === undefined && day.regions.length >= DAY_REGIONS_MAX) return { ...day, devices }
  const after = {
    region,
    // A device that moved on to another region is still one device there.
    devices: Math.max(1, (before?.devices ?? 0) + (isNew ? 1 : 0)),
    ...widened(before ?? { firstAt: at, lastAt: at }, at),
  }
  const others = day.regions.filter((one) => one !== before)
  return { ...day, devices, regions: [...others, after] }
}

function addDevice(
  devices: readonly string[],
  { device }: CountedVisit,
  devicesMax: number,
): string[] {
  if (devices.includes(device) || devices.length >= devicesMax) return [...devices]
  return [...devices, device]
}

function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
}
