import { expect } from 'chai'
import { parsePersonalNumber } from '../../src/vn/personal-number.ts'

function reasonOf(text: string): string {
  const result = parsePersonalNumber(text)
  return result.ok ? 'ok' : result.reason
}

describe('reading a personal identity number', () => {
  it('takes 12 digits and tells the year of birth', () => {
    expect(parsePersonalNumber('031085000000')).to.deep.equal({
      ok: true,
      value: '031085000000',
      birthYear: 1985,
    })
    expect(parsePersonalNumber('030304123456')).to.deep.include({ birthYear: 2004 })
    expect(parsePersonalNumber(' 031 085.000.000 ')).to.deep.include({ value: '031085000000' })
  })

  it('refuses other lengths, letters and hyphens', () => {
    for (const text of ['', '03108500000', '0310850000000', '123456789']) {
      expect(reasonOf(text), text).to.equal('length')
    }
    for (const text of ['03108500000A', '031-085000000', '０31085000000']) {
      expect(reasonOf(text), text).to.equal('not_digits')
    }
  })

  it('knows the 63 provinces of birth, and takes births abroad as they come', () => {
    const known = Array.from({ length: 1000 }, (_, at) => String(at).padStart(3, '0')).filter(
      (birthplace) => reasonOf(`${birthplace}085000000`) === 'ok',
    )
    const inCountry = known.filter((birthplace) => birthplace.startsWith('0'))
    expect(inCountry).to.have.length(63)
    expect(inCountry).to.include.members(['001', '030', '031', '096'])
    expect(inCountry).to.not.include.members(['000', '003', '032', '097'])
    expect(known).to.have.length(63 + 900)
    expect(reasonOf('032085000000')).to.equal('birthplace')
  })

  it('refuses births in centuries to come', () => {
    const digits = [...'0123456789'].filter((digit) => reasonOf(`031${digit}85000000`) === 'ok')
    expect(digits).to.deep.equal(['0', '1', '2', '3'])
    expect(reasonOf('031485000000')).to.equal('century')
  })
})
