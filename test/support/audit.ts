import { expect } from 'chai'
import type { Api, Reply } from './api.ts'
import { prepare } from './handovers.ts'
import { HAI_PHONG, issue, type Maker, ok, type Staff } from './make.ts'

export interface Entry {
  id: string
  subject: { kind: string; id: string; seq: number }
  action: string
  person: string
  role: string
  requestId: string
  beforeHash: string | null
  afterHash: string | null
  reason: string | null
}

export type Trail = ReturnType<typeof createTrail>

/** Sends writes and reads what they left in the audit log. */
export function createTrail(auditor: () => Api) {
  /** The routes that were written through, and what each reply was. */
  const written = new Map<string, Reply[]>()
  return {
    written,

    /** Sends a write that must succeed. @returns its body, null where it has none */
    async write(operationId: string, sending: Promise<Reply>) {
      const reply = await sending
      const body = reply.status === 204 ? null : ok(reply)
      written.set(operationId, [...(written.get(operationId) ?? []), reply])
      return body
    },

    /** Every entry of the register, page by page. */
    async entries(): Promise<Entry[]> {
      const all: Entry[] = []
      for (let cursor = ''; ; ) {
        const page = ok(await auditor().get(`/audit/entries?limit=200${cursor}`))
        all.push(...page.items)
        if (page.nextCursor === null) return all
        cursor = `&cursor=${page.nextCursor}`
      }
    },

    async entriesOf(kind: string, id: string): Promise<Entry[]> {
      return ok(await auditor().get(`/audit/entries?kind=${kind}&id=${id}&limit=200`)).items
    },
  }
}

/**
 * Writes requests for stamps through all their steps.
 * @returns the one that stamps were issued on, and the one that was rejected
 */
export async function writeRequests(
  { write }: Trail,
  staff: Staff,
  { api, enterpriseId }: Maker,
  productId: string,
): Promise<{ issued: string; rejected: string }> {
  const ask = async () => {
    const body = { enterpriseId, productId, quantity: 20, reason: 'Vụ đông' }
    return (await write('requestStamps', api.post('/stamp-requests', body))).id
  }
  const step = (operationId: string, by: Api, path: string, body: object) =>
    write(operationId, by.post(`/stamp-requests/${path}`, body))
  const [issued, rejected] = [await ask(), await ask()]
  await step('approveStampRequest', staff.approver, `${issued}/approval`, { quantity: 20 })
  const reason = { reason: 'Vượt sản lượng' }
  await step('rejectStampRequest', staff.reviewer, `${rejected}/rejection`, reason)
  await step('withdrawStampRequest', api, `${await ask()}/withdrawal`, {})
  const order = { enterpriseId, productId, quantity: 20, requestId: issued }
  await write('issueStampBatch', staff.reviewer.post('/stamp-batches', order))
  return { issued, rejected }
}

/**
 * Writes a batch and events on it, each by another way or of another action.
 * @returns the number of the batch
 */
export async function writeEvents(
  { write }: Trail,
  staff: Staff,
  { api, enterpriseId }: Maker,
  { productId, lotId }: { productId: string; lotId: string },
): Promise<number> {
  const order = { enterpriseId, productId, quantity: 30 }
  const { id } = await write('issueStampBatch', staff.reviewer.post('/stamp-batches', order))
  const record = (by: Api, from: number, to: number, body: object) =>
    write(
      'recordStampEvent',
      by.post(`/stamp-batches/${id}/events`, { ranges: [{ from, to }], ...body }),
    )
  await record(staff.reviewer, 0, 29, { action: 'deliver' })
  await record(api, 0, 9, { action: 'affix', lotId })
  // Over two previous states, so two events, but one request and one entry.
  const two = await record(staff.reviewer, 5, 14, { action: 'void', reason: 'copied' })
  expect(two.events).to.have.length(2)
  const next = { enterpriseId, productId, action: 'lose', reason: 'mislaid', next: 3 }
  await write('recordProductStampEvent', api.post('/stamp-events', next))
  return id
}

/**
 * Writes handovers of one batch through their steps.
 * @returns the batch, a handover that was cancelled, and the one that was confirmed after it
 */
export async function writeHandovers(
  { write }: Trail,
  staff: Staff,
  maker: Maker,
  productId: string,
): Promise<{ batchId: number; cancelled: string; confirmed: string }> {
  const { id: batchId } = await issue(staff, maker, productId, 10)
  const ranges = [{ batchId, from: 0, to: 9 }]
  const hold = async (): Promise<string> =>
    (await write('prepareHandover', prepare(staff.reviewer, maker, ranges))).id
  const cancelled = await hold()
  const reason = { reason: 'Hẹn lại' }
  await write('cancelHandover', staff.reviewer.post(`/handovers/${cancelled}/cancellation`, reason))
  const confirmed = await hold()
  await write('confirmHandover', maker.api.post(`/handovers/${confirmed}/confirmation`))
  return { batchId, cancelled, confirmed }
}

/**
 * Prints a batch, once more and once in vain; then replaces two of its stamps.
 * @returns the batch, and the run that was cancelled
 */
export async function writePrints(
  { write }: Trail,
  staff: Staff,
  maker: Maker,
  productId: string,
): Promise<{ batchId: number; runId: string }> {
  const { id: batchId } = await issue(staff, maker, productId, 4_000)
  const print = (api: Api, more: object = {}) =>
    write('printStamps', api.post('/print-runs', { batchId, format: 'pdf', ...more }))
  await print(maker.api)
  const { run } = await print(staff.reviewer, { reason: 'misaligned', pagesPerPart: 1 })
  await write('cancelPrintRun', maker.api.post(`/print-runs/${run.id}/cancellation`))
  const body = { ranges: [{ from: 0, to: 1 }], reason: 'print_fault' }
  const path = `/stamp-batches/${batchId}/replacements`
  await write('replaceStamps', staff.reviewer.post(path, body))
  return { batchId, runId: run.id }
}

let papers = 0

/** Writes a document of the department. @returns its id */
export async function writePaper({ write }: Trail, staff: Staff, kind: string): Promise<string> {
  papers += 1
  const body = {
    kind,
    number: `VB-${papers}`,
    issuedOn: '2024-01-01',
    signer: 'Trần Thị Ký',
    title: 'Văn bản thử',
    sha256: String(papers).padStart(64, '0'),
  }
  return (await write('createDocument', staff.approver.post('/documents', body))).id
}

/** Writes a lot at a new place, and three trace events of it. @returns the lot */
export async function writeLot(
  { write }: Trail,
  { api }: Maker,
  productId: string,
): Promise<string> {
  const place = { kind: 'farm', name: 'Vườn', ownCode: 'NK-1', address: HAI_PHONG }
  const { id: placeId } = await write('createPlace', api.post('/places', place))
  const lot = { productId, placeId, code: 'NK-1', producedOn: '2024-01-01', quantity: 5 }
  const { id } = await write('createLot', api.post('/lots', lot))
  const event = { bizStep: 'packing', eventTime: '2023-12-31T00:00:00Z' }
  for (let n = 0; n < 3; n += 1) {
    await write('recordTraceEvent', api.post(`/lots/${id}/trace-events`, event))
  }
  return id
}

/** Three versions, of which the highest signs at first. */
export const STAMP_SECRETS = [1, 2, 3]
  .map((n) => `${n}:${Buffer.alloc(32, n).toString('base64')}`)
  .join(',')

/** Activates version 1, retires version 2 and reports it leaked. */
export async function writeSecrets({ write }: Trail, admin: Api): Promise<void> {
  await write('activateStampSecret', admin.post('/stamp-secrets/1/activation'))
  await write('retireStampSecret', admin.post('/stamp-secrets/2/retirement'))
  await write('reportStampSecretLeak', admin.post('/stamp-secrets/2/leak', { reason: 'Thử' }))
}

/** Closes January 2024, in which the enterprise has had stamps; gives it back; signs it. */
export async function writeStatement(
  { write }: Trail,
  staff: Staff,
  { api, enterpriseId }: Maker,
  admin: Api,
): Promise<{ id: string; actions: string[] }> {
  ok(await admin.put('/clock', { now: '2024-02-02T00:00:00.000Z' }))
  const path = `/enterprises/${enterpriseId}/stock-statements/2024-01`
  const reason = { reason: 'Đếm lại' }
  await write('submitStockStatement', api.post(`${path}/submission`))
  await write('returnStockStatement', staff.approver.post(`${path}/return`, reason))
  await write('submitStockStatement', api.post(`${path}/submission`))
  await write('signStockStatement', staff.approver.post(`${path}/signature`))
  const [submit, sign] = ['submitStockStatement', 'signStockStatement']
  const actions = [submit, 'returnStockStatement', submit, sign]
  return { id: `${enterpriseId}:2024-01`, actions }
}

/** Adds the first version of a policy. @returns its id */
export async function writePolicy({ write }: Trail, approver: Api): Promise<string> {
  const policy = {
    code: 'NHAT-KY',
    title: 'Chính sách thử',
    legalBasis: 'Bài kiểm thử',
    rateVnd: 100,
    supportForm: 'cash',
    countedAt: 'affixed',
    validFrom: '2024-01-01',
    validTo: '2024-12-31',
    territory: { decidedBy: 'seat', formerProvinces: [{ code: '31', name: 'Hải Phòng' }] },
    productGroups: ['agricultural'],
  }
  return (await write('addSubsidyPolicy', approver.post('/subsidy-policies', policy))).id
}
