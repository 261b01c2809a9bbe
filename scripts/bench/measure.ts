import { Agent, request } from 'node:http'

/** Units of work a second. */
export async function rate(units: number, work: () => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint()
  await work()
  return units / (Number(process.hrtime.bigint() - began) / 1e9)
}

/** One figure: ours against the naive way, as a ratio of this run. */
export function line(name: string, ours: number, naive: number, unit: string): string {
  const show = (value: number) => Math.round(value).toLocaleString('en-US')
  const ratio = ours / naive
  const times = ratio >= 10 ? Math.round(ratio).toLocaleString('en-US') : ratio.toFixed(2)
  return `${name}: ${times} × (${show(ours)} against ${show(naive)} ${unit})`
}

export async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let at = 0; at < times; at += 1) await work()
}

export interface Answer {
  status: number
  text: string
}

/** Posts JSON over kept connections: a client that costs little beside what it measures. */
export function createPoster(callers: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  return {
    post(url: string, key: string, id: string, body: unknown): Promise<Answer> {
      const text = JSON.stringify(body)
      return new Promise((resolve, reject) => {
        const sent = request(
          url,
          {
            agent,
            method: 'POST',
            headers: {
              Authorization: `Bearer ${key}`,
              'Content-Type': 'application/json',
              'Content-Length': Buffer.byteLength(text),
              'Idempotency-Key': id,
            },
          },
          (response) => {
            const parts: Buffer[] = []
            response.on('data', (part: Buffer) => parts.push(part))
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                text: Buffer.concat(parts).toString('utf8'),
              }),
            )
          },
        )
        sent.on('error', reject)
        sent.end(text)
      })
    },
    close: () => agent.destroy(),
  }
}
