import type { Trail } from './audit.ts'
import { deliver, type Maker, ok, type Staff } from './make.ts'

/** A ward that there was before 01/07/2025, in the old Hải Phòng. */
export const SHOP_WARD = '11911'

/** The code of the n-th stamp of a batch, from 0. */
export async function serialOf(staff: Staff, batchId: number, index: number): Promise<string> {
  const path = `/stamp-batches/${batchId}/stamps?from=${index}&to=${index}&format=csv`
  const line = String((await staff.reviewer.get(path)).body).split('\r\n')[1]
  return line?.split(',')[1] ?? ''
}

/** Records a check that doubts a new stamp. @returns the suspicion that it opens */
export async function doubt(
  staff: Staff,
  maker: Maker,
  productId: string,
): Promise<{ id: string; serial: string }> {
  const batch = await deliver(staff, maker, productId, 1)
  const body = { code: batch.firstSerial, wardCode: SHOP_WARD, finding: 'suspect' }
  return ok(await staff.inspector.post('/stamp-checks', body)).suspicion
}

/**
 * Writes a check of a stamp, and the suspicion that it opens through its steps.
 * @returns the check and the suspicion
 */
export async function writeSuspicion(
  { write }: Trail,
  staff: Staff,
  maker: Maker,
  productId: string,
): Promise<{ check: string; suspicion: string }> {
  const batch = await deliver(staff, maker, productId, 1)
  const body = { code: batch.firstSerial, wardCode: SHOP_WARD, finding: 'suspect' }
  const sending = staff.inspector.post('/stamp-checks', body)
  const { check, suspicion } = await write('recordStampCheck', sending)
  const path = `/suspicions/${suspicion.id}`
  const answer = { text: 'Hàng mẫu' }
  await write('answerSuspicion', maker.api.post(`${path}/answer`, answer))
  const verdict = { finding: 'false_alarm', reason: 'Đúng là hàng mẫu' }
  await write('judgeSuspicion', staff.reviewer.post(`${path}/verdict`, verdict))
  return { check: check.id, suspicion: suspicion.id }
}
