import PDFDocument from 'pdfkit'
import { drawMarks, drawRoll, type MarkedSheet } from './calibration-marks.ts'
import { drawCodes, drawRulers } from './calibration-rulers.ts'
import type { NamedSheet } from './label-sheets.rules.ts'
import { registerFaces } from './label-type.ts'
import { mmPen } from './mm-pen.ts'
import type { TestCode } from './test-code.ts'

/** What the pages say and show. */
export interface Calibration extends MarkedSheet {
  codes: readonly TestCode[]
  linkHost: string
  /** `YYYY-MM-DD`; it dates the file, so that the same sheet always gives the same bytes. */
  issuedOn: string
}

const A4 = { widthMm: 210, heightMm: 297 }

/**
 * A PDF for setting up a printer. For sheets: a page with the corners of every label at their true
 * places, and one with rulers of 100 mm and test codes. For a roll: one page of the label's size.
 * All is drawn as vectors, text is text in embedded fonts. The same input gives the same bytes.
 * @throws RangeError when `issuedOn` is no date
 */
export async function calibrationPdf(input: Calibration): Promise<Buffer> {
  const { name, sheet } = input
  const createdAt = new Date(`${input.issuedOn}T00:00:00Z`)
  if (Number.isNaN(createdAt.getTime())) throw new RangeError(`No date: ${input.issuedOn}`)
  const doc = new PDFDocument({
    pdfVersion: '1.7',
    autoFirstPage: false,
    font: '',
    lang: 'vi-VN',
    displayTitle: true,
    info: {
      Title: `Trang hiệu chỉnh ${name}`,
      Subject: sheet.title.vi,
      Keywords: `calibration, ${name}, ${input.linkHost}`,
      CreationDate: createdAt,
    },
  })
  registerFaces(doc)
  if (isRoll(sheet)) {
    drawRoll(mmPen(doc, sheet), input)
  } else {
    drawMarks(mmPen(doc, sheet), input)
    const pen = mmPen(doc, A4)
    drawRulers(pen, name)
    drawCodes(pen, input.codes)
  }
  doc.end()
  const chunks: Buffer[] = []
  for await (const chunk of doc) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function isRoll({ columns, rows, widthMm, labelWidthMm }: NamedSheet): boolean {
  return columns * rows === 1 && widthMm === labelWidthMm
}
