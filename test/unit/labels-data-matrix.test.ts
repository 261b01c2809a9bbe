import { expect } from 'chai'
import { drawImage } from '../../scripts/decode-report/draw.ts'
import { readByZxing } from '../../scripts/decode-report/readers.ts'
import { productMatrix, stampMatrix } from '../../src/features/labels/data-matrix.ts'

const GTIN = '08938501000019'
const GDTI = '9520009900015'
const SERIAL = '0000700001JS1HSQ'

const CASES = [
  { of: 'a product', svg: productMatrix(GTIN), text: `(01)${GTIN}`, modules: 16 },
  {
    of: 'a stamp with a GTIN',
    svg: stampMatrix({ key: GTIN, serial: SERIAL }),
    text: `(01)${GTIN}(21)${SERIAL}`,
    modules: 20,
  },
  {
    of: 'a stamp with a document key',
    svg: stampMatrix({ key: GDTI, serial: SERIAL }),
    text: `(253)${GDTI}${SERIAL}`,
    modules: 20,
  },
]

/** Sides in millimetres as the file states them. */
function sizeOf(svg: string): { widthMm: number; heightMm: number } {
  const match = /^<svg width="([\d.]+)mm" height="([\d.]+)mm" /.exec(svg)
  return { widthMm: Number(match?.[1]), heightMm: Number(match?.[2]) }
}

async function read(svg: string) {
  const codes = await readByZxing(await drawImage(Buffer.from(svg), 600), ['DataMatrix'])
  return codes.map(({ format, text, contentType, symbologyIdentifier }) => ({
    ...{ format, text, contentType, symbologyIdentifier },
  }))
}

describe('A GS1 DataMatrix', () => {
  for (const { of, svg, text, modules } of CASES) {
    it(`of ${of} is read as its element strings, by the mark of GS1`, async () => {
      const symbologyIdentifier = ']d2'
      const code = { format: 'DataMatrix', text, contentType: 'GS1', symbologyIdentifier }
      expect(await read(svg)).to.deep.equal([code])
    })

    it(`of ${of} has modules of 0.495 mm and one light module on each side`, async () => {
      const sideMm = (modules + 2) * 0.495
      const { widthMm, heightMm } = sizeOf(svg)
      expect(widthMm).to.be.closeTo(sideMm, 0.001)
      expect(heightMm).to.be.closeTo(sideMm, 0.001)
      const { width, height, data } = await drawImage(Buffer.from(svg), 600)
      const isDark = (x: number, y: number) => (data[y * width + x] ?? 255) < 128
      const modulePx = width / (modules + 2)
      // The solid sides of the finder are the left and the lower one.
      const bottom = Math.round(height - 1.5 * modulePx)
      const dark = Array.from({ length: width }, (_, x) => x).filter((x) => isDark(x, bottom))
      expect(dark[0]).to.be.closeTo(modulePx, 1.5)
      expect(width - 1 - (dark.at(-1) ?? 0)).to.be.closeTo(modulePx, 1.5)
      expect(dark).to.have.length((dark.at(-1) ?? 0) - (dark[0] ?? 0) + 1)
    })
  }

  it('has its size by the module that is asked for', () => {
    expect(sizeOf(productMatrix(GTIN, 0.396)).widthMm).to.be.closeTo(18 * 0.396, 0.001)
    expect(sizeOf(productMatrix(GTIN, 0.99)).heightMm).to.be.closeTo(18 * 0.99, 0.001)
  })

  for (const moduleMm of [0.395, 0.991, 0, Number.NaN]) {
    it(`is refused with modules of ${moduleMm} mm`, () => {
      const serial = SERIAL
      expect(() => productMatrix(GTIN, moduleMm)).to.throw(RangeError, '0.396')
      expect(() => stampMatrix({ key: GTIN, serial }, moduleMm)).to.throw(RangeError, '0.396')
    })
  }

  it('is the same bytes each time', () => {
    expect(productMatrix(GTIN)).to.equal(productMatrix(GTIN))
  })

  for (const key of ['08938501000018', '9520009900016', '895', '']) {
    it(`is refused for the key "${key}"`, () => {
      expect(() => stampMatrix({ key, serial: SERIAL })).to.throw(RangeError)
      expect(() => productMatrix(key)).to.throw(RangeError)
    })
  }

  for (const serial of ['0000700001JS1HS', '0000700001JS1HS(', '']) {
    it(`is refused for the serial "${serial}"`, () => {
      expect(() => stampMatrix({ key: GTIN, serial })).to.throw(RangeError)
    })
  }
})
