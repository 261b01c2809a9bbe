import type { Request, Response } from 'express'
import { AppError } from '../errors.ts'
import { isBinary, isForm } from './content.ts'
import { isUnreadable, toFaults } from './faults.ts'
import type { AnyInput, Caller, Route } from './route.ts'
import type { Visitor } from './visitor.ts'

type Parsed = Omit<AnyInput, 'caller'>

/**
 * Path, query and body of a request as the schemas of its route read them.
 * @throws AppError `malformed_request` or `invalid_fields`, naming every field at fault
 */
export function parseInput(route: Route, request: Request, response: Response): Parsed {
  const params = parsePart('path', route.params, request.params)
  const query = parsePart('query', route.query, dropEmpty(request.query))
  return {
    params,
    query,
    body: parseBody(route, request),
    requestId: String(response.locals['requestId']),
    url: request.originalUrl,
    visitor: visitorOf(request, response),
    file: fileOf(request),
  }
}

function visitorOf(request: Request, response: Response): Visitor {
  return {
    method: request.method,
    address: request.ip ?? '',
    header: (name) => request.get(name),
    isStaff: isStaff(response.locals['caller'] as Caller | undefined),
  }
}

/** An enterprise's key is no reason to trust a visitor more than another. */
function isStaff(caller: Caller | undefined): boolean {
  return caller !== undefined && caller.role !== 'enterprise'
}

function fileOf(request: Request): AnyInput['file'] {
  const { file } = request
  return file === undefined ? null : { type: file.mimetype, bytes: file.buffer }
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
  const bodySchema = isForm(route.body) ? route.body.schema : route.body
  const hasBody = request.get('transfer-encoding') !== undefined || hasLength(request)
  if (body === undefined && hasBody) {
    throw unsupported(isForm(route.body) ? FORM_TYPES.join(', ') : 'application/json')
  }
  return parsePart('body', bodySchema, body ?? {})
}

/** What a form may be sent as; JSON for programs. */
export const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json',
] as const

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
