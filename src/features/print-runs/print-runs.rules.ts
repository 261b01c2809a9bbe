import { AppError, fieldError, wrongState } from '../../errors.ts'
import type { Segment, StampState } from '../stamps/ledger.rules.ts'
import { type Range, sizeOf, within } from '../stamps/ranges.rules.ts'
import { type PrintRunRecord, RUN_PARTS_MAX } from './print-runs.schema.ts'

/** Stretches of different states, or printed differently often, that one print may touch. */
const STRETCHES_MAX = 1_000

/** States in which a stamp is of use, so that it may be printed. */
const PRINTABLE: ReadonlySet<StampState> = new Set(['in_stock', 'delivered', 'affixed'])

/** How many times the stamps of a range were printed before. */
export interface Printed extends Range {
  times: number
}

/**
 * @param segments ascending, over the ranges
 * @throws AppError 409 naming every sub-range that may not be printed; 422 for ranges of more
 *   segments than were read
 */
export function assertPrintable(
  batchId: number,
  segments: readonly Segment[],
  ranges: readonly Range[],
): void {
  const pieces = ranges.flatMap((range) => within(segments, range))
  if (countOf(pieces) !== countOf(ranges)) throw tooScattered()
  const refused = pieces.filter(({ state }) => !PRINTABLE.has(state))
  if (refused.length === 0) return
  const shown = refused.slice(0, 3).map(({ from, to, state }) => `${from}–${to} ${state}`)
  const list = `${shown.join('; ')}${refused.length > 3 ? '; …' : ''}`
  throw new AppError(
    'ranges_refused',
    {
      vi: `Đợt ${batchId} có dải không in được: ${list}.`,
      en: `Batch ${batchId} has ranges that may not be printed: ${list}.`,
    },
    {
      state: refused[0]?.state ?? '',
      ranges: refused.map(({ from, to, state }) => ({ batchId, from, to, state })),
    },
  )
}

/**
 * How often the stamps of ranges were printed, in as few pieces as tell it.
 * @param ranges ascending, apart
 * @param prints in any order; the highest copy of a stamp says how often it was printed
 * @throws AppError 422 where it takes too many pieces
 */
export function countPrinted(
  ranges: readonly Range[],
  prints: readonly (Range & { copy: number })[],
): Printed[] {
  const pieces: Printed[] = []
  for (const range of ranges) {
    const touching = prints.filter(({ from, to }) => from <= range.to && to >= range.from)
    const starts = touching.flatMap(({ from, to }) => [from, to + 1])
    const inside = starts.filter((start) => start > range.from && start <= range.to)
    const cuts = [...new Set([range.from, ...inside])].sort((a, b) => a - b)
    for (const [at, from] of cuts.entries()) {
      const to = (cuts[at + 1] ?? range.to + 1) - 1
      const over = touching.filter((print) => print.from <= from && print.to >= to)
      const times = over.reduce((most, { copy }) => Math.max(most, copy), 0)
      const last = pieces.at(-1)
      if (last?.to === from - 1 && last.times === times) last.to = to
      else pieces.push({ from, to, times })
    }
  }
  if (pieces.length > STRETCHES_MAX) throw tooScattered()
  return pieces
}

/** @throws AppError 409 `already_printed` with the ranges that were, and how often */
export function assertFirstPrint(batchId: number, pieces: readonly Printed[]): void {
  const again = pieces.filter(({ times }) => times > 0)
  if (again.length === 0) return
  const text = (word: string) => {
    const shown = again.slice(0, 3).map(({ from, to, times }) => `${from}–${to}: ${times} ${word}`)
    return `${shown.join('; ')}${again.length > 3 ? '; …' : ''}`
  }
  throw new AppError(
    'already_printed',
    {
      vi: `Đợt ${batchId} có tem đã in: ${text('lần')}. In lại phải nêu lý do.`,
      en: `Batch ${batchId} has stamps that were printed: ${text('times')}. Give a reason.`,
    },
    {
      state: 'printed',
      ranges: again.map((piece) => ({ batchId, ...piece, state: 'printed' })),
    },
  )
}

/** @throws AppError 422 for a job of more files than one run keeps */
export function assertParts(parts: number): void {
  if (parts <= RUN_PARTS_MAX) return
  throw fieldError(
    'body.pagesPerPart',
    'print.parts_max',
    {
      vi: `Lượt in này gồm ${parts} tệp; tối đa ${RUN_PARTS_MAX}.`,
      en: `This run is of ${parts} files; at most ${RUN_PARTS_MAX}.`,
    },
    {
      vi: 'Tăng số tờ mỗi tệp, hoặc in ít tem hơn.',
      en: 'Take more pages a file, or fewer stamps.',
    },
  )
}

type Kept = Pick<PrintRunRecord, 'live' | 'state' | 'expiresAt'>

/** Whether the files of a run are there, or will be, at a time. */
export function hasFiles({ live, state, expiresAt }: Kept, now: Date): boolean {
  return live && (state !== 'done' || expiresAt > now)
}

/** @throws AppError 410 where the files are not kept any more */
export function assertFilesKept(run: Kept, now: Date): void {
  if (hasFiles(run, now)) return
  const why =
    run.state === 'done'
      ? {
          vi: 'đã hết hạn lưu; in lại kèm lý do',
          en: 'were kept for their time; print the stamps again with a reason',
        }
      : {
          vi: `đã xóa: lượt in "${run.state}"; tạo lượt in mới`,
          en: `are gone: the run is "${run.state}"; start another`,
        }
  throw new AppError('files_gone', {
    vi: `Tệp của lượt in này ${why.vi}.`,
    en: `The files of this run ${why.en}.`,
  })
}

/** 409 that says how far it is. */
export function notYetMade(state: string, percent: number): AppError {
  return wrongState(state, {
    vi: `Lượt in đang "${state}", xong ${percent} %; tải lại khi tệp này đã có.`,
    en: `The run is "${state}", ${percent} % done; ask again when this file is there.`,
  })
}

/** 409 for a run that has ended. */
export function notUnderWay({ state }: Pick<PrintRunRecord, 'state'>): AppError {
  return wrongState(state, {
    vi: `Lượt in đang "${state}"; chỉ hủy được khi đang chờ hoặc đang làm tệp.`,
    en: `The run is "${state}"; only one that waits or is under way can be cancelled.`,
  })
}

/** How much of a run is done, in whole per cent, rounded down. */
export function percentOf(stampsDone: number, stamps: number): number {
  return Math.floor((100 * stampsDone) / stamps)
}

function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + sizeOf(range), 0)
}

/** Ranges of more stretches than one print may touch. */
export function tooScattered(): AppError {
  return fieldError(
    'body.ranges',
    'print.stretches_max',
    {
      vi: 'Các dải gồm quá nhiều đoạn khác trạng thái hoặc khác số lần in.',
      en: 'The ranges hold too many stretches of different states or numbers of prints.',
    },
    { vi: 'In từng dải ngắn hơn.', en: 'Print shorter ranges.' },
  )
}
