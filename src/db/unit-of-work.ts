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

/** A transaction without the means to add to it. */
export type TxBase = Omit<Tx, 'record' | 'afterCommit'>

export type AppendChanges = (tx: TxBase, changes: Change[]) => Promise<void>

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
      const base: TxBase = { session, at: clock(), ...origin }
      const outcome = await work({
        ...base,
        record: (change) => changes.push(change),
        afterCommit: (effect) => effects.push(effect),
      })
      if (changes.length > 0) await appendChanges(base, changes)
      return outcome
    })
    for (const effect of effects) effect()
    return result
  }
}
