import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { listAfter, replaceAtRevision } from '../../db/records.ts'
import { ClaimRangeRecord, ClaimRecord, type ClaimStatus } from './claims.schema.ts'
import { PolicyRecord } from './policies.schema.ts'

export type SubsidyStore = ReturnType<typeof createSubsidyStore>

export function createSubsidyStore(connection: Connection) {
  const policies = defineModel(connection, 'subsidy_policies', PolicyRecord)
  const claims = defineModel(connection, 'claims', ClaimRecord)
  const ranges = defineModel(connection, 'claim_ranges', ClaimRangeRecord)
  return {
    async insertPolicy(policy: PolicyRecord, session: ClientSession): Promise<void> {
      await policies.insertMany([PolicyRecord.parse(policy)], { session, lean: true })
    },

    /** The versions of a policy, oldest first. */
    async findVersions(
      code: string,
      session: ClientSession | null = null,
    ): Promise<PolicyRecord[]> {
      return await policies
        .find({ code })
        .sort({ version: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async listPolicies(after: string | undefined, limit: number): Promise<PolicyRecord[]> {
      return await listAfter(policies, {}, after, limit)
    },

    async insertClaim(claim: ClaimRecord, session: ClientSession): Promise<void> {
      await claims.insertMany([ClaimRecord.parse(claim)], { session, lean: true })
    },

    async findClaim(id: string, session: ClientSession | null = null): Promise<ClaimRecord | null> {
      return await claims.findById(id).session(session).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    },

    async replaceClaim(
      claim: ClaimRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(claims, ClaimRecord.parse(claim), revision, session)
    },

    async listClaims(
      filter: { status?: ClaimStatus | undefined; enterpriseId?: string | undefined },
      after: string | undefined,
      limit: number,
    ): Promise<ClaimRecord[]> {
      return await listAfter(claims, filter, after, limit)
    },

    /** Ranges of live claims in the given batches, by place. */
    async findLiveRanges(
      batchIds: readonly number[],
      session: ClientSession | null = null,
    ): Promise<ClaimRangeRecord[]> {
      return await ranges
        .find({ batchId: { $in: [...batchIds] }, live: true })
        .sort({ batchId: 1, from: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** Ranges that a live claim held at a recorded time, by place. */
    async findRangesLiveAt(batchIds: readonly number[], at: Date): Promise<ClaimRangeRecord[]> {
      const taken = await ranges
        .find({ batchId: { $in: [...batchIds] } })
        .sort({ batchId: 1, claimId: 1 })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      const held = await claims
        .find({ _id: { $in: [...new Set(taken.map(({ claimId }) => claimId))] } })
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      const live = new Set(held.filter((claim) => wasLive(claim, at)).map(({ _id }) => _id))
      return taken
        .filter(({ claimId }) => live.has(claimId))
        .sort((a, b) => a.batchId - b.batchId || a.from - b.from)
    },

    async insertRanges(records: readonly ClaimRangeRecord[], session: ClientSession) {
      const documents = records.map((record) => ClaimRangeRecord.parse(record))
      await ranges.insertMany(documents, { session, lean: true })
    },

    async freeRanges(claimId: string, session: ClientSession): Promise<void> {
      await ranges.updateMany({ claimId }, { $set: { live: false } }, { session })
    },

    async listRanges(
      claimId: string,
      after: string | undefined,
      limit: number,
    ): Promise<ClaimRangeRecord[]> {
      return await listAfter(ranges, { claimId }, after, limit)
    },

    /** Claims by status with their sums, over the whole register. */
    async sumClaims(): Promise<{ status: ClaimStatus; claims: number; amountVnd: number }[]> {
      const sums = await claims
        .aggregate<{ _id: ClaimStatus; claims: number; amountVnd: number }>([
          { $match: { status: { $gt: '' } } },
          { $group: { _id: '$status', claims: { $sum: 1 }, amountVnd: { $sum: '$amountVnd' } } },
        ])
        .option({ maxTimeMS: COMMAND_TIMEOUT_MS })
      return sums.map(({ _id, ...sum }) => ({ status: _id, ...sum }))
    },
  }
}

function wasLive({ steps }: ClaimRecord, at: Date): boolean {
  const status = steps.findLast((step) => step.at <= at)?.status
  return status !== undefined && !['draft', 'rejected', 'withdrawn'].includes(status)
}
