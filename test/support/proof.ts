/** How long a proof runs, and the seed of its choices. */
export interface Proof {
  length: number
  seed: number
  /** The next number of the seeded sequence, from 0 up to 1. */
  random(): number
}

/**
 * A proof runs short in the suite and long through `npm run test:long`, which hands on the name
 * of the proof, its length and its seed. The seed is printed, so that a failure can be repeated.
 */
export function proof(name: string, lengths: { short: number; long: number }): Proof {
  const asked = process.env['PROOF'] === name
  const length = Number(
    (asked && process.env['PROOF_LENGTH']) || (asked ? lengths.long : lengths.short),
  )
  const seed = Number((asked && process.env['PROOF_SEED']) || Date.now() % 1_000_000)
  console.log(`    ${name}: length ${length}, seed ${seed}`)
  return { length, seed, random: seeded(seed) }
}

/**
 * Which of two turns it is, by number from 0: of the first two each has one, so that the shortest
 * proof meets both; from then on chance decides.
 */
export function eitherFirst(random: () => number): (turn: number) => boolean {
  const first = random() < 0.5
  return (turn) => (turn < 2 ? first === (turn === 0) : random() < 0.5)
}

/** A sequence of numbers from 0 up to 1 that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
