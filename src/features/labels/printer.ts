import { stampLink } from '../stamps/code.rules.ts'
import { type LabelLayout, layOut } from './label-layout.ts'
import { type PrintFormat, type PrintJob, type PrintPart, partCount } from './print-job.rules.ts'
import { qrForm } from './qr-symbol.ts'
import { placeAt } from './sheet.rules.ts'
import { type Paint, sheetPdf } from './sheet-pdf.ts'
import { csvChunks } from './stamp-csv.ts'
import { zplChunks, zplLayout } from './stamp-zpl.ts'

export type Printer = ReturnType<typeof createPrinter>

const MEDIA_TYPES: Record<PrintFormat, string> = {
  pdf: 'application/pdf',
  zpl: 'application/vnd.zebra-zpl',
  csv: 'text/csv; charset=utf-8',
}

/** A serial in form only: the links of a batch are all as long as its own. */
const ANY_SERIAL = '0'.repeat(16)

/** The form of the QR symbols of a batch. */
export function formOf({ linkHost, key }: Pick<PrintJob, 'linkHost' | 'key'>) {
  return qrForm(stampLink(linkHost, key, ANY_SERIAL))
}

/**
 * How the stamps of a job are laid out, for the printer it is for.
 * @throws LabelTooSmall
 */
export function layoutOf(job: PrintJob): LabelLayout {
  if (job.format === 'zpl') return zplLayout(job)
  return layOut(job.sheet, job.text, formOf(job).size)
}

/** Turns jobs into bytes; the same part of the same job always into the same. */
export function createPrinter(parts: { secretOf: (version: number) => Buffer; paint: Paint }) {
  const numbersOf = ({ ranges }: PrintJob, { first, last }: PrintPart) =>
    [placeAt(ranges, first) + 1, placeAt(ranges, last) + 1] as const

  return {
    mediaType: ({ format }: Pick<PrintJob, 'format'>): string => MEDIA_TYPES[format],

    /** Numbers of the first and the last stamp are in it, as people count them. */
    fileName(job: PrintJob, part: PrintPart): string {
      const [first, last] = numbersOf(job, part)
      return `tem-dot-${job.batchId}-${first}-${last}.${job.format}`
    },

    /** One file, piece by piece, made no faster than it is taken. */
    chunks(job: PrintJob, part: PrintPart): AsyncGenerator<Uint8Array, void, void> {
      const secret = parts.secretOf(job.keyVersion)
      if (job.format === 'csv') return csvChunks(job, part, secret)
      if (job.format === 'zpl') return zplChunks(job, part, secret)
      const [first, last] = numbersOf(job, part)
      const { batchId, key, issuedOn, sheet, ranges, linkHost } = job
      const form = formOf(job)
      const source = {
        ...{ secret, key, batchId, linkHost, ranges, first: part.first, last: part.last },
        firstLabel: part.number === 1 ? job.firstLabel : 1,
      }
      return sheetPdf(
        {
          title: `Tem đợt ${batchId}, số ${first}–${last}`,
          subject: `Đợt cấp tem số ${batchId}, ngày ${issuedOn}`,
          keywords: `${key} ${batchId} ${first}-${last} ${partCount(job)}`,
          ...{ issuedOn, sheet, form, source },
          layout: layoutOf(job),
        },
        parts.paint,
      )
    },
  }
}
