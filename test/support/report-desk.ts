import type { Api } from './api.ts'
import { ok } from './make.ts'
import type { TestService } from './service.ts'
import { idOf, sendForm, sendReport } from './stamp-reports.ts'

export const QUESTION = { question: 'Cửa hàng ở số mấy trong chợ?' }
export const FOUND = {
  finding: 'confirmed',
  note: 'Kiểm tra tại cửa hàng, biên bản 12/BB-TTr',
}
export const ANSWER = { answer: 'Tem đã bị hủy. Cửa hàng đã thu lại hàng.' }
export const HOUR_MS = 3_600_000

export type Desk = ReturnType<typeof createDesk>

/** What reporters and an officer do to reports, over HTTP. */
export function createDesk(service: TestService, officer: Api) {
  const step = (id: string, name: string, body: object, by = officer, headers = {}) =>
    by.post(`/stamp-reports/${id}/${name}`, body, { headers })
  const now = async () => Date.parse(ok(await service.admin.get('/clock')).now)
  return {
    step,
    now,

    /** A report that has just come in. */
    async receive(more: object = {}) {
      const { number, token } = await sendReport(service, more)
      return { id: await idOf(officer, number), number, token }
    },

    reply: (token: string, words: string, question = '1') =>
      sendForm(service, `/reports/${token}/reply`, { question, words }, { as: 'urlencoded' }),

    async close(id: string): Promise<void> {
      ok(await step(id, 'verification', FOUND))
      ok(await step(id, 'answer', ANSWER))
    },

    /** Sets the clock forward. */
    async wait(ms: number): Promise<void> {
      ok(await service.admin.put('/clock', { now: new Date((await now()) + ms).toISOString() }))
    },
  }
}
