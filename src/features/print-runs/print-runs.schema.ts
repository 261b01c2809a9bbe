import { z } from 'zod'
import {
  Id,
  instant,
  line,
  orNull,
  page,
  type RuleFault,
  ruled,
  TextReply,
} from '../../http/fields.ts'
import { printFields, withSheetRules } from '../labels/print-request.schema.ts'
import { batchNumber, index, indexRanges } from '../stamps/fields.schema.ts'

export const PRINTED_RANGES_MAX = 100
/** Files of one run: its record names each of them. */
export const RUN_PARTS_MAX = 1_000

export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type RunState = (typeof RUN_STATES)[number]

export const REPRINT_REASONS = [
  'printer_fault',
  'misaligned',
  'damaged',
  'lost_sheet',
  'other',
] as const

const PartRecord = z.object({
  /** From 1. */
  number: z.int(),
  /** Places in the job, from 0. */
  first: z.int(),
  last: z.int(),
  pages: z.int(),
  bytes: z.int(),
  /** Hex. */
  sha256: z.string(),
  fileId: z.string(),
})
export type PartRecord = z.infer<typeof PartRecord>

/** Before any time of the server: from when on a run may be taken that nobody holds. */
export const AT_ONCE = new Date(0)

/** The files of one job. Whoever asks for the same job while it lives is given the same run. */
export const PrintRunRecord = z.object({
  _id: z.string(),
  /** SHA-256, hex, of the RFC 8785 form of the job. */
  digest: z.string(),
  /** The job of the label printer: all that the bytes of the files depend on. */
  job: z.unknown(),
  state: z.enum(RUN_STATES),
  /** Its files are there or are being made: false once it failed, was cancelled, or ran out. */
  live: z.boolean(),
  /** The files made so far, in order. */
  parts: z.array(PartRecord),
  enterpriseId: z.string(),
  batchId: z.int(),
  stamps: z.int(),
  createdAt: z.date(),
  by: z.string(),
  byRole: z.string(),
  /** Until then the files are kept. */
  expiresAt: z.date(),
  /** Who makes the next file; without a holder, from when on it may be taken. */
  lease: z.object({ holder: z.string().nullable(), until: z.date() }),
  /** When a file was last made of it: who has waited longest is next. */
  servedAt: z.date(),
  /** Attempts at the file that is next. */
  attempts: z.int(),
  /** Files that could not be made: the number of the first of them. */
  failure: z.object({ part: z.int() }).nullable(),
})
export type PrintRunRecord = z.infer<typeof PrintRunRecord>

/** A print of a range whose stamps were printed equally often before. Append-only. */
export const PrintRecord = z.object({
  _id: z.string(),
  batchId: z.int(),
  from: z.int(),
  to: z.int(),
  /** Where the range stands in the interval tree of its batch (nodeOf). */
  node: z.int(),
  runId: z.string(),
  /** 1 is the first print, n the n-th. */
  copy: z.int(),
  reason: z.enum(REPRINT_REASONS).nullable(),
  note: z.string().nullable(),
  by: z.string(),
  byRole: z.string(),
  at: z.date(),
})
export type PrintRecord = z.infer<typeof PrintRecord>

const reason = z
  .enum(REPRINT_REASONS)
  .nullable()
  .meta({
    description: `Lý do in lại: ${REPRINT_REASONS.join(', ')}; null: in lần đầu`,
    example: 'printer_fault',
  })
const note = orNull(line(500, 'Ghi chú', 'Máy in kẹt giấy từ tờ thứ 12'))

function noteFault(body: { reason: string | null; note: string | null }): RuleFault | null {
  if (body.reason !== 'other' || body.note !== null) return null
  return {
    rule: 'print.note',
    reason: { vi: 'Lý do "other" phải có ghi chú.', en: 'The reason other needs a note.' },
    remedy: { vi: 'Nói rõ lý do ở "note".', en: 'Say in note why it is printed again.' },
  }
}

export const PrintStamps = withSheetRules(
  ruled(
    z.strictObject({
      batchId: batchNumber,
      ranges: indexRanges(PRINTED_RANGES_MAX)
        .nullable()
        .default(null)
        .meta({ description: `Các dải tem, không quá ${PRINTED_RANGES_MAX}; bỏ trống: cả đợt` }),
      ...printFields,
      reason: reason.default(null),
      note: note.default(null),
    }),
    noteFault,
  ),
).meta({ id: 'PrintStamps', description: 'In các dải tem của một đợt' })
export type PrintStamps = z.output<typeof PrintStamps>

const count = (description: string, example: number) =>
  z.int().min(0).meta({ description, example })
const text = (description: string) => z.string().meta({ description })
const url = (description: string) => orNull(z.string().meta({ description }))

const state = z.enum(RUN_STATES).meta({
  description: 'Trạng thái: chờ, đang in ra tệp, xong, hỏng, đã hủy',
  example: 'running',
})

const summary = {
  id: Id,
  batchId: batchNumber,
  enterpriseId: Id.meta({ description: 'Cơ sở của đợt tem' }),
  state,
  filesKept: z.boolean().meta({ description: 'Tệp đang được lưu hoặc đang được làm' }),
  format: text('Dạng tệp'),
  stamps: count('Số tem', 1_300),
  progress: z
    .strictObject({
      stamps: count('Số tem của cả lượt in', 1_300),
      stampsDone: count('Số tem đã có trong tệp', 650),
      parts: count('Số tệp của cả lượt in', 2),
      partsDone: count('Số tệp đã xong', 1),
      percent: count('Phần trăm số tem đã xong, làm tròn xuống', 50),
    })
    .meta({ description: 'Tiến độ' }),
  archiveUrl: url('Mọi tệp trong một tệp ZIP, khi đã xong'),
  createdAt: instant('When it was asked for'),
  by: text('Người in'),
  byRole: text('Vai trò của người đó'),
  expiresAt: instant('Until then the files are kept'),
  failure: z
    .strictObject({
      reason: TextReply.meta({ description: 'Vì sao' }),
      remedy: TextReply.meta({ description: 'Cần làm gì' }),
    })
    .nullable()
    .meta({ description: 'Vì sao hỏng và cần làm gì' }),
}

const RunSummary = z
  .strictObject(summary)
  .meta({ id: 'PrintRunSummary', description: 'Một lượt in, không kèm các tệp' })
export const RunPage = page(RunSummary, 'PrintRunPage')

export const RunView = z
  .strictObject({
    ...summary,
    ranges: z
      .array(
        z.strictObject({
          from: index.meta({ description: 'Tem đầu, đếm từ 0' }),
          to: index.meta({ description: 'Tem cuối, tính cả nó' }),
        }),
      )
      .meta({ description: 'Các dải tem, tăng dần' }),
    parts: z
      .array(
        z.strictObject({
          number: z.int().min(1).meta({ description: 'Thứ tự của tệp, từ 1', example: 1 }),
          stamps: count('Số tem trong tệp', 650),
          pages: count('Số tờ trong tệp', 10),
          fileName: text('Tên tệp'),
          bytes: count('Số byte', 180_000),
          sha256: text('SHA-256 của tệp, hex'),
          url: url('Nơi tải tệp; null khi tệp không còn được lưu'),
        }),
      )
      .meta({ description: 'Các tệp đã xong' }),
  })
  .meta({ id: 'PrintRun', description: 'Một lượt in: các tệp của một nội dung in' })
export type RunView = z.input<typeof RunView>

export const PrintView = z
  .strictObject({
    id: Id,
    batchId: batchNumber,
    from: index.meta({ description: 'Tem đầu, đếm từ 0' }),
    to: index.meta({ description: 'Tem cuối, tính cả nó' }),
    runId: Id.meta({ description: 'Lượt in' }),
    copy: z.int().min(1).meta({ description: 'Lần in thứ mấy của các tem này', example: 2 }),
    reason,
    note,
    by: text('Người in'),
    byRole: text('Vai trò của người đó'),
    at: instant('When it was printed'),
  })
  .meta({ id: 'StampPrint', description: 'Một lần in của một dải tem' })
export const PrintPage = page(PrintView, 'StampPrintPage')

export const PrintedView = z
  .strictObject({
    run: RunView,
    prints: z
      .array(PrintView)
      .meta({ description: 'Lần in được ghi; rỗng: lượt in này đã có, không ghi thêm' }),
  })
  .meta({ id: 'PrintedStamps', description: 'Lượt in và lần in được ghi' })

export const RunFilter = z.strictObject({
  batchId: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Chỉ của đợt này', example: 1 }),
  state: z.enum(RUN_STATES).optional().meta({ description: 'Chỉ ở trạng thái này' }),
})

export const PartParams = z.strictObject({
  id: Id,
  number: z.coerce
    .number()
    .int()
    .min(1)
    .max(RUN_PARTS_MAX)
    .meta({ description: 'Thứ tự của tệp, từ 1', example: 1 }),
})
