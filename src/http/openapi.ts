import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../errors.ts'
import { type FormBody, isBinary, isForm } from './content.ts'
import { RETRY_AFTER_SECONDS } from './limits.ts'
import { FORM_TYPES } from './parse-input.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

export interface ApiInfo {
  title: string
  version: string
  description: string
  serverUrl: string
}

/** The OpenAPI 3.1 document of route tables, each mounted under its prefix. */
export function openApiDocument(
  info: ApiInfo,
  tables: readonly { prefix: string; routes: readonly Route[] }[],
): Json {
  const components: Json = {}
  const paths: Record<string, Json> = {}
  for (const { prefix, routes } of tables) {
    for (const route of routes) {
      const path = prefix + route.path.replace('{+', '{')
      paths[path] = { ...paths[path], [route.method]: operation(route, components) }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: info.title,
      version: info.version,
      description: info.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: info.serverUrl }],
    tags: tagsOf(tables.flatMap(({ routes }) => routes)),
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'Khóa của một người / a person’s key',
        },
      },
      schemas: components,
    },
  }
}

function tagsOf(routes: readonly Route[]): Json[] {
  return [...new Set(routes.map((route) => route.tag))].map((name) => ({ name, description: name }))
}

function operation(route: Route, components: Json): Json {
  const roles = route.access === 'public' ? null : route.access.roles.join(', ')
  const duty = route.access !== 'public' && route.access.duty ? ` (${route.access.duty})` : ''
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: `${route.summary.vi} / ${route.summary.en}`,
    description: roles === null ? 'Không cần khóa / public.' : `Vai trò / roles: ${roles}${duty}.`,
    ...(route.access === 'public' ? { security: [] } : {}),
    parameters: [
      ...parameters(route.params, 'path', components),
      ...parameters(route.query, 'query', components),
      ...headerParameters(route),
    ],
    ...requestBody(route, components),
    responses: { ...success(route, components), ...failures(route, components) },
  }
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query', all: Json): Json[] {
  if (!(schema instanceof z.ZodObject)) return []
  const object = jsonSchema(schema, 'input', all) as { properties: Record<string, Json> } & Json
  const required = new Set((object['required'] as string[] | undefined) ?? [])
  return Object.entries(object.properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    // An empty field of a form is sent as `name=`; it counts as left out.
    ...(where === 'query' && !required.has(name) ? { allowEmptyValue: true } : {}),
    ...(property['description'] === undefined ? {} : { description: property['description'] }),
    schema: property,
  }))
}

function headerParameters(route: Route): Json[] {
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: route.idempotencyKey === 'required',
    description: 'Names this request, so that it can be repeated and acts once',
    schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
  }
  const match = {
    name: 'If-Match',
    in: 'header',
    required: route.ifMatch === 'required',
    description: 'ETag of the revision that the change was made on',
    schema: { type: 'string', minLength: 1, example: '"3"' },
  }
  return [
    ...(route.idempotencyKey === 'none' ? [] : [key]),
    ...(route.ifMatch === 'none' ? [] : [match]),
  ]
}

function requestBody(route: Route, components: Json): Json {
  if (route.body === undefined) return {}
  if (isForm(route.body)) {
    const schema = jsonSchema(route.body.schema, 'input', components)
    const content = { ...byType(FORM_TYPES, schema), ...withFile(route.body, schema) }
    return { requestBody: { required: true, content } }
  }
  if (isBinary(route.body)) {
    const { types } = route.body
    return {
      requestBody: { required: true, content: byType(types, { type: 'string', format: 'binary' }) },
    }
  }
  const schema = jsonSchema(route.body, 'input', components)
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

/** A file is sent as a part of a form; JSON has no place for it. */
function withFile({ file }: FormBody, schema: Json): Json {
  if (file === null) return {}
  const description = `${file.types.join(', ')}; at most ${file.bytesMax} bytes`
  const part = { type: 'string', format: 'binary', description }
  const properties = { ...(schema['properties'] as Json), [file.field]: part }
  return { 'multipart/form-data': { schema: { ...schema, properties } } }
}

function byType(types: readonly string[], schema: Json): Json {
  return Object.fromEntries(types.map((type) => [type, { schema }]))
}

function success(route: Route, components: Json): Json {
  const { reply, status } = route
  if (reply === undefined) return { 204: { description: 'Đã làm / done' } }
  const description = `${route.summary.vi} / ${route.summary.en}`
  const location = { required: true, schema: { type: 'string' }, description: 'Where to go' }
  const redirect = { description, headers: { Location: location } }
  if (!('kind' in reply)) {
    const schema = jsonSchema(reply, 'output', components)
    const page = route.page === undefined ? {} : { 'text/html': { schema: { type: 'string' } } }
    const content = { 'application/json': { schema }, ...page }
    const elsewhere = route.seeOther === undefined ? {} : { 303: redirect }
    return { [status]: { description, content }, ...elsewhere }
  }
  const content = byType(reply.types, { type: 'string', format: 'binary' })
  const redirects = (reply.redirects ?? []).map((code) => [code, redirect])
  const choices = reply.choices === true ? { 300: { description, content } } : {}
  return { [status]: { description, content }, ...choices, ...Object.fromEntries(redirects) }
}

/** The codes a route can answer with: its own and those that its shape implies. */
export function errorCodesOf(route: Route): ErrorCode[] {
  const codes = new Set<ErrorCode>([
    'malformed_request',
    'internal',
    'unavailable',
    ...route.errors,
  ])
  if (route.access !== 'public') codes.add('unauthenticated').add('forbidden')
  if (route.params !== undefined) codes.add('not_found')
  if (route.query !== undefined) codes.add('invalid_fields')
  if (route.body !== undefined) {
    codes.add('invalid_fields').add('body_too_large').add('unsupported_media_type')
  }
  if (route.idempotencyKey !== 'none') codes.add('idempotency_key_reused')
  if (route.idempotencyKey === 'required' || route.ifMatch === 'required') {
    codes.add('precondition_required')
  }
  if (route.ifMatch !== 'none') codes.add('revision_mismatch')
  return [...codes]
}

function failures(route: Route, components: Json): Json {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorCodesOf(route)) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const schema = jsonSchema(Problem, 'output', components)
  const content = { 'application/problem+json': { schema } }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      return [status, { description: codes.join(', '), content, ...failureHeaders(status) }]
    }),
  )
}

/** What a client needs to go on: when to repeat, how to say who it is. */
function failureHeaders(status: number): Json {
  const header = (name: string, schema: Json) => ({
    headers: { [name]: { required: true, schema } },
  })
  if (status === 503) {
    return header('Retry-After', { type: 'integer', example: RETRY_AFTER_SECONDS })
  }
  if (status === 401) return header('WWW-Authenticate', { type: 'string', example: 'Bearer' })
  return {}
}

/**
 * JSON Schema 2020-12 of a zod schema. Schemas with an id become components, once for what is
 * sent (`…Input` where it differs) and once for what is replied.
 */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $schema: _,
    $defs,
    ...root
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  for (const [name, definition] of Object.entries(($defs as Json | undefined) ?? {})) {
    components[componentName(name, definition, components)] = rewrite(definition)
  }
  return rewrite(root) as Json
}

function componentName(name: string, definition: unknown, components: Json): string {
  const known = components[name]
  const same = known === undefined || JSON.stringify(known) === JSON.stringify(rewrite(definition))
  if (!same) throw new Error(`Two schemas share the id ${name}: give the request its own`)
  return name
}

/** Points references at the components and drops what OpenAPI does not know. */
function rewrite(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewrite)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== '$id')
      .map(([key, value]) => [
        key,
        key === '$ref'
          ? String(value).replace('#/$defs/', '#/components/schemas/')
          : rewrite(value),
      ]),
  )
}
