import { expect } from 'chai'
import { toBuffer } from 'qrcode'
import sharp from 'sharp'
import { compare } from '../../scripts/decode-report/compare.ts'
import type { DrawnPage } from '../../scripts/decode-report/draw.ts'
import { cropOf } from '../../scripts/decode-report/picture.ts'
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
import { SHEETS } from '../../src/features/labels/label-sheets.rules.ts'
import { testLink } from '../../src/features/labels/test-code.ts'
import { blank, firstPage, SMALL_SHEET } from '../support/sample-pages.ts'

const READERS: readonly ReaderName[] = ['zxing', 'zbar']
const CLEAN = { blurMm: 0, turnDegrees: 0 }
const DAMAGED = { blurMm: 0.1, turnDegrees: 3 }
const SAMPLE = { count: 6, seed: 'readers' }

/** Puts a copy of one label's picture, or white, in the place of another; labels from 1. */
function replace({ picture, widthMm }: DrawnPage, label: number, by: number | null): void {
  const pixels = (mm: number) => Math.round((mm * picture.width) / widthMm)
  const [width, height] = [pixels(SMALL_SHEET.labelWidthMm), pixels(SMALL_SHEET.labelHeightMm)]
  const cornerOf = (place: number) => ({
    left: pixels(SMALL_SHEET.leftMm + ((place - 1) % SMALL_SHEET.columns) * SMALL_SHEET.pitchXMm),
    top: pixels(
      SMALL_SHEET.topMm + Math.floor((place - 1) / SMALL_SHEET.columns) * SMALL_SHEET.pitchYMm,
    ),
  })
  const source =
    by === null ? blank(width, height) : cropOf(picture, { ...cornerOf(by), width, height })
  const { left, top } = cornerOf(label)
  for (let row = 0; row < height; row++) {
    const line = source.data.subarray(row * width, (row + 1) * width)
    picture.data.set(line, (top + row) * picture.width + left)
  }
}

describe('reading labels back', () => {
  let pdf: Uint8Array
  let links: string[]

  before(async () => {
    ;({ pdf, links } = await makeSheetPdf(SMALL_SHEET, SAMPLE))
  })

  const outcomes = (pages: PageReading[], firstLabel?: number) =>
    READERS.map((reader) => compare(pages, reader, links, firstLabel))

  it('gives each link once by both readers, undamaged, and blurred and turned', async () => {
    for (const damage of [CLEAN, DAMAGED]) {
      const page = await readPage(await firstPage(pdf, 200), SMALL_SHEET, damage)
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
    const printed = await makeSheetPdf(SMALL_SHEET, { ...SAMPLE, firstLabel: 5 })
    const pages: PageReading[] = []
    const asked = { dpi: 150, grid: SMALL_SHEET, damage: CLEAN }
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
    for (const { read, faults } of outcomes([await readPage(drawn, SMALL_SHEET, DAMAGED)])) {
      expect(read).to.equal(5)
      expect(faults).to.deep.equal([{ kind: 'missing', page: 1, label: 4, text: links[3] }])
    }
  })

  it('reports a code that stands on two labels, where it stands again', async () => {
    const drawn = await firstPage(pdf, 200)
    replace(drawn, 5, 2)
    for (const { read, faults } of outcomes([await readPage(drawn, SMALL_SHEET, CLEAN)])) {
      expect(read).to.equal(5)
      expect(faults).to.deep.equal([{ kind: 'twice', page: 1, label: 5, text: links[1] }])
    }
  })

  it('reports codes beside the labels, and a link that is not the one printed', async () => {
    const page = await readPage(await firstPage(pdf, 200), { ...SMALL_SHEET, columns: 1 }, CLEAN)
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

describe('the decode report', () => {
  it('reads a scan: stamps by their check character, test codes by their size', async () => {
    const { pdf, links } = await makeSheetPdf(SMALL_SHEET, { ...SAMPLE, count: 2 })
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

  it('tries a level and mask in every condition, and no form that does not fit', async () => {
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
