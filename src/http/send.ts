import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import type { Content, Redirect } from './content.ts'
import type { Kit } from './kit.ts'
import type { Route } from './route.ts'

/** Sends what a handler returned, in the form that its route declares. */
export async function send(
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
  } else if (isRedirect(reply)) {
    sendRedirect(response, reply)
  } else {
    await sendContent(response, reply as Content)
  }
}

function isRedirect(reply: unknown): reply is Redirect {
  return typeof reply === 'object' && reply !== null && 'location' in reply
}

/** Without a body: nobody reads it, and it would repeat what the caller sent. */
export function sendRedirect(response: Response, { location, status, headers }: Redirect): void {
  response.status(status).set(headers ?? {})
  response.set('Location', location).end()
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

/** What no cache may keep needs no ETag either. */
function sendWhole(response: Response, body: string | Buffer): void {
  if (response.get('Cache-Control') !== 'no-store') {
    response.send(body)
    return
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.set('Content-Length', String(bytes.length)).end(bytes)
}

/** Sends a page or a file; of a HEAD its headers. */
export async function sendContent(response: Response, content: Content): Promise<void> {
  if (content.status !== undefined) response.status(content.status)
  response.set(content.headers ?? {}).type(content.type)
  if (response.req.method === 'HEAD') {
    response.end()
    return
  }
  if (typeof content.body !== 'function') {
    sendWhole(response, content.body)
    return
  }
  const { body } = content
  const through = new PassThrough()
  const flowing = pipeline(through, response)
  // What a writer throws at once is met with the rest, and the reply has somebody who waits for it.
  await Promise.all([(async () => body(through))(), flowing])
}
