import type { Arrival } from './arrivals.ts'

/** What the register holds, in the form in which hooks.py mixes it into requests. */
export interface Known {
  /** By `GET /api/v1/claims/{id}`: what its requests may name. */
  operations: Record<string, { params: object[]; queries: object[]; bodies: unknown[] }>
  /** Values of a field, by its name wherever it stands. */
  fields: Record<string, unknown[]>
}

interface Named {
  method: string
  path: string
}

const EACH_MAX = 40

/**
 * Gathers the requests that were carried out: their bodies and queries for the same operation,
 * their path parameters for every operation whose path begins alike.
 */
export function createKnown() {
  const carriedOut: Arrival[] = []
  return {
    tell(arrival: Arrival): void {
      if (arrival.operationId !== null && arrival.status < 400) carriedOut.push(arrival)
    },
    /**
     * @param operations every operation of the service
     * @param more path parameters that only these operations, such as `GET /x/{id}`, are to use
     */
    toKnown(operations: readonly Named[], more: Record<string, object[]>): Known {
      const known: Known = { operations: {}, fields: fieldsOf(carriedOut) }
      for (const { method, path } of operations) {
        const same = carriedOut.filter((one) => one.method === method && one.path === path)
        const begin = beginOf(path)
        const alike = carriedOut.filter((one) => begin !== '' && beginOf(one.path) === begin)
        const name = `${method} ${path}`
        known.operations[name] = {
          params: unique([...(more[name] ?? []), ...alike.map(({ params }) => params)]),
          queries: unique(same.map(({ query }) => query).filter(isNotEmpty)),
          bodies: unique(same.map(({ body }) => wireForm(body)).filter(isNotEmpty)),
        }
      }
      return known
    },
  }
}

/** The path up to its last parameter: what has this beginning in common names the same things. */
function beginOf(path: string): string {
  return path.slice(0, path.lastIndexOf('}') + 1)
}

function wireForm(body: unknown): unknown {
  return Buffer.isBuffer(body) ? body.toString('base64') : body
}

function isNotEmpty(value: unknown): boolean {
  if (typeof value === 'string') return true
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function fieldsOf(arrivals: readonly Arrival[]): Record<string, unknown[]> {
  const fields = new Map<string, unknown[]>()
  for (const { body, query } of arrivals) {
    if (Buffer.isBuffer(body)) continue
    for (const [name, value] of Object.entries({ ...query, ...(body ?? {}) })) {
      fields.set(name, [...(fields.get(name) ?? []), value])
    }
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, unique(values)]))
}

/** Each value once, and no more of them than a choice needs. */
function unique<Value>(values: readonly Value[]): Value[] {
  const each = new Map(values.map((value) => [JSON.stringify(value), value]))
  return [...each.values()].slice(0, EACH_MAX)
}
