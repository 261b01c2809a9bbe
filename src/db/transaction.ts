import { setTimeout as delay } from 'node:timers/promises'
import { type ClientSession, MongoError } from 'mongodb'
import { AppError } from '../errors.ts'
import type { Connection } from './connection.ts'
import { isUnavailable, unwrapped } from './errors.ts'

const ATTEMPTS_MAX = 12
const COMMIT_ATTEMPTS_MAX = 3
/** Attempts that follow a turn without a pause. */
const TURNS_AT_ONCE = 6
const BACK_OFF_MS_MAX = 400

/**
 * @param turn waits until the writer that was first is done, where one knows what to wait for;
 *   without it the time between attempts is random
 */
export type InTransaction = <T>(
  work: (session: ClientSession) => Promise<T>,
  turn?: () => Promise<void>,
) => Promise<T>

/**
 * Runs `work` in one transaction and repeats it, a bounded number of times with jitter, when
 * another writer was first. `work` may run several times and must not keep anything outside.
 * @throws AppError `unavailable` when it never came through or its outcome is not known; the
 *   caller repeats with the same Idempotency-Key.
 */
export function createInTransaction(connection: Connection, random: () => number): InTransaction {
  return async (work, turn) => {
    const session = await connection.startSession()
    try {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await attemptOnce(session, work)
        if (outcome.done) return outcome.result
        if (attempt === ATTEMPTS_MAX) throw unavailable(outcome.error)
        // Who has waited for its turn and is late again may meet someone it did not wait for. The
        // turn comes last: after it nothing is lost to waiting.
        if (turn === undefined || attempt > TURNS_AT_ONCE) {
          await delay(random() * Math.min(BACK_OFF_MS_MAX, 5 * 2 ** attempt))
        }
        await turn?.().catch(() => undefined)
      }
    } finally {
      await session.endSession()
    }
  }
}

type Outcome<T> = { done: true; result: T } | { done: false; error: unknown }

async function attemptOnce<T>(
  session: ClientSession,
  work: (session: ClientSession) => Promise<T>,
): Promise<Outcome<T>> {
  session.startTransaction({
    readConcern: { level: 'snapshot' },
    writeConcern: { w: 'majority', j: true },
    readPreference: 'primary',
  })
  try {
    const result = await work(session)
    await commit(session)
    return { done: true, result }
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
    if (hasLabel(error, 'TransientTransactionError')) return { done: false, error }
    const isUnknown = hasLabel(error, 'UnknownTransactionCommitResult')
    if (isUnknown || isUnavailable(error)) throw unavailable(error)
    throw error
  }
}

async function commit(session: ClientSession): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      const unknown = hasLabel(error, 'UnknownTransactionCommitResult')
      if (!unknown || attempt === COMMIT_ATTEMPTS_MAX) throw error
    }
  }
}

function hasLabel(failure: unknown, label: string): boolean {
  const error = unwrapped(failure)
  return error instanceof MongoError && error.hasErrorLabel(label)
}

function unavailable(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    {
      vi: 'Cơ sở dữ liệu đang bận hoặc đang khởi động lại.',
      en: 'The database is busy or restarting.',
    },
    { cause },
  )
}
