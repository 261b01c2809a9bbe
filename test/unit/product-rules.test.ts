import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import type { EnterpriseRecord } from '../../src/features/enterprises/enterprises.schema.ts'
import {
  canonicalGtin,
  countryFault,
  gtinFault,
} from '../../src/features/products/product-fields.rules.ts'
import {
  assertApprovable,
  assertChangeable,
  assertInPool,
  missingForApproval,
  missingForStamps,
  withChange,
} from '../../src/features/products/products.rules.ts'
import type { ProductRecord } from '../../src/features/products/products.schema.ts'
import { gdtiFor } from '../../src/gs1/gdti.ts'

const DRAFT: ProductRecord = {
  _id: '65a0c0ffee00000000000001',
  enterpriseId: '65a0c0ffee00000000000002',
  gtin: null,
  key: null,
  keyKind: null,
  live: true,
  name: 'Cải bẹ xanh',
  nameFolded: 'cai be xanh',
  nameEn: null,
  brand: 'Rau Thủy Nguyên',
  description: 'Gói 500 g',
  productGroup: 'agricultural',
  netContent: null,
  unit: null,
  targetMarket: 'VN',
  origin: 'Việt Nam',
  shelfLifeDays: null,
  standards: [],
  image: { sha256: '00', contentType: 'image/jpeg', width: 1, height: 1, bytes: 1 },
  links: [],
  vnpcDeclaredOn: null,
  status: 'draft',
  approvedOn: null,
  approvalDocumentId: null,
  retiredOn: null,
  retirementReason: null,
  createdAt: new Date('2024-01-01T00:00:00.000Z'),
  revision: 1,
}
const APPROVED: ProductRecord = { ...DRAFT, status: 'approved', approvedOn: '2024-01-02' }
const RETIRED: ProductRecord = { ...APPROVED, status: 'retired', live: false }

const ENTERPRISE: EnterpriseRecord = {
  _id: DRAFT.enterpriseId,
  identifier: { scheme: 'MST10', value: '0200120833' },
  live: true,
  legalEntityId: '0200120833',
  kind: 'company',
  name: 'Công ty Ví Dụ',
  nameFolded: 'cong ty vi du',
  addresses: [],
  representative: null,
  phone: null,
  status: 'approved',
  registeredOn: '2024-01-01',
  revokedOn: null,
  steps: [],
  createdAt: new Date('2024-01-01T00:00:00.000Z'),
  revision: 1,
}

function errorOf(act: () => void): AppError | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

describe('The GTIN of a product', () => {
  it('is taken with 8, 12, 13 or 14 digits and kept with 14', () => {
    const forms = [
      ['96385074', '00000096385074'],
      ['614141000036', '00614141000036'],
      ['8938501000019', '08938501000019'],
      ['18938501000016', '18938501000016'],
    ] as const
    for (const [given, kept] of forms) {
      expect(gtinFault(given), given).to.equal(null)
      expect(canonicalGtin(given)).to.equal(kept)
    }
  })

  it('is refused with a wrong check digit, naming the right one', () => {
    const fault = gtinFault('8938501000018')
    expect(fault?.rule).to.equal('gtin.check_digit')
    expect(fault?.reason.vi).to.contain('9')
    expect(fault?.reason.en).to.contain('9')
  })

  it('is refused under a prefix of restricted circulation', () => {
    // 20 to 29 are for use within one company (NĐ 37/2026 Art. 28(4): no confusable codes).
    expect(gtinFault('2001234567893')?.rule).to.equal('gtin.restricted_prefix')
  })

  for (const text of ['', '893850100001', '89385010000', 'ABC', '200893850100001900004']) {
    it(`is refused as "${text}"`, () => {
      expect(gtinFault(text)).to.not.equal(null)
    })
  }
})

describe('The target market of a product', () => {
  it('is an assigned country of ISO 3166-1', () => {
    expect(countryFault('VN')).to.equal(null)
    expect(countryFault('JP')).to.equal(null)
    for (const code of ['XX', 'EU', 'UK', 'ZZ']) expect(countryFault(code), code).to.not.equal(null)
  })
})

describe('The approval of a product', () => {
  it('needs what NĐ 37/2026 Art. 28(2) has declared, and says who supplies it', () => {
    const bare = { ...DRAFT, brand: null, description: null, image: null }
    const missing = missingForApproval(bare)
    expect(missing.map(({ code }) => code)).to.deep.equal(['description', 'image'])
    expect(new Set(missing.map(({ who }) => who))).to.deep.equal(new Set(['enterprise']))
    expect(errorOf(() => assertApprovable(bare, ENTERPRISE))?.code).to.equal('not_ready')
  })

  it('needs neither a GTIN nor a standard', () => {
    expect(missingForApproval({ ...DRAFT, gtin: null, standards: [] })).to.deep.equal([])
    expect(errorOf(() => assertApprovable(DRAFT, ENTERPRISE))).to.equal(null)
  })

  it('comes after that of its enterprise, which the refusal names', () => {
    const error = errorOf(() => assertApprovable(DRAFT, { ...ENTERPRISE, status: 'submitted' }))
    expect(error?.code).to.equal('wrong_state')
    expect(error?.details.state).to.equal('submitted')
    expect(error?.detail.vi).to.contain(ENTERPRISE.name)
  })

  it('happens once', () => {
    for (const product of [APPROVED, RETIRED]) {
      expect(errorOf(() => assertApprovable(product, ENTERPRISE))?.details.state).to.equal(
        product.status,
      )
    }
  })
})

describe('Why a product carries no stamps yet', () => {
  it('is nothing once product and enterprise are approved', () => {
    expect(missingForStamps(APPROVED, ENTERPRISE)).to.deep.equal([])
  })

  it('names each step and who takes it', () => {
    const owner = { ...ENTERPRISE, status: 'draft' } as const
    const steps = missingForStamps({ ...DRAFT, image: null }, owner)
    expect(steps.map(({ code, who }) => `${code}:${who}`)).to.deep.equal([
      'image:enterprise',
      'enterprise:enterprise',
      'approval:officer',
    ])
    expect(missingForStamps(RETIRED, ENTERPRISE).map(({ code }) => code)).to.deep.equal([
      'new_product',
    ])
  })
})

describe('A change of a product', () => {
  it('is free in a draft', () => {
    expect(errorOf(() => assertChangeable(DRAFT, { name: 'Khác', gtin: null }))).to.equal(null)
  })

  it('touches only what was sent, and moves the key with the GTIN', () => {
    const coded = withChange(DRAFT, { gtin: '8938501000019', nameEn: undefined })
    const key = '08938501000019'
    expect(coded).to.deep.equal({ ...DRAFT, gtin: key, key, keyKind: 'GTIN' })
    expect(withChange(coded, { brand: null })).to.deep.equal({ ...coded, brand: null })
    expect(withChange(coded, { gtin: null })).to.deep.equal(DRAFT)
  })

  it('keeps what identifies an approved one, and names those fields', () => {
    const error = errorOf(() => assertChangeable(APPROVED, { name: 'Khác', brand: 'Khác' }))
    expect(error?.code).to.equal('wrong_state')
    expect(error?.detail.en).to.contain('name, brand')
  })

  it('lets description, standards and the date of declaration of an approved one change', () => {
    const change = { description: 'Mới', standards: [], vnpcDeclaredOn: '2024-02-01' }
    expect(errorOf(() => assertChangeable(APPROVED, change))).to.equal(null)
  })

  it('does not take its description from an approved one', () => {
    const error = errorOf(() => assertChangeable(APPROVED, { description: null }))
    expect(error?.code).to.equal('invalid_fields')
  })

  it('is refused in a retired one', () => {
    const error = errorOf(() => assertChangeable(RETIRED, { description: 'Mới' }))
    expect(error?.details.state).to.equal('retired')
  })
})

describe('The pool of GDTIs', () => {
  it('is used to its last number and says how many it held', () => {
    expect(errorOf(() => assertInPool(10, '95200099999'))).to.equal(null)
    const error = errorOf(() => assertInPool(11, '95200099999'))
    expect(error?.code).to.equal('gdti_pool_exhausted')
    expect(error?.detail.vi).to.contain('10 mã')
  })

  it('gives each number a GDTI-13 of its own', () => {
    const all = Array.from({ length: 10 }, (_, number) => gdtiFor('95200099999', number))
    expect(new Set(all).size).to.equal(10)
    for (const gdti of all) expect(gdti).to.match(/^95200099999\d{2}$/)
  })
})
