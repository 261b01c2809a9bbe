import { REASON_CODES } from './reason-codes.ts'
import { REASON_TITLES } from './reason-texts.rules.ts'
import { LIMITS } from './suspicions.rules.ts'
import type { FigureRecord, SuspicionFigures } from './suspicions.schema.ts'

/** The figures of all suspicions and of each reason, with the rate of false alarms. */
export function viewFigures(records: ReadonlyMap<string, FigureRecord>): SuspicionFigures {
  return {
    ...figuresOf(records.get('all')),
    reasons: REASON_CODES.map((code) => ({
      code,
      title: REASON_TITLES[code],
      ...LIMITS[code],
      ...figuresOf(records.get(code)),
    })),
  }
}

function figuresOf(record: FigureRecord | undefined) {
  const { opened = 0, confirmed = 0, falseAlarms = 0 } = record ?? {}
  const judged = confirmed + falseAlarms
  const rate = judged === 0 ? null : Math.round((falseAlarms / judged) * 10_000) / 10_000
  return { opened, open: opened - judged, confirmed, falseAlarms, falseAlarmRate: rate }
}
