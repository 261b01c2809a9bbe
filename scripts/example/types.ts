/*
 * Shapes of the example data. Dates are local dates `YYYY-MM-DD`; a `ref` names a row of the
 * example and is no id of the register.
 */

export type EnterpriseKind = 'cooperative' | 'company' | 'branch' | 'household'

/** A unit of the commune level as it stood in 2024, before the changes of 2025. */
export type OldWardAddress = {
  /** Five digits of the statistics office, valid in 2024. */
  readonly wardCode: string
  readonly wardName: string
  readonly districtName: string
  readonly street: string
  readonly validFrom: string
}

export type LegalEntityOf = { readonly name: string; readonly taxCode: string }

export type ExampleEnterprise = {
  readonly ref: string
  readonly kind: EnterpriseKind
  readonly name: string
  readonly identifier: {
    readonly scheme: 'MST10' | 'MST13' | 'CCCD12'
    readonly value: string
  }
  /** The body behind the establishment: itself, a branch's parent, or none for a household. */
  readonly legalEntity: LegalEntityOf | null
  readonly representative: { readonly name: string }
  readonly phone: string
  readonly address: OldWardAddress
  readonly businessRegisteredOn: string
  /** When the dossier was handed in to the register, and when it was approved. */
  readonly submittedOn: string
  readonly registeredOn: string
  /** GS1 company prefix of the legal entity, null where it has none. */
  readonly gs1CompanyPrefix: string | null
}

export type ProductGroup = 'agricultural' | 'aquatic'

export type PictureKind =
  | 'bottle'
  | 'bulb'
  | 'crab'
  | 'egg'
  | 'fish'
  | 'fruit'
  | 'grain'
  | 'jar'
  | 'leaf'
  | 'meat'
  | 'mushroom'
  | 'noodle'
  | 'poultry'
  | 'shell'
  | 'shrimp'
  | 'squid'

export type Standard = { readonly code: string; readonly title: string }

export type ExampleProduct = {
  readonly ref: string
  readonly enterpriseRef: string
  readonly name: string
  readonly nameEn: string
  readonly productGroup: ProductGroup
  readonly brand: string | null
  readonly description: string
  readonly netContent: string
  readonly unit: string
  /** GTIN-13; null where the product gets a stamp type of the department's pool instead. */
  readonly gtin: string | null
  readonly targetMarket: 'VN'
  readonly origin: 'Việt Nam'
  /** Null for fresh produce that is sold without an expiry date. */
  readonly shelfLifeDays: number | null
  readonly standards: readonly Standard[]
  readonly picture: PictureKind
}

/** What a row states; market, origin and the marking of names are the same for all products. */
export type ProductRow = Omit<ExampleProduct, 'targetMarket' | 'origin'>

export type PlaceKind = 'farm' | 'pond' | 'packing_house' | 'plant'

export type ExamplePlace = {
  readonly ref: string
  readonly enterpriseRef: string
  readonly kind: PlaceKind
  readonly name: string
  readonly gln: string | null
  readonly ownCode: string
  readonly wardCode: string
  readonly street: string
  readonly coordinates: { readonly lat: number; readonly lng: number }
}

/** Bare names of CBV 2.0 business steps; the vocabulary has none for harvesting. */
export type BizStep =
  | 'commissioning'
  | 'inspecting'
  | 'sampling'
  | 'packing'
  | 'storing'
  | 'shipping'

export type ExampleTraceEvent = {
  readonly bizStep: BizStep
  readonly label: string
  /** Local time with its offset, `2024-05-01T06:30:00+07:00`. */
  readonly eventTime: string
  readonly placeRef: string
}

export type ExampleLot = {
  readonly ref: string
  readonly productRef: string
  readonly placeRef: string
  readonly code: string
  readonly producedOn: string
  readonly expiresOn: string | null
  readonly quantity: number
  readonly unit: string
  readonly traceEvents: readonly ExampleTraceEvent[]
}

export type ExampleAffixing = {
  readonly count: number
  readonly occurredOn: string
  readonly lotRef: string
}

export type ExampleStamps = {
  readonly productRef: string
  readonly quantity: number
  readonly deliveredOn: string
  readonly affixings: readonly ExampleAffixing[]
}

export type ExampleRole = 'admin' | 'officer' | 'auditor' | 'inspector' | 'enterprise'

export type ExampleDuty = 'reviewer' | 'approver' | 'payer'

export type ExamplePerson = {
  readonly ref: string
  readonly name: string
  readonly role: ExampleRole
  readonly duties: readonly ExampleDuty[]
  readonly title: string
  readonly enterpriseRef: string | null
}
