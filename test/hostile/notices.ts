import type { Api } from '../support/api.ts'
import { ok, type Staff } from '../support/make.ts'
import { recall } from '../support/notices.ts'

const PATHS = ['/recalls', '/suspensions']

/** Recalls and suspensions of every scope, of which some are lifted and others can be. */
export async function makeNotices(
  { approver, auditor }: Staff,
  decision: string,
  scopes: readonly object[],
): Promise<void> {
  for (const path of PATHS) {
    for (const [n, scope] of scopes.entries()) {
      const made = ok(await recall(approver, scope, decision, { advice: 'Trả lại' }, { path }))
      if (n === 0) ok(await approver.post(`${path}/${made.id}/lifting`, { reason: 'Đã đạt' }))
    }
  }
  await readNotices(auditor)
}

async function readNotices(auditor: Api): Promise<void> {
  for (const path of PATHS) {
    for (const { id, scope } of ok(await auditor.get(`${path}?live=true`)).items) {
      ok(await auditor.get(`${path}/${id}`))
      ok(await auditor.get(`${path}?enterpriseId=${scope.enterpriseId}`))
    }
  }
}
