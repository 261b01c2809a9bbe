import { expect } from 'chai'
import { SINGLE_LABEL } from '../../src/features/labels/label-sheets.ts'
import { QUIET_MODULES, qrMatrix } from '../../src/features/labels/qr-symbol.ts'
import { MODULE_MM, stampLayouter, TYPE_PT_MIN } from '../../src/features/labels/stamp-layout.ts'
import { stampPng } from '../../src/features/labels/stamp-png.ts'
import { stampSvg } from '../../src/features/labels/stamp-svg.ts'
import { type Picture, pictureOf, readImage } from '../support/read-codes.ts'
import { stampLabel } from '../support/stamp-labels.ts'

const LONG_NAME = 'Công ty trách nhiệm hữu hạn một thành viên chế biến '.repeat(3).slice(0, 120)

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

describe('the picture of one stamp', () => {
  it('decodes from SVG to its link', async () => {
    const label = stampLabel(1)
    const codes = await readImage(Buffer.from(stampSvg(label)))
    expect(codes).to.deep.equal([{ format: 'QRCode', text: label.link }])
  })

  for (const widthPx of [240, 381, 1000]) {
    it(`decodes from a PNG ${widthPx} pixels wide to its link`, async () => {
      const label = stampLabel(1_048_576)
      const png = await stampPng(label, { widthPx })
      expect(await readImage(png)).to.deep.equal([{ format: 'QRCode', text: label.link }])
      expect((await pictureOf(png)).width).to.equal(widthPx)
    })

    it(`has whole pixels for modules and quiet zone in a PNG ${widthPx} wide`, async () => {
      const label = stampLabel(77, { productName: 'W'.repeat(120) })
      const pixelMm = SINGLE_LABEL.widthMm / widthPx
      const { qr } = stampLayouter(SINGLE_LABEL, pixelMm)(label)
      const [x, y, side] = [qr.xMm, qr.yMm, qr.moduleMm].map((mm) => Math.round(mm / pixelMm))
      if (x === undefined || y === undefined || side === undefined) throw new Error('no place')
      const picture = await pictureOf(await stampPng(label, { widthPx }))
      const matrix = qrMatrix(label.link)
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
    const label = stampLabel(5)
    expect(stampSvg(label)).to.equal(stampSvg(label))
    const [once, again] = [
      await stampPng(label, { widthPx: 400 }),
      await stampPng(label, { widthPx: 400 }),
    ]
    expect(once.equals(again)).to.equal(true)
  })

  it('says in its title what it shows, with marks of XML escaped', () => {
    const svg = stampSvg(stampLabel(3, { productName: 'Rau <A&B> "sạch"' }))
    expect(svg).to.include('<title>Rau &lt;A&amp;B&gt; &quot;sạch&quot;. Tem số 3, số sê-ri 0000 7')
  })

  it('keeps to the print rules whatever the names', () => {
    for (const name of [LONG_NAME, 'W'.repeat(120), 'Gạo']) {
      const label = stampLabel(9, { productName: name, enterpriseName: name })
      const { qr, lines } = stampLayouter(SINGLE_LABEL)(label)
      expect(qr.moduleMm).to.be.within(MODULE_MM.min, MODULE_MM.max)
      expect(Math.min(...lines.map((line) => line.sizePt))).to.be.at.least(TYPE_PT_MIN)
    }
  })

  it('shows the serial in groups of four and the number in plain digits', () => {
    const label = stampLabel(1234)
    const texts = stampLayouter(SINGLE_LABEL)(label).lines.map((line) => line.text)
    expect(texts.slice(-4)).to.deep.equal([
      `${label.serial.slice(0, 4)} ${label.serial.slice(4, 8)}`,
      `${label.serial.slice(8, 12)} ${label.serial.slice(12)}`,
      'Tem số ',
      '1234',
    ])
  })

  it('refuses a host so long that modules would be too fine for a till', () => {
    const link = stampLabel(1).link.replace('TEM.EXAMPLE', 'A'.repeat(80))
    expect(() => stampSvg(stampLabel(1, { link }))).to.throw(RangeError, 'too fine')
  })

  for (const fields of [{ number: 0 }, { number: 1.5 }, { serial: 'ABC' }]) {
    it(`refuses ${JSON.stringify(fields)}`, () => {
      expect(() => stampSvg(stampLabel(1, fields))).to.throw(RangeError)
    })
  }

  for (const widthPx of [239, 4001, 400.5, Number.NaN]) {
    it(`refuses a width of ${widthPx} pixels`, async () => {
      const error = await stampPng(stampLabel(1), { widthPx }).catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(RangeError)
    })
  }
})
