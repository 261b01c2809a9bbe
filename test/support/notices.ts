import type { Api, Extra, Reply } from './api.ts'
import { type Trail, writePaper } from './audit.ts'
import type { Staff } from './make.ts'

/** Sends a recall, or under another path a suspension, that must give its scope and decision. */
export async function recall(
  officer: Api,
  scope: object,
  documentId: string,
  more: object = {},
  extra: Extra & { path?: string } = {},
): Promise<Reply> {
  const { path = '/recalls', ...rest } = extra
  const body = { scope, documentId, reason: 'Dư lượng vượt mức cho phép', ...more }
  return await officer.post(path, body, rest)
}

/**
 * Records a recall and a suspension of a product, and lifts them.
 * @returns the recall and the suspension
 */
export async function writeNotices(
  trail: Trail,
  staff: Staff,
  productId: string,
): Promise<{ recall: string; suspension: string }> {
  const { approver } = staff
  const scope = { level: 'product', productId }
  const record = async (kind: 'Recall' | 'Suspension', path: string): Promise<string> => {
    const decision = await writePaper(trail, staff, 'decision')
    const sending = recall(approver, scope, decision, {}, { path })
    const { id } = await trail.write(`create${kind}`, sending)
    await trail.write(`lift${kind}`, approver.post(`${path}/${id}/lifting`, { reason: 'Đã đạt' }))
    return id
  }
  return {
    recall: await record('Recall', '/recalls'),
    suspension: await record('Suspension', '/suspensions'),
  }
}
