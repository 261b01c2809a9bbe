import { createHmac, timingSafeEqual } from 'node:crypto'

/** Crockford's base 32: no I, L, O, U, so that people can read a serial aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]))

export const SERIAL_LENGTH = 16
const BATCH_CHARACTERS = 5
const INDEX_CHARACTERS = 4
const TAG_CHARACTERS = 6

/** A batch number has 25 bits, an index 20. */
export const BATCH_NUMBER_MAX = 2 ** 25 - 1
export const BATCH_STAMPS_MAX = 2 ** 20

/** α^i in GF(32) with the polynomial x^5 + x^2 + 1, for i = 0 … 15. */
const POWERS = powersOfAlpha(SERIAL_LENGTH)

function powersOfAlpha(count: number): number[] {
  const powers = [1]
  while (powers.length < count) powers.push(timesAlpha(powers.at(-1) ?? 1))
  return powers
}

function timesAlpha(value: number): number {
  const doubled = value << 1
  return doubled >= 32 ? doubled ^ 0b100101 : doubled
}

function multiply(a: number, b: number): number {
  let product = 0
  let factor = a
  for (let bits = b; bits > 0; bits >>= 1) {
    if ((bits & 1) === 1) product ^= factor
    factor = timesAlpha(factor)
  }
  return product
}

/** MULTIPLES[i * 32 + x] = α^i · x: the check of a serial is sixteen look-ups. */
const MULTIPLES = Uint8Array.from({ length: SERIAL_LENGTH * 32 }, (_, at) =>
  multiply(POWERS[at >> 5] ?? 0, at & 31),
)

function valueOfCharacter(character: string | undefined): number {
  return VALUES.get(character ?? '') ?? 0
}

/**
 * The check character of fifteen characters: with it Σ α^i·x_i = 0, i = 0 at the check character
 * itself. Finds every error of one character and every swap of two (design §3).
 */
export function checkCharacter(body: string): string {
  let sum = 0
  for (let at = 0; at < SERIAL_LENGTH - 1; at += 1) {
    sum ^= MULTIPLES[(SERIAL_LENGTH - 1 - at) * 32 + valueOfCharacter(body[at])] ?? 0
  }
  return ALPHABET[sum] ?? '0'
}

/** Sixteen characters of the alphabet whose check holds. */
export function isWellFormedSerial(serial: string): boolean {
  return isSerialShaped(serial) && checkCharacter(serial.slice(0, -1)) === serial.at(-1)
}

/** Sixteen characters of the alphabet, whether or not their check holds. */
export function isSerialShaped(serial: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(serial)
}

/** A number in base 32, filled with zeros to `length` characters. */
function encode(value: number, length: number): string {
  let text = ''
  for (let rest = value, at = 0; at < length; at += 1, rest = Math.floor(rest / 32)) {
    text = (ALPHABET[rest % 32] ?? '0') + text
  }
  return text
}

function decode(text: string): number {
  return [...text].reduce((value, character) => value * 32 + valueOfCharacter(character), 0)
}

/**
 * The first 30 bits of HMAC-SHA-256(secret, key | BBBBB | NNNN) as six characters.
 * It proves that this register issued the code, not that this piece is the original.
 */
function tag(secret: Buffer, message: string): string {
  const bits = createHmac('sha256', secret).update(message).digest().readUInt32BE(0) >>> 2
  return encode(bits, TAG_CHARACTERS)
}

/**
 * The serial of one stamp: BBBBB NNNN TTTTTT C.
 * @param key GTIN-14 or GDTI-13 @param batch number of the batch @param index from 0
 */
export function serialOf(secret: Buffer, key: string, batch: number, index: number): string {
  const place = encode(batch, BATCH_CHARACTERS) + encode(index, INDEX_CHARACTERS)
  const body = place + tag(secret, key + place)
  return body + checkCharacter(body)
}

/** Whether the tag of a well-formed serial is of this secret and key; in constant time. */
export function hasRightTag(secret: Buffer, key: string, serial: string): boolean {
  const place = serial.slice(0, BATCH_CHARACTERS + INDEX_CHARACTERS)
  const expected = tag(secret, key + place)
  const given = serial.slice(place.length, place.length + TAG_CHARACTERS)
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given.padEnd(TAG_CHARACTERS)))
}

/** Where a well-formed serial points: the batch and the index from 0. */
export function placeOf(serial: string): { batch: number; index: number } {
  const batch = decode(serial.slice(0, BATCH_CHARACTERS))
  const index = decode(serial.slice(BATCH_CHARACTERS, BATCH_CHARACTERS + INDEX_CHARACTERS))
  return { batch, index }
}

/** What a person typed, forgiving case, blanks, hyphens, O for 0 and I or L for 1. */
export function normaliseSerial(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}
