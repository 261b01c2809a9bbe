import type { Limit } from '../../http/rate-limit.ts'
import type { Visitor } from '../../http/visitor.ts'
import type { LocatedStamp } from '../stamps/locate-stamp.ts'

export interface GuessGuard {
  /**
   * To be asked as soon as it is known whether a code is a stamp, before anything is told of it.
   * @throws AppError `too_many_requests` where the visitor has guessed too often, right or wrong:
   *   else the right one would show
   */
  judge(
    visitor: Pick<Visitor, 'address' | 'isStaff'>,
    located: LocatedStamp,
    serial: string | null,
  ): Promise<void>
}

const SHOWN_MAX = 50_000

/**
 * Counts as a guess a well-formed serial with a wrong tag that the client has not shown before: a
 * copied wrong code that a whole market scans, or somebody who scans again, learns nothing by it.
 */
export function createGuessGuard(limit: Limit): GuessGuard {
  const shown = new Set<string>()
  return {
    async judge({ address, isStaff }, located, serial) {
      if (isStaff || (!located.ok && located.reason !== 'unknown')) return
      const guess = `${address} ${serial}`
      if (located.ok || shown.has(guess)) {
        await limit.assertLeft(address)
        return
      }
      await limit.take(address)
      if (shown.size >= SHOWN_MAX) shown.clear()
      shown.add(guess)
    },
  }
}
