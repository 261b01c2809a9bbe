import { formerProvinceOf } from '../../vn/admin-units.ts'
import type { Address } from '../shared/address.schema.ts'
import type { LeftOutReason, PolicyRecord } from './policies.schema.ts'

/** A run of stamps with the same facts, within one batch. */
export interface Piece {
  batchId: number
  from: number
  to: number
  enterpriseId: string
  productId: string
  productGroup: string
  lotId: string | null
  state: string
  /** The date that the policy counts at: of affixing or of delivery. */
  countedOn: string
}

/** What the register knows about where a piece belongs. */
export interface PieceFacts {
  registeredOn: string | null
  revokedOn: string | null
  /** Of the seat or of the lot's place, as the policy asks; by date. */
  addresses: readonly Address[]
}

/** A run of stamps that are in a live claim already. */
export interface ClaimedRange {
  batchId: number
  from: number
  to: number
}

export type Counted = Piece & { version: PolicyRecord | null; leftOut: LeftOutReason | null }

/**
 * Judges one piece: the version it falls under, and why it is left out, if it is.
 * The first reason that applies is given, in the order of LEFT_OUT_REASONS.
 */
export function judge(piece: Piece, versions: readonly PolicyRecord[], facts: PieceFacts): Counted {
  // Versions are added, never edited: where two hold the day, the later one changed the rule.
  const version = versions.findLast(
    ({ validFrom, validTo }) => validFrom <= piece.countedOn && piece.countedOn <= validTo,
  )
  if (version === undefined) return { ...piece, version: null, leftOut: 'outside_period' }
  return { ...piece, version, leftOut: reasonAgainst(piece, version, facts) }
}

function reasonAgainst(
  piece: Piece,
  version: PolicyRecord,
  facts: PieceFacts,
): LeftOutReason | null {
  if (!isInTerritory(version, facts.addresses, piece.countedOn)) return 'outside_territory'
  const groups: readonly string[] = version.productGroups
  if (!groups.includes(piece.productGroup)) return 'other_product_group'
  if (!isRegistered(facts, piece.countedOn)) return 'not_registered_then'
  return piece.state === 'voided' ? 'voided' : null
}

function isRegistered({ registeredOn, revokedOn }: PieceFacts, on: string): boolean {
  return registeredOn !== null && registeredOn <= on && (revokedOn === null || on < revokedOn)
}

function isInTerritory(version: PolicyRecord, addresses: readonly Address[], on: string): boolean {
  const address = addresses.findLast(({ validFrom }) => validFrom <= on)
  if (address === undefined) return false
  const province = formerProvinceOf(address.wardCode, address.validFrom)
  return version.territory.formerProvinces.some(({ code }) => code === province?.code)
}

/**
 * Cuts the parts of an eligible piece that are claimed already out of it.
 * @param claimed ranges of the piece's batch, ascending, without overlap
 */
export function splitClaimed(piece: Counted, claimed: readonly ClaimedRange[]): Counted[] {
  if (piece.leftOut !== null) return [piece]
  const parts: Counted[] = []
  let start = piece.from
  for (let at = firstEndingFrom(claimed, start); at < claimed.length; at += 1) {
    const range = claimed[at]
    if (range === undefined || range.from > piece.to) break
    const from = Math.max(range.from, start)
    const to = Math.min(range.to, piece.to)
    if (from > start) parts.push({ ...piece, from: start, to: from - 1 })
    parts.push({ ...piece, from, to, leftOut: 'already_claimed' })
    start = to + 1
  }
  if (start <= piece.to) parts.push({ ...piece, from: start })
  return parts
}

/** Index of the first range that ends at `place` or later, by halving. */
function firstEndingFrom(ranges: readonly ClaimedRange[], place: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.to ?? place) < place) low = middle + 1
    else high = middle
  }
  return low
}

export interface Sum {
  counted: number
  eligible: number
  amountVnd: number
  leftOut: { reason: LeftOutReason; stamps: number }[]
}

/** Adds pieces up; every figure is a whole number of stamps or đồng. */
export function sumOf(pieces: readonly Counted[]): Sum {
  const sum: Sum = { counted: 0, eligible: 0, amountVnd: 0, leftOut: [] }
  const reasons = new Map<LeftOutReason, number>()
  for (const { from, to, version, leftOut } of pieces) {
    const stamps = to - from + 1
    sum.counted += stamps
    if (leftOut === null) {
      sum.eligible += stamps
      sum.amountVnd += stamps * (version?.rateVnd ?? 0)
    } else {
      reasons.set(leftOut, (reasons.get(leftOut) ?? 0) + stamps)
    }
  }
  sum.leftOut = [...reasons].map(([reason, stamps]) => ({ reason, stamps }))
  return sum
}
