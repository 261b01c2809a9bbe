import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  BATCH_NUMBER_MAX,
  BATCH_STAMPS_MAX,
  hasRightTag,
  placeOf,
  serialOf,
  serialWriter,
} from '../../src/features/stamps/serial.rules.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The tag by Node's own HMAC. */
function tagByHmac(secret: Buffer, message: string): string {
  let bits = createHmac('sha256', secret).update(message).digest().readUInt32BE(0) >>> 2
  let tag = ''
  for (; tag.length < 6; bits = Math.floor(bits / 32)) tag = ALPHABET.charAt(bits % 32) + tag
  return tag
}

// Secrets around the block of SHA-256 and its length: longer ones are hashed first (RFC 2104).
const secrets = fc
  .oneof(fc.constantFrom(1, 31, 32, 63, 64, 65, 128), fc.integer({ min: 1, max: 200 }))
  .chain((size) => fc.uint8Array({ minLength: size, maxLength: size }))
  .map((bytes) => Buffer.from(bytes))
const keys = fc
  .constantFrom(13, 14)
  .chain((length) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
      .map((digits) => digits.join('')),
  )
const batches = fc.integer({ min: 0, max: BATCH_NUMBER_MAX })
const indexes = fc.array(fc.integer({ min: 0, max: BATCH_STAMPS_MAX - 1 }), {
  minLength: 1,
  maxLength: 20,
})

describe('Serials of any secret, key, batch and index', () => {
  it("carry the tag that Node's own HMAC gives, one by one and many in any order", () => {
    fc.assert(
      fc.property(secrets, keys, batches, indexes, (secret, key, batch, asked) => {
        const serialAt = serialWriter(secret, key, batch)
        for (const index of asked) {
          const serial = serialAt(index)
          expect(serial.slice(9, 15)).to.equal(tagByHmac(secret, key + serial.slice(0, 9)))
          expect(serialOf(secret, key, batch, index)).to.equal(serial)
          expect(placeOf(serial)).to.deep.equal({ batch, index })
          expect(hasRightTag(secret, key, serial)).to.equal(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('do not depend on what another writer writes between them', () => {
    fc.assert(
      fc.property(secrets, secrets, keys, batches, indexes, (one, other, key, batch, asked) => {
        const [oneAt, otherAt] = [serialWriter(one, key, batch), serialWriter(other, key, batch)]
        for (const index of asked) {
          const [serial, between] = [oneAt(index), otherAt(index)]
          expect(serial).to.equal(serialOf(one, key, batch, index))
          expect(between).to.equal(serialOf(other, key, batch, index))
        }
      }),
      { numRuns: 100 },
    )
  })
})
