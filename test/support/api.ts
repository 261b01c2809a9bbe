import { randomUUID } from 'node:crypto'

// biome-ignore lint/suspicious/noExplicitAny: replies have many shapes; the kit checks them
type Json = any

export interface Reply {
  status: number
  body: Json
  headers: Headers
}

export interface Extra {
  /** Idempotency-Key; a fresh one where it is left out; null sends none. */
  key?: string | null
  headers?: Record<string, string>
}

export interface Api {
  token: string
  get(path: string, headers?: Record<string, string>): Promise<Reply>
  post(path: string, body?: Json, extra?: Extra): Promise<Reply>
  patch(path: string, body: Json, extra?: Extra): Promise<Reply>
  put(path: string, body: Json | Buffer, extra?: Extra): Promise<Reply>
  delete(path: string): Promise<Reply>
  /** Any request, exactly as given. */
  raw(method: string, path: string, init?: RequestInit): Promise<Reply>
}

/** The API as one key sees it; paths are under /api/v1 unless they begin with `//`. */
export function createApi(baseUrl: string, token: string | null): Api {
  async function raw(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
    const url = path.startsWith('//') ? baseUrl + path.slice(1) : `${baseUrl}/api/v1${path}`
    const headers = new Headers(init.headers)
    if (token !== null) headers.set('Authorization', `Bearer ${token}`)
    const response = await fetch(url, { redirect: 'manual', ...init, method, headers })
    return { status: response.status, body: await readBody(response), headers: response.headers }
  }
  function send(method: string, path: string, body: Json, extra: Extra = {}): Promise<Reply> {
    const binary = Buffer.isBuffer(body)
    const headers: Record<string, string> = {
      'Content-Type': binary ? 'image/png' : 'application/json',
      ...extra.headers,
    }
    if (extra.key !== null) headers['Idempotency-Key'] = extra.key ?? randomUUID()
    return raw(method, path, { headers, body: binary ? body : JSON.stringify(body ?? {}) })
  }
  return {
    token: token ?? '',
    get: (path, headers = {}) => raw('GET', path, { headers }),
    post: (path, body, extra) => send('POST', path, body, extra),
    patch: (path, body, extra) => send('PATCH', path, body, extra),
    put: (path, body, extra) => send('PUT', path, body, extra),
    delete: (path) => raw('DELETE', path),
    raw,
  }
}

async function readBody(response: Response): Promise<Json> {
  const type = response.headers.get('content-type') ?? ''
  if (/[/+]json/.test(type)) return await response.json()
  if (/^text\//.test(type)) return await response.text()
  return Buffer.from(await response.arrayBuffer())
}
