import { expect } from 'chai'
import { findUnit, wardsOf } from '../../src/vn/admin-units.ts'
import { formerProvinces } from '../../src/vn/former-provinces.ts'
import {
  findProvince,
  findProvinceByIso,
  PROVINCES,
  seatDistanceKm,
} from '../../src/vn/provinces.ts'

const province = (code: string) => {
  const found = findProvince(code)
  if (found === null) throw new Error(code)
  return found
}
const km = (a: string, b: string): number => seatDistanceKm(province(a), province(b))

describe('the table of provinces', () => {
  it('has the 34 of the list of wards, by code and name', () => {
    expect(PROVINCES).to.have.length(34)
    for (const { code, name } of PROVINCES) {
      const [ward] = wardsOf(code)
      expect(ward?.provinceName.replace(/^(?:Tỉnh|Thành phố) /, ''), code).to.equal(name)
    }
  })

  it('finds for each of the 63 former ones the one it became part of', () => {
    for (const { code, name } of formerProvinces()) {
      expect(findProvince(code), `${code} ${name}`).not.to.equal(null)
    }
    for (const [former, present] of [
      ['30', '31'],
      ['10', '15'],
      ['64', '52'],
      ['62', '51'],
      ['77', '79'],
      ['89', '91'],
    ] as const) {
      expect(province(former).code).to.equal(present)
    }
  })

  it('agrees with the communes: where they went, their province went', () => {
    for (const code of ['10507', '11911', '02641', '23284', '26506', '31261']) {
      const unit = findUnit(code, '2025-06-30')
      const successor = unit?.successors[0]
      if (unit === null || successor === undefined) throw new Error(code)
      const now = findUnit(successor.code, '2025-07-01')
      expect(province(unit.provinceCode).code, code).to.equal(now?.provinceCode)
    }
  })

  it('knows the codes of ISO 3166-2, one for each former province', () => {
    const letters = ['HN', 'HP', 'DN', 'SG', 'CT']
    const numbers = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))
    const known = [...letters, ...numbers].filter((iso) => findProvinceByIso(`VN-${iso}`) !== null)
    expect(known).to.have.length(63)
    expect(findProvinceByIso('VN-61')?.name).to.equal('Hải Phòng')
    expect(findProvinceByIso('VN-26')?.name).to.equal('Huế')
    expect(findProvinceByIso('VN-15')).to.equal(null)
  })

  it('measures how far seats lie apart', () => {
    expect(km('01', '79')).to.be.within(1_120, 1_160)
    expect(km('01', '31')).to.be.within(75, 100)
    expect(km('48', '46')).to.be.within(65, 90)
    expect(km('96', '20')).to.be.within(1_390, 1_440)
    expect(km('31', '31')).to.equal(0)
  })
})
