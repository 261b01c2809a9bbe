import type { ClientSession } from 'mongodb'
import type { InTransaction } from './transaction.ts'

/** Who acts: a person, through one key. */
export interface Actor {
  person: string
  keyId: string
  role: string
  /** The enterprise that the key acts for, if any. */
  enterpriseId: string | null
}

/** One change of one subject, as the audit log records it. */
export interface Change {
  subject: { kind: string; id: string; seq: number }
  before: object | null
  after: object | null
  reason?: string | null
}

/** What a writing use case works in: one transaction, one moment, one actor. */
export interface Tx {
  session: ClientSession
  at: Date
  actor: Actor
  requestId: string
  /** The operation in the words of the API, e.g. `approveEnterprise`. */
  operationId: string
  /** Adds a change to the audit log; written in the same transaction, before the commit. */
  record(change: Change): void
  /** Runs once the transaction has been committed; for what this copy keeps in memory. */
  afterCommit(effect: () => void): void
}

export interface Origin {
  actor: Actor
  requestId: string
  operationId: string
}

/** The changes of one request, and whose they are. */
export interface RecordedChanges {
  origin: Origin & { at: Date }
  changes: readonly Change[]
}

export type AppendChanges = (
  recorded: readonly RecordedChanges[],
  session: ClientSession,
) => Promise<void>

export type RunUnit = <T>(origin: Origin, work: (tx: Tx) => Promise<T>) => Promise<T>

/** Every write of the service goes through here, so no change can miss its audit entry. */
export function createRunUnit(
  inTransaction: InTransaction,
  clock: () => Date,
  appendChanges: AppendChanges,
): RunUnit {
  return async (origin, work) => {
    let effects: (() => void)[] = []
    const result = await inTransaction(async (session) => {
      const changes: Change[] = []
      effects = []
      const at = clock()
      const outcome = await work({
        session,
        at,
        ...origin,
        record: (change) => changes.push(change),
        afterCommit: (effect) => effects.push(effect),
      })
      await appendChanges([{ origin: { ...origin, at }, changes }], session)
      return outcome
    })
    for (const effect of effects) effect()
    return result
  }
}
