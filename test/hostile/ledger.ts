import type { Api } from '../support/api.ts'
import { deliver, issue, type Maker, ok, type Staff } from '../support/make.ts'
import { untilRun } from '../support/print-runs.ts'

const EACH = 3

/**
 * Requests for stamps and handovers at every step, a spoiled roll with its minutes, single events
 * by every way to name stamps, and a look at all of it.
 */
export async function makeLedger(
  admin: Api,
  staff: Staff,
  maker: Maker,
  productId: string,
): Promise<void> {
  const { api, enterpriseId } = maker
  const owner = { enterpriseId, productId }
  const headers = { 'If-Match': '*' }
  ok(await admin.patch('/settings', { statementDueDay: 12 }, { headers }))
  for (let n = 0; n < EACH; n += 1) {
    const asked = { ...owner, quantity: 20, reason: 'Vụ đông' }
    const { id } = ok(await api.post('/stamp-requests', asked))
    if (n === 0) continue
    ok(await staff.approver.post(`/stamp-requests/${id}/approval`, { quantity: 20 }))
    ok(await staff.reviewer.post('/stamp-batches', { ...owner, quantity: 5, requestId: id }))
  }
  for (let n = 0; n < EACH; n += 1) {
    const batch = await issue(staff, maker, productId, 20)
    const ranges = [{ batchId: batch.id, from: 0, to: 9 }]
    const body = { enterpriseId, receiver: 'Nguyễn Thị Nhận', ranges }
    const { id } = ok(await staff.reviewer.post('/handovers', body))
    if (n === 0) ok(await api.post(`/handovers/${id}/confirmation`, {}))
    if (n === 1) ok(await staff.reviewer.post(`/handovers/${id}/cancellation`, { reason: 'Sai' }))
  }
  await recordEvents(staff, maker, productId)
  await printStamps(staff, maker, productId)
  await readLedger(staff, maker)
}

async function recordEvents(staff: Staff, maker: Maker, productId: string): Promise<void> {
  const { api, enterpriseId } = maker
  const minutes = {
    kind: 'minutes',
    number: 'BB-01',
    issuedOn: '2024-01-01',
    signer: 'Trần Thị Ký',
    title: 'Biên bản nộp lại tem hỏng',
    sha256: '1'.repeat(64),
  }
  const documentId = ok(await api.post('/documents', minutes)).id
  const batch = await deliver(staff, maker, productId, 60)
  const path = `/stamp-batches/${batch.id}/events`
  const ranges = [{ from: 0, to: 9 }]
  ok(await api.post(path, { action: 'spoil', reason: 'wet', ranges }))
  ok(await staff.reviewer.post(path, { action: 'hand_in', documentId, ranges }))
  const { firstSerial, lastSerial } = batch
  const owner = { enterpriseId, productId }
  const lose = { ...owner, action: 'lose', reason: 'mislaid' }
  ok(await api.post('/stamp-events', { ...lose, next: 3 }))
  ok(await api.post('/stamp-events', { ...lose, serials: [lastSerial] }))
  const all = [{ firstSerial, lastSerial }]
  await api.post('/stamp-events', { ...owner, action: 'find', ranges: all })
  const last = [{ from: 59, to: 59 }]
  ok(await staff.reviewer.post(path, { action: 'correct', reason: 'other', ranges: last }))
}

/** Prints for the first time and again; runs that are done, and long ones to be cancelled. */
async function printStamps(staff: Staff, maker: Maker, productId: string): Promise<void> {
  for (let n = 0; n < EACH; n += 1) {
    const { id: batchId } = await issue(staff, maker, productId, 2_000)
    const ranges = [{ from: 0, to: 9 }]
    const body = { batchId, format: 'csv', ranges }
    const { run } = ok(await maker.api.post('/print-runs', body))
    ok(await staff.reviewer.post('/print-runs', { ...body, reason: 'damaged' }))
    ok(await staff.auditor.get(`/stamp-batches/${batchId}/prints`))
    await untilRun(staff.auditor, run.id, ({ state }) => state === 'done')
    ok(await staff.auditor.get(`/print-runs/${run.id}/parts/1`))
    ok(await staff.auditor.get(`/print-runs/${run.id}/files.zip`))
    const long = { ...body, ranges: [{ from: 100, to: 999 }], pagesPerPart: 1 }
    const slow = ok(await maker.api.post('/print-runs', long)).run
    if (n === 0) ok(await maker.api.post(`/print-runs/${slow.id}/cancellation`))
    const again = { ranges, reason: 'print_fault' }
    ok(await staff.reviewer.post(`/stamp-batches/${batchId}/replacements`, again))
  }
}

async function readLedger({ auditor }: Staff, { enterpriseId }: Maker): Promise<void> {
  const card = `/enterprises/${enterpriseId}/stock-card`
  for (const list of ['stamp-requests', 'handovers', 'print-runs']) {
    for (const { id } of ok(await auditor.get(`/${list}`)).items) {
      ok(await auditor.get(`/${list}/${id}`))
    }
  }
  ok(await auditor.get(`${card}?month=2024-01`))
  ok(await auditor.get(`${card}.csv?month=2024-01`))
  ok(await auditor.get(`/enterprises/${enterpriseId}/stock-statements`))
  ok(await auditor.get('/stamp-secrets'))
  const [batch] = ok(await auditor.get('/stamp-batches')).items
  ok(await auditor.get(`/stamp-batches/${batch.id}/stamps?from=0&to=9&format=csv`))
}
