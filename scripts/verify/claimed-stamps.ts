import type { Report } from './findings.ts'
import { overlapping } from './interval-map.ts'
import type { Stretch } from './replay-events.ts'
import type { StoredBatch, StoredTaking } from './shapes.ts'
import type { Snapshot } from './streams.ts'

interface Terms {
  enterpriseId: string
  from: string
  to: string
}

interface Policy {
  countedAt: string
  validFrom: string
  validTo: string
}

export type CheckClaimed = (
  batch: StoredBatch,
  range: StoredTaking,
  stretches: readonly Stretch[],
) => void

/**
 * Checks that a range that a claim has taken holds stamps of the claim's enterprise that were
 * affixed within the claim's period and that of the policy version. Stamps counted at their
 * delivery may have been returned since, so a day that is gone is no fault there.
 */
export async function readClaimTerms(snapshot: Snapshot, report: Report): Promise<CheckClaimed> {
  const claims = await readMap<Terms>(snapshot, 'claims')
  const policies = await readMap<Policy>(snapshot, 'subsidy_policies')

  return (batch, { _id, claimId, policyId, from, to }, stretches) => {
    const at = { code: 'claim.stamps', batchId: batch._id, from, to } as const
    const subject = `dải/range ${_id}`
    const [claim, policy] = [claims.get(claimId), policies.get(policyId)]
    if (policy === undefined) report({ ...at, subject, field: 'policyId', found: policyId })
    if (claim === undefined || policy === undefined) return
    if (claim.enterpriseId !== batch.enterpriseId) {
      const differs = { expected: claim.enterpriseId, found: batch.enterpriseId }
      report({ ...at, subject, field: 'enterpriseId', ...differs })
    }
    const field = policy.countedAt === 'affixed' ? 'affixedOn' : 'deliveredOn'
    const first = claim.from > policy.validFrom ? claim.from : policy.validFrom
    const last = claim.to < policy.validTo ? claim.to : policy.validTo
    for (const stretch of overlapping(stretches, from, to)) {
      const found = stretch.facts?.[field] ?? null
      if (found === null ? field === 'deliveredOn' : found >= first && found <= last) continue
      const differs = { field, expected: `${first}…${last}`, found }
      report({ ...at, from: stretch.from, to: stretch.to, subject, ...differs })
    }
  }
}

async function readMap<T>(snapshot: Snapshot, collection: string): Promise<Map<string, T>> {
  const read = new Map<string, T>()
  const projection = { ...TERMS, ...POLICY }
  const stream = snapshot.stream(collection, { filter: {}, sort: { _id: 1 }, projection })
  for (let next = await stream.next(); next !== null; next = await stream.next()) {
    read.set(next['_id'], next as T)
  }
  return read
}

const TERMS = { enterpriseId: 1, from: 1, to: 1 }
const POLICY = { countedAt: 1, validFrom: 1, validTo: 1 }
