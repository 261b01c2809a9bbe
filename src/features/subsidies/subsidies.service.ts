import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { assertAsOf } from '../shared/as-of.rules.ts'
import { scopeOf } from '../shared/ownership.ts'
import { type CountParts, type CountRequest, countStamps, tabulate } from './count-stamps.ts'
import type { AddPolicyVersion, PolicyRecord } from './policies.schema.ts'

export type SubsidyService = ReturnType<typeof createSubsidyService>

export function createSubsidyService(parts: CountParts & { now: () => Date }) {
  return {
    /** Adds a version; earlier versions stay as they are. */
    async addPolicyVersion(body: AddPolicyVersion, tx: Tx) {
      const earlier = await parts.store.findVersions(body.code, tx.session)
      const last = earlier.at(-1)
      if (last !== undefined) assertSameKind(last, body)
      const version = (last?.version ?? 0) + 1
      const policy: PolicyRecord = {
        _id: `${body.code}:${version}`,
        version,
        ...body,
        createdAt: tx.at,
        createdBy: tx.actor.person,
        revision: 1,
      }
      await parts.store.insertPolicy(policy, tx.session)
      const subject = { kind: 'subsidy_policy', id: policy._id, seq: 1 }
      tx.record({ subject, before: null, after: policy })
      return viewPolicy(policy)
    },

    async listPolicies(query: { limit: number; cursor?: string | undefined }) {
      const policies = await parts.store.listPolicies(query.cursor, query.limit + 1)
      return toPage(policies.map(viewPolicy), query.limit, ({ id }) => id)
    },

    async countStamps(
      query: Omit<CountRequest, 'asOf'> & {
        asOf?: string | undefined
        groupBy: 'enterprise' | 'product' | 'month'
      },
      caller: Caller,
    ) {
      const enterpriseId = scopeOf(caller, query.enterpriseId)
      if (enterpriseId === '') throw notFound({ vi: 'cơ sở này', en: 'such enterprise' })
      const asOf = query.asOf === undefined ? undefined : assertAsOf(query.asOf, parts.now())
      const request = { ...query, enterpriseId, asOf }
      const { pieces } = await countStamps(parts, request)
      return tabulate(request, pieces, query.groupBy)
    },
  }
}

/** @throws AppError where a version counts or pays in another way: that is another policy */
function assertSameKind(last: PolicyRecord, body: AddPolicyVersion): void {
  const differs =
    last.countedAt !== body.countedAt
      ? 'countedAt'
      : last.supportForm !== body.supportForm
        ? 'supportForm'
        : last.territory.decidedBy !== body.territory.decidedBy
          ? 'territory.decidedBy'
          : null
  if (differs === null) return
  throw fieldError(
    `body.${differs}`,
    'policy.kind',
    {
      vi: `Các phiên bản của ${last.code} phải giống nhau ở "${differs}".`,
      en: `The versions of ${last.code} must agree in ${differs}.`,
    },
    { vi: 'Đặt mã chính sách khác.', en: 'Give it a code of its own.' },
  )
}

function viewPolicy(policy: PolicyRecord) {
  const { _id, revision: _revision, createdAt, ...fields } = policy
  return { id: _id, ...fields, createdAt: createdAt.toISOString() }
}
