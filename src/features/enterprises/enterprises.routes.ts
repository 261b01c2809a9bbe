import type { Text } from '../../errors.ts'
import { PageQuery } from '../../http/fields.ts'
import { type Access, ROLES, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { Readiness } from '../shared/readiness.schema.ts'
import { MOVES, type MoveName } from './enterprises.rules.ts'
import {
  CreateEnterprise,
  EnterpriseFilter,
  EnterprisePage,
  EnterpriseView,
  Move,
  UpdateEnterprise,
} from './enterprises.schema.ts'
import type { EnterpriseService } from './enterprises.service.ts'

const tag = 'enterprises'
const applicants: Access = { roles: ['enterprise', 'officer'] }
const officers: Access = { roles: ['officer'] }
const everyone: Access = { roles: ROLES }

const STEPS: Record<MoveName, { operationId: string; summary: Text; access: Access }> = {
  submission: {
    operationId: 'submitEnterprise',
    summary: { vi: 'Nộp hồ sơ', en: 'Submit the dossier' },
    access: applicants,
  },
  'supplement-request': {
    operationId: 'requestSupplement',
    summary: { vi: 'Yêu cầu bổ sung', en: 'Ask for a supplement' },
    access: officers,
  },
  approval: {
    operationId: 'approveEnterprise',
    summary: { vi: 'Duyệt đăng ký', en: 'Approve the registration' },
    access: officers,
  },
  rejection: {
    operationId: 'rejectEnterprise',
    summary: { vi: 'Từ chối đăng ký', en: 'Reject the registration' },
    access: officers,
  },
  suspension: {
    operationId: 'suspendEnterprise',
    summary: { vi: 'Tạm dừng cơ sở', en: 'Suspend the enterprise' },
    access: officers,
  },
  reinstatement: {
    operationId: 'reinstateEnterprise',
    summary: { vi: 'Gỡ tạm dừng', en: 'Lift the suspension' },
    access: officers,
  },
  revocation: {
    operationId: 'revokeEnterprise',
    summary: { vi: 'Thu hồi đăng ký', en: 'Revoke the registration' },
    access: officers,
  },
}

export function enterpriseRoutes(enterprises: EnterpriseService): Route[] {
  return [
    write({
      method: 'post',
      path: '/enterprises',
      operationId: 'createEnterprise',
      summary: { vi: 'Lập hồ sơ đăng ký cơ sở', en: 'Open the dossier of an enterprise' },
      tag,
      access: applicants,
      body: CreateEnterprise,
      reply: EnterpriseView,
      status: 201,
      errors: ['already_exists', 'wrong_state'],
      handle: ({ body, caller }, tx) => enterprises.createEnterprise(body, caller, tx),
    }),
    read({
      path: '/enterprises',
      operationId: 'listEnterprises',
      summary: { vi: 'Danh sách cơ sở', en: 'List the enterprises' },
      tag,
      access: everyone,
      query: PageQuery.extend(EnterpriseFilter.shape),
      reply: EnterprisePage,
      handle: ({ query, caller }) => enterprises.listEnterprises(query, caller),
    }),
    read({
      path: '/enterprises/{id}',
      operationId: 'getEnterprise',
      summary: { vi: 'Hồ sơ một cơ sở', en: 'One enterprise' },
      tag,
      access: everyone,
      params: IdParams,
      reply: EnterpriseView,
      handle: ({ params, caller }) => enterprises.getEnterprise(params.id, caller),
    }),
    write({
      method: 'patch',
      path: '/enterprises/{id}',
      operationId: 'updateEnterprise',
      summary: { vi: 'Sửa hồ sơ', en: 'Change fields of the dossier' },
      tag,
      access: applicants,
      params: IdParams,
      body: UpdateEnterprise,
      reply: EnterpriseView,
      ifMatch: 'required',
      errors: ['wrong_state'],
      handle: ({ params, body, ifRevision, caller }, tx) =>
        enterprises.updateEnterprise(params.id, body, ifRevision, caller, tx),
    }),
    ...Object.keys(MOVES).map((name) => moveRoute(enterprises, name as MoveName)),
    read({
      path: '/enterprises/{id}/readiness',
      operationId: 'getEnterpriseReadiness',
      summary: { vi: 'Vì sao chưa được nhận tem', en: 'Why not yet' },
      tag,
      access: everyone,
      params: IdParams,
      reply: Readiness,
      handle: ({ params, caller }) => enterprises.getReadiness(params.id, caller),
    }),
  ]
}

function moveRoute(enterprises: EnterpriseService, name: MoveName): Route {
  return write({
    method: 'post',
    path: `/enterprises/{id}/${name}`,
    ...STEPS[name],
    tag,
    params: IdParams,
    body: Move,
    reply: EnterpriseView,
    errors: ['wrong_state', 'not_ready'],
    handle: ({ params, body, caller }, tx) =>
      enterprises.moveEnterprise(name, params.id, body, caller, tx),
  })
}
