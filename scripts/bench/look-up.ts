import { must } from '../demo/world.ts'
import { line, rate, repeat } from './measure.ts'
import { type Bench, type Delivered, issue, issueDelivered } from './world.ts'

const LOOK_UPS = 100
const ROUNDS = 8
const MILLION = 1_000_000
const SEGMENTS = 10_000
/** Ranges that one request may hold. */
const RANGES_AT_ONCE = 200

/**
 * The state of one code in a batch of ten; in a register of more than ten million, in a batch of
 * a million; and in a batch of 10,000 segments. In turns, so that whatever else the machine does
 * falls on all.
 */
export async function benchLookUp(bench: Bench): Promise<string[]> {
  const small = await issue(bench, 10)
  const rates = { small: 0, large: 0, scattered: 0 }
  rates.small = await rateOf(bench, small.firstSerial)
  const large = await issue(bench, MILLION)
  const scattered = await issueDelivered(bench, SEGMENTS)
  await scatter(bench, scattered)
  rates.small = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.small += (await rateOf(bench, small.firstSerial)) / ROUNDS
    rates.large += (await rateOf(bench, large.firstSerial)) / ROUNDS
    rates.scattered += (await rateOf(bench, scattered.firstSerial)) / ROUNDS
  }
  return [
    line('state of a code: among ten million / in ten', rates.large, rates.small, 'codes/s'),
    line(
      'state of a code: among 10,000 segments / in ten',
      rates.scattered,
      rates.small,
      'codes/s',
    ),
  ]
}

async function rateOf(bench: Bench, serial: string): Promise<number> {
  const key = must(bench.world.keys, 'auditor')
  const path = `/api/v1/stamps/${serial}`
  return await rate(LOOK_UPS, () =>
    repeat(LOOK_UPS, () => bench.world.client.json({ method: 'GET', path, key })),
  )
}

/** Affixes every second stamp, so that no two neighbours are equal. */
async function scatter(bench: Bench, batch: Delivered): Promise<void> {
  for (let at = 0; at < SEGMENTS; at += 2 * RANGES_AT_ONCE) {
    const ranges = Array.from({ length: RANGES_AT_ONCE }, (_, n) => {
      const index = at + 2 * n + 1
      return { from: index, to: index }
    })
    await bench.world.client.json({
      method: 'POST',
      path: `/api/v1/stamp-batches/${batch.id}/events`,
      key: bench.officer,
      id: `bench-scatter-${batch.id}-${at}`,
      body: { action: 'affix', lotId: bench.lotId, ranges },
    })
  }
}
