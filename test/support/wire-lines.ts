import type { Reply } from './api.ts'
import { refusalLines } from './ledger-lines.ts'
import type { LedgerModel, ModelEvent, Outcome } from './ledger-model.ts'

/** An event as the wire shows it. */
export interface WireEvent {
  batchId: number
  seq: number
  opId: string
  action: string
  from: number
  to: number
  n: number
  previousState: string | null
  nextState: string
  lotId: string | null
  undoes: number | null
  occurredOn: string
  postingMonth: string
  late: boolean
  recordedAt: string
}

/** What is compared of an event; n and late follow from the rest. */
export function lineOfWire(event: WireEvent): string {
  const { batchId, seq, action, from, to, n, previousState, nextState, lotId, undoes } = event
  const { occurredOn, postingMonth, late, recordedAt } = event
  if (n !== to - from + 1) throw new Error(`Event ${batchId}:${seq} says n ${n} of ${from}-${to}`)
  if (late !== (postingMonth !== occurredOn.slice(0, 7))) {
    throw new Error(`Event ${batchId}:${seq} says late ${late}`)
  }
  const what = `${action} ${from}-${to} ${previousState} > ${nextState} ${lotId} ${undoes}`
  return `${batchId}:${seq} ${what} ${occurredOn} ${postingMonth} ${recordedAt}`
}

export function lineOfModel(event: ModelEvent, recordedAtMs: number): string {
  const { batchId, seq, action, from, to, before, after, undoes, occurredOn, month } = event
  const states = `${before?.state ?? null} > ${after.state} ${after.lotId}`
  const what = `${action} ${from}-${to} ${states} ${undoes}`
  return `${batchId}:${seq} ${what} ${occurredOn} ${month} ${new Date(recordedAtMs).toISOString()}`
}

export function linesOfOutcome(outcome: Outcome, model: LedgerModel): string[] {
  if (outcome.kind === 'fault') return [`fault ${outcome.rule}`]
  if (outcome.kind === 'recorded') {
    return outcome.events.map((event) => lineOfModel(event, model.now()))
  }
  return outcome.inTheWay.map(({ batchId, index, word }) => `${batchId}: ${index} ${word}`)
}

/** A reply in the words of the model. @throws Error on a reply that the model has no word for */
export function linesOfReply({ status, body }: Reply): string[] {
  if (status === 201) {
    const events: WireEvent[] = body.events
    const stamps = events.reduce((sum, { n }) => sum + n, 0)
    if (body.stamps !== stamps || events.some(({ opId }) => opId !== body.opId)) {
      throw new Error(`The reply is not of one piece: ${JSON.stringify(body)}`)
    }
    return events.map(lineOfWire)
  }
  if (status === 409 && body.code === 'ranges_refused') return body.ranges.flatMap(refusalLines)
  if (status === 409 && body.code === 'wrong_state') return [`fault ${body.state}`]
  if (status === 403) return [`fault ${body.code}`]
  if (status === 422) return [`fault ${body.errors[0]?.rule}`]
  throw new Error(`Unforeseen reply ${status}: ${JSON.stringify(body)}`)
}
