import { randomUUID } from 'node:crypto'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import helmet from 'helmet'
import { AppError } from './errors.ts'
import { mountDocs } from './http/docs.ts'
import { faultPageOf, wantsPage } from './http/fault-page.ts'
import type { Kit } from './http/kit.ts'
import { RETRY_AFTER_SECONDS } from './http/limits.ts'
import { mount } from './http/mount.ts'
import { openApiDocument } from './http/openapi.ts'
import { type Problem, toAppError, toProblem } from './http/problem.ts'
import type { Route } from './http/route.ts'
import type { Log } from './log.ts'

export interface AppParts {
  /** Routes under `/api/v1`. */
  api: readonly Route[]
  /** Routes at the root, for anyone. */
  open: readonly Route[]
  /** Where no route has a path: what it is another spelling of, and the routes of that. */
  otherwise?: { rewrite: (url: string) => string | null; routes: readonly Route[] }
  kit: Kit
  log: Log
  trustProxy: number
  serverUrl: string
  isUnavailable: (error: unknown) => boolean
  /** A failure as a page, for the address that failed. */
  problemPage: (problem: Problem, url: string) => { body: string; headers: Record<string, string> }
}

export const API_PREFIX = '/api/v1'

/** The whole HTTP side, without a listening socket. */
export function createApp(parts: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', parts.trustProxy)
  app.set('query parser', 'simple')
  app.use(nameRequest(parts.log))
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          // The API page of the package writes its styles in line.
          styleSrc: ["'self'", "'unsafe-inline'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: { maxAge: 31_536_000 },
    }),
  )
  mountDocs(app, () => apiDocument(parts))
  mount(app, '', parts.open, parts.kit)
  mount(app, API_PREFIX, parts.api, parts.kit)
  mountOtherwise(app, parts)
  app.use((request) => {
    throw new AppError('not_found', {
      vi: `Không có đường dẫn ${request.path.slice(0, 200)}.`,
      en: `There is no path ${request.path.slice(0, 200)}.`,
    })
  })
  app.use(answerError(parts))
  return app
}

function mountOtherwise(app: Express, { otherwise, kit }: AppParts): void {
  if (otherwise === undefined) return
  app.use((request, _response, next) => {
    request.url = otherwise.rewrite(request.url) ?? request.url
    next()
  })
  mount(app, '', otherwise.routes, kit)
}

export function apiDocument(parts: Pick<AppParts, 'api' | 'open' | 'serverUrl'>): object {
  return openApiDocument(
    {
      title: 'Sổ Tem',
      version: '1.0.0',
      description:
        'Sổ đăng ký tem truy xuất nguồn gốc của tỉnh. ' +
        "The register of a province's traceability stamps.",
      serverUrl: parts.serverUrl,
    },
    [
      { prefix: '', routes: parts.open },
      { prefix: API_PREFIX, routes: parts.api },
    ],
  )
}

function nameRequest(log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    // Of the service's own making: it goes into audit entries, where nobody else may forge links.
    const requestId = randomUUID()
    response.locals['requestId'] = requestId
    response.set('X-Request-Id', requestId)
    const started = process.hrtime.bigint()
    response.on('close', () => {
      const ms = Number(process.hrtime.bigint() - started) / 1e6
      // The query may hold what a person typed; the path is enough to find a request again.
      const path = response.locals['loggedPath'] ?? request.originalUrl.split('?')[0]
      log.info('request', {
        requestId,
        method: request.method,
        path,
        status: response.statusCode,
        ms,
      })
    })
    next()
  }
}

function answerError(parts: AppParts) {
  return async (
    thrown: unknown,
    request: Request,
    response: Response,
    _next: NextFunction,
  ): Promise<void> => {
    const requestId = String(response.locals['requestId'])
    const error = toAppError(thrown, parts.isUnavailable)
    if (response.headersSent && isClientGone(thrown)) {
      parts.log.debug('request.aborted', { requestId })
    } else if (error.code === 'internal') {
      const path = response.locals['loggedPath'] ?? request.path
      parts.log.error('request.failed', { requestId, path, error: error.cause })
    } else if (error.code === 'unavailable') {
      parts.log.warn('request.unavailable', { requestId, error: error.cause ?? error })
    }
    if (response.headersSent) {
      response.destroy()
      return
    }
    const problem = toProblem(error, requestId)
    const waitS = error.code === 'unavailable' ? RETRY_AFTER_SECONDS : error.details.retryAfterS
    if (waitS !== undefined) response.set('Retry-After', String(waitS))
    if (error.code === 'unauthenticated') response.set('WWW-Authenticate', 'Bearer realm="sotem"')
    for (const name of ['ETag', 'Content-Disposition']) response.removeHeader(name)
    response.status(problem.status).set('Cache-Control', 'no-store')
    if (!isOfApi(request)) response.vary('Accept')
    // A page that fails in its turn is no page: the problem document is left.
    const page =
      (await faultPageOf(error, request, response).catch(() => null)) ??
      (isForPeople(request) ? parts.problemPage(problem, request.originalUrl) : null)
    if (page === null) response.type('application/problem+json').send(JSON.stringify(problem))
    else
      response
        .set(page.headers ?? {})
        .type('html')
        .send(page.body)
  }
}

/** Whether a person reads of a failure: the API tells of its own in problem documents. */
function isForPeople(request: Request): boolean {
  return !isOfApi(request) && wantsPage(request)
}

function isOfApi(request: Request): boolean {
  return request.originalUrl.startsWith(`${API_PREFIX}/`)
}

/** The caller hung up while a reply was being sent: nobody has to act. */
function isClientGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
