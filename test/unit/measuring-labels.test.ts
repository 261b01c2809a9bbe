import { expect } from 'chai'
import { blurred, turned, turnedBack } from '../../scripts/decode-report/degrade.ts'
import { measureLabels, measureSymbols } from '../../scripts/decode-report/measure-labels.ts'
import { cropOf, type Picture, shrunk } from '../../scripts/decode-report/picture.ts'
import { makeSheetPdf } from '../../scripts/decode-report/sample-sheet.ts'
import { qrMatrix } from '../../src/features/labels/qr-symbol.ts'
import { blank, SMALL_SHEET } from '../support/sample-pages.ts'

const SAMPLE = { count: 6, seed: 'measured' }

function paint(picture: Picture, grey: number, [x0, y0, x1, y1]: [number, number, number, number]) {
  for (let y = y0; y < y1; y++)
    picture.data.fill(grey, y * picture.width + x0, y * picture.width + x1)
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
      expect(widthMm).to.be.closeTo(SMALL_SHEET.widthMm, 0.01)
      expect(heightMm).to.be.closeTo(SMALL_SHEET.heightMm, 0.01)
      const inOrder = links.map((text) => symbols.find((symbol) => symbol.text === text))
      const [first] = inOrder
      return inOrder.map((symbol, at) => ({
        xMm: (symbol?.leftMm ?? 0) - (first?.leftMm ?? 0) - (at % 2) * SMALL_SHEET.pitchXMm,
        yMm: (symbol?.topMm ?? 0) - (first?.topMm ?? 0) - Math.floor(at / 2) * SMALL_SHEET.pitchYMm,
      }))
    }
    return []
  }

  it('sees labels where the sheet has them, and those that are off by 0.15 mm', async () => {
    const right = await makeSheetPdf(SMALL_SHEET, SAMPLE)
    for (const { xMm, yMm } of await offPitch(right.pdf, right.links)) {
      expect(Math.abs(xMm)).to.be.lessThan(0.01)
      expect(Math.abs(yMm)).to.be.lessThan(0.01)
    }
    const moved = { ...SMALL_SHEET, pitchXMm: SMALL_SHEET.pitchXMm + 0.15 }
    const off = await makeSheetPdf(moved, SAMPLE)
    for (const [at, { xMm, yMm }] of (await offPitch(off.pdf, off.links)).entries()) {
      expect(xMm).to.be.closeTo(at % 2 === 0 ? 0 : 0.15, 0.01)
      expect(Math.abs(yMm)).to.be.lessThan(0.01)
    }
  })
})
