import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fieldError } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import { stampLink } from './code.rules.ts'
import type { CodeFormat, CodesQuery } from './codes.schema.ts'
import { serialWriter } from './serial.rules.ts'
import type { StampSecrets } from './stamp-secrets.ts'
import type { StampService } from './stamps.service.ts'

export interface CodeStreamParts {
  stamps: Pick<StampService, 'getBatchRecord'>
  secrets: Pick<StampSecrets, 'secretOf'>
  linkHost: string
}

export type CodeStreams = ReturnType<typeof createCodeStreams>

/** A range of one batch, and what its codes are made of. */
export interface CodeSource {
  secret: Buffer
  key: string
  batch: number
  linkHost: string
  /** First index, from 0. */
  from: number
  /** Last index, inclusive. */
  to: number
}

/** About 3 ms of work: other requests wait no longer for their turn, and larger is no faster. */
const STAMPS_A_CHUNK = 1_000

interface Layout {
  type: string
  fileExtension: string
  head: string
  line(number: number, serial: string, link: string): string
}

/** Serials and links hold no character that JSON or CSV would have to quote. */
const LAYOUTS: Record<CodeFormat, Layout> = {
  ndjson: {
    type: 'application/x-ndjson',
    fileExtension: 'ndjson',
    head: '',
    line: (number, serial, link) => `{"number":${number},"serial":"${serial}","link":"${link}"}\n`,
  },
  // RFC 4180. Without the mark at its start Excel takes the file for another encoding.
  csv: {
    type: 'text/csv; charset=utf-8',
    fileExtension: 'csv',
    head: '\uFEFFnumber,serial,link\r\n',
    line: (number, serial, link) => `${number},${serial},${link}\r\n`,
  },
}

/** The lines of a range, a thousand at a time, each made only when it is asked for. */
export async function* codeChunks(
  source: CodeSource,
  format: CodeFormat,
): AsyncGenerator<Buffer, void, void> {
  const { head, line } = LAYOUTS[format]
  const serialAt = serialWriter(source.secret, source.key, source.batch)
  // The serial ends the link, whatever the kind of key.
  const linkStart = stampLink(source.linkHost, source.key, '')
  if (head !== '') yield Buffer.from(head)
  for (let start = source.from; start <= source.to; start += STAMPS_A_CHUNK) {
    const end = Math.min(source.to, start + STAMPS_A_CHUNK - 1)
    let lines = ''
    for (let index = start; index <= end; index += 1) {
      const serial = serialAt(index)
      lines += line(index + 1, serial, linkStart + serial)
    }
    yield Buffer.from(lines, 'latin1')
    // A fast reader never makes the writer wait, so the others get their turn here.
    await nextTurn()
  }
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
      assertWithin(range, id, last)
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

function assertWithin(range: { from: number; to: number }, batch: number, last: number): void {
  for (const [name, index] of Object.entries(range)) {
    if (index <= last) continue
    throw fieldError(
      `query.${name}`,
      'range.beyond',
      {
        vi: `Đợt ${batch} chỉ có tem 0 đến ${last}.`,
        en: `Batch ${batch} has the stamps 0 to ${last}.`,
      },
      { vi: 'Sửa số này, hoặc bỏ trống để lấy hết.', en: 'Correct it, or leave it out.' },
    )
  }
}
