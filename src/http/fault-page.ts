import type { Request, Response } from 'express'
import type { AppError } from '../errors.ts'
import type { Content, FaultPage, Sent } from './content.ts'

/** Whether a page is what the caller wants; programs that take anything get JSON. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html'
}

interface Kept {
  page: FaultPage
  params: Sent['params']
}

/** Keeps the page for a failure: whoever answers it does not know the route any more. */
export function keepFaultPage(page: FaultPage, request: Request, response: Response): void {
  const kept: Kept = { page, params: request.params as Record<string, string> }
  response.locals['faultPage'] = kept
}

/** The page that the matched route has for a failure, or null. */
export async function faultPageOf(
  error: AppError,
  request: Request,
  response: Response,
): Promise<Content | null> {
  const kept = response.locals['faultPage'] as Kept | undefined
  if (kept === undefined) return null
  response.vary('Accept')
  return wantsPage(request) ? await kept.page(error, sentBy(request, kept.params)) : null
}

function sentBy(request: Request, params: Sent['params']): Sent {
  const { query, body, file } = request
  const isFields = typeof body === 'object' && body !== null && !Buffer.isBuffer(body)
  return {
    params,
    query: query as Record<string, unknown>,
    fields: isFields ? { ...(body as Record<string, unknown>) } : {},
    hasFile: file !== undefined,
    url: request.originalUrl,
  }
}
