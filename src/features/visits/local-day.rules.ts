import { addDays, localDateOf, startOfLocalDate } from '../../vn/local-date.ts'

interface LocalDay {
  on: string
  startsAt: Date
  endsAt: Date
}

let last: LocalDay | null = null

/** The local day of an instant. It remembers the last one: nearly all visits are of one day. */
export function localDayOf(at: Date): LocalDay {
  if (last !== null && at >= last.startsAt && at < last.endsAt) return last
  const on = localDateOf(at)
  last = { on, startsAt: startOfLocalDate(on), endsAt: startOfLocalDate(addDays(on, 1)) }
  return last
}
