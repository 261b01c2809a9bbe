import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import { segmentId } from '../stamps/segments.rules.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import type { SuspicionService } from '../suspicions/suspicions.service.ts'
import { nameStamps, type PlaceParts } from '../visits/locate-places.ts'
import { viewScans } from '../visits/scan-figures.ts'
import type { VisitStore } from '../visits/visits.store.ts'
import { assertPast, findWard, wardOf } from './stamp-checks.rules.ts'
import {
  type CheckFinding,
  type CheckRecord,
  EARLIER_MAX,
  type RecordCheck,
} from './stamp-checks.schema.ts'
import type { CheckStore } from './stamp-checks.store.ts'

export interface CheckParts extends PlaceParts {
  store: CheckStore
  newId: () => string
  stamps: Pick<StampService, 'findStamp' | 'stampAt'>
  totals: Pick<VisitStore, 'findRecord'>
  suspicions: Pick<SuspicionService, 'examineIn' | 'findOf'>
}

export type CheckService = ReturnType<typeof createCheckService>

/** Checks of stamps on goods in shops, recorded by inspectors. */
export function createCheckService(parts: CheckParts) {
  const { store, stamps, totals, suspicions } = parts

  async function locate(code: string, field: string) {
    const found = await stamps.findStamp(code)
    if (!found.ok) throw unknownCode(field)
    return { ...found, place: segmentId(found.batch._id, found.index) }
  }

  async function view(records: readonly CheckRecord[]) {
    const places = records.map(({ place }) => place)
    const nameOf = await nameStamps(parts, places)
    return records.map((record) => ({ ...viewCheck(record), ...nameOf(record.place) }))
  }

  return {
    /** Records a check, and tells where else the code was seen. */
    async recordCheck(body: RecordCheck, tx: Tx) {
      const { batch, segment, place } = await locate(body.code, 'body.code')
      const occurredAt = body.occurredAt === null ? tx.at : new Date(body.occurredAt)
      assertPast(occurredAt, tx.at)
      const { finding, note, wardCode } = body
      const { enterpriseId, productId } = batch
      const record: CheckRecord = {
        _id: parts.newId(),
        ...{ place, enterpriseId, productId, finding, note, wardCode, occurredAt },
        state: segment.state,
        region: wardOf(wardCode, occurredAt).region,
        recordedAt: tx.at,
        by: tx.actor.person,
        byRole: tx.actor.role,
      }
      const earlier = await store.findLast(place, EARLIER_MAX, tx.session)
      await store.insert(record, tx.session)
      const subject = { kind: 'stamp_check', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      const scans = await totals.findRecord(place)
      // All of them, with this one: a reason counts how many inspectors doubt.
      const all = (await store.findByPlaces([place], tx.session)).get(place) ?? []
      const stamp = { place, enterpriseId, productId }
      await suspicions.examineIn(tx, stamp, {
        // What has been reported since the last scan.
        totals: scans && { ...scans, affixedOn: segment.affixedOn ?? scans.affixedOn },
        checks: all.map(factOf),
      })
      const [check, ...others] = await view([record, ...earlier])
      if (check === undefined) throw new Error('A check without a view')
      const suspicion = await suspicions.findOf(place, tx)
      return { check, earlier: others, scans: viewScans(scans), suspicion }
    },

    async listChecks(query: {
      limit: number
      cursor?: string | undefined
      code?: string | undefined
      finding?: CheckFinding | undefined
    }) {
      const { code, finding } = query
      const place = code === undefined ? undefined : (await locate(code, 'query.code')).place
      const records = await store.list({ place, finding }, query.cursor, query.limit + 1)
      return toPage(await view(records), query.limit, ({ id }) => id)
    },
  }
}

/** What a check says about where a stamp was, and in which state. */
export function factOf({ region, occurredAt, finding, state }: CheckRecord) {
  return { region, at: occurredAt, finding, state }
}

function viewCheck(record: CheckRecord) {
  const { _id, place: _place, occurredAt, recordedAt, ...fields } = record
  const { ward, province } = findWard(record.wardCode, occurredAt) ?? { ward: '', province: '' }
  return {
    id: _id,
    ...fields,
    ...{ ward, province },
    occurredAt: occurredAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
  }
}

function unknownCode(field: string) {
  return fieldError(
    field,
    'stamp.unknown',
    { vi: 'Không có tem nào mang mã này.', en: 'There is no stamp with this code.' },
    {
      vi: 'Nhập lại từng ký tự; nếu đúng mã in trên hàng thì báo tem sai tại POST /reports.',
      en: 'Type it again; if it stands so on the goods, report it at POST /reports.',
    },
  )
}
