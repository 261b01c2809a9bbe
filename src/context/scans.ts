import { coalesce } from '../db/coalesce.ts'
import { createGuessGuard } from '../features/scans/guess-guard.ts'
import {
  GUESSED_TOO_OFTEN,
  GUESSES_MAX,
  GUESSES_WINDOW_S,
} from '../features/scans/guesses.rules.ts'
import { createPublicPictures } from '../features/scans/public-picture.ts'
import { createScanLookUp } from '../features/scans/scan-facts.ts'
import { createReadStarts, createReadTogether } from '../features/scans/scan-reads.store.ts'
import { createScanReads, SCANS_TOGETHER_MAX } from '../features/scans/scan-reads.ts'
import { scanRoutes, verifyRoutes } from '../features/scans/scans.routes.ts'
import { createScanService } from '../features/scans/scans.service.ts'
import { createLimit } from '../http/rate-limit.ts'
import { localDateOf } from '../vn/local-date.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'
import type { Register } from './register.ts'
import type { Visiting } from './visits.ts'

export type Scans = ReturnType<typeof createScans>

/** What anyone learns from a code. */
export function createScans(
  { config, connection }: ContextParts,
  base: Base,
  { products, lots }: Register,
  { stamps }: Ledger,
  { visits }: Visiting,
) {
  const findProduct = coalesce((keys: string[]) => products.findByKeys(keys))
  const lookUp = createScanLookUp({
    read: coalesce(
      createScanReads(createReadTogether(connection), createReadStarts(connection)),
      SCANS_TOGETHER_MAX,
    ),
    findProduct,
    findLot: lots.findLotOfProduct,
    locate: stamps.locate,
  })
  const guesses = createGuessGuard(createLimit(GUESSES_MAX, GUESSES_WINDOW_S, GUESSED_TOO_OFTEN))
  const scans = createScanService({
    lookUp,
    visits,
    pictures: createPublicPictures({ findImage: products.findImage }),
    guesses,
    now: base.clock.now,
    today: () => localDateOf(base.clock.now()),
  })
  const texts = { department: config.DEPARTMENT_NAME, hotline: config.HOTLINE }
  return {
    findProduct,
    guesses,
    routes: verifyRoutes(scans),
    openRoutes: scanRoutes(scans, texts),
  }
}
