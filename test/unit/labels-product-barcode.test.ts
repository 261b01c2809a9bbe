import { expect } from 'chai'
import { productBarcode } from '../../src/features/labels/product-barcode.ts'
import { pictureOf, readImage } from '../support/read-codes.ts'

/** The reader's names for symbols: to it UPC-A is an EAN-13 whose first digit is 0. */
const CASES = [
  { gtin14: '08938501000019', form: 'GTIN-13', format: 'EAN13', moduleMm: 0.33, quiet: [11, 7] },
  { gtin14: '18938501000016', form: 'GTIN-14', format: 'ITF', moduleMm: 0.495, quiet: [10, 10] },
  { gtin14: '00036000291452', form: 'GTIN-12', format: 'EAN13', moduleMm: 0.33, quiet: [9, 9] },
  { gtin14: '00000096385074', form: 'GTIN-8', format: 'EAN8', moduleMm: 0.33, quiet: [7, 7] },
]

/**
 * Light to the left and right of the bars, across their middle, as shares of the width. ITF-14 has
 * a frame around its quiet zones.
 */
async function lightBeside(svg: string, framed: boolean): Promise<{ left: number; right: number }> {
  const { width, height, data } = await pictureOf(Buffer.from(svg))
  const start = 4 * width * Math.floor(height / 2)
  const isDark = (column: number) => (data[start + 4 * column] ?? 0) < 128
  const row = Array.from({ length: width }, (_, column) => (isDark(column) ? 'x' : '.')).join('')
  const left = framed ? /^\.*x+(\.+)/ : /^(\.+)/
  const right = framed ? /(\.+)x+\.*$/ : /(\.+)$/
  const share = (light: RegExp) => (light.exec(row)?.[1]?.length ?? 0) / width
  return { left: share(left), right: share(right) }
}

describe("a product's own bar code", () => {
  for (const { gtin14, form, format, moduleMm, quiet } of CASES) {
    it(`of a ${form} decodes to it`, async () => {
      const codes = await readImage(Buffer.from(productBarcode(gtin14)))
      expect(codes).to.have.length(1)
      expect(codes[0]?.text.padStart(14, '0')).to.equal(gtin14)
      expect(codes[0]?.format).to.equal(format)
    })

    it(`of a ${form} has its quiet zones in its printed size`, async () => {
      const svg = productBarcode(gtin14)
      const widthMm = Number(/^<svg width="([\d.]+)mm" height="[\d.]+mm" /.exec(svg)?.[1])
      const [leftModules = 0, rightModules = 0] = quiet
      const { left, right } = await lightBeside(svg, format === 'ITF')
      expect((left * widthMm) / moduleMm).to.be.within(leftModules - 0.2, leftModules + 2)
      expect((right * widthMm) / moduleMm).to.be.within(rightModules - 0.2, rightModules + 2)
    })
  }

  it('of a GTIN-13 is as wide as the nominal EAN-13, 113 modules', () => {
    const svg = productBarcode('08938501000019')
    expect(svg).to.include('width="37.290mm"')
  })

  it('is the same bytes each time', () => {
    expect(productBarcode('08938501000019')).to.equal(productBarcode('08938501000019'))
  })

  for (const gtin14 of ['08938501000018', '8938501000019', '0893850100001X', '']) {
    it(`refuses "${gtin14}"`, () => {
      expect(() => productBarcode(gtin14)).to.throw(RangeError)
    })
  }
})
