import { expect } from 'chai'
import { customSheet } from '../../src/features/labels/custom-sheet.rules.ts'
import { SHEETS } from '../../src/features/labels/label-sheets.rules.ts'
import { createPaintPool } from '../../src/features/labels/paint-pool.ts'
import { type Paint, type SheetPdf, sheetPdf } from '../../src/features/labels/sheet-pdf.ts'
import { QUIET_MODULES } from '../../src/features/labels/symbol.rules.ts'
import { type Picture, pagesOf, readCodes } from '../support/read-codes.ts'
import { linksOf, paintHere, pdfOf, sheetInput, stampCode, TEXT } from '../support/stamp-labels.ts'

const MODULES = 33
const LONG_NAME = 'Tổng công ty cổ phần nuôi trồng, chế biến và xuất khẩu Ễ Ộ Ự Ặ '
  .repeat(2)
  .slice(0, 120)

/** What the sheet's geometry says of a point: on no label, in a quiet zone, or printable. */
function placeOf({ sheet, layout }: SheetPdf, xMm: number, yMm: number) {
  const [x, y] = [xMm - sheet.leftMm, yMm - sheet.topMm]
  const [column, row] = [Math.floor(x / sheet.pitchXMm), Math.floor(y / sheet.pitchYMm)]
  const [onX, onY] = [x - column * sheet.pitchXMm, y - row * sheet.pitchYMm]
  const onSheet = column >= 0 && column < sheet.columns && row >= 0 && row < sheet.rows
  if (!onSheet || onX > sheet.labelWidthMm || onY > sheet.labelHeightMm) return 'waste'
  const { symbol } = layout
  const [inX, inY] = [(onX - symbol.xMm) / symbol.moduleMm, (onY - symbol.yMm) / symbol.moduleMm]
  const within = (margin: number) =>
    Math.min(inX, inY) > -margin && Math.max(inX, inY) < MODULES + margin
  return within(QUIET_MODULES - 0.3) && !within(0.5) ? 'quiet' : 'print'
}

function inkBy(input: SheetPdf, picture: Picture): Record<ReturnType<typeof placeOf>, number> {
  const ink = { waste: 0, quiet: 0, print: 0 }
  const mmPerColumn = input.sheet.widthMm / picture.width
  const mmPerRow = input.sheet.heightMm / picture.height
  for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
    if ((picture.data[4 * pixel] ?? 0) > 230) continue
    const [column, row] = [pixel % picture.width, Math.floor(pixel / picture.width)]
    ink[placeOf(input, (column + 0.5) * mmPerColumn, (row + 0.5) * mmPerRow)]++
  }
  return ink
}

async function textOf(pdf: Buffer): Promise<string> {
  let text = ''
  for await (const page of pagesOf(pdf, 20)) text += `${page.text}\n`
  return text.replace(/\s+/g, ' ')
}

const failure = (pdf: Promise<unknown>) => pdf.catch((reason: unknown) => reason)

describe('a PDF of label sheets', () => {
  const input = sheetInput(130)
  let printed: Buffer

  before(async () => {
    printed = await pdfOf(input)
  })

  it('holds 130 stamps on two pages, each decoding once at 200 dpi, to its link', async () => {
    const codes = await readCodes(printed, 200)
    expect(codes.map((code) => code.text).sort()).to.deep.equal(linksOf(130).sort())
    expect(codes.filter((code) => code.page === 1)).to.have.length(65)
  })

  it('holds names, serials and numbers as text with their Vietnamese letters', async () => {
    const text = await textOf(printed)
    for (const name of Object.values(TEXT)) expect(text).to.include(name)
    for (const { serial, number } of [stampCode(1), stampCode(130)]) {
      const groups = serial.replace(/(.{4})/g, '$1 ')
      expect(text).to.match(new RegExp(`${groups}(Số )?${number}\\b`))
    }
  })

  it('has vectors and embedded fonts, and no picture', () => {
    const source = printed.toString('latin1')
    expect(source).to.not.match(/\/Subtype \/Image/)
    expect(source.match(/\/FontFile2/g)).to.have.length(3)
  })

  it('prints nothing beside the labels or in a quiet zone, whatever the names', async () => {
    for (const name of [LONG_NAME, 'Ễ'.repeat(120), 'W'.repeat(120)]) {
      const long = sheetInput(65, { text: { ...TEXT, product: name, enterprise: name } })
      const pdf = await pdfOf(long)
      for await (const { picture } of pagesOf(pdf, 200)) {
        const ink = inkBy(long, picture)
        expect(ink).to.include({ waste: 0, quiet: 0 })
        expect(ink.print).to.be.greaterThan(10_000)
      }
      expect(await readCodes(pdf)).to.have.length(65)
      expect(await textOf(pdf)).to.include('…')
    }
  })

  it('begins on the first free label and leaves those before it empty', async () => {
    const late = sheetInput(3, { firstLabel: 64 })
    const codes = await readCodes(await pdfOf(late))
    expect(codes.map(({ page }) => page)).to.have.members([1, 1, 2])
    for await (const { page, picture } of pagesOf(await pdfOf(late), 100)) {
      const { width, data } = picture
      const rows = page === 1 ? 11.9 * 21.2 : 0
      const lastRow = Math.floor(((10.7 + rows) / 297) * picture.height)
      const above = data.subarray(0, 4 * width * lastRow)
      expect(above.every((value) => value > 230)).to.equal(true)
    }
  })

  it('is the same bytes painted by threads, in whatever order they end', async () => {
    const pool = createPaintPool(2)
    try {
      expect((await pdfOf(sheetInput(1300), pool.paint)).equals(await pdfOf(sheetInput(1300)))).to
        .be.true
    } finally {
      await pool.close()
    }
  })

  it('carries the date of the batch and an identifier of its own', async () => {
    const identifier = (pdf: Buffer) => /\/ID \[<(\w+)>/.exec(pdf.toString('latin1'))?.[1]
    expect(printed.toString('latin1')).to.include('(D:20240502000000Z)')
    const other = await pdfOf(sheetInput(130, { batchId: 8 }))
    expect(identifier(other)).to.match(/^\w{32}$/)
    expect(identifier(other)).to.not.equal(identifier(printed))
  })

  it('has cut marks on all sides of a sheet of the largest size', async () => {
    const labels = { columns: 4, rows: 4, labelWidthMm: 285, labelHeightMm: 285 }
    const sheet = customSheet({
      ...{ widthMm: 1_200, heightMm: 1_200, leftMm: 30, topMm: 30, bleedMm: 0 },
      ...{ ...labels, cutMarks: true, fields: [] },
    })
    for await (const { picture } of pagesOf(await pdfOf(sheetInput(1, { sheet })), 25)) {
      const { width, height, data } = picture
      const dark = (x: number, y: number) => (data[4 * (y * width + x)] ?? 255) < 230
      const columns = Array.from({ length: width }, (_, x) => x)
      const rows = Array.from({ length: height }, (_, y) => y)
      const inMargin = (at: number, of: number) => at > (1 - 28 / 1_200) * of
      const below = columns.some((x) => rows.some((y) => inMargin(y, height) && dark(x, y)))
      const right = columns.some((x) => rows.some((y) => inMargin(x, width) && dark(x, y)))
      expect({ below, right }).to.deep.equal({ below: true, right: true })
    }
  })

  it('takes at most 600 bytes a stamp', async () => {
    const pdf = await pdfOf(sheetInput(2600))
    expect(pdf.length / 2600).to.be.at.most(600)
  })
})

describe('writing a PDF of label sheets', () => {
  it('paints no further than a few tasks ahead of a reader that stands still', async () => {
    let begun = 0
    const counting: Paint = (task) => {
      begun += 1
      return paintHere(task)
    }
    const chunks = sheetPdf(sheetInput(13_000), counting)
    await chunks.next()
    expect(begun).to.be.within(1, 5)
    await chunks.return()
  })

  it('asks for one task at a time while pages of others wait', async () => {
    let begun = 0
    const crowded: Paint = Object.assign(
      (task: Parameters<Paint>[0]) => {
        begun += 1
        return paintHere(task)
      },
      { isBusy: () => true },
    )
    const chunks = sheetPdf(sheetInput(13_000), crowded)
    await chunks.next()
    expect(begun).to.equal(1)
    await chunks.return()
  })

  it('ends with the error of the page that fails, and paints nothing after it', async () => {
    let begun = 0
    const failing: Paint = async (task) => {
      begun += 1
      if (task.from >= 16) throw new RangeError('no such page')
      return await paintHere(task)
    }
    const error = await failure(pdfOf(sheetInput(13_000), failing))
    expect(error).to.be.instanceOf(RangeError)
    expect(begun).to.be.at.most(8)
  })

  it('refuses a date that is none', async () => {
    const input = { ...sheetInput(1), issuedOn: '02/05/2024' }
    expect(await failure(pdfOf(input))).to.be.instanceOf(RangeError)
  })

  it('places every label of every sheet on its paper', () => {
    for (const [name, sheet] of Object.entries(SHEETS)) {
      const right = sheet.leftMm + (sheet.columns - 1) * sheet.pitchXMm + sheet.labelWidthMm
      const bottom = sheet.topMm + (sheet.rows - 1) * sheet.pitchYMm + sheet.labelHeightMm
      expect(right, name).to.be.at.most(sheet.widthMm - sheet.leftMm + 0.15)
      expect(bottom, name).to.be.at.most(sheet.heightMm - sheet.topMm + 0.15)
    }
  })
})
