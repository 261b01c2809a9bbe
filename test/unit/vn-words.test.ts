import { expect } from 'chai'
import { askedWords, searchWords, splitWords, wholeName } from '../../src/vn/words.ts'

describe('Words to search by', () => {
  it('are folded and split at everything that is neither letter nor digit', () => {
    expect(splitWords('Gạo tẻ “ST25” – Thủy-Nguyên (5kg)')).to.deep.equal([
      'gao',
      'te',
      'st25',
      'thuy',
      'nguyen',
      '5kg',
    ])
    expect(splitWords(' \t—!')).to.deep.equal([])
  })

  it('are the same however a letter is composed, or how wide it is', () => {
    const name = 'Cải bẹ XANH'
    const plain = ['cai', 'be', 'xanh']
    for (const form of [name, name.normalize('NFD'), 'Ｃải bẹ ＸＡＮＨ']) {
      expect(splitWords(form)).to.deep.equal(plain)
    }
  })

  it('of a question come once each, in order, the last one last', () => {
    expect(askedWords('rau cải rau xanh')).to.deep.equal(['cai', 'rau', 'xanh'])
    expect(askedWords('rau cải rau')).to.deep.equal(['cai', 'rau'])
  })

  it('take a short form and what it stands for as the same', () => {
    const asked = askedWords('Hợp tác xã Bến Sóng')
    expect(asked).to.deep.equal(['htx', 'ben', 'song'])
    for (const name of ['HTX Bến Sóng', 'Hợp tác xã Bến Sóng']) {
      expect(searchWords([name])).to.include.members([...asked, 'hop', 'tac', 'xa'])
    }
    expect(askedWords('cty cổ phần trách nhiệm hữu hạn')).to.deep.equal(['cty', 'cp', 'tnhh'])
    // Half of a long form is words like others.
    expect(askedWords('hợp tác x')).to.deep.equal(['hop', 'tac', 'x'])
  })

  it('of a record are those of all its names, without the ones it has not', () => {
    expect(searchWords(['Cải xanh', null, 'Rau xanh'])).to.deep.equal([
      'cai',
      'xanh',
      '=cai xanh',
      'rau',
      '=rau xanh',
    ])
    expect(searchWords([null])).to.deep.equal([])
  })

  it('of a whole name make one word, whatever their order, that no word is equal to', () => {
    expect(wholeName(splitWords('xanh cải'))).to.equal(wholeName(splitWords('Cải xanh')))
    expect(wholeName(['cai'])).not.to.equal('cai')
    expect(wholeName(askedWords('htx ben song'))).to.equal(
      wholeName(splitWords('Hợp tác xã Bến Sóng')),
    )
  })
})
