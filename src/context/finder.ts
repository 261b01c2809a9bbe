import { finderPageRoutes, finderRoutes } from '../features/finder/finder.routes.ts'
import { createFinderService } from '../features/finder/finder.service.ts'
import { createLimit } from '../http/rate-limit.ts'
import type { ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'
import type { Register } from './register.ts'
import type { Scans } from './scans.ts'

/** A person who types fast comes nowhere near it. */
const LOOK_UPS_MAX = 120
const LOOK_UPS_WINDOW_S = 60
const TOO_MANY = {
  vi: 'Từ mạng này đã có quá nhiều lần tra; chờ một phút rồi tra tiếp.',
  en: 'Too many look-ups came from this network; wait a minute and go on.',
}

/** The one box into which anybody types what they hold. */
export function createFinder(
  { config, baseUrl }: ContextParts,
  { products, enterprises, finderStore }: Register,
  { stamps }: Pick<Ledger, 'stamps'>,
  { guesses }: Pick<Scans, 'guesses'>,
) {
  const finder = createFinderService({
    index: finderStore,
    products,
    enterprises,
    locate: stamps.locate,
    guesses,
    hosts: [config.LINK_HOST.toLowerCase(), new URL(baseUrl).host],
  })
  const limit = createLimit(LOOK_UPS_MAX, LOOK_UPS_WINDOW_S, TOO_MANY)
  const texts = { department: config.DEPARTMENT_NAME, hotline: config.HOTLINE }
  return {
    routes: finderRoutes(finder, limit),
    openRoutes: finderPageRoutes(finder, limit, texts),
  }
}
