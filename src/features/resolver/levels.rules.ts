import type { LinkType } from '../../gs1/link-types.ts'
import { PAGE_PREFIX, type ScanLink } from '../scans/scan-link.rules.ts'

/** One thing that can be known about what a Digital Link identifies, and where. */
export interface TypedLink {
  linkType: LinkType
  /** A path of this service, or the whole address of a page kept elsewhere. */
  href: string
  title: string
  /** Media type; null: not known. */
  type: string | null
  hreflang: readonly string[]
  /** Where on its page, as a fragment; link sets name the page. */
  section: string | null
}

/** What the resolver knows of one identified thing: a product, a lot or a stamp. */
export interface Level {
  /** Path of its Digital Link. */
  anchor: string
  description: string
  links: readonly TypedLink[]
}

/** What of a product shows in its links. */
export interface LinkedProduct {
  name: string
  standards: readonly unknown[]
}

/** Parts of the scan page, by their fragment. */
export const SECTIONS = {
  journey: 'hanh-trinh',
  standards: 'tieu-chuan',
  notices: 'thu-hoi',
} as const

/**
 * The levels of a link that are known, the most special first: the stamp, its lot, the product.
 * A lot that the register has not is left out, so is every consumer product variant (22) and third
 * party serial (235): the request walks up. A stamp always has a level, as every serial has a page,
 * which says *unknown* where this register did not issue it: so a link set tells nobody whether a
 * serial is genuine. A level of a serial has no lot (GS1-Conformant Resolver 1.2, section 2.5.9).
 * @param elsewhere pages about the product that its maker keeps
 */
export function levelsOf(
  link: ScanLink,
  product: LinkedProduct,
  isLotKnown: boolean,
  elsewhere: readonly TypedLink[],
): Level[] {
  const { serial, lotCode } = link
  const ofSerial = serial === null ? [] : [serialLevel(link, serial, product.name)]
  const ofLot = lotCode === null || !isLotKnown ? [] : [lotLevel(link, lotCode, product.name)]
  return [...ofSerial, ...ofLot, productLevel(link, product, elsewhere)]
}

/** The links of a type, of the most special level that has any. */
export function linksOfType(levels: readonly Level[], type: LinkType): Level | null {
  for (const level of levels) {
    const links = level.links.filter(({ linkType }) => linkType === type)
    if (links.length > 0) return { ...level, links }
  }
  return null
}

function productLevel(
  link: ScanLink,
  { name, standards }: LinkedProduct,
  elsewhere: readonly TypedLink[],
): Level {
  const anchor = productPath(link)
  const page = PAGE_PREFIX + anchor
  const certified =
    standards.length === 0
      ? []
      : pages('certificationInfo', page, STANDARDS_TITLE, SECTIONS.standards)
  return {
    anchor,
    description: name,
    links: [
      ...ownPages(page, { vi: 'Thông tin sản phẩm', en: 'About the product' }),
      ...certified,
      ...pages('recallStatus', page, NOTICES_TITLE, SECTIONS.notices),
      ...elsewhere,
    ],
  }
}

function lotLevel(link: ScanLink, lotCode: string, name: string): Level {
  const anchor = `${productPath(link)}/10/${sentSegment(link, '10')}`
  const page = PAGE_PREFIX + anchor
  return {
    anchor,
    description: `${name}, lô ${lotCode}`,
    links: [
      ...ownPages(page, { vi: 'Thông tin lô hàng', en: 'About the lot' }),
      ...pages('traceability', page, JOURNEY_TITLE, SECTIONS.journey),
      ...pages('recallStatus', page, NOTICES_TITLE, SECTIONS.notices),
    ],
  }
}

function serialLevel(link: ScanLink, serial: string, name: string): Level {
  const anchor = isGdti(link)
    ? `/253/${sentSegment(link, '253')}`
    : `${productPath(link)}/21/${sentSegment(link, '21')}`
  const page = PAGE_PREFIX + anchor
  const verification = {
    href: `/api/v1/verify?code=${encodeURIComponent(link.key + serial)}`,
    title: 'Kết quả tra mã, dạng JSON',
    type: 'application/json',
    hreflang: [],
    section: null,
  }
  return {
    anchor,
    description: `${name}, số sê-ri ${serial}`,
    links: [
      ...ownPages(page, { vi: 'Thông tin tem và sản phẩm', en: 'About the stamp and product' }),
      ...pages('traceability', page, JOURNEY_TITLE, SECTIONS.journey),
      ...pages('recallStatus', page, NOTICES_TITLE, SECTIONS.notices),
      { linkType: 'recallStatus', ...verification },
      { linkType: 'verificationService', ...verification },
    ],
  }
}

interface Title {
  vi: string
  en: string
}

const JOURNEY_TITLE: Title = { vi: 'Hành trình của lô hàng', en: 'The way of the lot' }
const STANDARDS_TITLE: Title = { vi: 'Tiêu chuẩn áp dụng', en: 'Standards applied' }
const NOTICES_TITLE: Title = { vi: 'Thông báo thu hồi', en: 'Recall notices' }

/** The default link, which has a title only, and its target under a type that says what it is. */
function ownPages(page: string, title: Title): TypedLink[] {
  const bare = { type: null, hreflang: [], section: null }
  return [
    { linkType: 'defaultLink', href: page, title: title.vi, ...bare },
    ...pages('pip', page, title, null),
  ]
}

/** A page of this service, in both of its languages. */
function pages(
  linkType: LinkType,
  page: string,
  title: Title,
  section: string | null,
): TypedLink[] {
  const common = { linkType, type: 'text/html', section }
  return [
    { ...common, href: page, title: title.vi, hreflang: ['vi'] },
    { ...common, href: `${page}?lang=en`, title: title.en, hreflang: ['en'] },
  ]
}

function isGdti({ path }: ScanLink): boolean {
  return path.startsWith('/253/')
}

function productPath(link: ScanLink): string {
  return isGdti(link) ? `/253/${link.key}` : `/01/${link.key}`
}

/** The value of an AI of the path, as it was encoded. */
function sentSegment({ path }: ScanLink, ai: string): string {
  const segments = path.split('/')
  return segments.find((_, at) => at % 2 === 0 && at > 0 && segments[at - 1] === ai) ?? ''
}
