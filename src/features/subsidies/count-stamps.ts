import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError } from '../../errors.ts'
import { monthOf } from '../../vn/local-date.ts'
import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { LotService } from '../lots/lots.service.ts'
import type { PlaceService } from '../places/places.service.ts'
import type { Address } from '../shared/address.schema.ts'
import type { SegmentsAsOf } from '../stamps/segments-as-of.ts'
import type { StampStore } from '../stamps/stamps.store.ts'
import {
  type ClaimedRange,
  type Counted,
  judge,
  type Piece,
  splitClaimed,
  sumOf,
} from './eligibility.rules.ts'
import type { PolicyRecord } from './policies.schema.ts'
import type { SubsidyStore } from './subsidies.store.ts'

export interface CountParts {
  store: SubsidyStore
  stamps: Pick<StampStore, 'findSegmentsByDate' | 'findBatches'>
  /** The same segments as they were known at a recorded time. */
  segmentsAsOf: SegmentsAsOf
  enterprises: Pick<EnterpriseService, 'findEnterprises'>
  lots: Pick<LotService, 'findLots'>
  places: Pick<PlaceService, 'findPlaces'>
}

export interface CountRequest {
  policy: string
  from: string
  to: string
  enterpriseId?: string | undefined
  /** Stamps, claims and policies as known then; not in a transaction. */
  asOf?: Date | undefined
}

/**
 * Every run of stamps that the policy's date puts into the period, judged: eligible under a
 * version, or left out with the reason.
 * @throws AppError 422 for a policy that is not in the register
 */
export async function countStamps(
  parts: CountParts,
  request: CountRequest,
  tx: Tx | null = null,
): Promise<{ pieces: Counted[] }> {
  const session = tx?.session ?? null
  const versions = await findVersions(parts, request, tx)
  const pieces = await findPieces(parts, versions, request, session)
  const addressesOf = await addressFinder(parts, versions, pieces)
  const enterprises = await byId(parts, pieces, tx)
  const claimed = await claimedByBatch(parts, pieces, request.asOf, session)
  const judged = pieces.flatMap((piece) => {
    const enterprise = enterprises.get(piece.enterpriseId)
    const facts = {
      registeredOn: enterprise?.registeredOn ?? null,
      revokedOn: enterprise?.revokedOn ?? null,
      addresses: addressesOf(piece, enterprise),
    }
    return splitClaimed(judge(piece, versions, facts), claimed.get(piece.batchId) ?? [])
  })
  return { pieces: judged }
}

/** One policy counts at one date and by one address: its versions agree (addPolicyVersion). */
async function findVersions(parts: CountParts, request: CountRequest, tx: Tx | null) {
  const { policy: code, asOf } = request
  const all = await parts.store.findVersions(code, tx?.session ?? null)
  // The first version has always been: the set-up enters it, whatever its clock said.
  const versions =
    asOf === undefined ? all : all.filter(({ createdAt }, at) => at === 0 || createdAt <= asOf)
  if (versions.length > 0) return versions
  throw fieldError(
    tx === null ? 'query.policy' : 'body.policy',
    'policy.unknown',
    { vi: `Không có chính sách ${code}.`, en: `There is no policy ${code}.` },
    { vi: 'Xem mã tại /subsidy-policies.', en: 'See the codes at /subsidy-policies.' },
  )
}

async function findPieces(
  parts: CountParts,
  versions: readonly PolicyRecord[],
  { from, to, enterpriseId, asOf }: CountRequest,
  session: Tx['session'] | null,
): Promise<Piece[]> {
  const field = versions[0]?.countedAt === 'delivered' ? 'deliveredOn' : 'affixedOn'
  const segments =
    asOf === undefined
      ? await parts.stamps.findSegmentsByDate(field, { from, to }, enterpriseId, session)
      : await parts.segmentsAsOf(field, { from, to }, enterpriseId, asOf)
  const ids = [...new Set(segments.map(({ batchId }) => batchId))]
  const batches = new Map((await parts.stamps.findBatches(ids)).map((batch) => [batch._id, batch]))
  return segments.flatMap((segment) => {
    const batch = batches.get(segment.batchId)
    const countedOn = segment[field]
    if (batch === undefined || countedOn === null) return []
    const { enterpriseId, productId, productGroup } = batch
    const { batchId, from, to, lotId, state } = segment
    return [{ batchId, from, to, lotId, state, enterpriseId, productId, productGroup, countedOn }]
  })
}

async function claimedByBatch(
  parts: CountParts,
  pieces: readonly Piece[],
  asOf: Date | undefined,
  session: Tx['session'] | null,
): Promise<Map<number, ClaimedRange[]>> {
  const byBatch = new Map<number, ClaimedRange[]>()
  for (const { batchId } of pieces) byBatch.set(batchId, [])
  const batchIds = [...byBatch.keys()]
  const ranges =
    asOf === undefined
      ? await parts.store.findLiveRanges(batchIds, session)
      : await parts.store.findRangesLiveAt(batchIds, asOf)
  for (const range of ranges) byBatch.get(range.batchId)?.push(range)
  return byBatch
}

async function byId(
  parts: CountParts,
  pieces: readonly Piece[],
  tx: Tx | null,
): Promise<Map<string, EnterpriseRecord>> {
  const ids = [...new Set(pieces.map(({ enterpriseId }) => enterpriseId))]
  const found = await parts.enterprises.findEnterprises(ids, tx)
  return new Map(found.map((enterprise) => [enterprise._id, enterprise]))
}

type AddressesOf = (piece: Piece, enterprise: EnterpriseRecord | undefined) => readonly Address[]

async function addressFinder(
  parts: CountParts,
  versions: readonly PolicyRecord[],
  pieces: readonly Piece[],
): Promise<AddressesOf> {
  const bySeat = versions[0]?.territory.decidedBy === 'seat'
  if (bySeat) return (_piece, enterprise) => enterprise?.addresses ?? []
  const lotIds = [...new Set(pieces.flatMap(({ lotId }) => lotId ?? []))]
  const lots = await parts.lots.findLots(lotIds)
  const places = await parts.places.findPlaces([...new Set(lots.map(({ placeId }) => placeId))])
  const addressOf = new Map(places.map(({ _id, address }) => [_id, address]))
  const placeOf = new Map(lots.map(({ _id, placeId }) => [_id, placeId]))
  return (piece) => {
    const address = addressOf.get(placeOf.get(piece.lotId ?? '') ?? '')
    return address === undefined || address === null ? [] : [address]
  }
}

/** The counted pieces as rows and a total, ready for the wire. */
export function tabulate(
  request: CountRequest,
  pieces: readonly Counted[],
  groupBy: 'enterprise' | 'product' | 'month',
) {
  const groupOf = {
    enterprise: (piece: Counted) => piece.enterpriseId,
    product: (piece: Counted) => piece.productId,
    month: (piece: Counted) => monthOf(piece.countedOn),
  }[groupBy]
  const groups = new Map<string, Counted[]>()
  for (const piece of pieces) {
    const group = groupOf(piece)
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [piece])
    else members.push(piece)
  }
  const { policy, from, to } = request
  const rows = [...groups].map(([group, members]) => ({ group, ...sumOf(members) }))
  rows.sort((a, b) => a.group.localeCompare(b.group))
  return { policy, from, to, groupBy, rows, total: sumOf(pieces) }
}
