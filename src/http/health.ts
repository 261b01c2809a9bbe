import { z } from 'zod'
import { AppError } from '../errors.ts'
import { HEALTH_TIMEOUT_MS } from './limits.ts'
import { publicRead, type Route } from './route.ts'

const Health = z
  .strictObject({ status: z.literal('ok').meta({ description: 'The service answers' }) })
  .meta({ id: 'Health', description: 'State of this copy of the service' })

/**
 * @param probe writes to the database and reads back
 * @param stopping true once this copy drains: the balancer must send no more
 */
export function healthRoutes(probe: () => Promise<void>, stopping: () => boolean): Route[] {
  return [
    publicRead({
      path: '/health/live',
      operationId: 'getLiveness',
      summary: { vi: 'Tiến trình còn sống', en: 'The process lives' },
      tag: 'health',
      reply: Health,
      handle: async () => ({ status: 'ok' as const }),
    }),
    publicRead({
      path: '/health/ready',
      operationId: 'getReadiness',
      summary: { vi: 'Sẵn sàng phục vụ', en: 'Ready to serve' },
      tag: 'health',
      reply: Health,
      handle: async () => {
        if (stopping()) throw notReady('đang dừng', 'stopping')
        await within(HEALTH_TIMEOUT_MS, probe())
        return { status: 'ok' as const }
      },
    }),
  ]
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notReady('cơ sở dữ liệu chậm', 'slow database')), timeoutMs)
  })
  try {
    await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

function notReady(vi: string, en: string): AppError {
  return new AppError('unavailable', { vi: `Chưa sẵn sàng: ${vi}.`, en: `Not ready: ${en}.` })
}
