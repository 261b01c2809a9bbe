import { once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { type A4PdfInput, writeA4Pdf } from '../../src/features/labels/a4-sheet.ts'
import { SHEETS } from '../../src/features/labels/label-sheets.ts'
import { QUIET_MODULES } from '../../src/features/labels/qr-symbol.ts'
import type { StampLabel } from '../../src/features/labels/stamp-layout.ts'
import { type Picture, pagesOf, readCodes } from '../support/read-codes.ts'
import { stampLabel, stampLabels } from '../support/stamp-labels.ts'

const SHEET = SHEETS['a4-65']
const MODULES = 33
const LONG_NAME = 'Tổng công ty cổ phần nuôi trồng, chế biến và xuất khẩu Ễ Ộ Ự Ặ '
  .repeat(2)
  .slice(0, 120)

function inputOf(labels: A4PdfInput['labels']): A4PdfInput {
  return { title: 'Tem vải thiều', labels, batchNumber: 7, issuedOn: '2024-05-02' }
}

async function pdfOf(input: A4PdfInput): Promise<{ pdf: Buffer; pages: number }> {
  const out = new PassThrough()
  const [pdf, { pages }] = await Promise.all([buffer(out), writeA4Pdf(input, out)])
  return { pdf, pages }
}

/** What the sheet's geometry says of a point: on no label, in a quiet zone, or printable. */
function placeOf(xMm: number, yMm: number): 'waste' | 'quiet' | 'print' {
  const x = xMm - SHEET.leftMm
  const y = yMm - SHEET.topMm
  const [column, row] = [Math.floor(x / SHEET.pitchXMm), Math.floor(y / SHEET.pitchYMm)]
  const { widthMm, heightMm, qr } = SHEET.label
  const [onX, onY] = [x - column * SHEET.pitchXMm, y - row * SHEET.pitchYMm]
  const onSheet = column >= 0 && column < SHEET.columns && row >= 0 && row < SHEET.rows
  if (!onSheet || onX > widthMm || onY > heightMm) return 'waste'
  const moduleMm = qr.sideMm / (MODULES + 2 * QUIET_MODULES)
  const [inX, inY] = [(onX - qr.xMm) / moduleMm, (onY - qr.yMm) / moduleMm]
  const within = (margin: number) =>
    Math.min(inX, inY) > margin && Math.max(inX, inY) < MODULES + 2 * QUIET_MODULES - margin
  return within(0) && !within(QUIET_MODULES - 0.5) ? 'quiet' : 'print'
}

function inkBy(picture: Picture): Record<ReturnType<typeof placeOf>, number> {
  const ink = { waste: 0, quiet: 0, print: 0 }
  const mmPerColumn = SHEET.widthMm / picture.width
  const mmPerRow = SHEET.heightMm / picture.height
  for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
    if ((picture.data[4 * pixel] ?? 0) > 230) continue
    const [column, row] = [pixel % picture.width, Math.floor(pixel / picture.width)]
    ink[placeOf((column + 0.5) * mmPerColumn, (row + 0.5) * mmPerRow)]++
  }
  return ink
}

async function textOf(pdf: Buffer): Promise<string> {
  let text = ''
  for await (const page of pagesOf(pdf, 20)) text += `${page.text}\n`
  return text.replace(/\s+/g, ' ')
}

describe('a PDF of label sheets', () => {
  const labels = stampLabels(130)
  let printed: { pdf: Buffer; pages: number }

  before(async () => {
    printed = await pdfOf(inputOf(labels))
  })

  it('holds 130 stamps on two pages, each decoding once at 200 dpi, to its link', async () => {
    expect(printed.pages).to.equal(2)
    const codes = await readCodes(printed.pdf, 200)
    expect(codes.map((code) => code.text).sort()).to.deep.equal(
      labels.map(({ link }) => link).sort(),
    )
    expect(codes.filter((code) => code.page === 1)).to.have.length(65)
  })

  it('holds names, serials and numbers as text with their Vietnamese letters', async () => {
    const text = await textOf(printed.pdf)
    for (const { serial, number } of [stampLabel(1), stampLabel(130)]) {
      const groups = serial.replace(/(.{4})/g, '$1 ')
      const names = 'Vải thiều Thanh Hà loại một Hợp tác xã nông nghiệp Thủy Nguyên'
      expect(text).to.include(`${names} ${groups}Tem số ${number} `)
    }
  })

  it('has vectors and embedded fonts, and no picture', () => {
    const source = printed.pdf.toString('latin1')
    expect(source).to.not.match(/\/Subtype \/Image|\/XObject/)
    expect(source.match(/\/FontFile2/g)).to.have.length(3)
  })

  it('prints nothing beside the labels or in a quiet zone, whatever the names', async () => {
    for (const name of [LONG_NAME, 'Ễ'.repeat(120), 'W'.repeat(120)]) {
      const fields = { productName: name, enterpriseName: name }
      const { pdf } = await pdfOf(inputOf(stampLabels(65, fields)))
      for await (const { picture } of pagesOf(pdf, 200)) {
        const ink = inkBy(picture)
        expect(ink).to.include({ waste: 0, quiet: 0 })
        expect(ink.print).to.be.greaterThan(10_000)
      }
      expect(await readCodes(pdf)).to.have.length(65)
      expect(await textOf(pdf)).to.include('…')
    }
  })

  it('is the same bytes for the same input, from an array or a stream', async () => {
    async function* stream(): AsyncGenerator<StampLabel> {
      yield* labels
    }
    const again = await pdfOf(inputOf(stream()))
    expect(again.pdf.equals(printed.pdf)).to.equal(true)
  })

  it('carries the date of the batch and an identifier of its own', async () => {
    const identifier = (pdf: Buffer) => /\/ID \[<(\w+)>/.exec(pdf.toString('latin1'))?.[1]
    expect(printed.pdf.toString('latin1')).to.include('(D:20240502000000Z)')
    const other = await pdfOf({ ...inputOf(labels), batchNumber: 8 })
    expect(identifier(other.pdf)).to.match(/^\w{32}$/)
    expect(identifier(other.pdf)).to.not.equal(identifier(printed.pdf))
  })
})

describe('writing a PDF of label sheets', () => {
  it('draws no further than a page ahead of a reader that stands still', async () => {
    let drawn = 0
    function* counted(): Generator<StampLabel> {
      for (const label of stampLabels(650)) {
        drawn++
        yield label
      }
    }
    let drawnWhileHeld = 0
    const held = new Writable({
      highWaterMark: 1,
      async write(_chunk, _encoding, done) {
        if (drawnWhileHeld === 0) {
          // Each turn lets a row be drawn: without back-pressure all 130 rows would be.
          for (let turn = 0; turn < 400; turn++) await setImmediate()
          drawnWhileHeld = drawn
        }
        done()
      },
    })
    await writeA4Pdf(inputOf(counted()), held)
    expect(drawn).to.equal(650)
    expect(drawnWhileHeld).to.be.at.most(3 * 65)
  })

  it('leaves the output untouched when there is no label or the first page fails', async () => {
    for (const labels of [[], [stampLabel(1), stampLabel(2, { serial: 'short' })]]) {
      const out = new PassThrough()
      const error = await writeA4Pdf(inputOf(labels), out).catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(RangeError)
      expect(out).to.include({ destroyed: false, writableEnded: false, readableLength: 0 })
    }
  })

  it('destroys the output when a later page fails: a part is not taken for all', async () => {
    const out = new PassThrough()
    out.resume()
    const closed = once(out, 'error')
    const labels = [...stampLabels(70), stampLabel(71, { number: 0 })]
    const error = await writeA4Pdf(inputOf(labels), out).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(RangeError)
    await closed
    expect(out).to.include({ destroyed: true, writableEnded: false })
  })

  it('stops asking for labels when the output goes away', async () => {
    let open = true
    let drawn = 0
    function* counted(): Generator<StampLabel> {
      try {
        for (const label of stampLabels(650)) {
          drawn++
          yield label
        }
      } finally {
        open = false
      }
    }
    const out = new PassThrough()
    out.once('data', () => out.destroy())
    const error = await writeA4Pdf(inputOf(counted()), out).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error)
    expect(open).to.equal(false)
    expect(drawn).to.be.lessThan(650)
  })

  it('refuses a date that is none', async () => {
    const input = { ...inputOf(stampLabels(1)), issuedOn: '02/05/2024' }
    const error = await writeA4Pdf(input, new PassThrough()).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(RangeError)
  })
})
