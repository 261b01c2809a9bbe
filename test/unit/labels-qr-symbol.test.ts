import { expect } from 'chai'
import { darkRects, qrForm, qrMatrix } from '../../src/features/labels/qr-symbol.ts'

const PATH = '/01/08938501000019/21/00007000ABCDEFGH'
const linkOf = (host: string) => `https://${host}${PATH}`

describe('the QR symbol of a stamp', () => {
  it('is version 4 for a host of exactly 20 characters', () => {
    const host = 'TEM.NNMT.HAIPHONG.VN'
    expect(host).to.have.length(20)
    expect(qrForm(linkOf(host))).to.include({ version: 4, size: 33 })
  })

  it('takes the smallest version: 3 to 9, 4 to 38, 5 from 39 characters of host', () => {
    const versions = [9, 10, 38, 39].map((length) => qrForm(linkOf('A'.repeat(length))).version)
    expect(versions).to.deep.equal([3, 4, 4, 5])
  })

  it('holds a link with a document type key in the same version', () => {
    const link = 'https://TEM.NNMT.HAIPHONG.VN/253/893850100001900007000ABCDEFGH'
    expect(qrForm(link).version).to.equal(4)
  })

  it('has the highest level that its version holds, M or more, in its format information', () => {
    // ISO/IEC 18004, 7.9: level M is 00, masked with 10; L would give 11, Q 01, H 00 before it.
    const levelOf = (host: string) => {
      const { modules, size } = qrMatrix(linkOf(host))
      return `${(modules[8 * size] ?? 0) ^ 1}${modules[8 * size + 1] ?? 0}`
    }
    const [high, usual] = ['A'.repeat(15), 'A'.repeat(16)]
    expect([levelOf(high), levelOf(usual)]).to.deep.equal(['11', '00'])
    expect(qrForm(linkOf(high))).to.include({ version: 4, level: 'Q' })
    expect(qrForm(linkOf(usual))).to.include({ version: 4, level: 'M' })
  })

  it('draws every symbol with the mask that was measured', () => {
    expect(qrForm(linkOf('TEM.EXAMPLE')).mask).to.equal(1)
  })

  it('is the same for a host in lower case', () => {
    expect(qrMatrix(linkOf('tem.example'))).to.deep.equal(qrMatrix(linkOf('TEM.EXAMPLE')))
  })

  for (const link of [
    `http://TEM.EXAMPLE${PATH}`,
    `HTTPS://TEM.EXAMPLE${PATH}`,
    `https://${PATH}`,
    'https://TEM.EXAMPLE',
    linkOf('TEM.EXAMPLE').toLowerCase(),
    `${linkOf('TEM.EXAMPLE')}?x=1`,
  ]) {
    it(`refuses ${link}`, () => {
      expect(() => qrMatrix(link)).to.throw(RangeError)
    })
  }

  it('is covered by its rectangles exactly, none over another', () => {
    const matrix = qrMatrix(linkOf('TEM.EXAMPLE'))
    const painted = new Uint8Array(matrix.size ** 2)
    const rects = darkRects(matrix)
    for (let rect = 0; rect < rects.length; rect += 4) {
      const [x = 0, y = 0, width = 0, height = 0] = rects.subarray(rect, rect + 4)
      for (let row = y; row < y + height; row++) {
        for (let column = x; column < x + width; column++) {
          const at = row * matrix.size + column
          painted[at] = (painted[at] ?? 0) + 1
        }
      }
    }
    expect(painted).to.deep.equal(matrix.modules)
  })
})
