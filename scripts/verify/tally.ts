/** What was read and counted. */
export interface Tally {
  batches: number
  /** Σ quantity. */
  stamps: number
  events: number
  segments: number
  auditEntries: number
  cards: number
  statements: number
  handovers: number
  claims: number
  claimRanges: number
  /** Stamps by state, by the stored segments. */
  states: Record<string, number>
}

export function noTally(): Tally {
  return {
    ...{ batches: 0, stamps: 0, events: 0, segments: 0, auditEntries: 0, cards: 0 },
    ...{ statements: 0, handovers: 0, claims: 0, claimRanges: 0, states: {} },
  }
}
