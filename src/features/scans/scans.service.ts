import { notFound, type Text } from '../../errors.ts'
import type { Visitor } from '../../http/visitor.ts'
import type { LocalDate } from '../../vn/local-date.ts'
import type { LocatedStamp } from '../stamps/locate-stamp.ts'
import { segmentId } from '../stamps/segments.rules.ts'
import type { Visits } from '../visits/visits.service.ts'
import type { GuessGuard } from './guess-guard.ts'
import type { ScanView } from './page-view.ts'
import { publicItems, publicNotice, publicPlace } from './public-items.rules.ts'
import type { PublicPictures } from './public-picture.ts'
import type { ScanFacts, ScanLookUp } from './scan-facts.ts'
import type { ScanLink } from './scan-link.rules.ts'
import type { VerifyReply } from './scans.schema.ts'
import { VERDICT_TEXTS } from './verdict.rules.ts'

export interface ScanParts {
  lookUp: ScanLookUp
  visits: Pick<Visits, 'note'>
  pictures: PublicPictures
  /** Of well-formed serials with a wrong tag: see `GUESSES_MAX`. */
  guesses: GuessGuard
  now: () => Date
  today: () => LocalDate
}

export type ScanService = ReturnType<typeof createScanService>

export function createScanService(parts: ScanParts) {
  const { lookUp, visits } = parts

  const judgeOf =
    (visitor: Visitor) =>
    (located: LocatedStamp, serial: string | null): Promise<void> =>
      parts.guesses.judge(visitor, located, serial)

  function noteVisit(stamp: FoundStamp, client: Visitor): void {
    const { enterpriseId, productId } = stamp.batch
    const { state, affixedOn } = stamp.segment
    const place = placeOf(stamp)
    visits.note({ place, enterpriseId, productId, state, affixedOn, at: parts.now(), client })
  }

  return {
    /** What anyone may know about a code. Never fails on an unknown one: it says so. */
    async verifyCode(code: string, visitor: Visitor): Promise<VerifyReply> {
      return replyOf(await lookUp.ofCode(code, judgeOf(visitor)))
    },

    /**
     * The page of a Digital Link; counts as a scan where the visitor is one who counts.
     * @throws AppError `not_found` for a key that no product of the register has
     */
    async viewLink(link: ScanLink, visitor: Visitor): Promise<ScanView> {
      const facts = await lookUp.ofLink(link, judgeOf(visitor))
      if (facts === null) throw noSuchProduct()
      if (facts.stamp !== null) noteVisit(facts.stamp, visitor)
      return { ...replyOf(facts), ...detailsOf(facts), link: link.path }
    },

    today: parts.today,

    async getPicture(sha256: string) {
      const picture = await parts.pictures.get(sha256)
      if (picture === null) throw notFound({ vi: 'ảnh này', en: 'such picture' })
      return picture
    },
  }
}

/** What the law wants beside the seven items, and what the register has seen. */
function detailsOf({ product, enterprise, events, places, scans }: ScanFacts) {
  const kind = enterprise?.kind ?? 'household'
  return {
    standards: product?.standards ?? [],
    events: events.map(({ label, eventTime, placeId }) => {
      const place = places.get(placeId)
      return { label, at: eventTime, place: place === undefined ? null : publicPlace(place, kind) }
    }),
    scans: scans === null ? null : { count: scans.count, firstAt: scans.firstAt },
    retired: product?.status === 'retired',
  }
}

type FoundStamp = NonNullable<ScanFacts['stamp']>

function placeOf({ batch, index }: FoundStamp): number {
  return segmentId(batch._id, index)
}

export function noSuchProduct() {
  return notFound({
    vi: 'sản phẩm nào mang mã này trong sổ của tỉnh',
    en: 'product with this code in the register of the province',
  })
}

function replyOf(facts: ScanFacts): VerifyReply {
  const { verdict } = facts
  const warnings: Text[] = []
  if (verdict === 'in_use' || verdict === 'not_reported') {
    warnings.push({
      vi: 'Mã có thể bị sao chép: tem chỉ cho biết sổ này đã cấp mã.',
      en: 'A code can be copied: the stamp tells only that this register issued it.',
    })
  }
  return {
    verdict,
    ...VERDICT_TEXTS[verdict],
    items: publicItems(facts),
    notices: facts.notices.map(publicNotice),
    warnings,
  }
}
