import type { Api } from './api.ts'
import { makePaper, prepare } from './handovers.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from './make.ts'
import type { TestService } from './service.ts'

export interface RecountedWorld {
  staff: Staff
  maker: Maker
  /** A batch with every action, one with handovers, one of another enterprise. */
  batchIds: [busy: number, handed: number, other: number]
  /** The claim that has taken stamps; another was withdrawn. */
  claimId: string
}

const YEAR = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }

/**
 * A register over HTTP from May to July 2024 that holds every kind of record that the recount
 * looks at: all actions, facts written down late, corrections, months signed, submitted and given
 * back, handovers in each state, and claims.
 */
export async function makeRecountedWorld(service: TestService): Promise<RecountedWorld> {
  const setClock = async (now: string) => ok(await service.admin.put('/clock', { now }))
  await setClock('2024-05-02T02:00:00Z')
  const staff = await makeStaff(service)
  const maker = await makeEnterprise(service, staff)
  const { id: productId } = await makeProduct(staff, maker)
  const lots = [await makeLot(maker, productId), await makeLot(maker, productId)]
  const busy: number = (await issue(staff, maker, productId, 200)).id
  const handed: number = (await issue(staff, maker, productId, 50)).id
  const other = await makeOther(service, staff)

  const write = recorder(staff, maker, busy, lots.map(({ id }) => id) as [string, string])
  await write.may(await makePaper(staff))
  await handOver(staff, maker, handed)
  await setClock('2024-06-01T02:00:00Z')
  ok(await closing(maker.api, maker, '2024-05', 'submission'))
  ok(await closing(staff.approver, maker, '2024-05', 'signature'))
  await setClock('2024-06-10T02:00:00Z')
  await write.june()
  const claimId = await claim(maker)
  await setClock('2024-07-02T02:00:00Z')
  ok(await closing(maker.api, maker, '2024-06', 'submission'))
  ok(await closing(other.maker.api, other.maker, '2024-05', 'submission'))
  const reason = { reason: 'Thiếu tem hỏng' }
  ok(await closing(staff.approver, other.maker, '2024-05', 'return', reason))
  return { staff, maker, batchIds: [busy, handed, other.batchId], claimId }
}

async function makeOther(service: TestService, staff: Staff) {
  const maker = await makeEnterprise(service, staff)
  const { id: productId } = await makeProduct(staff, maker)
  const batchId: number = (await issue(staff, maker, productId, 30)).id
  const ranges = [{ from: 0, to: 9 }]
  ok(await staff.reviewer.post(`/stamp-batches/${batchId}/events`, { action: 'deliver', ranges }))
  return { maker, batchId }
}

function recorder(staff: Staff, maker: Maker, batchId: number, lots: [string, string]) {
  async function record(api: Api, action: string, from: number, to: number, more: object = {}) {
    const body = { action, ranges: [{ from, to }], ...more }
    ok(await api.post(`/stamp-batches/${batchId}/events`, body))
  }
  const officer = staff.reviewer
  const affix = (from: number, to: number, lotId: string, more: object = {}) =>
    record(maker.api, 'affix', from, to, { lotId, ...more })
  return {
    async may(documentId: string): Promise<void> {
      await record(officer, 'deliver', 0, 149)
      await affix(0, 79, lots[0])
      await affix(80, 89, lots[1])
      await record(maker.api, 'spoil', 100, 119, { reason: 'torn' })
      await record(maker.api, 'lose', 115, 124, { reason: 'stolen' })
      await record(maker.api, 'find', 118, 122)
      await record(officer, 'hand_in', 100, 104, { documentId })
      await record(officer, 'destroy', 100, 101, { documentId })
      await record(maker.api, 'return', 130, 139, { reason: 'surplus' })
      await record(officer, 'void', 88, 92, { reason: 'copied' })
      await record(officer, 'void', 145, 159, { reason: 'print_fault' })
      await record(officer, 'correct', 85, 86, { reason: 'wrong_lot' })
      await record(officer, 'correct', 108, 112, { reason: 'wrong_range' })
    },
    async june(): Promise<void> {
      await affix(95, 97, lots[1], { occurredOn: '2024-05-30' })
      await record(officer, 'correct', 60, 61, { reason: 'wrong_range' })
      await affix(60, 60, lots[0], { occurredOn: '2024-05-10' })
      await record(officer, 'correct', 119, 120, { reason: 'wrong_action' })
      await record(maker.api, 'spoil', 140, 142, { reason: 'wet' })
    },
  }
}

/** One handover that was confirmed, one that waits, one that was cancelled. */
async function handOver(staff: Staff, maker: Maker, batchId: number): Promise<void> {
  const handover = async (from: number, to: number): Promise<string> =>
    ok(await prepare(staff.reviewer, maker, [{ batchId, from, to }])).id
  ok(await maker.api.post(`/handovers/${await handover(0, 9)}/confirmation`, {}))
  await handover(20, 29)
  const cancelled = await handover(30, 34)
  const reason = { reason: 'Cơ sở hẹn lại' }
  ok(await staff.reviewer.post(`/handovers/${cancelled}/cancellation`, reason))
}

function closing(api: Api, { enterpriseId }: Maker, month: string, step: string, body = {}) {
  return api.post(`/enterprises/${enterpriseId}/stock-statements/${month}/${step}`, body)
}

async function claim({ api, enterpriseId }: Maker): Promise<string> {
  const submit = async (): Promise<string> => {
    const { claim } = ok(await api.post('/claims', { enterpriseId, ...YEAR }))
    ok(await api.post(`/claims/${claim.id}/submission`))
    return claim.id
  }
  ok(await api.post(`/claims/${await submit()}/withdrawal`, { reason: 'Nộp lại' }))
  return await submit()
}
