import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { MM_PER_PT, SHEETS, type SheetGeometry, type SheetName } from './label-sheets.ts'
import { registerFaces } from './label-type.ts'
import { type StampLabel, type StampLayout, stampLayouter } from './stamp-layout.ts'

/** Stamps to print on label sheets. */
export type A4PdfInput = {
  title: string
  labels: Iterable<StampLabel> | AsyncIterable<StampLabel>
  batchNumber: number
  /** Local date of the batch, `YYYY-MM-DD`; it dates the file, so that a reprint is the same. */
  issuedOn: string
  sheet?: SheetName
}

type Corner = { xMm: number; yMm: number }

const PT_PER_MM = 1 / MM_PER_PT

/**
 * Writes stamps as a PDF of A4 label sheets and ends `out`. Modules are vectors, text is real text
 * in embedded fonts. One page is in memory at a time, and none is made before `out` took the last;
 * other work gets its turn after each row of labels. The same input gives the same bytes.
 *
 * A failure before the first page is complete leaves `out` untouched; a later one destroys it, so
 * that a part is never taken for the whole.
 * @throws RangeError when there are no labels, `issuedOn` is no date, or a label cannot be set
 */
export async function writeA4Pdf(
  input: A4PdfInput,
  out: NodeJS.WritableStream,
): Promise<{ pages: number }> {
  const progress = { pages: 0 }
  const chunks = pdfChunks(input, progress)
  try {
    const first = await chunks.next()
    await pipeline(async function* () {
      if (first.done !== true) yield first.value
      yield* chunks
    }, out)
  } finally {
    await chunks.return()
  }
  return progress
}

async function* pdfChunks(
  input: A4PdfInput,
  progress: { pages: number },
): AsyncGenerator<Buffer | string, void, void> {
  const sheet: SheetGeometry = SHEETS[input.sheet ?? 'a4-65']
  const layout = stampLayouter(sheet.label)
  let doc: PDFKit.PDFDocument | undefined
  let cell = 0
  for await (const label of input.labels) {
    doc ??= openDocument(input, label)
    if (cell === 0) {
      doc.addPage({ size: [sheet.widthMm * PT_PER_MM, sheet.heightMm * PT_PER_MM], margin: 0 })
      progress.pages++
    }
    drawStamp(doc, layout(label), cornerOf(cell, sheet))
    cell = (cell + 1) % (sheet.columns * sheet.rows)
    if (cell === 0) {
      doc.flushPages()
      yield doc.read()
    } else if (cell % sheet.columns === 0) {
      await setImmediate()
    }
  }
  if (doc === undefined) throw new RangeError('There are no labels to print')
  doc.end()
  for await (const chunk of doc) yield chunk
}

function openDocument(input: A4PdfInput, first: StampLabel): PDFKit.PDFDocument {
  const createdAt = new Date(`${input.issuedOn}T00:00:00Z`)
  if (Number.isNaN(createdAt.getTime())) throw new RangeError(`No date: ${input.issuedOn}`)
  const doc = new PDFDocument({
    pdfVersion: '1.7',
    autoFirstPage: false,
    font: '',
    fontLayoutCache: false,
    lang: 'vi-VN',
    displayTitle: true,
    // The file's identifier is a hash of these.
    info: {
      Title: input.title,
      Subject: `Đợt cấp tem số ${input.batchNumber}, ngày ${input.issuedOn}`,
      Keywords: `${first.key} ${first.serial}`,
      CreationDate: createdAt,
    },
  })
  registerFaces(doc)
  // Names recur on each label; serials never do, and kept layouts of them would fill the memory.
  doc.font('code')
  doc.options.fontLayoutCache = true
  return doc
}

function cornerOf(cell: number, sheet: SheetGeometry): Corner {
  const column = cell % sheet.columns
  const row = Math.floor(cell / sheet.columns)
  return {
    xMm: sheet.leftMm + column * sheet.pitchXMm,
    yMm: sheet.topMm + row * sheet.pitchYMm,
  }
}

function drawStamp(doc: PDFKit.PDFDocument, { qr, lines }: StampLayout, corner: Corner): void {
  const modulePt = qr.moduleMm * PT_PER_MM
  const xPt = (corner.xMm + qr.xMm) * PT_PER_MM
  const yPt = (corner.yMm + qr.yMm) * PT_PER_MM
  // One fill of one path: neighbours filled apart would show hairlines between them.
  const path = qr.dark.map(({ x, y, width, height }) => `${x} ${y} ${width} ${height} re`)
  doc.save().transform(modulePt, 0, 0, modulePt, xPt, yPt)
  doc.addContent(`${path.join('\n')}\nf`).restore()
  for (const line of lines) {
    doc
      .font(line.face)
      .fontSize(line.sizePt)
      .text(
        line.text,
        (corner.xMm + line.xMm) * PT_PER_MM,
        (corner.yMm + line.baselineMm) * PT_PER_MM,
        { lineBreak: false, baseline: 'alphabetic' },
      )
  }
}
