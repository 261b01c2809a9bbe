import { expect } from 'chai'
import type { Api, Extra, Reply } from './api.ts'
import { type Maker, ok, type Staff } from './make.ts'
import type { TestService } from './service.ts'

export interface HandedRange {
  batchId?: number
  from?: number
  to?: number
  firstSerial?: string
  lastSerial?: string
}

/** Sends a handover to an enterprise, as an officer. */
export async function prepare(
  officer: Api,
  { enterpriseId }: Pick<Maker, 'enterpriseId'>,
  ranges: readonly HandedRange[],
  more: object = {},
  extra: Extra = {},
): Promise<Reply> {
  const body = { enterpriseId, ranges, receiver: 'Nguyễn Văn Nhận', ...more }
  return await officer.post('/handovers', body, extra)
}

/** The reply is a refusal, with these members. */
export function expectRefusal(reply: Reply, status: number, more: object = {}): void {
  expect(reply.status, JSON.stringify(reply.body)).to.equal(status)
  expect(reply.body).to.include(more)
}

/** The reply refuses this field by this rule. */
export function expectFault(reply: Reply, field: string, rule: string): void {
  expectRefusal(reply, 422)
  expect(reply.body.errors[0]).to.include({ field, rule })
}

let papers = 0

/** A document of the department. */
export async function makePaper(staff: Staff, kind = 'minutes'): Promise<string> {
  papers += 1
  const paper = {
    kind,
    number: `BB-${papers}`,
    issuedOn: '2024-01-01',
    signer: 'Trần Thị Ký',
    title: 'Biên bản bàn giao tem',
    sha256: String(papers).padStart(64, '0'),
  }
  return ok(await staff.approver.post('/documents', paper)).id
}

interface Hold {
  batchId: number
  from: number
  to: number
  handoverId: string
  live: boolean
}

/**
 * Asserts that the heads count the live holds of their batches, that these are the ranges of the
 * handovers that wait, and that every held stamp is in stock.
 */
export async function expectHoldsInOrder({ connection }: TestService): Promise<void> {
  const read = async (name: string) => await connection.collection(name).find({}).toArray()
  const [heads, holds, handovers, segments] = await Promise.all(
    ['stamp_heads', 'stamp_holds', 'handovers', 'stamp_segments'].map(read),
  )
  const live = (holds ?? []).filter((hold) => hold['live'] === true) as unknown[] as Hold[]
  for (const head of heads ?? []) {
    const own = live.filter(({ batchId }) => batchId === Number(head._id))
    expect(head['holds'], `batch ${head._id}`).to.equal(own.length)
  }
  const line = ({ batchId, from, to }: Hold, id: string) => `${id} ${batchId} ${from}-${to}`
  const waiting = (handovers ?? []).filter((handover) => handover['status'] === 'prepared')
  const expected = waiting.flatMap(({ _id, ranges }) =>
    (ranges as Hold[]).map((range) => line(range, String(_id))),
  )
  expect(live.map((hold) => line(hold, hold.handoverId)).sort()).to.deep.equal(expected.sort())
  for (const { batchId, from, to } of live) {
    const touched = (segments ?? []).filter(
      (segment) => segment['batchId'] === batchId && segment['from'] <= to && segment['to'] >= from,
    )
    for (const { state } of touched) expect(state, `${batchId}: ${from}-${to}`).to.equal('in_stock')
  }
}
