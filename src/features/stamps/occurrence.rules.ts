import type { StampAction } from './ledger.rules.ts'
import type { Range } from './ranges.rules.ts'

/** Ranges of one batch, and the field of the request that named them. */
export interface Wanted {
  batchId: number
  ranges: readonly (Range & {
    /** Position in the list of the request. */
    at?: number
  })[]
  field: string
}

/** What is recorded about all of them. */
export interface Occurrence {
  action: StampAction
  /** null: today. */
  occurredOn: string | null
  lotId: string | null
  reason: string | null
  documentId: string | null
  seq: number | null
  handoverId: string | null
}
