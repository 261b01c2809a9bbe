import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError, type Text } from '../errors.ts'

export interface Limit {
  /** Takes one of the client's points. @throws AppError `too_many_requests` where none is left */
  take(address: string): Promise<void>
  /** Whether the client has points left, without taking one. @throws as `take` */
  assertLeft(address: string): Promise<void>
}

/**
 * So many points a client in so many seconds. A client is an IPv4 address or the /64 network of an
 * IPv6 one. Each copy of the service counts for itself: N copies allow up to N times as many.
 */
export function createLimit(points: number, durationS: number, detail: Text): Limit {
  const limiter = new RateLimiterMemory({ points, duration: durationS })
  const refused = (ms: number): AppError =>
    new AppError('too_many_requests', detail, { retryAfterS: Math.max(1, Math.ceil(ms / 1000)) })
  return {
    async take(address) {
      try {
        await limiter.consume(clientOf(address))
      } catch (error) {
        if (error instanceof RateLimiterRes) throw refused(error.msBeforeNext)
        throw error
      }
    },
    async assertLeft(address) {
      const spent = await limiter.get(clientOf(address))
      if (spent !== null && spent.consumedPoints >= points) throw refused(spent.msBeforeNext)
    },
  }
}

const NETWORK_GROUPS = 4

function clientOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const groups = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0')
  return [...groups, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(':')
}
