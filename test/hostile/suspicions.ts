import { type Maker, ok, type Staff } from '../support/make.ts'
import { doubt, SHOP_WARD } from '../support/suspicions.ts'

/** As many as leave one to whoever sends from here next. */
const SUSPICIONS = 6

/** Suspicions at every step, checks of stamps, and reads of both. */
export async function makeSuspicions(staff: Staff, maker: Maker, productId: string): Promise<void> {
  for (let n = 0; n < SUSPICIONS; n += 1) {
    const { id, serial } = await doubt(staff, maker, productId)
    const path = `/suspicions/${id}`
    if (n > 0) ok(await maker.api.post(`${path}/answer`, { text: 'Hàng mẫu' }))
    const verdict = { finding: n === 1 ? 'confirmed' : 'false_alarm', reason: 'Biên bản' }
    if (n === 1 || n === 2) ok(await staff.reviewer.post(`${path}/verdict`, verdict))
    const check = { code: serial, wardCode: SHOP_WARD, finding: 'ok', note: 'Xem lại' }
    ok(await staff.reviewer.post('/stamp-checks', check))
    for (const one of [path, `/stamps/${serial}/scans`, `/stamp-checks?code=${serial}`]) {
      ok(await staff.auditor.get(one))
    }
  }
  for (const list of ['/suspicions?status=open', '/suspicions/figures', '/stamp-checks?limit=3']) {
    ok(await staff.auditor.get(list))
  }
}
