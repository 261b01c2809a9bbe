import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, notFound, wrongState } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { DocumentService } from '../documents/documents.service.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { assertReplaced } from '../shared/revision.ts'
import type { LedgerStore } from '../stamps/ledger.store.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import {
  assertCash,
  assertClaimMove,
  CLAIM_MOVES,
  type ClaimMove,
  documentOf,
  linesOf,
  totalsOf,
} from './claims.rules.ts'
import type { ClaimRecord, ClaimStatus, DraftClaim, MoveClaim } from './claims.schema.ts'
import { type CountParts, countStamps, tabulate } from './count-stamps.ts'
import type { Counted } from './eligibility.rules.ts'

export interface ClaimParts extends CountParts {
  newId: () => string
  heads: Pick<LedgerStore, 'takeHeads'>
  stampService: Pick<StampService, 'serialAt'>
  assertDocument: DocumentService['assertDocument']
}

export type ClaimService = ReturnType<typeof createClaimService>

export function createClaimService(parts: ClaimParts) {
  const { store } = parts

  async function getVisible(id: string, caller: Caller, tx: Tx | null): Promise<ClaimRecord> {
    const claim = await store.findClaim(id, tx?.session ?? null)
    if (claim === null || !maySee(caller, claim.enterpriseId)) {
      throw notFound({ vi: 'hồ sơ này', en: 'such claim' })
    }
    return claim
  }

  return {
    /** Drafts a claim from policy and period: fills it in and takes nothing. */
    async draftClaim(body: DraftClaim, caller: Caller, tx: Tx) {
      if (!maySee(caller, body.enterpriseId)) {
        throw notFound({ vi: 'cơ sở này', en: 'such enterprise' })
      }
      if ((await parts.enterprises.findEnterprises([body.enterpriseId], tx)).length === 0) {
        throw fieldError(
          'body.enterpriseId',
          'reference.unknown',
          { vi: 'Không có cơ sở này.', en: 'There is no such enterprise.' },
          { vi: 'Lấy id từ danh sách cơ sở.', en: 'Take the id from the list.' },
        )
      }
      const { pieces } = await countStamps(parts, body, tx)
      assertCash(body.policy, pieces)
      const lines = linesOf(pieces)
      const claim: ClaimRecord = {
        _id: parts.newId(),
        ...body,
        status: 'draft',
        lines,
        ...totalsOf(lines),
        steps: [
          { status: 'draft', at: tx.at, by: tx.actor.person, documentId: null, reason: null },
        ],
        createdAt: tx.at,
        revision: 1,
      }
      await store.insertClaim(claim, tx.session)
      const subject = { kind: 'claim', id: claim._id, seq: 1 }
      tx.record({ subject, before: null, after: claim })
      return { claim: view(claim), count: tabulate(body, pieces, 'product') }
    },

    async moveClaim(name: ClaimMove, id: string, body: MoveClaim, caller: Caller, tx: Tx) {
      const before = await getVisible(id, caller, tx)
      assertClaimMove(before, name, body, tx.actor.person)
      await parts.assertDocument(body.documentId, tx, documentOf(name))
      const { to } = CLAIM_MOVES[name]
      const step = { status: to, at: tx.at, by: tx.actor.person, ...body }
      const taken = name === 'submission' ? await takeRanges(parts, before, tx) : {}
      const after: ClaimRecord = {
        ...before,
        ...taken,
        status: to,
        steps: [...before.steps, step],
        revision: before.revision + 1,
      }
      if (to === 'rejected' || to === 'withdrawn') await store.freeRanges(id, tx.session)
      assertReplaced(await store.replaceClaim(after, before.revision, tx.session))
      const subject = { kind: 'claim', id, seq: after.revision }
      tx.record({ subject, before, after, reason: body.reason })
      return view(after)
    },

    async getClaim(id: string, caller: Caller) {
      return view(await getVisible(id, caller, null))
    },

    async listClaims(
      query: {
        limit: number
        cursor?: string | undefined
        status?: ClaimStatus | undefined
        enterpriseId?: string | undefined
      },
      caller: Caller,
    ) {
      const filter = { status: query.status, enterpriseId: scopeOf(caller, query.enterpriseId) }
      const claims = await store.listClaims(filter, query.cursor, query.limit + 1)
      return toPage(claims.map(view), query.limit, (claim) => claim.id)
    },

    /** The ranges of a claim, each with its first and last serial: from đồng down to stamps. */
    async listClaimRanges(
      id: string,
      query: { limit: number; cursor?: string | undefined },
      caller: Caller,
    ) {
      await getVisible(id, caller, null)
      const ranges = await store.listRanges(id, query.cursor, query.limit + 1)
      const page = toPage(ranges, query.limit, ({ _id }) => _id)
      const batches = await parts.stamps.findBatches(page.items.map(({ batchId }) => batchId))
      const batchOf = new Map(batches.map((batch) => [batch._id, batch]))
      const items = page.items.flatMap(({ batchId, from, to, policyId }) => {
        const batch = batchOf.get(batchId)
        if (batch === undefined) return []
        const [firstSerial, lastSerial] = [from, to].map((at) =>
          parts.stampService.serialAt(batch, at),
        ) as [string, string]
        return [{ batchId, from, to, stamps: to - from + 1, policyId, firstSerial, lastSerial }]
      })
      return { items, nextCursor: page.nextCursor }
    },

    sumClaims: () => store.sumClaims(),
  }
}

/**
 * Takes what is eligible now. The heads of the batches are taken in ascending order, so two
 * claims on one stamp, or a claim and a void, cannot both commit (design §3, Concurrency).
 */
async function takeRanges(parts: ClaimParts, claim: ClaimRecord, tx: Tx) {
  const { pieces } = await countStamps(parts, claim, tx)
  const eligible = pieces.filter(({ leftOut }) => leftOut === null)
  assertCash(claim.policy, eligible)
  if (eligible.length === 0) {
    throw wrongState('nothing_eligible', {
      vi: 'Kỳ này không còn tem nào đủ điều kiện mà chưa được đề nghị.',
      en: 'No eligible stamp of this period is left to claim.',
    })
  }
  const batchIds = [...new Set(eligible.map(({ batchId }) => batchId))]
  await parts.heads.takeHeads(batchIds, tx.session)
  await parts.store.insertRanges(rangesOf(claim._id, eligible), tx.session)
  const lines = linesOf(eligible)
  return { lines, ...totalsOf(lines) }
}

function rangesOf(claimId: string, pieces: readonly Counted[]) {
  return pieces.map(({ batchId, from, to, version }, at) => ({
    _id: `${claimId}:${String(at).padStart(6, '0')}`,
    claimId,
    batchId,
    from,
    to,
    policyId: version?._id ?? '',
    live: true,
  }))
}

function view(claim: ClaimRecord) {
  const { _id, steps, createdAt, ...fields } = claim
  return {
    id: _id,
    ...fields,
    steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })),
    createdAt: createdAt.toISOString(),
  }
}
