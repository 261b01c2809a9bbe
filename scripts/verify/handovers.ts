import type { Report } from './findings.ts'
import { groupBy, type Snapshot } from './streams.ts'

interface Range {
  batchId: number
  from: number
  to: number
}

/** Handovers that wait hold their ranges, and nothing else is held. @returns how many there are */
export async function verifyHandovers(snapshot: Snapshot, report: Report): Promise<number> {
  const handovers = snapshot.stream('handovers', { filter: {}, sort: { _id: 1 } })
  const holds = groupBy(
    snapshot.stream('stamp_holds', { filter: {}, sort: { handoverId: 1, _id: 1 } }),
    ({ handoverId }) => String(handoverId),
    (handoverId, { batchId, from, to }) => {
      const subject = `bàn giao/handover ${handoverId}`
      report({ code: 'hold.stray', batchId, from, to, subject })
    },
  )
  let counted = 0
  for (let next = await handovers.next(); next !== null; next = await handovers.next()) {
    counted += 1
    const { _id, status, ranges } = next
    const held = new Map<string, Range>()
    for (let hold = await holds.next(_id); hold !== null; hold = await holds.next(_id)) {
      const { batchId, from, to, live } = hold
      if (live === true) held.set(nameOf({ batchId, from, to }), { batchId, from, to })
    }
    const subject = `bàn giao/handover ${_id} (${status})`
    for (const range of status === 'prepared' ? (ranges as Range[]) : []) {
      if (held.delete(nameOf(range))) continue
      const { batchId, from, to } = range
      report({ code: 'hold.range', batchId, from, to, subject, expected: 'live', found: null })
    }
    for (const { batchId, from, to } of held.values()) {
      report({ code: 'hold.range', batchId, from, to, subject, expected: null, found: 'live' })
    }
  }
  await holds.drain()
  return counted
}

function nameOf({ batchId, from, to }: Range): string {
  return `${batchId}:${from}-${to}`
}
