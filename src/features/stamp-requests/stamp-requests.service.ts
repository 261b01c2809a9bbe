import type { Tx } from '../../db/unit-of-work.ts'
import { notFound, wrongState } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { SettingsService } from '../settings/settings.service.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { assertReplaced } from '../shared/revision.ts'
import { findIssuable, type IssuableParts, unknownReference } from '../stamps/issuable.ts'
import {
  assertApproval,
  assertMayAsk,
  assertOpen,
  assertUnderCeiling,
  assertWithdrawal,
  type Taken,
  withIssued,
} from './stamp-requests.rules.ts'
import type {
  ApproveStampRequest,
  RejectStampRequest,
  RequestStamps,
  RequestStatus,
  StampRequestRecord,
  WithdrawStampRequest,
} from './stamp-requests.schema.ts'
import type { StampRequestStore } from './stamp-requests.store.ts'

export interface StampRequestParts extends IssuableParts {
  store: StampRequestStore
  newId: () => string
  settings: Pick<SettingsService, 'read'>
}

export type StampRequestService = ReturnType<typeof createStampRequestService>

export function createStampRequestService(parts: StampRequestParts) {
  const { store, settings } = parts

  async function getVisible(
    id: string,
    caller: Caller,
    tx: Tx | null = null,
  ): Promise<StampRequestRecord> {
    const found = await store.findById(id, tx?.session)
    if (found === null || !maySee(caller, found.enterpriseId)) {
      throw notFound({ vi: 'đề nghị cấp tem này', en: 'such request for stamps' })
    }
    return found
  }

  async function save(
    before: StampRequestRecord,
    changed: StampRequestRecord,
    tx: Tx,
    reason: string | null = null,
  ): Promise<StampRequestRecord> {
    const after = { ...changed, revision: before.revision + 1 }
    assertReplaced(await store.replace(after, before.revision, tx.session))
    const subject = { kind: 'stamp_request', id: after._id, seq: after.revision }
    tx.record({ subject, before, after, reason })
    return after
  }

  return {
    /** Asks for stamps for a product; the issue follows an officer's approval. */
    async requestStamps(body: RequestStamps, caller: Caller, tx: Tx) {
      const rules = await settings.read(tx)
      assertMayAsk(caller.role, rules)
      if (!maySee(caller, body.enterpriseId)) {
        throw notFound({ vi: 'cơ sở này', en: 'such enterprise' })
      }
      assertUnderCeiling(body.quantity, rules)
      await findIssuable(parts, body, tx)
      const record: StampRequestRecord = {
        _id: parts.newId(),
        ...body,
        status: 'submitted',
        approvedQuantity: null,
        issuedQuantity: 0,
        steps: [stepOf('submitted', null, tx)],
        createdAt: tx.at,
        createdBy: tx.actor.person,
        revision: 1,
      }
      await store.insert(record, tx.session)
      const subject = { kind: 'stamp_request', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      return view(record)
    },

    async getStampRequest(id: string, caller: Caller) {
      return view(await getVisible(id, caller))
    },

    async listStampRequests(
      query: {
        limit: number
        cursor?: string | undefined
        enterpriseId?: string | undefined
        status?: RequestStatus | undefined
      },
      caller: Caller,
    ) {
      const filter = { status: query.status, enterpriseId: scopeOf(caller, query.enterpriseId) }
      const records = await store.list(filter, query.cursor, query.limit + 1)
      return toPage(records.map(view), query.limit, ({ id }) => id)
    },

    async approveStampRequest(id: string, body: ApproveStampRequest, caller: Caller, tx: Tx) {
      const before = await getVisible(id, caller, tx)
      assertOpen(before)
      assertApproval(before, body.quantity, tx.actor.person)
      await findIssuable(parts, before, tx)
      const moved = withStep(before, 'approved', body.reason, tx)
      const after = { ...moved, approvedQuantity: body.quantity }
      return view(await save(before, after, tx, body.reason))
    },

    async rejectStampRequest(id: string, body: RejectStampRequest, caller: Caller, tx: Tx) {
      const before = await getVisible(id, caller, tx)
      assertOpen(before)
      const after = withStep(before, 'rejected', body.reason, tx)
      return view(await save(before, after, tx, body.reason))
    },

    async withdrawStampRequest(id: string, body: WithdrawStampRequest, caller: Caller, tx: Tx) {
      const before = await getVisible(id, caller, tx)
      assertOpen(before)
      assertWithdrawal(before, caller)
      const after = withStep(before, 'withdrawn', body.reason, tx)
      return view(await save(before, after, tx, body.reason))
    },

    /**
     * For the issue, within its transaction: takes its stamps from what a request has left. Two
     * issues on one request write the same document, so one of them begins again.
     * @param requestId null: an issue without a request, which the settings may refuse
     * @throws AppError `invalid_fields` for an unknown request or one of other goods,
     *   `wrong_state` `request_required`, a request not approved, or `request_exceeded`
     */
    async takeFromRequest(requestId: string | null, body: Taken, tx: Tx): Promise<void> {
      if (requestId === null) {
        if ((await settings.read(tx)).issueWithoutRequest) return
        throw wrongState('request_required', {
          vi: 'Chỉ cấp tem theo đề nghị đã duyệt: lập đề nghị, duyệt rồi nêu id ở "requestId".',
          en: 'Stamps are issued on approved requests only: name one as requestId.',
        })
      }
      const before = await store.findById(requestId, tx.session)
      if (before === null)
        throw unknownReference('requestId', 'đề nghị cấp tem', 'request for stamps')
      await save(before, withIssued(before, body), tx)
    },
  }
}

function stepOf(status: RequestStatus, reason: string | null, tx: Tx) {
  return { status, at: tx.at, by: tx.actor.person, reason }
}

function withStep(
  request: StampRequestRecord,
  status: RequestStatus,
  reason: string | null,
  tx: Tx,
): StampRequestRecord {
  return { ...request, status, steps: [...request.steps, stepOf(status, reason, tx)] }
}

function view({ _id, steps, createdAt, ...fields }: StampRequestRecord) {
  return {
    id: _id,
    ...fields,
    steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })),
    createdAt: createdAt.toISOString(),
  }
}
