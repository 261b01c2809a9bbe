import { setTimeout as delay } from 'node:timers/promises'

/** One request of the example: repeated with the same key until the service has answered it. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  path: string
  key: string
  /** Idempotency-Key of a write; the same in every run of the example. */
  id?: string
  body?: unknown
  image?: Buffer
}

const RETRY_MS = 250
const PATIENCE_MS = 180_000
const REQUEST_TIMEOUT_MS = 60_000

/** Sends a request, through crashes and restarts of the service, until it is answered. */
async function send(baseUrl: string, call: Call): Promise<Response> {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    const response = await attempt(baseUrl, call)
    if (response !== null && response.status !== 503) return response
    if (Date.now() > giveUpAt) throw new Error(`No answer to ${call.method} ${call.path}`)
    await delay(RETRY_MS)
  }
}

async function attempt(baseUrl: string, call: Call): Promise<Response | null> {
  const { method, path, key, id, body, image } = call
  const headers: Record<string, string> = { Authorization: `Bearer ${key}` }
  if (id !== undefined) headers['Idempotency-Key'] = id
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (image !== undefined) headers['Content-Type'] = 'image/png'
  try {
    const response = await fetch(baseUrl + path, {
      method,
      headers,
      body: image === undefined ? (body === undefined ? null : JSON.stringify(body)) : image,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
    // The body is read here, so that a connection cut within it is repeated too.
    const bytes = await response.arrayBuffer()
    return new Response(response.status === 204 ? null : bytes, response)
  } catch (error) {
    if (isConnectionFault(error)) return null
    throw error
  }
}

function isConnectionFault(error: unknown): boolean {
  const { name, message } = error as Error
  return name === 'TimeoutError' || /fetch failed|terminated|aborted/.test(message)
}

export interface Client {
  /** The JSON of a reply. @throws Error with the problem of the service */
  json<T>(call: Call): Promise<T>
  bytes(call: Call): Promise<Buffer>
}

export function createClient(baseUrl: string): Client {
  async function ok(call: Call): Promise<Response> {
    const response = await send(baseUrl, call)
    if (response.ok) return response
    throw new Error(`${call.method} ${call.path} → ${response.status}: ${await response.text()}`)
  }
  return {
    json: async <T>(call: Call) => (await (await ok(call)).json()) as T,
    bytes: async (call) => Buffer.from(await (await ok(call)).arrayBuffer()),
  }
}
