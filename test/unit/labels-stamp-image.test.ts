import { expect } from 'chai'
import { codeLines, layOut, type StampText } from '../../src/features/labels/label-layout.ts'
import { SHEETS } from '../../src/features/labels/label-sheets.rules.ts'
import { qrMatrix } from '../../src/features/labels/qr-symbol.ts'
import { stampPng } from '../../src/features/labels/stamp-png.ts'
import { stampSvg } from '../../src/features/labels/stamp-svg.ts'
import { QUIET_MODULES } from '../../src/features/labels/symbol.rules.ts'
import { type Picture, pictureOf, readImage } from '../support/read-codes.ts'
import { stampCode, TEXT } from '../support/stamp-labels.ts'

const LABEL = SHEETS['a4-65']
const MODULES = 33

/** Levels of grey in a rectangle of pixels. */
function greys(picture: Picture, x: number, y: number, width: number, height: number): Set<number> {
  const levels = new Set<number>()
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) {
      levels.add(picture.data[4 * (row * picture.width + column)] ?? -1)
    }
  }
  return levels
}

function svgOf(number: number, text: StampText = TEXT): string {
  return stampSvg(layOut(LABEL, text, MODULES), text, stampCode(number))
}

function onPixels(widthPx: number, text: StampText = TEXT) {
  const pixelMm = LABEL.labelWidthMm / widthPx
  return { pixelMm, layout: layOut(LABEL, text, MODULES, pixelMm) }
}

describe('the picture of one stamp', () => {
  it('decodes from SVG to its link', async () => {
    const codes = await readImage(Buffer.from(svgOf(1)))
    expect(codes).to.deep.equal([{ format: 'QRCode', text: stampCode(1).link }])
  })

  for (const widthPx of [240, 381, 1000]) {
    it(`decodes from a PNG ${widthPx} pixels wide to its link`, async () => {
      const code = stampCode(1_048_576)
      const png = await stampPng(onPixels(widthPx).layout, TEXT, code, widthPx)
      expect(await readImage(png)).to.deep.equal([{ format: 'QRCode', text: code.link }])
      expect((await pictureOf(png)).width).to.equal(widthPx)
    })

    it(`has whole pixels for modules and quiet zone in a PNG ${widthPx} wide`, async () => {
      const code = stampCode(77)
      const text = { ...TEXT, product: 'W'.repeat(120) }
      const { pixelMm, layout } = onPixels(widthPx, text)
      const { xMm, yMm, moduleMm } = layout.symbol
      const inPixels = (mm: number) => Math.round(mm / pixelMm)
      const [x, y, side] = [inPixels(xMm), inPixels(yMm), inPixels(moduleMm)]
      const picture = await pictureOf(await stampPng(layout, text, code, widthPx))
      const matrix = qrMatrix(code.link)
      for (let row = -QUIET_MODULES; row < matrix.size + QUIET_MODULES; row++) {
        for (let column = -QUIET_MODULES; column < matrix.size + QUIET_MODULES; column++) {
          const inside = Math.min(row, column) >= 0 && Math.max(row, column) < matrix.size
          const dark = inside && matrix.modules[row * matrix.size + column] === 1
          const seen = greys(picture, x + column * side, y + row * side, side, side)
          expect([...seen], `row ${row}, column ${column}`).to.deep.equal([dark ? 0 : 255])
        }
      }
    })
  }

  it('is the same bytes each time', async () => {
    expect(svgOf(5)).to.equal(svgOf(5))
    const { layout } = onPixels(400)
    const [once, again] = [
      await stampPng(layout, TEXT, stampCode(5), 400),
      await stampPng(layout, TEXT, stampCode(5), 400),
    ]
    expect(once.equals(again)).to.equal(true)
  })

  it('says in its title what it shows, with marks of XML escaped', () => {
    const svg = svgOf(3, { ...TEXT, product: 'Rau <A&B> "sạch"' })
    expect(svg).to.include('<title>Rau &lt;A&amp;B&gt; &quot;sạch&quot;. Tem số 3, số sê-ri 0000 7')
  })

  it('shows the serial in groups of four and the number in plain digits', () => {
    const { serial, number } = stampCode(1234)
    const texts = codeLines(layOut(LABEL, TEXT, MODULES), { ...stampCode(1234) }).map(
      (line) => line.text,
    )
    expect(texts).to.deep.equal([
      `${serial.slice(0, 4)} ${serial.slice(4, 8)}`,
      `${serial.slice(8, 12)} ${serial.slice(12)}`,
      String(number),
    ])
  })

  for (const fields of [{ number: 0 }, { number: 1.5 }, { serial: 'ABC' }]) {
    it(`refuses ${JSON.stringify(fields)}`, () => {
      const layout = layOut(LABEL, TEXT, MODULES)
      expect(() => stampSvg(layout, TEXT, { ...stampCode(1), ...fields })).to.throw(RangeError)
    })
  }
})
