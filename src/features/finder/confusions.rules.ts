import { isSerialShaped, SERIAL_LENGTH } from '../stamps/serial.rules.ts'

/** Characters that a serial is written with. */
export const SERIAL_CHARACTERS: readonly string[] = [
  ...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
].filter((character) => isSerialShaped(character.repeat(SERIAL_LENGTH)))

/**
 * Characters that people take for one another, the most frequent mistakes first: by shape in small
 * print, and by sound when a serial is read aloud (B–P, C–K–Q, S–X, D–T in Vietnamese). O, I and L
 * never come here: they are read as 0 and 1.
 */
const ALIKE = [
  '8B 5S 2Z 0D 0Q DQ 6G 17 VY MN NH MH VW MW NW HW UV UY',
  '38 3B 68 56 4A 9G 9P 4Y 7T 7Y TY 1J 1T CG 0C 0G EF PR KX KR BR 8R VX XY HK 3E BE 89 7Z FP',
  'BP CK CQ KQ SX DT',
].flatMap((line) => line.split(' '))

/** How likely each character was meant by the one that is read: 0 is the likeliest. */
const RANKS = new Map<string, ReadonlyMap<string, number>>()
for (const [rank, [a = '', b = '']] of ALIKE.entries()) {
  for (const [read, meant] of [
    [a, b],
    [b, a],
  ] as const) {
    RANKS.set(read, new Map([...(RANKS.get(read) ?? []), [meant, rank]]))
  }
}

/** The characters of serials that are taken for `read`, the likeliest first. */
export function confusedWith(read: string): string[] {
  const meant = [...(RANKS.get(read)?.keys() ?? [])]
  return meant.filter((character) => SERIAL_CHARACTERS.includes(character))
}

/** Order of suggestions: how far down the table a confusion stands. */
export function confusionRank(read: string, meant: string): number {
  return RANKS.get(read)?.get(meant) ?? ALIKE.length
}
