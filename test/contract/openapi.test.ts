import { expect } from 'chai'
import { type DescribedApi, describeApi } from '../../scripts/check/api.ts'
import { ERRORS, type ErrorCode } from '../../src/errors.ts'
import { errorCodesOf } from '../../src/http/openapi.ts'

interface Schema {
  $ref?: string
  type?: string
  description?: string
  default?: unknown
  enum?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  additionalProperties?: Schema | boolean
}

interface Parameter {
  name: string
  in: string
  required: boolean
  description?: string
  schema: Schema
}

interface Operation {
  operationId: string
  summary: string
  description: string
  tags: string[]
  security?: object[]
  parameters: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}

interface Document {
  openapi: string
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** Properties without a description, as `Component.property`. The list may only get shorter. */
const UNDESCRIBED: readonly string[] = []

/** Codes that no operation answers with: they are given where there is none. */
const OUTSIDE_OPERATIONS: readonly ErrorCode[] = ['method_not_allowed']

/** Fields of forms: what comes again with the same value is done once. */
const REPEATED_BY = ['formId', 'question']

function formOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/x-www-form-urlencoded']?.schema
}

let api: DescribedApi
let document: Document
let operations: { place: string; method: string; operation: Operation }[]

before(async () => {
  api = await describeApi()
  document = api.document as Document
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      place: `${method.toUpperCase()} ${path}`,
      method,
      operation,
    })),
  )
})

function expectNone(found: readonly string[]): void {
  expect(found, `\n${found.join('\n')}\n`).to.be.empty
}

/** The schemas right within a schema, each with the path that leads to it. */
function within(schema: Schema, path: string): [string, Schema][] {
  const { properties = {}, items, additionalProperties } = schema
  const choices = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  return [
    ...Object.entries(properties).map(([name, inner]): [string, Schema] => [
      `${path}.${name}`,
      inner,
    ]),
    ...choices.map((inner): [string, Schema] => [path, inner]),
    ...(items === undefined ? [] : [[`${path}[]`, items] as [string, Schema]]),
    ...(typeof additionalProperties === 'object'
      ? [[`${path}{}`, additionalProperties] as [string, Schema]]
      : []),
  ]
}

/** Every property at any depth without a description, its own or that of its component. */
function undescribed(schema: Schema, path: string): string[] {
  return within(schema, path).flatMap(([place, inner]) => {
    const isProperty = place.startsWith(`${path}.`)
    const isDescribed = inner.description !== undefined || inner.$ref !== undefined
    return [...(isProperty && !isDescribed ? [place] : []), ...undescribed(inner, place)]
  })
}

describe('The OpenAPI document', () => {
  it('is of OpenAPI 3.1', () => {
    expect(document.openapi).to.equal('3.1.0')
  })

  it('describes every route of the service', () => {
    expect(operations.map(({ operation }) => operation.operationId)).to.have.members(
      api.routes.map((route) => route.operationId),
    )
  })

  it('names each operation once, with a summary and one tag that is declared', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expectNone(ids.filter((id, at) => ids.indexOf(id) !== at || !/^[a-z][A-Za-z]+$/.test(id)))
    const declared = document.tags.map(({ name }) => name)
    for (const { place, operation } of operations) {
      expect(operation.summary, place).to.match(/\S.* \/ .*\S/)
      expect(operation.tags, place).to.have.length(1)
      expect(declared, place).to.include.members(operation.tags)
    }
  })

  it('describes every property, but for a list that only gets shorter', () => {
    const found = Object.entries(document.components.schemas).flatMap(([name, schema]) => [
      ...(schema.description === undefined ? [name] : []),
      ...undescribed(schema, name),
    ])
    const known = new Set(UNDESCRIBED)
    expectNone(found.filter((place) => !known.has(place)))
    expectNone(UNDESCRIBED.filter((place) => !found.includes(place)))
  })

  it('describes every parameter and requires none that has a default', () => {
    const wrong = operations.flatMap(({ place, operation }) =>
      operation.parameters
        .filter(({ description, required, schema }) => {
          return description === undefined || (required && schema.default !== undefined)
        })
        .map(({ name }) => `${place}: ${name}`),
    )
    expectNone(wrong)
  })

  it('lets every write be repeated: by an Idempotency-Key, a form by a field of its own', () => {
    const writes = operations.filter(({ method }) => method !== 'get')
    const repeatable = ({ operation }: (typeof writes)[number]): boolean =>
      operation.parameters.some(({ name }) => name === 'Idempotency-Key') ||
      REPEATED_BY.some((field) => field in (formOf(operation)?.properties ?? {}))
    expectNone(writes.filter((one) => !repeatable(one)).map(({ place }) => place))
  })

  it('says of each operation whether it needs a key', () => {
    for (const { place, operation } of operations) {
      const route = api.routes.find(({ operationId }) => operationId === operation.operationId)
      const isPublic = route?.access === 'public'
      expect(operation.security, place).to.deep.equal(isPublic ? [] : undefined)
      expect(operation.responses['401'] === undefined, place).to.equal(isPublic)
    }
  })
})

describe('The errors that the OpenAPI document shows', () => {
  const isError = (status: string): boolean => Number(status) >= 400

  it('are those of the table, under the status of the table', () => {
    for (const { place, operation } of operations) {
      for (const [status, { description }] of Object.entries(operation.responses)) {
        if (!isError(status)) continue
        for (const code of description.split(', ')) {
          expect(ERRORS, `${place} ${status}`).to.have.property(code)
          expect(String(ERRORS[code as ErrorCode].status), `${place} ${code}`).to.equal(status)
        }
      }
    }
  })

  it('are all that the route declares or implies', () => {
    for (const route of api.routes) {
      const found = operations.find(({ operation }) => operation.operationId === route.operationId)
      const shown = Object.entries(found?.operation.responses ?? {})
        .filter(([status]) => isError(status))
        .flatMap(([, { description }]) => description.split(', '))
      expect(shown, route.operationId).to.have.members(errorCodesOf(route))
    }
  })

  it('are problem documents whose code is one of the table', () => {
    const problem = document.components.schemas.Problem
    expect(problem?.properties?.code?.enum).to.have.members(Object.keys(ERRORS))
    const schema = { $ref: '#/components/schemas/Problem' }
    for (const { place, operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (!isError(status)) continue
        expect(content, place).to.deep.equal({ 'application/problem+json': { schema } })
      }
    }
  })

  it('leave out no code of the table', () => {
    const shown = new Set(api.routes.flatMap(errorCodesOf))
    const missing = Object.keys(ERRORS).filter((code) => !shown.has(code as ErrorCode))
    expect(missing).to.have.members([...OUTSIDE_OPERATIONS])
  })
})
