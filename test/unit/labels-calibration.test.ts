import { expect } from 'chai'
import { type Calibration, calibrationPdf } from '../../src/features/labels/calibration-pdf.ts'
import { RULER } from '../../src/features/labels/calibration-rulers.ts'
import { drawCalibration, viewSheets } from '../../src/features/labels/label-sheet-view.ts'
import {
  SHEET_NAMES,
  SHEETS,
  type SheetName,
} from '../../src/features/labels/label-sheets.rules.ts'
import { LabelSheets } from '../../src/features/labels/label-sheets.schema.ts'
import { qrForm } from '../../src/features/labels/qr-symbol.ts'
import { cornerOf, labelsPerSheet } from '../../src/features/labels/sheet.rules.ts'
import { testCodes, testLink } from '../../src/features/labels/test-code.ts'
import { parseCode, stampLink } from '../../src/features/stamps/code.rules.ts'
import { isWellFormedSerial, serialOf } from '../../src/features/stamps/serial.rules.ts'
import { type Picture, pagesOf, readCodes } from '../support/read-codes.ts'

const HOST = 'tem.example'
/** So long that a 20 × 20 mm label has no room for the symbol. */
const LONG_HOST = `${'truy-xuat.'.repeat(5)}example`
const DPI = 300
const PT_PER_MM = 72 / 25.4
const NEAR_MM = 0.45
const SHEET_PAGES = SHEET_NAMES.filter((name) => name.startsWith('a4-'))
const ROLLS = SHEET_NAMES.filter((name) => name.startsWith('roll-'))

type Paper = { widthMm: number; heightMm: number }
type Page = { picture: Picture; text: string; paper: Paper }

/** The pages as pictures, with the sizes that the file states. */
async function drawn(pdf: Buffer, dpi = DPI): Promise<Page[]> {
  const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)]
  const pages: Page[] = []
  for await (const { picture, text } of pagesOf(pdf, dpi)) {
    const [, width, height] = boxes[pages.length] ?? []
    const paper = { widthMm: Number(width) / PT_PER_MM, heightMm: Number(height) / PT_PER_MM }
    pages.push({ picture, text: text.replace(/\s+/g, ' '), paper })
  }
  return pages
}

/** How dark a pixel is, from 0 to 1. */
function inkAt({ width, height, data }: Picture, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0
  return 1 - (data[4 * (y * width + x)] ?? 255) / 255
}

/**
 * Where lines cross a horizontal or vertical cut through the picture: the middle of the ink of
 * each, in millimetres along the cut.
 */
function crossings(
  { picture, paper }: Page,
  cut: { across: boolean; atMm: number; fromMm: number; toMm: number },
): number[] {
  // A reader draws in whole points: the sides of the picture are those of the paper.
  const acrossPx = picture.width / paper.widthMm
  const downPx = picture.height / paper.heightMm
  const [alongPx, besidePx] = cut.across ? [acrossPx, downPx] : [downPx, acrossPx]
  const fixed = Math.floor(cut.atMm * besidePx)
  const found: number[] = []
  let [ink, moment] = [0, 0]
  const last = Math.ceil(cut.toMm * alongPx)
  for (let at = Math.floor(cut.fromMm * alongPx); at <= last; at += 1) {
    const dark = cut.across ? inkAt(picture, at, fixed) : inkAt(picture, fixed, at)
    if (dark > 0.05) {
      ink += dark
      moment += dark * (at + 0.5)
    } else if (ink > 0) {
      found.push(moment / ink / alongPx)
      ;[ink, moment] = [0, 0]
    }
  }
  return found
}

/** The corners of every label, and to which side of each its label lies. */
function cornersOf(name: SheetName): { x: number; y: number; inX: 1 | -1; inY: 1 | -1 }[] {
  const sheet = SHEETS[name]
  return Array.from({ length: labelsPerSheet(sheet) }, (_, place) => {
    const { xMm, yMm } = cornerOf(place, sheet)
    const [right, bottom] = [xMm + sheet.labelWidthMm, yMm + sheet.labelHeightMm]
    return [
      { x: xMm, y: yMm, inX: 1, inY: 1 } as const,
      { x: right, y: yMm, inX: -1, inY: 1 } as const,
      { x: xMm, y: bottom, inX: 1, inY: -1 } as const,
      { x: right, y: bottom, inX: -1, inY: -1 } as const,
    ]
  }).flat()
}

describe('the calibration pages of a sheet', () => {
  for (const name of SHEET_PAGES) {
    it(`${name}: a mark at every corner of every label, within 0.1 mm`, async () => {
      const [marks] = await drawn(await drawCalibration(name, HOST))
      if (marks === undefined) throw new Error('no page')
      expect(marks.paper.widthMm).to.be.closeTo(SHEETS[name].widthMm, 0.01)
      expect(marks.paper.heightMm).to.be.closeTo(SHEETS[name].heightMm, 0.01)
      for (const { x, y, inX, inY } of cornersOf(name)) {
        const upright = crossings(marks, {
          across: true,
          atMm: y + inY,
          fromMm: x - NEAR_MM,
          toMm: x + NEAR_MM,
        })
        const level = crossings(marks, {
          across: false,
          atMm: x + inX,
          fromMm: y - NEAR_MM,
          toMm: y + NEAR_MM,
        })
        expect(upright, `upright at ${x}, ${y}`).to.have.length(1)
        expect(level, `level at ${x}, ${y}`).to.have.length(1)
        expect(upright[0]).to.be.closeTo(x, 0.1)
        expect(level[0]).to.be.closeTo(y, 0.1)
      }
    })
  }

  it('has rulers of 100 mm, within 0.1 mm, with a tick each millimetre', async () => {
    const [, page] = await drawn(await drawCalibration('a4-65', HOST))
    if (page === undefined) throw new Error('no second page')
    const { xMm, yMm } = RULER
    const ticks = (across: boolean, awayMm: number) => {
      const start = across ? xMm : yMm
      const atMm = (across ? yMm : xMm) - awayMm
      return crossings(page, { across, atMm, fromMm: start - 1, toMm: start + 101 })
    }
    for (const across of [true, false]) {
      const each = ticks(across, 1.5)
      expect(each).to.have.length(101)
      for (const [at, mm] of each.entries()) {
        expect(mm - (each[0] ?? 0)).to.be.closeTo(at, 0.1)
      }
      const tens = ticks(across, 3.7)
      expect(tens).to.have.length(11)
      expect((tens[10] ?? 0) - (tens[0] ?? 0)).to.be.closeTo(100, 0.1)
    }
  })

  it('say in Vietnamese, then English, how to print and read them', async () => {
    for (const name of SHEET_PAGES) {
      const pages = await drawn(await drawCalibration(name, HOST), 20)
      expect(pages, name).to.have.length(2)
      const [first, second] = pages
      expect(first?.text).to.include(SHEETS[name].title.vi).and.include(SHEETS[name].title.en)
      expect(first?.text).to.include('custom sheet with leftMm and topMm corrected.')
      expect(first?.text).to.include(` ${labelsPerSheet(SHEETS[name])} `)
      expect(second?.text).to.include("đo phải đúng 100 mm; in ở 100 %, không 'fit to page'")
      expect(second?.text).to.include('Quét từng mã bên dưới bằng điện thoại, cách 10–15 cm')
      for (const code of testCodes(HOST)) {
        const size = code.moduleMm.toFixed(3).replace('.', ',')
        expect(second?.text).to.include(`${size} mm`)
        for (const sheet of code.sheets) expect(second?.text).to.include(sheet)
      }
    }
  })

  it('have a test code of each size, and each decodes at 300 dpi to its link', async () => {
    const codes = await readCodes(await drawCalibration('a4-65', HOST), DPI)
    expect(codes.map(({ page }) => page)).to.satisfy((pages: number[]) =>
      pages.every((page) => page === 2),
    )
    expect(codes.map(({ text }) => text).sort()).to.deep.equal(
      testCodes(HOST)
        .map(({ link }) => link)
        .sort(),
    )
  })

  it('fit on their pages for the longest host too', async () => {
    const codes = await readCodes(await drawCalibration('a4-20x20', LONG_HOST), DPI)
    expect(codes).to.have.length(testCodes(LONG_HOST).length)
    const bySheet = testCodes(LONG_HOST).flatMap(({ sheets }) => sheets)
    expect(bySheet).to.include('a4-24').and.not.include('a4-20x20')
  })

  it('are vectors and embedded fonts, and the same bytes each time', async () => {
    const pdf = await drawCalibration('a4-65', HOST)
    const source = pdf.toString('latin1')
    expect(source).to.not.include('/Subtype /Image')
    expect(source.match(/\/FontFile2/g)).to.have.length(3)
    expect((await drawCalibration('a4-65', HOST)).equals(pdf)).to.equal(true)
    expect((await drawCalibration('a4-48', HOST)).equals(pdf)).to.equal(false)
  })

  it('refuse a date that is none', async () => {
    const sheet = SHEETS['a4-65']
    const input: Calibration = {
      name: 'a4-65',
      sheet,
      codes: [],
      symbol: null,
      linkHost: HOST,
      issuedOn: '02/05/2024',
    }
    const error = await calibrationPdf(input).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(RangeError)
  })
})

describe('the calibration page of a roll', () => {
  for (const name of ROLLS) {
    it(`${name}: one label with its corners and the code that its stamps have`, async () => {
      const pdf = await drawCalibration(name, HOST)
      const pages = await drawn(pdf)
      const [page] = pages
      if (page === undefined || pages.length > 1) throw new Error('not one page')
      const { widthMm, heightMm } = SHEETS[name]
      expect(page.paper.widthMm).to.be.closeTo(widthMm, 0.01)
      expect(page.paper.heightMm).to.be.closeTo(heightMm, 0.01)
      for (const x of [0, page.picture.width - 1]) {
        for (const y of [0, page.picture.height - 1]) {
          expect(inkAt(page.picture, x, y), `corner ${x}, ${y}`).to.be.greaterThan(0.5)
        }
      }
      const code = testCodes(HOST).find(({ sheets }) => sheets.includes(name))
      expect(await readCodes(pdf, DPI)).to.deep.equal([{ page: 1, text: code?.link }])
      expect(page.text).to.include('10 mm')
    })
  }

  it('has no code where its labels have no room for one', async () => {
    const pdf = await drawCalibration('roll-20x20', LONG_HOST)
    expect(await readCodes(pdf, DPI)).to.deep.equal([])
    const [page] = await drawn(pdf, 20)
    expect(page?.text).to.include('nhãn quá nhỏ cho mã')
  })
})

describe('a test code', () => {
  const secret = Buffer.from('a secret of this test alone')
  const stamp = stampLink(HOST, '08938501000019', serialOf(secret, '08938501000019', 7, 0))

  it('is as long as a stamp’s link, in a symbol of the same version', () => {
    for (const { link } of testCodes(HOST)) {
      expect(link).to.have.length(stamp.length)
      expect(qrForm(link)).to.deep.equal(qrForm(stamp))
    }
  })

  it('is no stamp: its key is nobody’s and its check character is wrong', () => {
    for (let size = 396; size <= 990; size += 1) {
      const { serial, key } = parseCode(testLink(HOST, size / 1_000)) ?? {}
      expect(key).to.equal('00000000000000')
      expect(serial?.slice(0, 4)).to.equal(`0${size}`)
      expect(isWellFormedSerial(serial ?? '')).to.equal(false)
    }
  })

  it('is there for every sheet, and for the least module that the rules allow', () => {
    const codes = testCodes(HOST)
    expect(codes.flatMap(({ sheets }) => sheets)).to.have.members([...SHEET_NAMES])
    const sizes = codes.map(({ moduleMm }) => moduleMm)
    expect(sizes).to.include.members([0.396, 0.5, 0.6, 0.8])
    expect(sizes).to.deep.equal([...new Set(sizes)].sort((a, b) => a - b))
  })
})

describe('the list of sheets', () => {
  it('shows each with its geometry, its fields and the size of its symbol', () => {
    const { items } = LabelSheets.parse(viewSheets(HOST))
    expect(items.map(({ name }) => name)).to.deep.equal([...SHEET_NAMES])
    expect(items[0]).to.include({ labelsPerSheet: 65, pitchXMm: 40.6 })
    for (const { symbol, labelWidthMm, labelHeightMm } of items) {
      expect(symbol?.moduleMm).to.be.within(0.396, 0.99)
      expect(symbol?.quietZoneMm).to.be.closeTo(4 * (symbol?.moduleMm ?? 0), 0.002)
      expect(symbol?.sideMm).to.be.closeTo(41 * (symbol?.moduleMm ?? 0), 0.03)
      expect(symbol?.sideMm).to.be.at.most(Math.min(labelWidthMm, labelHeightMm))
    }
  })

  it('shows no symbol where the host leaves no room for it', () => {
    const { items } = LabelSheets.parse(viewSheets(LONG_HOST))
    const without = items.filter(({ symbol }) => symbol === null).map(({ name }) => name)
    expect(without).to.include.members(['a4-20x20', 'roll-20x20']).and.not.include('a4-24')
  })
})
