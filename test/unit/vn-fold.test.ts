import { expect } from 'chai'
import { fold } from '../../src/vn/fold.ts'

describe('folding text for a search', () => {
  it('drops accents, tones and case', () => {
    expect(fold('HỢP TÁC XÃ Đông Đô')).to.equal('hop tac xa dong do')
    expect(fold('Ưu đãi, ăn ở, yêu quý')).to.equal('uu dai, an o, yeu quy')
    expect(fold('ĐẶNG đặng')).to.equal('dang dang')
  })

  it('does not mind where a tone stands or how a letter is composed', () => {
    expect(fold('Hoà Bình')).to.equal(fold('Hòa Bình'))
    expect(fold('Kiến Thuỵ')).to.equal(fold('Kiến Thụy'))
    const name = 'Thủy Đường, Bạch Long Vĩ'
    expect(fold(name.normalize('NFD'))).to.equal(fold(name.normalize('NFC')))
  })

  it('makes runs of blanks one, and none at the ends', () => {
    expect(fold(' \tTú \u00a0 Sơn\n')).to.equal('tu son')
    expect(fold('')).to.equal('')
  })

  it('leaves every letter of Vietnamese as one ASCII letter', () => {
    const vowels = 'aăâeêioôơuưy'
    const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']
    const plain: Record<string, string> = { ă: 'a', â: 'a', ê: 'e', ô: 'o', ơ: 'o', ư: 'u' }
    for (const vowel of vowels) {
      for (const tone of tones) {
        const letter = (vowel + tone).normalize('NFC')
        expect(fold(letter), letter).to.equal(plain[vowel] ?? vowel)
        expect(fold(letter.toUpperCase()), letter).to.equal(plain[vowel] ?? vowel)
      }
    }
  })

  it('changes nothing the second time', () => {
    const once = fold('Cơ sở SẢN XUẤT  nước mắm Cát Hải – số 1')
    expect(fold(once)).to.equal(once)
  })
})
