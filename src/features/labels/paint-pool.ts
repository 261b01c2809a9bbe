import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import type { Paint } from './sheet-pdf.ts'

export interface PaintPool {
  paint: Paint
  close(): Promise<void>
}

const IDLE_MS = 10_000

/**
 * Threads that paint pages, so that all cores work and requests never wait behind a print. They
 * start with the first page and end when there is nothing left to paint.
 */
export function createPaintPool(threads = availableParallelism()): PaintPool {
  const pool = new Piscina({
    filename: new URL('./page-art.js', import.meta.url).href,
    name: 'paintPages',
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
  })
  return {
    paint: Object.assign((task: Parameters<Paint>[0]) => pool.run(task), {
      isBusy: () => pool.queueSize > 0,
    }),
    close: () => pool.destroy(),
  }
}
