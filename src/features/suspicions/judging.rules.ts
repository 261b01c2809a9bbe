import { wrongState } from '../../errors.ts'
import { newReasons, type Reason } from './suspicions.rules.ts'
import {
  ANSWERS_MAX,
  type FigureRecord,
  type Finding,
  type ReasonRecord,
  type SuspicionRecord,
} from './suspicions.schema.ts'

/** What a change adds to the figures of a reason, or of all suspicions. */
export type FigureChange = { of: string } & Partial<Omit<FigureRecord, '_id'>>

/** A stamp and the reasons for which it is suspicious. */
export interface Found {
  place: number
  enterpriseId: string
  productId: string
  reasons: readonly Reason[]
}

export interface Raised {
  after: SuspicionRecord
  figures: FigureChange[]
}

/**
 * The suspicion of a stamp with what is new: it is opened, or opened again after a verdict; an
 * answer that did not know of it is none to it.
 * @returns null where nothing is new
 */
export function raise(
  before: SuspicionRecord | null,
  found: Found,
  newId: () => string,
  at: Date,
): Raised | null {
  const { reasons, ...stamp } = found
  const added = newReasons(before?.reasons ?? [], reasons)
  if (added.length === 0) return null
  const known = before?.reasons ?? []
  const codes = new Set(added.map(({ code }) => code))
  const fresh = added.map((reason): ReasonRecord => ({ ...reason, raisedAt: at, finding: null }))
  const isOpened = before === null || isJudged(before)
  // A reason that grows while it waits for a verdict is still the same one.
  const waiting = new Set(known.filter(({ finding }) => finding === null).map(({ code }) => code))
  const opened = [...codes].filter((code) => !waiting.has(code))
  const base = before ?? emptySuspicion(newId(), stamp, at)
  return {
    after: {
      ...base,
      status: 'open',
      reasons: [...known.filter(({ code }) => !codes.has(code)), ...fresh],
      revision: base.revision + 1,
    },
    figures: [
      ...(isOpened ? [{ of: 'all', opened: 1 }] : []),
      ...opened.map((code) => ({ of: code, opened: 1 })),
    ],
  }
}

function emptySuspicion(
  _id: string,
  stamp: Omit<Found, 'reasons'>,
  openedAt: Date,
): SuspicionRecord {
  return {
    _id,
    ...stamp,
    status: 'open',
    reasons: [],
    answers: [],
    verdicts: [],
    openedAt,
    revision: 0,
  }
}

function isJudged({ status }: SuspicionRecord): boolean {
  return status === 'confirmed' || status === 'false_alarm'
}

/**
 * @throws AppError 409 for a suspicion that was judged, or was answered as often as it may be since
 *   the last verdict
 */
export function assertAnswerable(suspicion: SuspicionRecord): void {
  assertOpen(suspicion)
  const judgedAt = suspicion.verdicts.at(-1)?.at
  const answers = suspicion.answers.filter(({ at }) => judgedAt === undefined || at > judgedAt)
  if (answers.length < ANSWERS_MAX) return
  throw wrongState('too_many_answers', {
    vi: `Đã có ${ANSWERS_MAX} lần giải trình; chờ cán bộ kết luận.`,
    en: `There are ${ANSWERS_MAX} answers already; an officer must judge it.`,
  })
}

/** @throws AppError 409 for a suspicion that was judged */
export function assertOpen(suspicion: SuspicionRecord): void {
  if (!isJudged(suspicion)) return
  throw wrongState(suspicion.status, {
    vi: 'Nghi vấn này đã có kết luận; dấu hiệu mới sẽ mở lại.',
    en: 'This suspicion has its verdict; a new reason opens it again.',
  })
}

/** The suspicion with a verdict, which is of all reasons that wait for one. */
export function judge(
  before: SuspicionRecord,
  verdict: { finding: Finding; reason: string; by: string; at: Date },
): Raised {
  const { finding } = verdict
  const judged = before.reasons.filter((reason) => reason.finding === null)
  const one = finding === 'confirmed' ? { confirmed: 1 } : { falseAlarms: 1 }
  return {
    after: {
      ...before,
      status: finding,
      reasons: before.reasons.map((reason) => ({ ...reason, finding: reason.finding ?? finding })),
      verdicts: [...before.verdicts, verdict],
      revision: before.revision + 1,
    },
    figures: [{ of: 'all', ...one }, ...judged.map(({ code }) => ({ of: code, ...one }))],
  }
}
