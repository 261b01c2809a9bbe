import type { ReadStarts, ReadTogether } from './scan-reads.store.ts'
import { type Around, type Asked, createWorld, guess, hasAny } from './scan-world.ts'
import { createSegmentHints } from './segment-hints.ts'

/** Scans that may share a command: each that no hint helps costs the server a branch of it. */
export const SCANS_TOGETHER_MAX = 64
/** Beginnings that are read behind the back of a scan that no hint helped. */
const LEARNT_AT_ONCE = 1_000

/**
 * Reads all that scans want. Nothing read is kept for another scan, so that every change shows on
 * the next one, also through another copy; but scans that arrive together share one command, and
 * what was seen last time tells what to ask for, so that mostly one command is enough.
 */
export function createScanReads(
  readTogether: ReadTogether,
  readStarts: ReadStarts,
): (scans: readonly Asked[]) => Promise<Map<Asked, Around>> {
  const hints = createSegmentHints()
  let isLearning = false

  async function readAll(scans: readonly Asked[]): Promise<Map<Asked, Around>> {
    const world = createWorld()
    let wanted = guess(scans, hints)
    while (hasAny(wanted)) {
      world.add(wanted, await readTogether(wanted))
      wanted = world.missing(scans)
    }
    const found = new Map(scans.map((scan) => [scan, world.around(scan)]))
    for (const around of found.values()) remember(around)
    return found
  }

  function remember({ segment, lot, events }: Around): void {
    if (lot !== null && events.length > 0) rememberPlaces(lot._id, events)
    if (segment === null) return
    hints.dropWithin(segment._id, segment._id + segment.to - segment.from)
    const seen = hints.before(segment._id)
    const isNew = seen?.start !== segment._id
    if (isNew || seen.lotId !== segment.lotId) put(segment)
    // A batch of one segment has nothing more to learn.
    if (isNew && segment.from > 0) learn(segment._id)
  }

  function rememberPlaces(lotId: string, events: Around['events']): void {
    const placeIds = [...new Set(events.map(({ placeId }) => placeId))]
    if (placeIds.join() !== hints.placesOf(lotId).join()) hints.putPlaces(lotId, placeIds)
  }

  function put({ _id: start, lotId }: { _id: number; lotId: string | null }): void {
    hints.put({ start, lotId })
  }

  /** Nobody waits for it, and nothing is wrong without it. */
  function learn(from: number): void {
    if (isLearning) return
    isLearning = true
    const taught = readStarts(from, LEARNT_AT_ONCE).then((starts) => starts.forEach(put))
    taught
      .catch(() => undefined)
      .finally(() => {
        isLearning = false
      })
  }

  return readAll
}
