import type { Writable } from 'node:stream'
import type { z } from 'zod'
import type { AppError } from '../errors.ts'

/** A body that is not JSON: taken as bytes. */
export interface BinaryBody {
  kind: 'binary'
  types: readonly string[]
  bytesMax: number
}

/** What a browser sends from a form; programs send the same fields as JSON. */
export interface FormBody {
  kind: 'form'
  schema: z.ZodType
  /** The one file it may hold, by the name of its field. */
  file: { field: string; types: readonly string[]; bytesMax: number } | null
}

type Body = z.ZodType | BinaryBody | FormBody | undefined

export function isBinary(body: Body): body is BinaryBody {
  return body !== undefined && 'kind' in body && body.kind === 'binary'
}

export function isForm(body: Body): body is FormBody {
  return body !== undefined && 'kind' in body && body.kind === 'form'
}

/** A reply that is not JSON: its possible media types. */
export interface MediaReply {
  kind: 'media'
  types: readonly string[]
  /** The statuses with which it may send the caller elsewhere instead. */
  redirects?: readonly (303 | 307)[]
  /** Whether it may list several for the caller to choose from (300). */
  choices?: boolean
}

export function media(...types: string[]): MediaReply {
  return { kind: 'media', types }
}

/** A reply that may send the caller elsewhere. */
export function redirecting(status: 303 | 307, ...types: string[]): MediaReply {
  return { kind: 'media', types, redirects: [status] }
}

/** A reply that may send the caller elsewhere, or show several places to choose from. */
export function choosing(status: 303 | 307, ...types: string[]): MediaReply {
  return { ...redirecting(status, ...types), choices: true }
}

/** What a handler with a media reply returns. */
export interface Content {
  type: string
  /** Where it is not that of the route: a page that says what is wrong. */
  status?: number
  /** Whole, or written piece by piece; a writer must honour back-pressure. */
  body: string | Buffer | ((out: Writable) => Promise<unknown>)
  headers?: Record<string, string>
}

/** What a handler with a media reply may return in place of content. */
export interface Redirect {
  location: string
  /** 307: the thing is there; 303: what was sent is done, and this shows it (RFC 9110). */
  status: 303 | 307
  headers?: Record<string, string>
}

/** A request as it arrived, before any schema has read it. */
export interface Sent {
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
  /** Fields of a form, or of a JSON object; none where nothing could be read. */
  fields: Readonly<Record<string, unknown>>
  hasFile: boolean
  /** Path as it was sent, with its query. */
  url: string
}

/** What people see in place of a problem document, where they ask for a page. */
export type FaultPage = (error: AppError, sent: Sent) => Promise<Content>
