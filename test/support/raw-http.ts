import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export interface RawReply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface RawSender {
  /** Sends a path as it is, without the tidying that fetch does; any header, Host too. */
  send(
    path: string,
    init?: { method?: string; headers?: Record<string, string> },
  ): Promise<RawReply>
  close(): void
}

/** @param connections how many are open at most */
export function createRawSender(baseUrl: string, connections = 16): RawSender {
  const { hostname, port } = new URL(baseUrl)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    send: (path, { method = 'GET', headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const sent = request({ agent, hostname, port, path, method, headers }, (reply) => {
          const chunks: Buffer[] = []
          reply.on('data', (chunk: Buffer) => chunks.push(chunk))
          reply.on('error', reject)
          reply.on('end', () => {
            const body = Buffer.concat(chunks).toString('utf8')
            resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body })
          })
        })
        sent.on('error', reject)
        sent.end()
      }),
    close: () => agent.destroy(),
  }
}
