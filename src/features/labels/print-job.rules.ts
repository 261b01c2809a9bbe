import type { Range } from '../stamps/ranges.rules.ts'
import { sizeOf } from '../stamps/ranges.rules.ts'
import type { StampText } from './label-layout.ts'
import type { Sheet } from './label-sheets.rules.ts'
import { labelsPerSheet, pageAt, pageCount } from './sheet.rules.ts'

export const PRINT_FORMATS = ['pdf', 'zpl', 'csv'] as const
export type PrintFormat = (typeof PRINT_FORMATS)[number]

/** Dots an inch of thermal printers. */
export const PRINTER_DPI = [203, 300, 600] as const
export type PrinterDpi = (typeof PRINTER_DPI)[number]

/**
 * All that the printed files depend on, as plain data: the same job always gives the same bytes,
 * so a run that was stopped can go on, and a run that is asked for twice is one.
 */
export interface PrintJob {
  batchId: number
  /** GTIN-14 or GDTI-13. */
  key: string
  keyVersion: number
  quantity: number
  /** `YYYY-MM-DD`; it dates the files. */
  issuedOn: string
  /** Ascending, without overlap; indexes from 0. */
  ranges: Range[]
  format: PrintFormat
  sheet: Sheet
  /** Place of the first free label on the first sheet, from 1. */
  firstLabel: number
  /** Of the printer that ZPL is for. */
  dpi: PrinterDpi
  text: StampText
  /** Host in the links. */
  linkHost: string
  /** Sheets in one file. */
  pagesPerPart: number
}

/** One file of a job: the stamps from place `first` to `last`, counted from 0. */
export interface PrintPart {
  /** From 1. */
  number: number
  first: number
  last: number
  pages: number
}

export function stampsOf({ ranges }: Pick<PrintJob, 'ranges'>): number {
  return ranges.reduce((sum, range) => sum + sizeOf(range), 0)
}

/** The sheets of a job. Only PDF has sheets; a line of the other formats is a page of its own. */
function sheetsOf(job: PrintJob) {
  const stamps = stampsOf(job)
  const perSheet = job.format === 'pdf' ? labelsPerSheet(job.sheet) : 1
  const firstLabel = job.format === 'pdf' ? job.firstLabel : 1
  const pages = pageCount(stamps, firstLabel, perSheet)
  return { pages, pageAt: (page: number) => pageAt(page, stamps, firstLabel, perSheet) }
}

/** How many files a job is printed in, whole sheets each. */
export function partCount(job: PrintJob): number {
  return Math.ceil(sheetsOf(job).pages / job.pagesPerPart)
}

/** One file of a job, by its number from 1. @throws RangeError where there is none */
export function partAt(job: PrintJob, number: number): PrintPart {
  const sheets = sheetsOf(job)
  const begun = (number - 1) * job.pagesPerPart
  const pages = Math.min(job.pagesPerPart, sheets.pages - begun)
  if (begun < 0 || pages <= 0) throw new RangeError(`The job has no file ${number}`)
  const { first } = sheets.pageAt(begun)
  const { last } = sheets.pageAt(begun + pages - 1)
  return { number, first, last, pages }
}
