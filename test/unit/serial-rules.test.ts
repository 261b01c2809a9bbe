import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import {
  BATCH_NUMBER_MAX,
  BATCH_STAMPS_MAX,
  checkCharacter,
  hasRightTag,
  isSerialShaped,
  isWellFormedSerial,
  normaliseSerial,
  placeOf,
  serialOf,
} from '../../src/features/stamps/serial.rules.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GTIN = '08938501000019'
const GDTI = '9520009900015'
const SECRET = Buffer.from(
  '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  'hex',
)

/** Base 32 by way of big integers: JavaScript's own digits, put over into Crockford's. */
function crockford(value: bigint, length: number): string {
  const digits = value.toString(32).padStart(length, '0')
  return digits.replaceAll(/[0-9a-v]/g, (digit) => ALPHABET.charAt(Number.parseInt(digit, 32)))
}

/** Division of polynomials over GF(2): what is left of `value` modulo x^5 + x^2 + 1. */
function reduce(value: bigint): bigint {
  let rest = value
  for (let degree = rest.toString(2).length - 1; degree >= 5; degree -= 1) {
    if (((rest >> BigInt(degree)) & 1n) === 1n) rest ^= 0b100101n << BigInt(degree - 5)
  }
  return rest
}

/** The whole serial as one polynomial of GF(2)[x] in α = x, by Horner, then reduced. */
function syndrome(serial: string): bigint {
  let sum = 0n
  for (const character of serial) sum = (sum << 1n) ^ BigInt(ALPHABET.indexOf(character))
  return reduce(sum)
}

/** The serial as design §3 states it, written another way than the service does. */
function serialByTheBook(secret: Buffer, key: string, batch: number, index: number): string {
  const place = crockford((BigInt(batch) << 20n) | BigInt(index), 9)
  const digest = createHmac('sha256', secret).update(`${key}${place}`, 'ascii').digest('hex')
  const tag = crockford(BigInt(`0x${digest}`) >> 226n, 6)
  const check = [...ALPHABET].find((character) => syndrome(place + tag + character) === 0n)
  return place + tag + check
}

const PLACES = [0, 1, 2, 31, 32, 1023, 1_048_575].flatMap((index) =>
  [0, 1, 31, 32, 4_711, 1_048_576, BATCH_NUMBER_MAX].map((batch) => ({ batch, index })),
)

/** Serials of all kinds of place, under both kinds of key. */
const SERIALS = [
  ...PLACES.flatMap(({ batch, index }) => [
    serialOf(SECRET, GTIN, batch, index),
    serialOf(SECRET, GDTI, batch, index),
  ]),
  ...Array.from({ length: 250 }, (_, n) => serialOf(SECRET, GTIN, 7_919 * n + 3, 4_093 * n)),
]

describe('The serial of a stamp', () => {
  // Made once by a program in another language, from the words of the design alone.
  const known: [secret: string, key: string, batch: number, index: number, serial: string][] = [
    ['00'.repeat(32), GTIN, 1, 0, '00001000080Z3YT5'],
    ['07'.repeat(32), '09520000100017', 1, 64, '0000100207JXR6AF'],
    ['ff'.repeat(40), GDTI, BATCH_NUMBER_MAX, 1_048_575, 'ZZZZZZZZZV2MS0WZ'],
    [SECRET.toString('hex'), GDTI, 0, 1, '000000001C47EZTN'],
    [SECRET.toString('hex'), '18938501000016', 1_234_567, 654_321, '15NM7KYZH8KJ9GDW'],
  ]
  for (const [secret, key, batch, index, serial] of known) {
    it(`is ${serial} for stamp ${index} of batch ${batch} under ${key}`, () => {
      const bytes = Buffer.from(secret, 'hex')
      expect(serialOf(bytes, key, batch, index)).to.equal(serial)
      expect(serialByTheBook(bytes, key, batch, index)).to.equal(serial)
    })
  }

  it('is the same when it is worked out another way, over the whole range of places', () => {
    for (const { batch, index } of PLACES) {
      for (const key of [GTIN, GDTI]) {
        const expected = serialByTheBook(SECRET, key, batch, index)
        expect(serialOf(SECRET, key, batch, index)).to.equal(expected)
      }
    }
  })

  it('has 16 characters of the alphabet and tells its place, up to the bounds', () => {
    expect([BATCH_NUMBER_MAX, BATCH_STAMPS_MAX]).to.deep.equal([33_554_431, 1_048_576])
    for (const { batch, index } of PLACES) {
      const serial = serialOf(SECRET, GTIN, batch, index)
      expect(serial).to.match(/^[0-9A-HJKMNP-TV-Z]{16}$/)
      expect(isWellFormedSerial(serial)).to.equal(true)
      expect(placeOf(serial)).to.deep.equal({ batch, index })
    }
  })

  it('is never that of another stamp', () => {
    expect(new Set(SERIALS).size).to.equal(SERIALS.length)
  })
})

describe('The check character of a serial', () => {
  it(`finds every error of one character, in ${SERIALS.length} serials`, () => {
    let tried = 0
    for (const serial of SERIALS) {
      for (let at = 0; at < 16; at += 1) {
        for (const other of ALPHABET) {
          if (other === serial[at]) continue
          const wrong = serial.slice(0, at) + other + serial.slice(at + 1)
          if (isWellFormedSerial(wrong)) expect.fail(`${wrong} passes for ${serial}`)
          tried += 1
        }
      }
    }
    expect(tried).to.equal(SERIALS.length * 16 * 31)
  })

  it('finds every swap of two characters, neighbours or not', () => {
    let tried = 0
    for (const serial of SERIALS) {
      for (let a = 0; a < 16; a += 1) {
        for (let b = a + 1; b < 16; b += 1) {
          if (serial[a] === serial[b]) continue
          const swapped = [...serial]
          swapped[a] = serial.charAt(b)
          swapped[b] = serial.charAt(a)
          if (isWellFormedSerial(swapped.join(''))) {
            expect.fail(`${swapped.join('')} passes for ${serial}`)
          }
          tried += 1
        }
      }
    }
    expect(tried).to.be.greaterThan(SERIALS.length * 80)
  })

  it('makes the sum over GF(32) zero', () => {
    for (const serial of SERIALS) {
      expect(syndrome(serial), serial).to.equal(0n)
      expect(checkCharacter(serial.slice(0, 15))).to.equal(serial[15])
    }
  })
})

describe('The tag of a serial', () => {
  const serial = serialOf(SECRET, GTIN, 42, 7)

  it('is right for its own secret and key', () => {
    expect(hasRightTag(SECRET, GTIN, serial)).to.equal(true)
  })

  it('is wrong for another secret, even of one other bit', () => {
    for (let bit = 0; bit < 256; bit += 1) {
      const other = Buffer.from(SECRET)
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(hasRightTag(other, GTIN, serial), `bit ${bit}`).to.equal(false)
    }
  })

  it('is wrong for another key', () => {
    for (const key of ['18938501000016', '08938501000026', GDTI, '']) {
      expect(hasRightTag(SECRET, key, serial), key).to.equal(false)
    }
  })

  it('does not move to another place, though its check character is put right', () => {
    const tag = serial.slice(9, 15)
    for (const { batch, index } of PLACES) {
      const place = serialOf(SECRET, GTIN, batch, index).slice(0, 9)
      const forged = place + tag + checkCharacter(place + tag)
      expect(isWellFormedSerial(forged)).to.equal(true)
      expect(hasRightTag(SECRET, GTIN, forged), forged).to.equal(false)
    }
  })
})

describe('A serial that a person typed', () => {
  it('is forgiven case, blanks, hyphens, O for 0 and I or L for 1', () => {
    expect(normaliseSerial(' oil0-l1i9 \u00a0abcd\tefgh ')).to.equal('01101119ABCDEFGH')
    for (const serial of SERIALS.slice(0, 20)) {
      const typed = serial
        .toLowerCase()
        .replaceAll('0', 'o')
        .replaceAll('1', 'l')
        .replaceAll(/(.{4})/g, '$1 ')
      expect(normaliseSerial(typed)).to.equal(serial)
    }
  })

  it('is not forgiven a letter outside the alphabet, nor a character too many or too few', () => {
    const [serial = ''] = SERIALS
    const wrong = ['', serial.slice(1), `${serial}0`, `U${serial.slice(1)}`, serial.toLowerCase()]
    for (const text of [...wrong, `${serial.slice(1)}\n`, `İ${serial.slice(1)}`]) {
      expect(isSerialShaped(text), JSON.stringify(text)).to.equal(false)
      expect(isWellFormedSerial(text), JSON.stringify(text)).to.equal(false)
    }
  })
})
