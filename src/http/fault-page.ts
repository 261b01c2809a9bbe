import type { Request, Response } from 'express'
import type { AppError } from '../errors.ts'
import type { Content, FaultPage, Sent } from './content.ts'

/** Whether a page is what the caller wants; programs that take anything get JSON. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html'
}

/** The page that the matched route has for a failure, or null. */
export async function faultPageOf(
  error: AppError,
  request: Request,
  response: Response,
): Promise<Content | null> {
  const faultPage = response.locals['faultPage'] as FaultPage | undefined
  if (faultPage === undefined) return null
  response.vary('Accept')
  return wantsPage(request) ? await faultPage(error, sentBy(request)) : null
}

function sentBy(request: Request): Sent {
  const { params, query, body, file } = request
  const isFields = typeof body === 'object' && body !== null && !Buffer.isBuffer(body)
  return {
    params: params as Record<string, string>,
    query: query as Record<string, unknown>,
    fields: isFields ? { ...(body as Record<string, unknown>) } : {},
    hasFile: file !== undefined,
    url: request.originalUrl,
  }
}
