import { AppError } from '../errors.ts'

/** Look-ups that may wait: more would be answered too late to be of use. */
const WAITING_MAX = 2_000

/**
 * Look-ups that arrive while one is under way wait and share the next: many callers cost one
 * query at a time. Each sees what was committed before it asked. Where a query fails, those that
 * wait for the next fail with it: they would only wait for the same.
 * @param load finds the values of keys in one query
 * @param togetherMax how many may share a query
 * @throws AppError `unavailable` at once where too many wait
 */
export function coalesce<Key, Value>(
  load: (keys: Key[]) => Promise<Map<Key, Value>>,
  togetherMax = Number.POSITIVE_INFINITY,
): (key: Key) => Promise<Value | null> {
  let waiting: { key: Key; resolve(value: Value | null): void; reject(error: unknown): void }[] = []
  let isBusy = false

  async function run(): Promise<void> {
    isBusy = true
    while (waiting.length > 0) {
      const asked = waiting.slice(0, togetherMax)
      waiting = waiting.slice(togetherMax)
      try {
        const found = await load([...new Set(asked.map(({ key }) => key))])
        for (const { key, resolve } of asked) resolve(found.get(key) ?? null)
      } catch (error) {
        const failed = [...asked, ...waiting]
        waiting = []
        for (const { reject } of failed) reject(error)
      }
    }
    isBusy = false
  }

  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= WAITING_MAX) {
        reject(tooMany())
        return
      }
      waiting.push({ key, resolve, reject })
      if (!isBusy) void run()
    })
}

function tooMany(): AppError {
  return new AppError('unavailable', {
    vi: 'Đang có quá nhiều lượt tra cùng lúc.',
    en: 'Too many look-ups wait already.',
  })
}
