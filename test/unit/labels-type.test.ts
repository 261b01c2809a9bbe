import { expect } from 'chai'
import { fitLines, outlines, settable, widthPt } from '../../src/features/labels/label-type.ts'

const style = { face: 'plain', sizePt: 4.5, linesMax: 2 } as const
const COOPERATIVE = 'Hợp tác xã nông nghiệp Thủy Nguyên'

describe('type on a label', () => {
  it('leaves a name that fits as it is', () => {
    expect(fitLines(COOPERATIVE, style, 500)).to.deep.equal([COOPERATIVE])
  })

  it('breaks a longer name between words', () => {
    expect(fitLines(COOPERATIVE, style, 50)).to.deep.equal([
      'Hợp tác xã nông nghiệp',
      'Thủy Nguyên',
    ])
  })

  it('shortens what is left over with an ellipsis, to the last letter that fits', () => {
    const lines = fitLines(`${COOPERATIVE} và các hộ liên kết sản xuất`, style, 50)
    const last = lines.at(-1) ?? ''
    expect(lines).to.have.length(2)
    expect(last).to.match(/^Thủy Nguyên và .*…$/)
    expect(widthPt(last, 'plain', 4.5)).to.be.within(45, 50)
  })

  it('breaks a word that is wider than a line', () => {
    const lines = fitLines('W'.repeat(120), style, 50)
    expect(lines.map((line) => line.replace(/W/g, ''))).to.deep.equal(['', '…'])
    for (const line of lines) expect(widthPt(line, 'plain', 4.5)).to.be.at.most(50)
  })

  it('ends although not one letter fits', () => {
    expect(fitLines('WW WW', style, 1)).to.have.length.at.most(2)
  })

  it('sets an empty name as no line', () => {
    expect(fitLines(' \n ', style, 50)).to.deep.equal([])
  })

  it('composes decomposed letters, joins lines, and shows a box for a letter it lacks', () => {
    const text = `${'Thủy'.normalize('NFD')}\n\u0007 漢`
    expect(settable(text, 'plain')).to.equal('Thủy □')
  })

  it('has every Vietnamese letter in both faces that names are set in', () => {
    const vowels = 'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ'
    const letters = vowels + vowels.toUpperCase()
    for (const face of ['plain', 'strong'] as const) {
      expect(settable(letters, face)).to.equal(letters)
    }
  })

  it('draws outlines in the proportions that it measures', () => {
    const ratio = (text: string) => outlines(text, 'plain').width / widthPt(text, 'plain', 10)
    expect(ratio(COOPERATIVE)).to.be.closeTo(ratio('Tem số 1 fi ffi AVA'), 1e-6)
  })
})
