/** The namespace of GS1 link types (GS1-Conformant Resolver 1.2, section 2.14). */
export const LINK_TYPE_NAMESPACE = 'https://ref.gs1.org/voc/'

/**
 * The link types of the GS1 Web Vocabulary 1.16, without the one that is deprecated and those that
 * a resolver alone gives: defaultLink, defaultLinkMulti and handledBy.
 * @see https://ref.gs1.org/voc/?show=linktypes
 */
export const LINK_TYPES = [
  'activityIdeas',
  'allergenInfo',
  'appDownload',
  'backgroundInfo',
  'brandHomepageClinical',
  'brandHomepagePatient',
  'careersInfo',
  'certificationInfo',
  'consumerHandlingStorageInfo',
  'dpp',
  'eifu',
  'epcis',
  'epil',
  'eventsInfo',
  'faqs',
  'hasRetailers',
  'homepage',
  'ingredientsInfo',
  'instructions',
  'jws',
  'leaveReview',
  'locationInfo',
  'logisticsInfo',
  'loyaltyProgram',
  'masterData',
  'menuInfo',
  'nutritionalInfo',
  'openingHoursInfo',
  'paymentLink',
  'pip',
  'promotion',
  'purchaseSuppliesOrAccessories',
  'quickStartGuide',
  'recallStatus',
  'recipeInfo',
  'registerProduct',
  'registryEntry',
  'relatedImage',
  'relatedVideo',
  'reportFound',
  'review',
  'safetyInfo',
  'scheduleTime',
  'serviceInfo',
  'smartLabel',
  'smpc',
  'socialMedia',
  'statisticInfo',
  'subscribe',
  'support',
  'sustainabilityInfo',
  'traceability',
  'tutorial',
  'userAgreement',
  'verificationService',
  'whatsInTheBox',
] as const

export type LinkType = (typeof LINK_TYPES)[number] | 'defaultLink'

const NAMES: ReadonlySet<string> = new Set<string>([...LINK_TYPES, 'defaultLink'])

/** The name of a link type in any of the three namespaces that its terms are equal in. */
const SPELLING = /^(?:gs1:|https?:\/\/(?:ref\.|www\.)?gs1\.org\/voc\/)?([A-Za-z]+)$/

/** The link type that a CURIE (`gs1:pip`), a URI or a bare name stands for; null: none of GS1's. */
export function parseLinkType(text: string): LinkType | null {
  const name = SPELLING.exec(text)?.[1]
  return name !== undefined && isLinkType(name) ? name : null
}

/** The full URI of a link type, as link sets and Link headers have it. */
export function linkTypeUri(type: LinkType): string {
  return LINK_TYPE_NAMESPACE + type
}

function isLinkType(name: string): name is LinkType {
  return NAMES.has(name)
}
