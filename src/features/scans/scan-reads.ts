import type { ReadTogether } from './scan-reads.store.ts'
import { type Around, type Asked, createWorld, guess, hasAny } from './scan-world.ts'
import { createSegmentHints } from './segment-hints.ts'

/** Scans that may share a command: each that no hint helps costs the server a branch of it. */
export const SCANS_TOGETHER_MAX = 64

/**
 * Reads all that scans want. Nothing read is kept for another scan, so that every change shows on
 * the next one, also through another copy; but scans that arrive together share one command, and
 * what was seen last time tells what to ask for, so that mostly one command is enough.
 */
export function createScanReads(
  readTogether: ReadTogether,
): (scans: readonly Asked[]) => Promise<Map<Asked, Around>> {
  const hints = createSegmentHints()

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
    if (segment === null) return
    const seen = hints.before(segment._id)
    const lotId = lot?._id ?? null
    const isKnown = seen?.start === segment._id && seen.lotId === lotId
    // A scan without details has not asked where the events took place.
    if (isKnown && (events.length === 0 || seen.placeIds.length > 0)) return
    hints.put({ start: segment._id, lotId, placeIds: events.map(({ placeId }) => placeId) })
  }

  return readAll
}
