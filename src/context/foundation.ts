import mongoose from 'mongoose'
import type { Config } from '../config.ts'
import type { Connection } from '../db/connection.ts'
import { createCounters } from '../db/counters.ts'
import { createIdempotencyStore } from '../db/idempotency.ts'
import { createInTransaction } from '../db/transaction.ts'
import { createRunUnit } from '../db/unit-of-work.ts'
import { createManualClock, createSystemClock } from '../features/access/clock.service.ts'
import { createClockStore } from '../features/access/clock.store.ts'
import { createAuditStore } from '../features/audit/audit.store.ts'
import type { StampSecrets } from '../features/stamps/stamp-secrets.ts'
import type { Log } from '../log.ts'

export interface ContextParts {
  config: Config
  connection: Connection
  secrets: StampSecrets
  log: Log
  /** Outside address of the service, without a slash at the end. */
  baseUrl: string
  stopping: () => boolean
}

export type Base = Awaited<ReturnType<typeof createBase>>

/** Time, identifiers, numbers and the transaction in which everything is written. */
export async function createBase({ config, connection }: ContextParts) {
  const newId = (): string => new mongoose.mongo.ObjectId().toHexString()
  const clock =
    config.CLOCK === 'manual'
      ? await createManualClock(createClockStore(connection))
      : createSystemClock()
  const audit = createAuditStore(connection, newId)
  const random = (): number => Math.random()
  const inTransaction = createInTransaction(connection, random)
  return {
    random,
    newId,
    clock,
    audit,
    inTransaction,
    idempotency: createIdempotencyStore(connection),
    runUnit: createRunUnit(inTransaction, clock.now, audit.append),
    nextNumber: createCounters(connection),
  }
}
