import { expect } from 'chai'
import { checkDigit } from '../../src/gs1/check-digit.ts'
import { documentTypesUnder, gdtiFor, parseGdti } from '../../src/gs1/gdti.ts'
import { parseGln } from '../../src/gs1/gln.ts'
import { restrictedUseOf } from '../../src/gs1/gs1-prefix.ts'
import { parseGtin, toGtin13, withIndicator } from '../../src/gs1/gtin.ts'

const complete = (body: string): string => `${body}${checkDigit(body)}`

describe('reading a GTIN', () => {
  it('stores 8, 12, 13 and 14 digits as 14', () => {
    expect(parseGtin('96385074')).to.include({ ok: true, gtin14: '00000096385074', indicator: 0 })
    expect(parseGtin('614141000036')).to.include({ ok: true, gtin14: '00614141000036' })
    expect(parseGtin('8934588000010')).to.include({ ok: true, gtin14: '08934588000010' })
    const box = complete('1893458800001')
    expect(parseGtin(box)).to.include({ ok: true, gtin14: box, indicator: 1 })
  })

  it('names the check digit it expected', () => {
    expect(parseGtin('8934588000013')).to.deep.equal({
      ok: false,
      reason: 'check_digit',
      expectedCheckDigit: 0,
    })
    const borrowed = parseGtin(`1${'8934588000010'}`)
    expect(borrowed).to.deep.include({ ok: false, reason: 'check_digit', expectedCheckDigit: 7 })
  })

  it('refuses other lengths, also the 21 digits that some systems make up', () => {
    for (const length of [0, 1, 7, 9, 10, 11, 15, 21]) {
      const text = length === 0 ? '' : complete('8'.repeat(length - 1) || '8').slice(-length)
      expect(parseGtin(text), text).to.deep.equal({ ok: false, reason: 'length' })
    }
  })

  it('strips nothing: neither blanks nor hyphens nor digits of other scripts', () => {
    for (const text of [
      '8934588 000010',
      '8934588000010 ',
      '893-4588000010',
      '８９３４５８８０００0１0',
    ]) {
      expect(parseGtin(text), text).to.deep.equal({ ok: false, reason: 'not_digits' })
    }
  })

  it('refuses restricted circulation and coupons by their prefix, in each length', () => {
    const refused = ['200123400001', '020123400001', '040000000001', '050000000001', '990000000001']
    for (const body of refused) {
      const thirteen = complete(body)
      expect(parseGtin(thirteen), thirteen).to.deep.include({ reason: 'restricted_prefix' })
      const box = withIndicator(`0${thirteen}`, 3)
      expect(parseGtin(box), box).to.deep.include({ reason: 'restricted_prefix' })
    }
    for (const body of ['2123456', '0123456', '21234567890', '41234567890', '51234567890']) {
      expect(parseGtin(complete(body)), body).to.deep.include({ reason: 'restricted_prefix' })
    }
  })

  it('reports a wrong check digit before the prefix', () => {
    expect(parseGtin('2001234000010')).to.deep.include({ ok: false, reason: 'check_digit' })
  })
})

describe('GS1 prefixes', () => {
  const useOf = (prefix: number): string | null =>
    restrictedUseOf(`0${String(prefix).padStart(3, '0')}1234567890`)

  it('are those of open trade but for the ranges kept for other uses', () => {
    const between = (prefix: number, from: number, to: number) => prefix >= from && prefix <= to
    for (let prefix = 0; prefix <= 999; prefix++) {
      const restricted =
        between(prefix, 20, 29) || between(prefix, 40, 49) || between(prefix, 200, 299)
      const coupon = between(prefix, 50, 59) || between(prefix, 980, 999)
      const expected = restricted ? 'restricted' : coupon ? 'coupon' : null
      expect(useOf(prefix), String(prefix)).to.equal(expected)
    }
  })

  it('leave Việt Nam, the demonstrations and books free', () => {
    expect([893, 952, 977, 978, 979].map(useOf)).to.deep.equal([null, null, null, null, null])
  })

  it('are other ones in a GTIN-8', () => {
    const first = (digit: number) => restrictedUseOf(`000000${digit}1234567`)
    expect([0, 2].map(first)).to.deep.equal(['restricted', 'restricted'])
    for (const digit of [1, 3, 4, 5, 6, 7, 8, 9]) expect(first(digit), String(digit)).to.equal(null)
  })
})

describe('forms of a GTIN', () => {
  it('is printed in 13 digits where the indicator is 0', () => {
    expect(toGtin13('08934588000010')).to.equal('8934588000010')
    expect(toGtin13(withIndicator('08934588000010', 1))).to.equal(null)
  })

  it('gets a check digit of its own with another indicator, and the old one back', () => {
    const box = withIndicator('08934588000010', 1)
    expect(box).to.equal('18934588000017')
    expect(withIndicator(box, 0)).to.equal('08934588000010')
    expect(() => withIndicator('8934588000010', 1)).to.throw(RangeError)
    expect(() => withIndicator('08934588000010', 10)).to.throw(RangeError)
  })
})

describe('reading a GLN', () => {
  it('takes 13 digits with their check digit and nothing else', () => {
    expect(parseGln('9529000019016')).to.deep.equal({ ok: true, gln: '9529000019016' })
    expect(parseGln('9529000019011')).to.deep.equal({
      ok: false,
      reason: 'check_digit',
      expectedCheckDigit: 6,
    })
    expect(parseGln('952900001901')).to.deep.equal({ ok: false, reason: 'length' })
    expect(parseGln('95290000190160')).to.deep.equal({ ok: false, reason: 'length' })
    expect(parseGln('952900001901O')).to.deep.equal({ ok: false, reason: 'not_digits' })
    expect(parseGln(' 9529000019016')).to.deep.equal({ ok: false, reason: 'not_digits' })
  })
})

describe('reading and building a GDTI', () => {
  it('parts key and serial, which may be absent', () => {
    const key = gdtiFor('9529000', 12)
    expect(parseGdti(key)).to.deep.equal({ ok: true, gdti13: key, serial: '' })
    const serial = 'A-b_9/!'.padEnd(17, 'Z')
    expect(parseGdti(key + serial)).to.deep.equal({ ok: true, gdti13: key, serial })
  })

  it('refuses what is too short, too long, no number, or no serial', () => {
    const key = gdtiFor('9529000', 12)
    const reasonOf = (text: string) => {
      const result = parseGdti(text)
      return result.ok ? 'ok' : result.reason
    }
    expect(reasonOf(key.slice(0, 12))).to.equal('length')
    expect(reasonOf(`${key}${'Z'.repeat(18)}`)).to.equal('length')
    expect(reasonOf(`${key.slice(0, 12)}Z`)).to.equal('not_digits')
    expect(reasonOf(`${key}A B`)).to.equal('serial')
    expect(reasonOf(`${key}Đ`)).to.equal('serial')
    expect(reasonOf(key.slice(0, 12) + ((Number(key.at(-1)) + 1) % 10))).to.equal('check_digit')
  })

  it('numbers as many document types as the prefix leaves digits', () => {
    for (let length = 4; length <= 12; length++) {
      const prefix = '952900012345'.slice(0, length)
      const room = documentTypesUnder(prefix)
      expect(room).to.equal(10 ** (12 - length))
      for (const type of [0, room - 1]) {
        expect(parseGdti(gdtiFor(prefix, type)), `${prefix} ${type}`).to.include({ ok: true })
      }
      expect(() => gdtiFor(prefix, room), prefix).to.throw(RangeError)
    }
    expect(gdtiFor('9529000', 0)).to.equal(complete('952900000000'))
    expect(gdtiFor('9529000', 41)).to.equal(complete('952900000041'))
  })

  it('refuses a prefix or a number that is none', () => {
    for (const prefix of ['', '952', '9529000123456', '95290A0', ' 9529000']) {
      expect(() => gdtiFor(prefix, 0), prefix).to.throw(RangeError)
    }
    for (const type of [-1, 0.5, Number.NaN]) {
      expect(() => gdtiFor('9529000', type), String(type)).to.throw(RangeError)
    }
  })
})
