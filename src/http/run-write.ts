import type { Request } from 'express'
import { AppError } from '../errors.ts'
import { findReply, type KeyedRequest, keyedRequest, openReply, sealReply } from './idempotency.ts'
import type { Kit } from './kit.ts'
import type { AnyInput, Route } from './route.ts'

/** One write: its transaction, or the reply of the same request before. */
export async function runWrite(
  route: Route,
  request: Request,
  input: AnyInput,
  token: string,
  kit: Kit,
): Promise<{ status: number; reply: unknown }> {
  const ifRevision = readIfMatch(route, request)
  const keyed = requestKey(route, request, input)
  const replay = async (): Promise<{ status: number; reply: unknown } | null> => {
    const stored = keyed === null ? null : await findReply(kit.idempotency, keyed)
    if (keyed === null || stored === null) return null
    const { status, reply } = stored
    return { status, reply: route.secretReply ? openReply(reply, token, keyed.id) : reply }
  }
  // A queue finds out about all that wait in it at once.
  const earlier = route.enqueue === undefined ? await replay() : null
  if (earlier !== null) return earlier
  const prepared = await route.prepare?.(input)
  try {
    const { caller, requestId } = input
    const { operationId, status } = route
    const origin = { actor: caller, requestId, operationId }
    if (route.enqueue !== undefined) {
      const kept = keyed === null ? null : { ...keyed, status }
      const reply = await route.enqueue(origin, kept, { ...input, prepared, ifRevision })
      return { status, reply }
    }
    return await kit.runUnit(origin, async (tx) => {
      if (keyed !== null) await kit.idempotency.begin(tx, keyed.id, keyed.requestHash)
      const reply = (await route.write?.({ ...input, prepared, ifRevision }, tx)) ?? null
      if (keyed !== null) {
        const kept = route.secretReply ? sealReply(reply, token, keyed.id) : reply
        await kit.idempotency.complete(tx, keyed.id, route.status, kept)
      }
      return { status: route.status, reply }
    })
  } catch (error) {
    if (!kit.idempotency.isDuplicate(error)) throw error
    const first = await replay()
    if (first !== null) return first
    // The first request has committed, but not yet on a majority: it can be repeated then.
    throw new AppError(
      'unavailable',
      { vi: 'Yêu cầu đầu tiên còn đang ghi.', en: 'The first request is still being written.' },
      { cause: error },
    )
  }
}

function requestKey(route: Route, request: Request, input: AnyInput): KeyedRequest | null {
  // Whoever sends without a key shares the key of all: theirs may not name a request.
  if (route.idempotencyKey === 'none') return null
  const key = request.get('idempotency-key')
  if (key === undefined && route.idempotencyKey === 'required') {
    throw missingHeader('Idempotency-Key')
  }
  const body = Buffer.isBuffer(input.body) ? input.body : JSON.stringify(request.body ?? null)
  return keyedRequest(input.caller.keyId, key, [request.method, request.originalUrl, body])
}

function readIfMatch(route: Route, request: Request): number | null {
  const header = request.get('if-match')
  if (header === undefined) {
    if (route.ifMatch === 'required') throw missingHeader('If-Match')
    return null
  }
  if (header.trim() === '*') return null
  const revision = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim())?.[1]
  // An ETag that this service never gives names no revision it could match.
  return revision === undefined ? 0 : Number(revision)
}

function missingHeader(name: string): AppError {
  return new AppError('precondition_required', {
    vi: `Yêu cầu này cần đầu mục ${name}.`,
    en: `This request needs the header ${name}.`,
  })
}
