import cors from 'cors'
import type { Express, Request, RequestHandler, Response } from 'express'
import { AppError } from '../errors.ts'
import { authorise, bearerToken } from './auth.ts'
import { bodyParsers } from './body.ts'
import type { Content } from './content.ts'
import { keepFaultPage, wantsPage } from './fault-page.ts'
import type { Kit } from './kit.ts'
import { parseInput } from './parse-input.ts'
import type { AnyInput, Caller, Route } from './route.ts'
import { runWrite } from './run-write.ts'
import { send, sendContent, sendRedirect } from './send.ts'

/** For pages of any site: what is public anyway, without keys or cookies. */
const anySite = cors({
  origin: '*',
  methods: ['GET', 'HEAD', 'OPTIONS'],
  exposedHeaders: ['Link', 'Location'],
  maxAge: 86_400,
  preflightContinue: true,
})

/** Puts a table of routes under `prefix`; other methods on their paths answer 405. */
export function mount(app: Express, prefix: string, routes: readonly Route[], kit: Kit): void {
  const methods = new Map<string, Set<string>>()
  for (const route of routes) {
    const path = prefix + pathPattern(route.path)
    const known = methods.get(path) ?? new Set()
    methods.set(path, known.add(route.method.toUpperCase()))
    if (route.cors) app.all(path, anySite, shareWithSites)
    if (route.secretPath) app.all(path, logAs(prefix + route.path))
    app[route.method](
      path,
      admit(route, kit),
      ...bodyParsers(route.body),
      async (request, response) => {
        await answer(route, request, response, kit)
      },
    )
  }
  for (const [path, known] of methods) app.all(path, allowOnly(known))
}

/** `{name}` is one segment, `{+name}` at the end any number of them. */
function pathPattern(path: string): string {
  return path.replace(/\{\+(\w+)\}$/, '*$1').replaceAll(/\{(\w+)\}/g, ':$1')
}

const shareWithSites: RequestHandler = (_request, response, next) => {
  response.set('Cross-Origin-Resource-Policy', 'cross-origin')
  next()
}

/** Answers OPTIONS with the methods that a path takes, and any other one with 405. */
export function allowOnly(known: ReadonlySet<string>) {
  const allow = [...known, ...(known.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  return (request: Request, response: Response): void => {
    response.set('Allow', allow)
    if (request.method === 'OPTIONS') {
      response.status(204).end()
      return
    }
    throw new AppError('method_not_allowed', {
      vi: `Đường dẫn này chỉ nhận: ${allow}.`,
      en: `This path takes only: ${allow}.`,
    })
  }
}

/** A path that the log may show, in place of the one that was asked for. */
function logAs(path: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['loggedPath'] = path
    next()
  }
}

/** Asks who calls before a byte of the body is read. */
function admit(route: Route, kit: Kit): RequestHandler {
  return async (request, response, next) => {
    if (route.faultPage !== undefined) keepFaultPage(route.faultPage, request, response)
    await route.limit?.take(request.ip ?? '')
    const header = request.get('authorization')
    if (route.access !== 'public') {
      const caller = await kit.authenticate(bearerToken(header))
      authorise(caller, route.access)
      response.locals['caller'] = caller
    } else if (header !== undefined) {
      response.locals['caller'] = await callerOrNobody(kit, header)
    }
    next()
  }
}

/** A public route serves everyone: a key that is none changes nothing. */
async function callerOrNobody(kit: Kit, header: string): Promise<Caller | undefined> {
  try {
    return await kit.authenticate(bearerToken(header))
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return undefined
    throw error
  }
}

/** Who writes where no key is asked for. */
const PUBLIC: Caller = {
  person: 'Công chúng',
  keyId: 'public',
  role: 'public',
  duties: [],
  enterpriseId: null,
}

async function answer(route: Route, request: Request, response: Response, kit: Kit): Promise<void> {
  const input = inputOf(route, request, response)
  if (route.read !== undefined) {
    const reply = await route.read(input)
    if (route.page !== undefined) response.vary('Accept')
    if (route.page !== undefined && wantsPage(request)) {
      await sendPage(response, route.page(reply, input))
      return
    }
    await send(route, response, reply, route.status, kit)
    return
  }
  const token = bearerToken(request.get('authorization')) ?? ''
  const { status, reply } = await runWrite(route, request, input, token, kit)
  if (route.seeOther !== undefined && wantsPage(request)) {
    sendRedirect(response, { location: route.seeOther(reply, input), status: 303 })
    return
  }
  await send(route, response, reply, status, kit)
}

async function sendPage(response: Response, page: string | Content): Promise<void> {
  if (typeof page !== 'string') {
    await sendContent(response, page)
    return
  }
  response.set('Cache-Control', 'private, no-cache').type('html').send(page)
}

function inputOf(route: Route, request: Request, response: Response): AnyInput {
  // A public route declares no caller in its input, so none is read there.
  const caller = route.access === 'public' ? PUBLIC : (response.locals['caller'] as Caller)
  return { ...parseInput(route, request, response), caller }
}
