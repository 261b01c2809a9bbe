import { type NamedStamp, nameStamps, type PlaceParts } from '../visits/locate-places.ts'
import { regionName } from '../visits/region.rules.ts'
import { reasonText } from './reason-texts.rules.ts'
import { LIMITS } from './suspicions.rules.ts'
import type { ReasonRecord, SuspicionRecord } from './suspicions.schema.ts'

/** Suspicions on the wire, each with the serial of its stamp. */
export async function viewSuspicions(parts: PlaceParts, records: readonly SuspicionRecord[]) {
  const places = records.map(({ place }) => place)
  const nameOf = await nameStamps(parts, places)
  return records.map((record) => view(record, nameOf(record.place)))
}

function view(record: SuspicionRecord, stamp: NamedStamp) {
  const { _id, place: _place, reasons, answers, verdicts, openedAt, ...fields } = record
  return {
    id: _id,
    ...fields,
    ...stamp,
    reasons: reasons.map(viewReason),
    answers: answers.map(dated),
    verdicts: verdicts.map(dated),
    openedAt: openedAt.toISOString(),
  }
}

function viewReason(reason: ReasonRecord) {
  const { since, until, raisedAt, regions, ...fields } = reason
  return {
    ...fields,
    text: reasonText(reason),
    limit: LIMITS[reason.code].limit,
    since: since.toISOString(),
    until: until.toISOString(),
    raisedAt: raisedAt.toISOString(),
    regions: regions.map((region) => ({ region, name: regionName(region) })),
  }
}

function dated<Step extends { at: Date }>(step: Step) {
  return { ...step, at: step.at.toISOString() }
}
