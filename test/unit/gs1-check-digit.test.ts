import { expect } from 'chai'
import { checkDigit, hasValidCheckDigit } from '../../src/gs1/check-digit.ts'
import { checkPair, hasValidCheckPair } from '../../src/gs1/check-pair.ts'

const DIGITS = '0123456789'

describe('the GS1 check digit', () => {
  it('completes numbers of each length', () => {
    expect(checkDigit('9638507')).to.equal(4)
    expect(checkDigit('61414100003')).to.equal(6)
    expect(checkDigit('893458800001')).to.equal(0)
    expect(checkDigit('189385010000100')).to.equal(checkDigit('0189385010000100'))
    expect(checkDigit('89385010000100000')).to.equal(1)
  })

  it('finds every change of one digit, at odd and at even places', () => {
    const right = '9529000019016'
    expect(hasValidCheckDigit(right)).to.equal(true)
    for (let at = 0; at < right.length; at++) {
      for (const digit of DIGITS) {
        const changed = right.slice(0, at) + digit + right.slice(at + 1)
        expect(hasValidCheckDigit(changed), changed).to.equal(changed === right)
      }
    }
  })

  it('finds each swap of neighbours but those that differ by five', () => {
    for (const a of DIGITS) {
      for (const b of DIGITS) {
        const undetected = Math.abs(Number(a) - Number(b)) % 5 === 0
        const missed = [`95${a}${b}0`, `95${a}${b}`].map(
          (body) => checkDigit(body) === checkDigit(body.replace(a + b, b + a)),
        )
        expect(missed, a + b).to.deep.equal([undetected, undetected])
      }
    }
  })

  it('is not asked of anything but ASCII digits', () => {
    for (const text of ['', '12a4', '12 4', '１２３', '-123', '1.5']) {
      expect(() => checkDigit(text), text).to.throw(RangeError)
      expect(hasValidCheckDigit(text), text).to.equal(false)
    }
    expect(hasValidCheckDigit('0')).to.equal(false)
  })
})

describe('the GS1 check character pair', () => {
  it('completes the model number of the General Specifications', () => {
    expect(checkPair('1987654Ad4X4bL5ttr2310c')).to.equal('2K')
    expect(hasValidCheckPair('1987654Ad4X4bL5ttr2310c2K')).to.equal(true)
  })

  it('finds every change of one character of the body', () => {
    const body = '9529000A-b_9'
    const pair = checkPair(body)
    for (let at = 0; at < body.length; at++) {
      for (const character of 'AZaz09-_/!') {
        const changed = body.slice(0, at) + character + body.slice(at + 1)
        expect(checkPair(changed) === pair, changed).to.equal(changed === body)
      }
    }
  })

  it('has none for a blank, another letter, or a body longer than any key', () => {
    expect(checkPair('9529 00')).to.equal(null)
    expect(checkPair('9529đ00')).to.equal(null)
    expect(checkPair('9'.repeat(24))).to.equal(null)
    expect(hasValidCheckPair('2')).to.equal(false)
  })
})
