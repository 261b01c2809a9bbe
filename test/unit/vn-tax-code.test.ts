import { expect } from 'chai'
import { parseTaxCode, taxCheckDigit } from '../../src/vn/tax-code.ts'

/** Nine digits, spread over all bodies by a step that shares no factor with 10. */
function bodies(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    return String((at * 123_456_791 + 1_000_001) % 1_000_000_000).padStart(9, '0')
  })
}

describe('reading a tax code', () => {
  it('takes 10 digits of an entity and 13 of a branch', () => {
    expect(parseTaxCode('0200120833')).to.deep.equal({
      ok: true,
      value: '0200120833',
      kind: 'MST10',
    })
    expect(parseTaxCode('0314409058-002')).to.deep.equal({
      ok: true,
      value: '0314409058-002',
      kind: 'MST13',
    })
  })

  it('takes out blanks and dots and sets the hyphen', () => {
    for (const text of ['0314409058002', ' 0314.409.058 - 002 ', '0314 409 058\u00a0002']) {
      expect(parseTaxCode(text), text).to.include({ ok: true, value: '0314409058-002' })
    }
    expect(parseTaxCode('0200 120 833')).to.include({ ok: true, value: '0200120833' })
  })

  it('names the digit it expected', () => {
    expect(parseTaxCode('0200120834')).to.deep.equal({
      ok: false,
      reason: 'check_digit',
      expectedCheckDigit: 3,
    })
  })

  it('says why it takes nothing else', () => {
    const reasonOf = (text: string) => {
      const result = parseTaxCode(text)
      return result.ok ? 'ok' : result.reason
    }
    for (const text of ['0200120833-000', '0200120833-01', '0200120833-0001', '0200120833-']) {
      expect(reasonOf(text), text).to.equal('branch')
    }
    expect(reasonOf('0200120833-001-002')).to.equal('branch')
    for (const text of ['', '-', '020012083', '02001208331', '020012083312', '02001208330012']) {
      expect(reasonOf(text), text).to.equal('length')
    }
    expect(reasonOf('020012083-3001')).to.equal('length')
    for (const text of ['02001208E3', '0200120833-A01', '０２００１２０８３３', '0200120833/001']) {
      expect(reasonOf(text), text).to.equal('not_digits')
    }
    expect(reasonOf('0100000008')).to.equal('zeros')
    expect(reasonOf('0000000000')).to.equal('zeros')
  })

  it('has one right tenth digit for ten bodies of eleven, and none for the eleventh', () => {
    let without = 0
    const sample = bodies(5_500)
    for (const body of sample) {
      const right = [...'0123456789'].filter((digit) => parseTaxCode(body + digit).ok)
      const digit = taxCheckDigit(body)
      expect(right, body).to.deep.equal(digit === null ? [] : [String(digit)])
      if (digit !== null) continue
      without += 1
      expect(parseTaxCode(`${body}0`)).to.deep.equal({ ok: false, reason: 'no_check_digit' })
    }
    expect(without / sample.length).to.be.within(0.08, 0.1)
  })

  it('finds each change of one digit, and each swap but that of the second and seventh', () => {
    for (const body of bodies(300)) {
      const right = taxCheckDigit(body)
      for (let at = 0; at < 9; at++) {
        const changed = body.slice(0, at) + ((Number(body[at]) + 3) % 10) + body.slice(at + 1)
        expect(taxCheckDigit(changed), changed).to.not.equal(right)
        for (let other = at + 1; other < 9; other++) {
          if (body[at] === body[other]) continue
          const swapped = [...body]
          swapped[at] = body.charAt(other)
          swapped[other] = body.charAt(at)
          const found = taxCheckDigit(swapped.join('')) !== right
          expect(found, `${body} ${at} ${other}`).to.equal(!(at === 1 && other === 6))
        }
      }
    }
  })
})
