/**
 * Look-ups that arrive while one is under way wait and share the next: many callers cost one
 * query at a time. Each sees what was committed before it asked.
 * @param load finds the values of keys in one query
 * @param togetherMax how many may share a query
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
        for (const { reject } of asked) reject(error)
      }
    }
    isBusy = false
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (!isBusy) void run()
    })
}
