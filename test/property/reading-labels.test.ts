import { expect } from 'chai'
import { measureLabels } from '../../scripts/decode-report/measure-labels.ts'
import { makeSheetPdf } from '../../scripts/decode-report/sample-sheet.ts'
import { CONDITIONS, isBroken, runTrial } from '../../scripts/decode-report/trials.ts'
import { SHEET_NAMES, SHEETS } from '../../src/features/labels/label-sheets.rules.ts'
import { proof } from '../support/proof.ts'

const LONG = 2_000
const DPIS = [150, 200, 300]
const OFF_MM_MAX = 0.1

/** Every sheet, printed, drawn as pictures and read back: short in the suite, long on its own. */
describe('stamps on every sheet', () => {
  const { length: stamps, seed } = proof('labels', { short: 16, long: LONG })
  const isLong = stamps >= LONG
  const count = Math.ceil(stamps / SHEET_NAMES.length)
  const dpis = isLong ? DPIS : DPIS.slice(1, 2)
  const measuredDpi = isLong ? 600 : 300

  it(`are read by two readers, each as its link, none twice (${stamps})`, async () => {
    const read = new Map<string, { asked: number; zxing: number; zbar: number }>()
    for (const sheet of SHEET_NAMES) {
      for await (const result of runTrial({ sheet }, { count, seed: String(seed), dpis })) {
        const { dpi, condition, outcomes } = result
        expect(isBroken(result), `${sheet}, ${dpi} dpi, ${condition}`).to.equal(false)
        const name = `${dpi} dpi, ${CONDITIONS[condition].title}`
        const sum = read.get(name) ?? { asked: 0, zxing: 0, zbar: 0 }
        read.set(name, {
          asked: sum.asked + outcomes.zxing.asked,
          zxing: sum.zxing + outcomes.zxing.read,
          zbar: sum.zbar + outcomes.zbar.read,
        })
      }
    }
    for (const [name, { asked, zxing, zbar }] of read) {
      console.log(`    ${name}: zxing ${zxing}, zbar ${zbar} of ${asked}`)
    }
    expect(read.size).to.equal(4 * dpis.length)
  }).timeout(0)

  for (const name of SHEET_NAMES) {
    it(`lie where ${name} says, within ${OFF_MM_MAX} mm`, async () => {
      const sheet = SHEETS[name]
      const perSheet = sheet.columns * sheet.rows
      // Both ends of a sheet: the last labels of the first page, the first ones of the second.
      const few = Math.min(4, perSheet)
      const [firstLabel, onSheets] = isLong ? [1, 2 * perSheet] : [perSheet - few + 1, 2 * few]
      const options = { count: onSheets, seed: String(seed), firstLabel }
      const { pdf, links, layout } = await makeSheetPdf(sheet, options)
      const { xMm, yMm, moduleMm } = layout.symbol
      let measured = 0
      for await (const page of measureLabels(pdf, measuredDpi)) {
        expect(page.widthMm).to.be.closeTo(sheet.widthMm, OFF_MM_MAX)
        expect(page.heightMm).to.be.closeTo(sheet.heightMm, OFF_MM_MAX)
        for (const symbol of page.symbols) {
          const place = firstLabel - 1 + links.indexOf(symbol.text) - (page.page - 1) * perSheet
          const [column, row] = [place % sheet.columns, Math.floor(place / sheet.columns)]
          const leftMm = sheet.leftMm + column * sheet.pitchXMm + xMm
          const topMm = sheet.topMm + row * sheet.pitchYMm + yMm
          expect(symbol.leftMm, `left of ${place}`).to.be.closeTo(leftMm, OFF_MM_MAX)
          expect(symbol.topMm, `top of ${place}`).to.be.closeTo(topMm, OFF_MM_MAX)
          expect(symbol.moduleMm, `module of ${place}`).to.be.closeTo(moduleMm, 0.005)
          measured += 1
        }
      }
      expect(measured).to.equal(onSheets)
    }).timeout(0)
  }
})
