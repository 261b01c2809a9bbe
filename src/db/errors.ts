import { MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb'
import { MongooseError } from 'mongoose'

/**
 * Host and network faults, MaxTimeMSExpired, failed or late write concern, WriteConflict, lock and
 * time limits, no primary, interruption by a shut-down.
 */
const PASSING_CODES = new Set([
  6, 7, 24, 50, 64, 89, 91, 112, 133, 134, 189, 262, 9001, 10107, 11600, 11601, 11602, 13435, 13436,
])

const PASSING_NAMES =
  /Network|ServerSelection|PoolCleared|PoolClosed|NotConnected|Topology|Timeout|Expired/

/** What a failed bulk write was about: a lost connection comes wrapped, without its labels. */
export function unwrapped(error: unknown): unknown {
  const inner: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : undefined
  return inner instanceof MongoError ? inner : error
}

/** True where the database could not answer now and the same request may succeed later. */
export function isUnavailable(failure: unknown): boolean {
  const error = unwrapped(failure)
  if (error instanceof MongoServerError) {
    return (
      PASSING_CODES.has(Number(error.code)) ||
      error.hasErrorLabel('TransientTransactionError') ||
      error.hasErrorLabel('RetryableWriteError')
    )
  }
  if (error instanceof MongooseError) return error.name === 'MongooseServerSelectionError'
  if (!(error instanceof MongoError)) return false
  return PASSING_NAMES.test(error.name)
}

/** The name of the unique index that refused a document, or null. */
export function duplicateIndex(error: unknown): string | null {
  if (!(error instanceof MongoServerError) || error.code !== 11_000) return null
  return /index: (\S+)/.exec(error.message)?.[1] ?? '_id_'
}
