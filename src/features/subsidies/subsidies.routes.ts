import type { Text } from '../../errors.ts'
import { PageQuery } from '../../http/fields.ts'
import { type Access, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { CLAIM_MOVES, type ClaimMove } from './claims.rules.ts'
import {
  ClaimFilter,
  ClaimPage,
  ClaimRangePage,
  ClaimView,
  DraftClaim,
  DraftedClaim,
  MoveClaim,
} from './claims.schema.ts'
import type { ClaimService } from './claims.service.ts'
import {
  AddPolicyVersion,
  CountQuery,
  CountView,
  PolicyPage,
  PolicyView,
} from './policies.schema.ts'
import type { SubsidyService } from './subsidies.service.ts'

const tag = 'subsidies'
const readers: Access = { roles: ['officer', 'enterprise', 'auditor', 'admin'] }
const claimants: Access = { roles: ['enterprise', 'officer'] }

const STEPS: Record<ClaimMove, { operationId: string; summary: Text; access: Access }> = {
  submission: {
    operationId: 'submitClaim',
    summary: { vi: 'Nộp hồ sơ', en: 'Submit the claim' },
    access: claimants,
  },
  verification: {
    operationId: 'verifyClaim',
    summary: { vi: 'Thẩm định', en: 'Verify the claim' },
    access: { roles: ['officer'], duty: 'reviewer' },
  },
  approval: {
    operationId: 'approveClaim',
    summary: { vi: 'Phê duyệt theo quyết định', en: 'Approve by a decision' },
    access: { roles: ['officer'], duty: 'approver' },
  },
  payment: {
    operationId: 'payClaim',
    summary: { vi: 'Chi trả theo chứng từ', en: 'Pay by a voucher' },
    access: { roles: ['officer'], duty: 'payer' },
  },
  rejection: {
    operationId: 'rejectClaim',
    summary: { vi: 'Từ chối', en: 'Reject the claim' },
    access: { roles: ['officer'], duty: 'reviewer' },
  },
  withdrawal: {
    operationId: 'withdrawClaim',
    summary: { vi: 'Rút hồ sơ', en: 'Withdraw the claim' },
    access: claimants,
  },
}

export function subsidyRoutes(subsidies: SubsidyService, claims: ClaimService): Route[] {
  const moves = Object.keys(CLAIM_MOVES).map((name) => moveRoute(claims, name as ClaimMove))
  return [...policyRoutes(subsidies), ...claimRoutes(claims), ...moves]
}

function policyRoutes(subsidies: SubsidyService): Route[] {
  return [
    write({
      method: 'post',
      path: '/subsidy-policies',
      operationId: 'addSubsidyPolicy',
      summary: { vi: 'Thêm phiên bản chính sách', en: 'Add a version of a policy' },
      tag,
      access: { roles: ['officer'], duty: 'approver' },
      body: AddPolicyVersion,
      reply: PolicyView,
      status: 201,
      handle: ({ body }, tx) => subsidies.addPolicyVersion(body, tx),
    }),
    read({
      path: '/subsidy-policies',
      operationId: 'listSubsidyPolicies',
      summary: { vi: 'Các chính sách hỗ trợ', en: 'List the policies' },
      tag,
      access: readers,
      query: PageQuery,
      reply: PolicyPage,
      handle: ({ query }) => subsidies.listPolicies(query),
    }),
    read({
      path: '/subsidy-counts',
      operationId: 'countStamps',
      summary: { vi: 'Đếm tem được hỗ trợ và tem bị loại', en: 'Count stamps, and why not' },
      tag,
      access: readers,
      query: CountQuery,
      reply: CountView,
      errors: ['not_found'],
      handle: ({ query, caller }) => subsidies.countStamps(query, caller),
    }),
  ]
}

function claimRoutes(claims: ClaimService): Route[] {
  return [
    write({
      method: 'post',
      path: '/claims',
      operationId: 'draftClaim',
      summary: { vi: 'Lập hồ sơ đề nghị hỗ trợ', en: 'Draft a claim' },
      tag,
      access: claimants,
      body: DraftClaim,
      reply: DraftedClaim,
      status: 201,
      errors: ['not_found', 'in_kind_not_claimable'],
      handle: ({ body, caller }, tx) => claims.draftClaim(body, caller, tx),
    }),
    read({
      path: '/claims',
      operationId: 'listClaims',
      summary: { vi: 'Các hồ sơ đề nghị', en: 'List the claims' },
      tag,
      access: readers,
      query: PageQuery.extend(ClaimFilter.shape),
      reply: ClaimPage,
      handle: ({ query, caller }) => claims.listClaims(query, caller),
    }),
    read({
      path: '/claims/{id}',
      operationId: 'getClaim',
      summary: { vi: 'Một hồ sơ', en: 'One claim' },
      tag,
      access: readers,
      params: IdParams,
      reply: ClaimView,
      handle: ({ params, caller }) => claims.getClaim(params.id, caller),
    }),
    read({
      path: '/claims/{id}/ranges',
      operationId: 'listClaimRanges',
      summary: { vi: 'Các dải tem của hồ sơ', en: 'Ranges of stamps of a claim' },
      tag,
      access: readers,
      params: IdParams,
      query: PageQuery,
      reply: ClaimRangePage,
      handle: ({ params, query, caller }) => claims.listClaimRanges(params.id, query, caller),
    }),
  ]
}

function moveRoute(claims: ClaimService, name: ClaimMove): Route {
  return write({
    method: 'post',
    path: `/claims/{id}/${name}`,
    ...STEPS[name],
    tag,
    params: IdParams,
    body: MoveClaim,
    reply: ClaimView,
    errors: ['wrong_state', 'same_person'],
    handle: ({ params, body, caller }, tx) => claims.moveClaim(name, params.id, body, caller, tx),
  })
}
