import { AppError } from '../../errors.ts'

/** Seconds after which a picture that found the queue full may come again. */
const RETRY_AFTER_S = 5

/**
 * Lets at most `atOnce` tasks work at a time, and at most `waitingMax` wait, in their order.
 * @returns what runs a task; it throws AppError `unavailable` where too many wait
 */
export function createDecodeQueue(atOnce: number, waitingMax: number) {
  let working = 0
  const waiting: (() => void)[] = []

  return async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (working < atOnce) working += 1
    else if (waiting.length >= waitingMax) throw tooBusy()
    // Whoever ends hands its place on, so that nobody who comes later takes it.
    else await new Promise<void>((start) => waiting.push(start))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) working -= 1
      else next()
    }
  }
}

function tooBusy(): AppError {
  return new AppError(
    'unavailable',
    { vi: 'Nhiều ảnh đang chờ xử lý.', en: 'Many pictures are waiting to be read.' },
    { retryAfterS: RETRY_AFTER_S },
  )
}
