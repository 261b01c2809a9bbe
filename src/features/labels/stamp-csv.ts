import { BYTE_ORDER_MARK, type CodeLines, lineChunks } from '../stamps/code-stream.ts'
import type { PrintJob, PrintPart } from './print-job.rules.ts'
import { indexesOf } from './sheet.rules.ts'

/** RFC 4180; no value holds a character that would have to be quoted. */
const LINES: CodeLines = {
  head: `${BYTE_ORDER_MARK}serial,link,number\r\n`,
  line: (number, serial, link) => `${serial},${link},${number}\r\n`,
}

/**
 * The stamps of one part for a print house that draws them itself: serial, the exact text of the
 * QR code, and number. The same job and part always give the same bytes.
 */
export function csvChunks(
  { key, batchId, linkHost, ranges }: PrintJob,
  { first, last }: PrintPart,
  secret: Buffer,
): AsyncGenerator<Uint8Array, void, void> {
  const origin = { secret, key, batch: batchId, linkHost }
  return lineChunks(origin, indexesOf(ranges, first, last), LINES)
}
