import { hash, timingSafeEqual } from 'node:crypto'

/** Crockford's base 32: no I, L, O, U, so that people can read a serial aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Value of each character by its code; 0 for any other. */
const VALUES = new Uint8Array(128)
for (const [value, character] of [...ALPHABET].entries()) VALUES[character.charCodeAt(0)] = value
/** Two characters for each number of ten bits. */
const PAIRS = [...ALPHABET].flatMap((high) => [...ALPHABET].map((low) => high + low))

export const SERIAL_LENGTH = 16
const BATCH_CHARACTERS = 5
const INDEX_CHARACTERS = 4
const PLACE_CHARACTERS = BATCH_CHARACTERS + INDEX_CHARACTERS
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

function valueAt(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] ?? 0
}

/**
 * The check character of fifteen characters: with it Σ α^i·x_i = 0, i = 0 at the check character
 * itself. Finds every error of one character and every swap of two (design §3).
 */
export function checkCharacter(body: string): string {
  let sum = 0
  for (let at = 0; at < SERIAL_LENGTH - 1; at += 1) {
    sum ^= MULTIPLES[(SERIAL_LENGTH - 1 - at) * 32 + valueAt(body, at)] ?? 0
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

/** A number of at most 31 bits in base 32, filled with zeros to `length` characters. */
function encode(value: number, length: number): string {
  let text = ''
  let rest = value
  for (let left = length; left >= 2; left -= 2, rest >>= 10) text = PAIRS[rest & 1023] + text
  return length % 2 === 0 ? text : ALPHABET.charAt(rest & 31) + text
}

function decode(text: string): number {
  let value = 0
  for (let at = 0; at < text.length; at += 1) value = value * 32 + valueAt(text, at)
  return value
}

const BLOCK_BYTES = 64
const HASH_BYTES = 32

/**
 * Tags of many places under one secret and key: the first 30 bits of
 * HMAC-SHA-256(secret, key | BBBBB | NNNN) as six characters. A tag proves that this register
 * issued the code, not that this piece is the original.
 *
 * The HMAC is written out as RFC 2104 has it, over blocks that are padded once: two one-shot
 * hashes a tag, a third of the time that an Hmac object takes.
 */
function tagger(secret: Buffer, key: string): (place: string) => string {
  const short = secret.length > BLOCK_BYTES ? hash('sha256', secret, 'buffer') : secret
  const inner = Buffer.concat([pad(short, 0x36), Buffer.from(key), Buffer.alloc(PLACE_CHARACTERS)])
  const outer = Buffer.concat([pad(short, 0x5c), Buffer.alloc(HASH_BYTES)])
  const placeAt = inner.length - PLACE_CHARACTERS
  return (place) => {
    inner.write(place, placeAt, 'latin1')
    // A string of bytes comes out of OpenSSL at twice the speed of a Buffer.
    outer.write(hash('sha256', inner, 'binary'), BLOCK_BYTES, 'latin1')
    const digest = hash('sha256', outer, 'binary')
    const high = (digest.charCodeAt(0) << 8) | digest.charCodeAt(1)
    const low = (digest.charCodeAt(2) << 8) | digest.charCodeAt(3)
    return encode((high << 14) | (low >> 2), TAG_CHARACTERS)
  }
}

function pad(secret: Buffer, byte: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, byte)
  for (const [at, value] of secret.entries()) block[at] = value ^ byte
  return block
}

/**
 * The serials of a batch, BBBBB NNNN TTTTTT C, each by its index from 0.
 * @param key GTIN-14 or GDTI-13 @param batch number of the batch
 */
export function serialWriter(
  secret: Buffer,
  key: string,
  batch: number,
): (index: number) => string {
  const head = encode(batch, BATCH_CHARACTERS)
  const tagOf = tagger(secret, key)
  return (index) => {
    const place = head + encode(index, INDEX_CHARACTERS)
    const body = place + tagOf(place)
    return body + checkCharacter(body)
  }
}

/** The serial of one stamp. @param index from 0 */
export function serialOf(secret: Buffer, key: string, batch: number, index: number): string {
  return serialWriter(secret, key, batch)(index)
}

/** Whether the tag of a well-formed serial is of this secret and key; in constant time. */
export function hasRightTag(secret: Buffer, key: string, serial: string): boolean {
  const place = serial.slice(0, PLACE_CHARACTERS)
  const expected = tagger(secret, key)(place)
  const given = serial.slice(place.length, place.length + TAG_CHARACTERS)
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given.padEnd(TAG_CHARACTERS)))
}

/** Where a well-formed serial points: the batch and the index from 0. */
export function placeOf(serial: string): { batch: number; index: number } {
  const batch = decode(serial.slice(0, BATCH_CHARACTERS))
  const index = decode(serial.slice(BATCH_CHARACTERS, PLACE_CHARACTERS))
  return { batch, index }
}

/** What a person typed, forgiving case, blanks, hyphens, O for 0 and I or L for 1. */
export function normaliseSerial(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}
