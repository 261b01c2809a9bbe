import { ok, type Staff } from '../support/make.ts'
import type { TestService } from '../support/service.ts'
import { idOf, openPage, photoWithPlace, REPORT, sendForm } from '../support/stamp-reports.ts'

const STEPS: [name: string, body: object][] = [
  ['question', { question: 'Cửa hàng ở đâu?' }],
  ['verification', { finding: 'confirmed', note: 'Đã xem tại chỗ' }],
  ['answer', { answer: 'Cửa hàng đã thu lại hàng.' }],
]

/** Reports in every state, as many as leave one to whoever sends from here next. */
export async function makeReports(service: TestService, staff: Staff, code: string): Promise<void> {
  const photo = await photoWithPlace()
  for (let steps = 0; steps <= STEPS.length; steps += 1) {
    const fields = { ...REPORT, code, contact: '0912 345 678' }
    const sent = await sendForm(service, '/reports', fields, { photo, accept: 'application/json' })
    const { number, token } = ok(sent)
    const path = `/stamp-reports/${await idOf(staff.reviewer, number)}`
    for (const [name, body] of STEPS.slice(0, steps)) {
      ok(await staff.reviewer.post(`${path}/${name}`, body))
      if (name !== 'question' || steps === 1) continue
      const reply = { question: '1', words: 'Ngay cổng chợ' }
      ok(await sendForm(service, `/reports/${token}/reply`, reply, { accept: '*/*' }))
    }
    for (const one of [path, `${path}/photo`]) ok(await staff.auditor.get(one))
    for (const page of ['/reports/new', `/reports/${token}`]) await openPage(service, page)
  }
  for (const query of ['', '?overdue=true', '?open=true&limit=2', '/figures']) {
    ok(await staff.inspector.get(`/stamp-reports${query}`))
  }
}
