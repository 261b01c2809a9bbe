import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type Express, type Request, type Response } from 'express'
import type { IdempotencyStore } from '../db/idempotency.ts'
import type { RunUnit } from '../db/unit-of-work.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Authenticate, authorise, bearerToken } from './auth.ts'
import { isUnreadable, toFaults } from './faults.ts'
import { findReply, type KeyedRequest, keyedRequest, openReply, sealReply } from './idempotency.ts'
import { JSON_BODY_BYTES_MAX } from './limits.ts'
import type { AnyInput, BinaryBody, Caller, Content, Redirect, Route } from './route.ts'

export interface Kit {
  authenticate: Authenticate
  runUnit: RunUnit
  idempotency: IdempotencyStore
  log: Log
  /** Fail (true) or only log (false) a reply that breaks its schema. */
  checkReplies: boolean
}

/** Puts a table of routes under `prefix`; other methods on their paths answer 405. */
export function mount(app: Express, prefix: string, routes: readonly Route[], kit: Kit): void {
  const methods = new Map<string, Set<string>>()
  for (const route of routes) {
    const path = prefix + route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    const known = methods.get(path) ?? new Set()
    methods.set(path, known.add(route.method.toUpperCase()))
    app[route.method](path, admit(route, kit), ...bodyParser(route), async (request, response) => {
      await answer(route, request, response, kit)
    })
  }
  for (const [path, known] of methods) app.all(path, allowOnly(known))
}

/** Answers OPTIONS with the methods that a path takes, and any other one with 405. */
export function allowOnly(known: ReadonlySet<string>) {
  const allow = [...known, ...(known.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  return (request: Request, response: Response): void => {
    response.set('Allow', allow)
    if (request.method === 'OPTIONS') {
      response.status(204).end()
      return
    }
    throw new AppError('method_not_allowed', {
      vi: `Đường dẫn này chỉ nhận: ${allow}.`,
      en: `This path takes only: ${allow}.`,
    })
  }
}

/** Asks who calls before a byte of the body is read. */
function admit(route: Route, kit: Kit): express.RequestHandler {
  return async (request, response, next) => {
    if (route.access !== 'public') {
      const caller = await kit.authenticate(bearerToken(request.get('authorization')))
      authorise(caller, route.access)
      response.locals['caller'] = caller
    }
    next()
  }
}

function bodyParser(route: Route): express.RequestHandler[] {
  if (route.body === undefined) return []
  if (isBinary(route.body)) {
    return [express.raw({ type: [...route.body.types], limit: route.body.bytesMax })]
  }
  return [express.json({ limit: JSON_BODY_BYTES_MAX, type: ['application/json', '+json'] })]
}

function isBinary(body: Route['body']): body is BinaryBody {
  return body !== undefined && 'kind' in body && body.kind === 'binary'
}

async function answer(route: Route, request: Request, response: Response, kit: Kit): Promise<void> {
  // A public route declares no caller in its input, so none is read there.
  const caller = response.locals['caller'] as Caller
  const input = { ...parseInput(route, request, response), caller }
  if (route.read !== undefined) {
    const reply = await route.read(input)
    if (route.page !== undefined && request.accepts(['json', 'html']) === 'html') {
      response.set('Cache-Control', 'private, no-cache').vary('Accept')
      response.type('html').send(route.page(reply))
      return
    }
    await send(route, response, reply, route.status, kit)
    return
  }
  const token = bearerToken(request.get('authorization')) ?? ''
  const { status, reply } = await runWrite(route, request, input, token, kit)
  await send(route, response, reply, status, kit)
}

type Parsed = Omit<AnyInput, 'caller'>

function parseInput(route: Route, request: Request, response: Response): Parsed {
  const params = parsePart('path', route.params, request.params)
  const query = parsePart('query', route.query, dropEmpty(request.query))
  return {
    params,
    query,
    body: parseBody(route, request),
    requestId: String(response.locals['requestId']),
    url: request.originalUrl,
  }
}

function dropEmpty(query: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
}

function parseBody(route: Route, request: Request): unknown {
  if (route.body === undefined) return undefined
  const body: unknown = request.body
  if (isBinary(route.body)) {
    if (Buffer.isBuffer(body)) return body
    throw unsupported(route.body.types.join(', '))
  }
  const hasBody = request.get('transfer-encoding') !== undefined || hasLength(request)
  if (body === undefined && hasBody) throw unsupported('application/json')
  return parsePart('body', route.body, body ?? {})
}

function hasLength(request: Request): boolean {
  return Number(request.get('content-length') ?? 0) > 0
}

function unsupported(types: string): AppError {
  return new AppError('unsupported_media_type', {
    vi: `Đường dẫn này chỉ nhận ${types}.`,
    en: `This path takes only ${types}.`,
  })
}

function parsePart(part: 'path' | 'query' | 'body', schema: Route['params'], value: unknown) {
  if (schema === undefined) {
    if (part !== 'query' || Object.keys(value as object).length === 0) return undefined
    const fields = Object.keys(value as object)
    throw malformed(
      toFaults(part, [{ code: 'unrecognized_keys', keys: fields, path: [], message: '' }]),
    )
  }
  const parsed = schema.safeParse(value, { reportInput: true })
  if (parsed.success) return parsed.data
  const faults = toFaults(part, parsed.error.issues)
  if (part === 'path' || isUnreadable(parsed.error.issues)) throw malformed(faults)
  throw new AppError(
    'invalid_fields',
    { vi: 'Một số trường chưa đúng quy tắc.', en: 'Some fields break their rule.' },
    { fields: faults },
  )
}

function malformed(fields: ReturnType<typeof toFaults>): AppError {
  return new AppError(
    'malformed_request',
    { vi: 'Đường dẫn hoặc trường không có trong API.', en: 'A path or field the API has not.' },
    { fields },
  )
}

async function runWrite(
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

async function send(
  route: Route,
  response: Response,
  reply: unknown,
  status: number,
  kit: Kit,
): Promise<void> {
  if (route.reply === undefined) {
    response.status(204).end()
  } else if (!('kind' in route.reply)) {
    sendJson(route, response, reply, status, kit)
  } else if (route.reply.kind === 'redirect') {
    const { location, headers } = reply as Redirect
    response.set(headers ?? {}).redirect(status, location)
  } else {
    await sendContent(response, reply as Content)
  }
}

function sendJson(
  route: Route,
  response: Response,
  reply: unknown,
  status: number,
  kit: Kit,
): void {
  checkReply(route, reply, kit)
  response.set('Cache-Control', route.secretReply ? 'no-store' : 'private, no-cache')
  const revision = (reply as { revision?: unknown } | null)?.revision
  if (typeof revision === 'number') response.set('ETag', `"${revision}"`)
  response.status(status).json(reply)
}

function checkReply(route: Route, reply: unknown, kit: Kit): void {
  const schema = route.reply
  if (schema === undefined || 'kind' in schema) return
  const checked = schema.safeParse(reply)
  if (checked.success) return
  const faults = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  kit.log.error('reply.breaks_schema', { operationId: route.operationId, faults })
  if (kit.checkReplies) throw new Error(`${route.operationId}: ${faults.join('; ')}`)
}

async function sendContent(response: Response, content: Content): Promise<void> {
  response.set(content.headers ?? {}).type(content.type)
  if (response.req.method === 'HEAD') {
    response.end()
    return
  }
  if (typeof content.body !== 'function') {
    response.send(content.body)
    return
  }
  const { body } = content
  const through = new PassThrough()
  const flowing = pipeline(through, response)
  // What a writer throws at once is met with the rest, and the reply has somebody who waits for it.
  await Promise.all([(async () => body(through))(), flowing])
}
