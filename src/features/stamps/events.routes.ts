import { queued, type Route } from '../../http/route.ts'
import { RecordedView, RecordProductStampEvent, RecordStampEvent } from './events.schema.ts'
import { batchesOfNext, pickNamed, pickNext, pickRanges } from './pick-stamps.ts'
import type { Range } from './ranges.rules.ts'
import { recordStampEvents } from './record-stamp-events.ts'
import { BatchParams } from './stamps.schema.ts'
import type { StampParts } from './stamps.service.ts'

/** The two ways to record an event: on one batch, or on a product across its batches. */
export function eventRoutes(parts: StampParts): Route[] {
  const common = {
    method: 'post',
    tag: 'stamps',
    access: { roles: ['enterprise', 'officer'] },
    reply: RecordedView,
    status: 201,
    idempotencyKey: 'required',
    errors: ['ranges_refused', 'wrong_state'],
    queue: parts.queue,
  } as const
  return [
    queued({
      ...common,
      path: '/stamp-batches/{id}/events',
      operationId: 'recordStampEvent',
      summary: { vi: 'Ghi biến động của các dải tem', en: 'Record an event on ranges of a batch' },
      params: BatchParams,
      body: RecordStampEvent,
      needs: async ({ params, body }) => [{ lane: params.id, ranges: indexesOf(body.ranges) }],
      async handle({ params, body }, tx, desk) {
        const { ranges: _ranges, ...occurrence } = body
        const wanted = await pickRanges(parts, params.id, body)
        return await recordStampEvents(parts, wanted, { ...occurrence, handoverId: null }, tx, desk)
      },
    }),
    queued({
      ...common,
      path: '/stamp-events',
      operationId: 'recordProductStampEvent',
      summary: {
        vi: 'Ghi biến động tem của một sản phẩm: theo dải, số sê-ri, hoặc n tem kế tiếp',
        en: "Record an event on a product's stamps: by ranges, serials or the next n",
      },
      body: RecordProductStampEvent,
      async needs({ body, caller }) {
        const named = await pickNamed(parts, body, caller)
        if (named !== null) return named.map(({ batchId, ranges }) => ({ lane: batchId, ranges }))
        const batchIds = await batchesOfNext(parts, body, body.next ?? 0)
        return batchIds.map((lane) => ({ lane, ranges: [] }))
      },
      async handle({ body, caller }, tx, desk) {
        const { action, occurredOn, lotId, reason, documentId } = body
        const wanted =
          (await pickNamed(parts, body, caller)) ??
          (await pickNext(parts, body, body.next ?? 0, tx, desk))
        const occurrence = { action, occurredOn, lotId, reason, documentId }
        const rest = { seq: null, handoverId: null }
        return await recordStampEvents(parts, wanted, { ...occurrence, ...rest }, tx, desk)
      },
    }),
  ]
}

/** The ranges that are given by indexes: they are read with those of other requests. */
function indexesOf(ranges: RecordStampEvent['ranges']): Range[] {
  return ranges.flatMap(({ from, to }) =>
    from === undefined || to === undefined ? [] : [{ from, to }],
  )
}
