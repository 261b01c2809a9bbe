import type { Api } from './api.ts'
import { type Trail, writePaper } from './audit.ts'
import { deliver, type Maker, ok, type Staff } from './make.ts'

/**
 * Affixes ten stamps and writes claims on them: one that is withdrawn, one that is rejected, and
 * one through all its steps.
 * @returns the last of them
 */
export async function writeClaims(
  trail: Trail,
  staff: Staff,
  maker: Maker,
  { productId, lotId }: { productId: string; lotId: string },
): Promise<string> {
  const { write } = trail
  const { payer, reviewer, approver } = staff
  const batch = await deliver(staff, maker, productId, 10)
  const affix = { action: 'affix', lotId, ranges: [{ from: 0, to: 9 }] }
  ok(await maker.api.post(`/stamp-batches/${batch.id}/events`, affix))
  const period = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }
  const draft = async () => {
    const body = { enterpriseId: maker.enterpriseId, ...period }
    return (await write('draftClaim', maker.api.post('/claims', body))).claim.id
  }
  const step = (operationId: string, api: Api, id: string, name: string, body = {}) =>
    write(operationId, api.post(`/claims/${id}/${name}`, body))
  const gone = await draft()
  await step('withdrawClaim', maker.api, gone, 'withdrawal')
  const refused = await draft()
  await step('submitClaim', maker.api, refused, 'submission')
  await step('rejectClaim', reviewer, refused, 'rejection', { reason: 'Sai kỳ' })
  const claimId = await draft()
  await step('submitClaim', maker.api, claimId, 'submission')
  await step('verifyClaim', reviewer, claimId, 'verification')
  const decision = { documentId: await writePaper(trail, staff, 'decision') }
  await step('approveClaim', approver, claimId, 'approval', decision)
  const voucher = { documentId: await writePaper(trail, staff, 'voucher') }
  await step('payClaim', payer, claimId, 'payment', voucher)
  return claimId
}
