import type { IdempotencyStore } from '../db/idempotency.ts'
import type { RunUnit } from '../db/unit-of-work.ts'
import type { Log } from '../log.ts'
import type { Authenticate } from './auth.ts'

/** What mounted routes work with. */
export interface Kit {
  authenticate: Authenticate
  runUnit: RunUnit
  idempotency: IdempotencyStore
  log: Log
  /** Fail (true) or only log (false) a reply that breaks its schema. */
  checkReplies: boolean
}
