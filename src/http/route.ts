import type { z } from 'zod'
import type { GroupCommit, Need, Unit } from '../db/group-commit.ts'
import type { Actor, Origin, Tx } from '../db/unit-of-work.ts'
import type { ErrorCode, Text } from '../errors.ts'
import type { BinaryBody, Content, FaultPage, FormBody, MediaReply, Redirect } from './content.ts'
import type { Limit } from './rate-limit.ts'
import type { Visitor } from './visitor.ts'

export { type Content, choosing, media, type Redirect, redirecting } from './content.ts'

export const ROLES = ['admin', 'officer', 'enterprise', 'auditor', 'inspector'] as const
export type Role = (typeof ROLES)[number]

export const DUTIES = ['reviewer', 'approver', 'payer'] as const
export type Duty = (typeof DUTIES)[number]

/** Who calls, as the key says; `public` where none is asked for. */
export interface Caller extends Actor {
  role: Role | 'public'
  duties: Duty[]
  /** The one enterprise that a caller of role `enterprise` acts for; else null. */
  enterpriseId: string | null
}

type Schema = z.ZodType
type Out<S> = S extends Schema ? z.output<S> : undefined
type ReplyOf<R> = R extends Schema
  ? z.input<R>
  : R extends MediaReply
    ? Content | Redirect
    : undefined

interface Declaration<P, Q, R> {
  path: string
  /** One verb, one spelling: OpenAPI, service method and audit action. */
  operationId: string
  summary: Text
  tag: string
  params?: P
  query?: Q
  /** Absent: 204 without a body. */
  reply?: R
  /** Codes beside those that its shape implies. */
  errors?: readonly ErrorCode[]
  /** Whether pages of any other site may read the reply (CORS). */
  cors?: boolean
  /** A parameter of the path is a secret: the log names the route in its place. */
  secretPath?: boolean
}

export interface Input<P, Q, B> {
  params: Out<P>
  query: Out<Q>
  body: B extends BinaryBody ? Buffer : B extends FormBody ? z.output<B['schema']> : Out<B>
  /** The file of a form. */
  file: { type: string; bytes: Buffer } | null
  requestId: string
  /** Path as it was sent, still percent-encoded, with its query. */
  url: string
  visitor: Visitor
}

export interface Access {
  roles: readonly Role[]
  /** An officer needs this duty too. */
  duty?: Duty
}

export interface WriteInput<P, Q, B, Prepared> extends Input<P, Q, B> {
  caller: Caller
  prepared: Prepared
  /** Revision named by If-Match, or null where none was sent. */
  ifRevision: number | null
}

/** A write whose transaction is shared with others that wait in the same queue. */
interface QueuedDeclaration<P, Q, B, R, N extends Need, Desk>
  extends Omit<WriteDeclaration<P, Q, B, R, undefined>, 'prepare' | 'handle' | 'secretReply'> {
  queue: GroupCommit<N, Desk>
  /** What the request may write to; asked again when that has changed. */
  needs(input: Input<P, Q, B> & { caller: Caller }): Promise<readonly N[]>
  handle(input: WriteInput<P, Q, B, undefined>, tx: Tx, desk: Desk): Promise<ReplyOf<R>>
}

interface ReadDeclaration<P, Q, R> extends Declaration<P, Q, R> {
  access: Access
  /** The reply as a whole HTML document, for those who ask for one (Accept: text/html). */
  page?(reply: ReplyOf<R>): string
  handle(input: Input<P, Q, undefined> & { caller: Caller }): Promise<ReplyOf<R>>
}

interface PublicDeclaration<P, Q, R> extends Declaration<P, Q, R> {
  /** The reply as a page, for those who ask for one (Accept: text/html). */
  page?(reply: ReplyOf<R>, input: Input<P, Q, undefined>): Content
  faultPage?: FaultPage
  handle(input: Input<P, Q, undefined>): Promise<ReplyOf<R>>
}

interface PublicWriteDeclaration<P, Q, B, R, Prepared> extends Declaration<P, Q, R> {
  body: B
  status?: 200 | 201
  /** Taken by every request, before a byte of its body is read. */
  limit?: Pick<Limit, 'take'>
  /** The reply holds a secret: no cache may keep it. */
  secretReply?: boolean
  /** Where a browser goes from here (303), to see what was done; programs get the reply. */
  seeOther?(reply: ReplyOf<R>, input: Input<P, Q, B>): string
  faultPage?: FaultPage
  /** Work that must stand before and outside the transaction. */
  prepare?(input: Input<P, Q, B>): Promise<Prepared>
  handle(input: Input<P, Q, B> & { prepared: Prepared }, tx: Tx): Promise<ReplyOf<R>>
}

interface WriteDeclaration<P, Q, B, R, Prepared> extends Declaration<P, Q, R> {
  method: 'post' | 'put' | 'patch' | 'delete'
  access: Access
  body?: B
  status?: 200 | 201
  /** Whether the caller must send an Idempotency-Key; it may always. */
  idempotencyKey?: 'required' | 'optional'
  /** `required`: a change of fields, which must name the revision it was made on. */
  ifMatch?: 'required' | 'optional'
  /** The reply holds a secret: it is kept sealed for repeats, never in clear. */
  secretReply?: boolean
  /** Work that must stand before and outside the transaction. */
  prepare?(input: Input<P, Q, B> & { caller: Caller }): Promise<Prepared>
  handle(input: WriteInput<P, Q, B, Prepared>, tx: Tx): Promise<ReplyOf<R>>
}

/** A route as the kit handles it: the types of its parts are erased, their schemas are not. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  operationId: string
  summary: Text
  tag: string
  access: Access | 'public'
  params?: Schema
  query?: Schema
  body?: Schema | BinaryBody | FormBody
  reply?: Schema | MediaReply
  status: number
  cors: boolean
  errors: readonly ErrorCode[]
  idempotencyKey: 'required' | 'optional' | 'none'
  ifMatch: 'required' | 'optional' | 'none'
  secretReply: boolean
  secretPath: boolean
  limit?: Pick<Limit, 'take'>
  page?(reply: unknown, input: AnyInput): string | Content
  seeOther?(reply: unknown, input: AnyInput): string
  faultPage?: FaultPage
  prepare?(input: AnyInput): Promise<unknown>
  read?(input: AnyInput): Promise<unknown>
  write?(input: AnyWriteInput, tx: Tx): Promise<unknown>
  /** In place of `write`: the kit's transaction is the queue's. */
  enqueue?(
    origin: Origin,
    keyed: Unit<Need, never, unknown>['keyed'],
    input: AnyWriteInput,
  ): Promise<unknown>
}

// The erased inputs: mount.ts fills them only with what the route's own schemas have parsed.
// biome-ignore lint/suspicious/noExplicitAny: the one place where a parsed value loses its type
export type AnyInput = Input<any, any, any> & { caller: Caller; body: any }
export type AnyWriteInput = AnyInput & { prepared: unknown; ifRevision: number | null }

/** A request that changes nothing, for callers with a key. */
export function read<P extends Schema, Q extends Schema, R extends Schema | MediaReply>(
  declared: ReadDeclaration<P, Q, R>,
): Route {
  const { handle, page, ...rest } = declared
  return {
    ...common(rest),
    method: 'get',
    read: handle as Route['read'] & {},
    ...(page === undefined ? {} : { page: page as Route['page'] & {} }),
  }
}

/** A request that anyone may send without a key; it changes nothing. */
export function publicRead<P extends Schema, Q extends Schema, R extends Schema | MediaReply>(
  declared: PublicDeclaration<P, Q, R>,
): Route {
  const { handle, page, ...rest } = declared
  return {
    ...common({ ...rest, access: 'public' }),
    method: 'get',
    read: handle as Route['read'] & {},
    ...(page === undefined ? {} : { page: page as Route['page'] & {} }),
  }
}

/** A request that creates or changes something: one transaction with its audit entries. */
export function write<
  P extends Schema,
  Q extends Schema,
  B extends Schema | BinaryBody,
  R extends Schema,
  Prepared = undefined,
>(declared: WriteDeclaration<P, Q, B, R, Prepared>): Route {
  const { handle, prepare, secretReply, ...rest } = declared
  return {
    ...changing(rest),
    secretReply: secretReply ?? false,
    ...(prepare === undefined ? {} : { prepare: prepare as Route['prepare'] & {} }),
    write: handle as Route['write'] & {},
  }
}

/** A form that anyone may send without a key: one transaction with its audit entries. */
export function publicWrite<
  P extends Schema,
  Q extends Schema,
  B extends FormBody,
  R extends Schema | MediaReply,
  Prepared = undefined,
>(declared: PublicWriteDeclaration<P, Q, B, R, Prepared>): Route {
  const { handle, prepare, seeOther, status, secretReply, ...rest } = declared
  return {
    ...common({ ...rest, access: 'public' }),
    method: 'post',
    status: status ?? 200,
    secretReply: secretReply ?? false,
    ...(prepare === undefined ? {} : { prepare: prepare as Route['prepare'] & {} }),
    ...(seeOther === undefined ? {} : { seeOther: seeOther as Route['seeOther'] & {} }),
    write: handle as Route['write'] & {},
  }
}

/** A request like `write` that shares its transaction with others of the same queue. */
export function queued<
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  R extends Schema,
  N extends Need,
  Desk,
>(declared: QueuedDeclaration<P, Q, B, R, N, Desk>): Route {
  const { queue, needs, handle, ...rest } = declared
  return {
    ...changing(rest),
    enqueue: (origin, keyed, input) =>
      queue.run({
        origin,
        keyed,
        needs: () => needs(input as Parameters<typeof needs>[0]),
        run: (tx, desk) => handle(input as Parameters<typeof handle>[0], tx, desk),
      }),
  }
}

/** What routes that change something have in common. */
function changing<
  P extends Schema,
  Q extends Schema,
  B extends Schema | BinaryBody,
  R extends Schema,
>(
  declared: Omit<WriteDeclaration<P, Q, B, R, unknown>, 'handle' | 'prepare' | 'secretReply'>,
): Route {
  const { status, idempotencyKey, ifMatch, ...rest } = declared
  return {
    ...common(rest),
    method: declared.method,
    ...(declared.body === undefined ? {} : { body: declared.body }),
    status: status ?? (declared.reply === undefined ? 204 : 200),
    idempotencyKey: idempotencyKey ?? 'optional',
    ifMatch: ifMatch ?? 'none',
  }
}

function common<P extends Schema, Q extends Schema, R extends Schema | MediaReply>(
  declared: Declaration<P, Q, R> & { access: Access | 'public' },
): Omit<Route, 'method'> {
  const { params, query, reply, errors, cors, secretPath, ...rest } = declared
  return {
    ...rest,
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
    ...(reply === undefined ? {} : { reply }),
    status: 200,
    cors: cors ?? false,
    errors: errors ?? [],
    idempotencyKey: 'none',
    ifMatch: 'none',
    secretReply: false,
    secretPath: secretPath ?? false,
  }
}
