import { notFound } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import { maySee } from '../shared/ownership.ts'
import { segmentId } from '../stamps/segments.rules.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import { viewScans } from '../visits/scan-figures.ts'
import type { VisitStore } from '../visits/visits.store.ts'
import type { SuspicionService } from './suspicions.service.ts'

export interface StampScanParts {
  stamps: Pick<StampService, 'findStamp'>
  totals: Pick<VisitStore, 'findRecord'>
  suspicions: Pick<SuspicionService, 'findOf'>
}

export type StampScanService = ReturnType<typeof createStampScanService>

/** How often one stamp was scanned, when and where, for staff and for its enterprise. */
export function createStampScanService({ stamps, totals, suspicions }: StampScanParts) {
  return {
    async getStampScans(code: string, caller: Caller) {
      const found = await stamps.findStamp(code)
      if (!found.ok || !maySee(caller, found.batch.enterpriseId)) {
        throw notFound({ vi: 'tem nào mang mã này', en: 'stamp with this code' })
      }
      const place = segmentId(found.batch._id, found.index)
      const [record, suspicion] = await Promise.all([
        totals.findRecord(place),
        suspicions.findOf(place),
      ])
      return { serial: found.serial, ...viewScans(record), suspicion }
    },
  }
}
