import { expect } from 'chai'
import { toBuffer } from 'qrcode'
import sharp from 'sharp'
import { compare } from '../../scripts/decode-report/compare.ts'
import { blurred, turned, turnedBack } from '../../scripts/decode-report/degrade.ts'
import { type DrawnPage, drawPages } from '../../scripts/decode-report/draw.ts'
import { measureLabels, measureSymbols } from '../../scripts/decode-report/measure-labels.ts'
import { cropOf, type Picture, shrunk } from '../../scripts/decode-report/picture.ts'
import {
  type PageReading,
  type ReaderName,
  readLabels,
  readPage,
} from '../../scripts/decode-report/read-labels.ts'
import { readScan } from '../../scripts/decode-report/read-scan.ts'
import { readByZxing } from '../../scripts/decode-report/readers.ts'
import { makeSheetPdf } from '../../scripts/decode-report/sample-sheet.ts'
import { isBroken, type Result, runTrial } from '../../scripts/decode-report/trials.ts'
import { SHEETS, type Sheet } from '../../src/features/labels/label-sheets.rules.ts'
import { qrMatrix } from '../../src/features/labels/qr-symbol.ts'
import { testLink } from '../../src/features/labels/test-code.ts'

const READERS: readonly ReaderName[] = ['zxing', 'zbar']
const CLEAN = { blurMm: 0, turnDegrees: 0 }
const DAMAGED = { blurMm: 0.1, turnDegrees: 3 }
/** Six labels of the common cut on a small paper. */
const SHEET: Sheet = { ...SHEETS['a4-65'], widthMm: 92, heightMm: 85, columns: 2, rows: 3 }
const SAMPLE = { count: 6, seed: 'readers' }

async function firstPage(pdf: Uint8Array, dpi: number): Promise<DrawnPage> {
  for await (const page of drawPages(pdf, dpi)) return page
  throw new Error('The PDF has no page')
}

function blank(width: number, height: number): Picture {
  return { width, height, data: new Uint8Array(width * height).fill(255) }
}

function paint(picture: Picture, grey: number, [x0, y0, x1, y1]: [number, number, number, number]) {
  for (let y = y0; y < y1; y++)
    picture.data.fill(grey, y * picture.width + x0, y * picture.width + x1)
}

/** Puts a copy of one label's picture, or white, in the place of another; labels from 1. */
function replace({ picture, widthMm }: DrawnPage, label: number, by: number | null): void {
  const pixels = (mm: number) => Math.round((mm * picture.width) / widthMm)
  const [width, height] = [pixels(SHEET.labelWidthMm), pixels(SHEET.labelHeightMm)]
  const cornerOf = (place: number) => ({
    left: pixels(SHEET.leftMm + ((place - 1) % SHEET.columns) * SHEET.pitchXMm),
    top: pixels(SHEET.topMm + Math.floor((place - 1) / SHEET.columns) * SHEET.pitchYMm),
  })
  const source =
    by === null ? blank(width, height) : cropOf(picture, { ...cornerOf(by), width, height })
  const { left, top } = cornerOf(label)
  for (let row = 0; row < height; row++) {
    const line = source.data.subarray(row * width, (row + 1) * width)
    picture.data.set(line, (top + row) * picture.width + left)
  }
}

/** Draws a symbol as a perfect scanner sees it: each pixel as dark as the part that is covered. */
function drawSymbol(picture: Picture, link: string, left: number, top: number, side: number): void {
  const { size, modules } = qrMatrix(link)
  const covers = (from: number, at: number) =>
    Math.max(0, Math.min(from + side, at + 1) - Math.max(from, at))
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (modules[y * size + x] !== 1) continue
      const [fromX, fromY] = [left + x * side, top + y * side]
      for (let row = Math.floor(fromY); row < fromY + side; row++) {
        for (let column = Math.floor(fromX); column < fromX + side; column++) {
          const ink = 255 * covers(fromX, column) * covers(fromY, row)
          const at = row * picture.width + column
          picture.data[at] = Math.max(0, Math.round((picture.data[at] ?? 0) - ink))
        }
      }
    }
  }
}

describe('reading labels back', () => {
  let pdf: Uint8Array
  let links: string[]

  before(async () => {
    ;({ pdf, links } = await makeSheetPdf(SHEET, SAMPLE))
  })

  const outcomes = (pages: PageReading[], firstLabel?: number) =>
    READERS.map((reader) => compare(pages, reader, links, firstLabel))

  it('gives each link once by both readers, undamaged, and blurred and turned', async () => {
    for (const damage of [CLEAN, DAMAGED]) {
      const page = await readPage(await firstPage(pdf, 200), SHEET, damage)
      expect(outcomes([page])).to.deep.equal(READERS.map(() => ({ asked: 6, read: 6, faults: [] })))
      expect(page.labels[3]).to.deep.equal({
        page: 1,
        label: 4,
        zxing: [links[3]],
        zbar: [links[3]],
      })
    }
  })

  it('follows the first free label over to the next page', async () => {
    const printed = await makeSheetPdf(SHEET, { ...SAMPLE, firstLabel: 5 })
    const pages: PageReading[] = []
    const asked = { dpi: 150, grid: SHEET, damage: CLEAN }
    for await (const page of readLabels(printed.pdf, asked)) pages.push(page)
    expect(pages).to.have.length(2)
    for (const { read, faults } of outcomes(pages, 5)) {
      expect({ read, faults }).to.deep.equal({ read: 6, faults: [] })
    }
    // Looked for one label further on, every code is in a wrong place.
    for (const { read, faults } of outcomes(pages, 6)) {
      expect(read).to.equal(0)
      expect(faults.map(({ kind }) => kind)).to.include.members(['stray', 'wrong', 'missing'])
    }
  })

  it('misses exactly the label that was blanked', async () => {
    const drawn = await firstPage(pdf, 200)
    replace(drawn, 4, null)
    for (const { read, faults } of outcomes([await readPage(drawn, SHEET, DAMAGED)])) {
      expect(read).to.equal(5)
      expect(faults).to.deep.equal([{ kind: 'missing', page: 1, label: 4, text: links[3] }])
    }
  })

  it('reports a code that stands on two labels, where it stands again', async () => {
    const drawn = await firstPage(pdf, 200)
    replace(drawn, 5, 2)
    for (const { read, faults } of outcomes([await readPage(drawn, SHEET, CLEAN)])) {
      expect(read).to.equal(5)
      expect(faults).to.deep.equal([{ kind: 'twice', page: 1, label: 5, text: links[1] }])
    }
  })

  it('reports codes beside the labels, and a link that is not the one printed', async () => {
    const page = await readPage(await firstPage(pdf, 200), { ...SHEET, columns: 1 }, CLEAN)
    expect(page.stray).to.have.members([links[1], links[3], links[5]])
    const asked = [links[0] ?? '', links[2] ?? '', 'https://TEM.EXAMPLE/another']
    const { read, faults } = compare([page], 'zxing', asked)
    expect(read).to.equal(2)
    expect(faults[0]).to.deep.equal({ kind: 'wrong', page: 1, label: 3, text: links[4] })
    expect(faults.slice(1).map(({ kind }) => kind)).to.deep.equal(['stray', 'stray', 'stray'])
  })

  it('finds all 117 symbols of the fullest sheet on one page', async () => {
    const sheet = SHEETS['a4-20x20']
    const full = await makeSheetPdf(sheet, { count: 117, seed: 'crowd' })
    const codes = await readByZxing((await firstPage(full.pdf, 150)).picture)
    expect(codes.map(({ text }) => text)).to.have.members(full.links)
  })

  it('names each stamp whose page is not there at all', () => {
    const { read, faults } = compare([], 'zbar', links)
    expect({ read, missing: faults.length }).to.deep.equal({ read: 0, missing: 6 })
  })
})

describe('damaging a picture', () => {
  it('blurs an edge as the normal distribution says', async () => {
    const picture = blank(120, 40)
    paint(picture, 0, [60, 0, 120, 40])
    // A standard deviation of four pixels: one to the light side of the edge is Φ(1) of white.
    const { data } = await blurred(picture, 0.4, 0.1)
    const at = (x: number) => ((data[20 * 120 + x - 1] ?? 0) + (data[20 * 120 + x] ?? 0)) / 2 / 255
    expect(at(60)).to.be.closeTo(0.5, 0.01)
    expect(at(56)).to.be.closeTo(0.8413, 0.01)
    expect(at(64)).to.be.closeTo(0.1587, 0.01)
    expect(at(52)).to.be.closeTo(0.9772, 0.01)
  })

  it('refuses a blur that its pixels cannot show', async () => {
    const error = await blurred(blank(8, 8), 0.02, 0.1).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(RangeError)
  })

  it('turns clockwise on white, and says where each point came from', async () => {
    const picture = blank(400, 300)
    paint(picture, 0, [340, 100, 350, 110])
    const after = await turned(picture, 3)
    const ink = { sum: 0, x: 0, y: 0 }
    for (const [at, grey] of after.data.entries()) {
      ink.sum += 255 - grey
      ink.x += (255 - grey) * ((at % after.width) + 0.5)
      ink.y += (255 - grey) * (Math.floor(at / after.width) + 0.5)
    }
    expect(ink.sum).to.be.closeTo(100 * 255, 500)
    const middle = { x: ink.x / ink.sum, y: ink.y / ink.sum }
    // 145 pixels right of the middle at 3°: 7.6 pixels further down.
    expect(middle.y - after.height / 2).to.be.closeTo(-45 * Math.cos(Math.PI / 60) + 7.59, 0.7)
    const { x, y } = turnedBack(middle, { from: picture, to: after, degrees: 3 })
    expect(x).to.be.closeTo(345, 0.7)
    expect(y).to.be.closeTo(105, 0.7)
  })

  it('shrinks to means and cuts beyond the edge in white', () => {
    const picture = { width: 4, height: 2, data: Uint8Array.of(0, 100, 10, 10, 200, 100, 10, 10) }
    expect([...shrunk(picture, 2).data]).to.deep.equal([100, 10])
    const cut = cropOf(picture, { left: -1, top: 1, width: 3, height: 2 })
    expect([...cut.data]).to.deep.equal([255, 200, 100, 255, 255, 255])
  })
})

describe('measuring labels in a picture', () => {
  const link = 'https://TEM.EXAMPLE/01/08938501000019/21/0000700000ABCDEF'
  const PX_PER_MM = 600 / 25.4

  it('finds edges and modules to a twentieth of a pixel, sharp or blurred', async () => {
    for (const [left, top, side] of [
      [60.3, 55.75, 9.37],
      [48, 71.5, 11.2],
    ] as const) {
      const picture = blank(500, 500)
      drawSymbol(picture, link, left, top, side)
      for (const seen of [picture, await blurred(picture, 0.08, 1 / PX_PER_MM)]) {
        const [found] = await measureSymbols(seen)
        expect(found).to.include({ text: link, modules: 33 })
        expect(found?.box.left).to.be.closeTo(left, 0.05)
        expect(found?.box.top).to.be.closeTo(top, 0.05)
        expect(found?.box.right).to.be.closeTo(left + 33 * side, 0.05)
        expect(found?.box.bottom).to.be.closeTo(top + 33 * side, 0.05)
      }
    }
  })

  /** How far each symbol stands from where the first one and the pitch of the sheet put it. */
  async function offPitch(
    pdf: Uint8Array,
    links: string[],
  ): Promise<{ xMm: number; yMm: number }[]> {
    for await (const { symbols, widthMm, heightMm } of measureLabels(pdf)) {
      expect(widthMm).to.be.closeTo(SHEET.widthMm, 0.01)
      expect(heightMm).to.be.closeTo(SHEET.heightMm, 0.01)
      const inOrder = links.map((text) => symbols.find((symbol) => symbol.text === text))
      const [first] = inOrder
      return inOrder.map((symbol, at) => ({
        xMm: (symbol?.leftMm ?? 0) - (first?.leftMm ?? 0) - (at % 2) * SHEET.pitchXMm,
        yMm: (symbol?.topMm ?? 0) - (first?.topMm ?? 0) - Math.floor(at / 2) * SHEET.pitchYMm,
      }))
    }
    return []
  }

  it('sees labels where the sheet has them, and those that are off by 0.15 mm', async () => {
    const right = await makeSheetPdf(SHEET, SAMPLE)
    for (const { xMm, yMm } of await offPitch(right.pdf, right.links)) {
      expect(Math.abs(xMm)).to.be.lessThan(0.01)
      expect(Math.abs(yMm)).to.be.lessThan(0.01)
    }
    const moved = { ...SHEET, pitchXMm: SHEET.pitchXMm + 0.15 }
    const off = await makeSheetPdf(moved, SAMPLE)
    for (const [at, { xMm, yMm }] of (await offPitch(off.pdf, off.links)).entries()) {
      expect(xMm).to.be.closeTo(at % 2 === 0 ? 0 : 0.15, 0.01)
      expect(Math.abs(yMm)).to.be.lessThan(0.01)
    }
  })
})

describe('the decode report', () => {
  it('reads a scan: stamps by their check character, test codes by their size', async () => {
    const { pdf, links } = await makeSheetPdf(SHEET, { ...SAMPLE, count: 2 })
    const { picture } = await firstPage(pdf, 200)
    const { width, height, data } = picture
    const size = testLink('tem.example', 0.396)
    const [test, other] = await Promise.all([
      toBuffer(size, { scale: 6 }),
      toBuffer('HTTPS://TEM.EXAMPLE/0.396', { scale: 4 }),
    ])
    const scan = await sharp(data, { raw: { width, height, channels: 1 } })
      .composite([
        { input: test, left: 60, top: 340 },
        { input: other, left: 430, top: 380 },
      ])
      .jpeg()
      .toBuffer()
    const found = []
    for await (const { text, kind, moduleMm, isConfirmed } of readScan(scan, 300)) {
      found.push([text, kind, moduleMm, isConfirmed])
    }
    expect(found).to.have.deep.members([
      [links[0], 'stamp', null, true],
      [links[1], 'stamp', null, true],
      [size, 'test', 0.396, true],
      ['HTTPS://TEM.EXAMPLE/0.396', 'other', null, true],
    ])
  })

  it('tries a stated level and mask in every condition, and no form that does not fit', async () => {
    const options = { count: 2, seed: '1', dpis: [200] }
    const results: Result[] = []
    const form = { level: 'Q', mask: 'chosen' } as const
    for await (const result of runTrial({ sheet: 'roll-30x20', form }, options))
      results.push(result)
    expect(results.map(({ condition }) => condition)).to.deep.equal([
      ...['clean', 'blurred', 'turned', 'both', 'strong'],
    ])
    expect(results[0]?.outcomes.zbar).to.deep.equal({ asked: 2, read: 2, faults: [] })
    const none = runTrial({ sheet: 'roll-20x20', form: { level: 'H' } }, options)
    expect((await none.next()).done).to.equal(true)
  })

  it('breaks on an undamaged stamp unread from 200 dpi on, and on a wrong code anywhere', () => {
    const missing = { kind: 'missing', page: 1, label: 1, text: 'a' } as const
    const all = { asked: 2, read: 2, faults: [] }
    const less = { asked: 2, read: 1, faults: [missing] }
    const wrong = { asked: 2, read: 1, faults: [{ ...missing, kind: 'wrong' as const }] }
    const result = (
      dpi: number,
      zbar: Result['outcomes']['zbar'],
      condition = 'clean' as const,
    ) => ({
      ...{ trial: { sheet: 'a4-65' as const }, dpi, condition, outcomes: { zxing: all, zbar } },
    })
    expect(isBroken(result(200, all))).to.equal(false)
    expect(isBroken(result(200, less))).to.equal(true)
    expect(isBroken(result(150, less))).to.equal(false)
    expect(isBroken({ ...result(300, less), condition: 'both' })).to.equal(false)
    expect(isBroken({ ...result(150, wrong), condition: 'both' })).to.equal(true)
  })
})
