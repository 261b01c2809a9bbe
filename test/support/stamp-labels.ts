import { layOut, type StampText } from '../../src/features/labels/label-layout.ts'
import { SHEETS, type Sheet } from '../../src/features/labels/label-sheets.rules.ts'
import { paintPages } from '../../src/features/labels/page-art.ts'
import {
  type PrintJob,
  type PrintPart,
  partAt,
  partCount,
} from '../../src/features/labels/print-job.rules.ts'
import { qrForm } from '../../src/features/labels/qr-symbol.ts'
import { type Paint, type SheetPdf, sheetPdf } from '../../src/features/labels/sheet-pdf.ts'
import { stampLink } from '../../src/features/stamps/code.rules.ts'
import { serialOf } from '../../src/features/stamps/serial.rules.ts'

export const GTIN = '08938501000019'
export const HOST = 'tem.example'
const SECRET = Buffer.alloc(32, 7)
const BATCH = 7

export const TEXT: StampText = {
  product: 'Vải thiều Thanh Hà loại một',
  enterprise: 'Hợp tác xã nông nghiệp Thủy Nguyên',
  department: 'Sở NN&MT',
  hotline: '0225 3 847 000',
}

/** The stamp with this place in its batch, from 1. */
export function stampCode(number: number): { link: string; serial: string; number: number } {
  const serial = serialOf(SECRET, GTIN, BATCH, number - 1)
  return { serial, number, link: stampLink(HOST, GTIN, serial) }
}

export function linksOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => stampCode(index + 1).link)
}

/** Stamps 1 to `count` of one batch on sheets. */
export function sheetInput(count: number, fields: Partial<Wanted> = {}): SheetPdf {
  const { sheet, text, firstLabel, batchId } = { ...WANTED, ...fields }
  const form = qrForm(stampCode(1).link)
  return {
    title: 'Tem vải thiều',
    subject: `Đợt cấp tem số ${batchId}`,
    keywords: `${GTIN} ${batchId}`,
    issuedOn: '2024-05-02',
    sheet,
    layout: layOut(sheet, text, form.size),
    form,
    source: {
      ...{ secret: SECRET, key: GTIN, batchId: BATCH, linkHost: HOST, firstLabel },
      ranges: [{ from: 0, to: count - 1 }],
      ...{ first: 0, last: count - 1 },
    },
  }
}

interface Wanted {
  sheet: Sheet
  text: StampText
  firstLabel: number
  batchId: number
}

const WANTED: Wanted = { sheet: SHEETS['a4-65'], text: TEXT, firstLabel: 1, batchId: BATCH }

/** Paints in this thread. */
export const paintHere: Paint = async (task) => paintPages(task)

export async function pdfOf(input: SheetPdf, paint: Paint = paintHere): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of sheetPdf(input, paint)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The files that a job is printed in. */
export function partsOf(job: PrintJob): PrintPart[] {
  return Array.from({ length: partCount(job) }, (_, at) => partAt(job, at + 1))
}
