import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Request, Response } from 'express'
import type { TestService } from '../support/service.ts'

/** A request as the service read it, and how it was answered. */
export interface Arrival {
  /** Null where no operation has this path and method. */
  operationId: string | null
  method: string
  /** Path of the operation with its parameters in braces, or the path as it was sent. */
  path: string
  params: Record<string, string>
  query: Record<string, string>
  body: unknown
  status: number
  retryAfter: string | null
}

export interface Watch {
  /** Requests that arrived since the watch began, answered or not. */
  arrived(): number
  end(): void
}

const STARTED = 'http.server.request.start'
const FINISHED = 'http.server.response.finish'

/**
 * Tells of every request that the HTTP server of a service in this process answers: what it
 * counts is what came over the socket, whatever the sender claims.
 */
export function watchArrivals(service: TestService, tell: (arrival: Arrival) => void): Watch {
  const port = Number(new URL(service.baseUrl).port)
  const operations = operationsOf(service)
  let arrived = 0
  const onStart = (message: unknown): void => {
    if (isOfPort(message, port)) arrived += 1
  }
  const onFinish = (message: unknown): void => {
    if (isOfPort(message, port)) tell(arrivalOf(message, operations))
  }
  subscribe(STARTED, onStart)
  subscribe(FINISHED, onFinish)
  return {
    arrived: () => arrived,
    end() {
      unsubscribe(STARTED, onStart)
      unsubscribe(FINISHED, onFinish)
    },
  }
}

interface Exchange {
  request: Request
  response: Response
}

function isOfPort(message: unknown, port: number): message is Exchange {
  return (message as Exchange).request.socket.localPort === port
}

/** `GET /api/v1/claims/{id}` → the operation. */
function operationsOf({ routes }: TestService): Map<string, string> {
  return new Map([
    ...routes.open.map((route) => [nameOf(route.method, route.path), route.operationId] as const),
    ...routes.api.map(
      (route) => [nameOf(route.method, `/api/v1${route.path}`), route.operationId] as const,
    ),
  ])
}

function nameOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace('{+', '{')}`
}

/** What stands for any number of segments comes as their list. */
function paramsOf({ params }: Request): Record<string, string> {
  const texts = Object.entries(params).map(([name, value]) => [name, [value].flat().join('/')])
  return Object.fromEntries(texts)
}

function arrivalOf({ request, response }: Exchange, operations: Map<string, string>): Arrival {
  const routed: string | undefined = request.route?.path
  const path = routed?.replaceAll(/[:*](\w+)/g, '{$1}') ?? request.url
  return {
    operationId: operations.get(nameOf(request.method, path)) ?? null,
    method: request.method,
    path,
    params: paramsOf(request),
    query: { ...request.query } as Record<string, string>,
    body: request.body,
    status: response.statusCode,
    retryAfter: response.get('retry-after') ?? null,
  }
}
