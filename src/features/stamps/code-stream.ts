import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fieldError } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import { stampLink } from './code.rules.ts'
import type { CodeFormat, CodesQuery } from './codes.schema.ts'
import type { BatchRecord } from './ledger.schema.ts'
import type { Range } from './ranges.rules.ts'
import { serialWriter } from './serial.rules.ts'
import type { StampSecrets } from './stamp-secrets.ts'
import type { StampService } from './stamps.service.ts'

export interface CodeStreamParts {
  stamps: Pick<StampService, 'getBatchRecord'>
  secrets: Pick<StampSecrets, 'secretOf'>
  linkHost: string
}

export type CodeStreams = ReturnType<typeof createCodeStreams>

/** What the codes of one batch are made of. */
interface CodeOrigin {
  secret: Buffer
  key: string
  batch: number
  linkHost: string
}

/** A range of one batch. */
export type CodeSource = CodeOrigin & Range

/** About 3 ms of work: other requests wait no longer for their turn, and larger is no faster. */
const STAMPS_A_CHUNK = 1_000

/** A file with one entry a stamp; entries and tail are ASCII. */
export interface CodeLines {
  head: string
  /** @param number the stamp's place in its batch, from 1 */
  line(number: number, serial: string, link: string): string
  tail?: string
}

/** Without it at the start of a file Excel takes UTF-8 for another encoding. */
export const BYTE_ORDER_MARK = '\uFEFF'

interface Layout extends CodeLines {
  type: string
  fileExtension: string
}

/** Serials and links hold no character that JSON or CSV would have to quote. */
const LAYOUTS: Record<CodeFormat, Layout> = {
  ndjson: {
    type: 'application/x-ndjson',
    fileExtension: 'ndjson',
    head: '',
    line: (number, serial, link) => `{"number":${number},"serial":"${serial}","link":"${link}"}\n`,
  },
  // RFC 4180.
  csv: {
    type: 'text/csv; charset=utf-8',
    fileExtension: 'csv',
    head: `${BYTE_ORDER_MARK}number,serial,link\r\n`,
    line: (number, serial, link) => `${number},${serial},${link}\r\n`,
  },
}

/** The lines of a range, a thousand at a time, each made only when it is asked for. */
export function codeChunks(
  source: CodeSource,
  format: CodeFormat,
): AsyncGenerator<Buffer, void, void> {
  return lineChunks(source, indexesIn(source), LAYOUTS[format])
}

/**
 * A file of the codes of one batch, `stampsAChunk` entries at a time, each made only when it is
 * asked for. The same origin, indexes and lines give the same bytes.
 * @param indexes of the stamps in their batch, from 0
 */
export async function* lineChunks(
  origin: CodeOrigin,
  indexes: Iterable<number>,
  { head, line, tail = '' }: CodeLines,
  stampsAChunk = STAMPS_A_CHUNK,
): AsyncGenerator<Buffer, void, void> {
  const serialAt = serialWriter(origin.secret, origin.key, origin.batch)
  // The serial ends the link, whatever the kind of key.
  const linkStart = stampLink(origin.linkHost, origin.key, '')
  if (head !== '') yield Buffer.from(head)
  let lines = ''
  let count = 0
  for (const index of indexes) {
    const serial = serialAt(index)
    lines += line(index + 1, serial, linkStart + serial)
    count += 1
    if (count < stampsAChunk) continue
    yield Buffer.from(lines, 'latin1')
    lines = ''
    count = 0
    // A fast reader never makes the writer wait, so the others get their turn here.
    await nextTurn()
  }
  if (lines + tail !== '') yield Buffer.from(lines + tail, 'latin1')
}

function* indexesIn({ from, to }: Range): Generator<number, void, void> {
  for (let index = from; index <= to; index += 1) yield index
}

export function createCodeStreams(parts: CodeStreamParts) {
  return {
    /**
     * The codes of a range as a writer that goes at the reader's pace and ends with it.
     * @throws AppError `not_found` for another's batch, `invalid_fields` beyond its end
     */
    async streamOf(id: number, { from, to, format }: CodesQuery, caller: Caller) {
      const batch = await parts.stamps.getBatchRecord(id, caller)
      const { key, quantity, keyVersion } = batch
      const last = quantity - 1
      const range = { from, to: to ?? last }
      assertWithin(range, batch)
      const secret = parts.secrets.secretOf(keyVersion)
      const source = { secret, key, batch: id, linkHost: parts.linkHost, ...range }
      const { type, fileExtension } = LAYOUTS[format]
      const isWhole = from === 0 && range.to === last
      const part = isWhole ? '' : `-${from + 1}-${range.to + 1}`
      return {
        type,
        fileName: `tem-dot-${id}${part}.${fileExtension}`,
        write: (out: Writable): Promise<void> => pipeline(codeChunks(source, format), out),
      }
    },
  }
}

/** @throws AppError 422 naming the parameter of a query that is beyond the batch */
export function assertWithin(
  range: Range,
  { _id, quantity }: Pick<BatchRecord, '_id' | 'quantity'>,
): void {
  const last = quantity - 1
  for (const [name, index] of Object.entries(range)) {
    if (index <= last) continue
    throw fieldError(
      `query.${name}`,
      'range.beyond',
      {
        vi: `Đợt ${_id} chỉ có tem 0 đến ${last}.`,
        en: `Batch ${_id} has the stamps 0 to ${last}.`,
      },
      { vi: 'Sửa số này, hoặc bỏ trống để lấy hết.', en: 'Correct it, or leave it out.' },
    )
  }
}
