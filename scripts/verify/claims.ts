import type { Document } from 'mongodb'
import type { Report } from './findings.ts'
import { groupBy, type Snapshot } from './streams.ts'

interface Line {
  policyId: string
  rateVnd: number
  stamps: number
  amountVnd: number
}

interface Claim {
  _id: string
  status: string
  lines: Line[]
  stamps: number
  amountVnd: number
}

/** Claims that have taken stamps. */
const LIVE = new Set(['submitted', 'verified', 'approved', 'paid'])
const FREE = new Set(['draft', 'rejected', 'withdrawn'])

/** Checks every claim against its ranges and its policy versions. @returns how many there are */
export async function verifyClaims(
  snapshot: Snapshot,
  report: Report,
): Promise<{ claims: number; claimRanges: number }> {
  const rates = await readRates(snapshot)
  const claims = snapshot.stream('claims', { filter: {}, sort: { _id: 1 } })
  const ranges = groupBy(
    snapshot.stream('claim_ranges', { filter: {}, sort: { claimId: 1, _id: 1 } }),
    ({ claimId }) => String(claimId),
    (claimId, { batchId, from, to, _id }) => {
      const at = { batchId, from, to, subject: `dải/range ${_id}` }
      report({ code: 'claim.stray', ...at, field: 'claimId', found: claimId })
    },
  )
  let counted = 0
  for (let claim = await claims.next(); claim !== null; claim = await claims.next()) {
    counted += 1
    const { _id } = claim
    const taken = new Map<string, number>()
    for (let range = await ranges.next(_id); range !== null; range = await ranges.next(_id)) {
      checkStatus(claim as Claim, range, report)
      if (range['live'] !== true) continue
      const stamps = Number(range['to']) - Number(range['from']) + 1
      taken.set(range['policyId'], (taken.get(range['policyId']) ?? 0) + stamps)
    }
    verifyClaim(claim as Claim, taken, rates, report)
  }
  await ranges.drain()
  return { claims: counted, claimRanges: ranges.read() }
}

async function readRates(snapshot: Snapshot): Promise<Map<string, number>> {
  const rates = new Map<string, number>()
  const policies = snapshot.stream('subsidy_policies', { filter: {}, sort: { _id: 1 } })
  for (let policy = await policies.next(); policy !== null; policy = await policies.next()) {
    rates.set(policy['_id'], policy['rateVnd'])
  }
  return rates
}

function checkStatus({ _id, status }: Claim, range: Document, report: Report): void {
  const { batchId, from, to, live } = range
  if (live === LIVE.has(status)) return
  const differs = { field: 'live', expected: LIVE.has(status), found: live }
  report({ code: 'claim.range', batchId, from, to, subject: nameOf(_id, status), ...differs })
}

function verifyClaim(
  claim: Claim,
  taken: ReadonlyMap<string, number>,
  rates: ReadonlyMap<string, number>,
  report: Report,
): void {
  const subject = nameOf(claim._id, claim.status)
  const expect = (field: string, expected: unknown, found: unknown): void => {
    if (expected !== found) report({ code: 'claim.field', subject, field, expected, found })
  }
  if (!LIVE.has(claim.status) && !FREE.has(claim.status)) {
    expect('status', [...LIVE, ...FREE].join('|'), claim.status)
  }
  const lines = Array.isArray(claim.lines) ? claim.lines : []
  const left = new Map(taken)
  for (const { policyId, rateVnd, stamps, amountVnd } of lines) {
    expect(`lines[${policyId}].rateVnd`, rates.get(policyId), rateVnd)
    expect(`lines[${policyId}].amountVnd`, stamps * rateVnd, amountVnd)
    if (LIVE.has(claim.status)) expect(`lines[${policyId}].stamps`, left.get(policyId), stamps)
    left.delete(policyId)
  }
  if (LIVE.has(claim.status)) {
    for (const [policyId, stamps] of left) expect(`lines[${policyId}].stamps`, stamps, undefined)
  }
  expect('stamps', sum(lines, 'stamps'), claim.stamps)
  expect('amountVnd', sum(lines, 'amountVnd'), claim.amountVnd)
}

function sum(lines: readonly Line[], field: 'stamps' | 'amountVnd'): number {
  return lines.reduce((total, line) => total + line[field], 0)
}

function nameOf(id: string, status: string): string {
  return `hồ sơ/claim ${id} (${status})`
}
