import { expect } from 'chai'
import {
  adminUnitReport,
  findUnit,
  formerProvinceOf,
  successorOf,
  wardsOf,
} from '../../src/vn/admin-units.ts'
import { COMMUNES_OF_2024 } from '../../src/vn/communes-of-2024.ts'
import { fold } from '../../src/vn/fold.ts'
import { formerProvinces, provinceOfCommuneCode } from '../../src/vn/former-provinces.ts'

const OLD_DAY = '2025-06-30'
const NEW_DAY = '2025-07-01'
const HAI_PHONG = { code: '31', name: 'Hải Phòng' }
const HAI_DUONG = { code: '30', name: 'Hải Dương' }

describe('the table of administrative units', () => {
  it('has the figures of the merger of 01/07/2025', () => {
    expect(adminUnitReport()).to.include({ provinces: 34, wards: 3321, mappingRows: 10_977 })
  })

  it('counts the rows that do not hold together, and keeps the rest', () => {
    const { dropped, communes, mappingRows } = adminUnitReport()
    expect(dropped).to.deep.equal({
      unknownWard: 431,
      wardOfOtherProvince: 22,
      noOldProvince: 5,
      noOldCode: 485,
      codeOutsideProvince: 0,
    })
    const sum = Object.values(dropped).reduce((total, count) => total + count, communes)
    expect(sum).to.equal(mappingRows)
  })

  it('knows the 63 former provinces, whose communes share no code', () => {
    const provinces = formerProvinces()
    expect(provinces).to.have.length(63)
    expect(new Set(provinces.map(({ code }) => code)).size).to.equal(63)
    expect(provinces).to.deep.include(HAI_PHONG).and.to.deep.include(HAI_DUONG)
    expect(provinceOfCommuneCode('11293')).to.deep.equal(HAI_DUONG)
    expect(provinceOfCommuneCode('11296')).to.deep.equal(HAI_PHONG)
    expect(provinceOfCommuneCode('11949')).to.deep.equal(HAI_PHONG)
    expect(provinceOfCommuneCode('11950')).to.deep.include({ code: '33' })
    for (const code of ['00000', '32249', '99999', '1129', '112960', '1129a', '']) {
      expect(provinceOfCommuneCode(code), code).to.equal(null)
    }
  })

  it('finds each new ward formed from communes of one province, where its code lies', () => {
    let wards = 0
    for (let number = 0; number < 33_000; number++) {
      const code = String(number).padStart(5, '0')
      if (findUnit(code, NEW_DAY) === null) continue
      wards += 1
      const former = formerProvinceOf(code, NEW_DAY)
      expect(former, code).to.deep.equal(provinceOfCommuneCode(code))
    }
    expect(wards).to.equal(3321)
  })
})

describe('Hải Phòng', () => {
  const wards = wardsOf('31')

  it('has 114 wards: 67 xã, 45 phường, 2 đặc khu', () => {
    const count = (kind: string) => wards.filter(({ name }) => name.startsWith(kind)).length
    expect(wards).to.have.length(114)
    expect(['Xã', 'Phường', 'Đặc khu'].map(count)).to.deep.equal([67, 45, 2])
  })

  it('was formed of the old city in 50 wards and of Hải Dương in 64', () => {
    const codesFrom = (code: string) =>
      wards
        .map((ward) => ward.code)
        .filter((ward) => formerProvinceOf(ward, NEW_DAY)?.code === code)
    const [city, province] = [codesFrom('31'), codesFrom('30')]
    expect([city.length, city[0], city.at(-1)]).to.deep.equal([50, '11311', '11948'])
    expect([province.length, province[0], province.at(-1)]).to.deep.equal([64, '10507', '11284'])
  })

  it('means the old city by code 31 until 30/06/2025 and the merged one since', () => {
    expect(findUnit('11749', OLD_DAY)).to.deep.include({
      name: 'Xã Tú Sơn',
      provinceCode: '31',
      provinceName: 'Thành phố Hải Phòng',
    })
    expect(findUnit('10507', OLD_DAY)).to.deep.include({
      provinceCode: '30',
      provinceName: 'Tỉnh Hải Dương',
    })
    expect(findUnit('10507', NEW_DAY)).to.deep.include({
      district: null,
      provinceCode: '31',
      provinceName: 'Thành phố Hải Phòng',
      successors: [],
    })
    expect(formerProvinceOf('10507', OLD_DAY)).to.deep.equal(HAI_DUONG)
    expect(formerProvinceOf('10507', NEW_DAY)).to.deep.equal(HAI_DUONG)
    expect(formerProvinceOf('11749', OLD_DAY)).to.deep.equal(HAI_PHONG)
  })
})

describe('a code on a day', () => {
  it('means the old commune or the new ward, by the day', () => {
    expect(findUnit('11914', OLD_DAY)).to.deep.equal({
      code: '11914',
      name: 'Thị trấn Cát Bà',
      district: 'Huyện Cát Hải',
      provinceCode: '31',
      provinceName: 'Thành phố Hải Phòng',
      successors: [{ code: '11914', name: 'Đặc khu Cát Hải' }],
    })
    expect(findUnit('11914', NEW_DAY)).to.deep.equal({
      code: '11914',
      name: 'Đặc khu Cát Hải',
      district: null,
      provinceCode: '31',
      provinceName: 'Thành phố Hải Phòng',
      successors: [],
    })
  })

  it('may mean units that lie apart', () => {
    expect(findUnit('23737', OLD_DAY)).to.deep.include({ name: 'Xã Ia Mơ Nông' })
    expect(findUnit('23737', NEW_DAY)).to.deep.include({ name: 'Xã Ia Mơ' })
  })

  it('means nothing where no unit had it', () => {
    expect(findUnit('11917', OLD_DAY)).to.deep.include({ name: 'Thị trấn Cát Hải' })
    expect(findUnit('11917', NEW_DAY)).to.equal(null)
    expect(formerProvinceOf('11917', NEW_DAY)).to.equal(null)
    for (const code of ['', '99999', '1191', 'constructor', '11915']) {
      expect(findUnit(code, OLD_DAY), code).to.equal(null)
      expect(findUnit(code, NEW_DAY), code).to.equal(null)
      expect(formerProvinceOf(code, OLD_DAY), code).to.equal(null)
    }
  })

  it('stands for an island district that had no communes', () => {
    expect(findUnit('11948', OLD_DAY)).to.deep.include({
      name: 'Huyện Bạch Long Vĩ',
      provinceName: 'Thành phố Hải Phòng',
      successors: [{ code: '11948', name: 'Đặc khu Bạch Long Vĩ' }],
    })
    expect(formerProvinceOf('26732', NEW_DAY)).to.deep.include({ name: 'Bà Rịa - Vũng Tàu' })
    expect(formerProvinceOf('20333', OLD_DAY)).to.deep.include({ name: 'Đà Nẵng' })
  })
})

describe('the communes before the arrangement of 2024', () => {
  it('bear the names of the years of the subsidy until the day it took effect', () => {
    const before = findUnit('11551', '2024-12-31')
    expect(before).to.deep.include({ name: 'Xã Lập Lễ', district: 'Huyện Thủy Nguyên' })
    expect(findUnit('11551', '2025-01-01')?.name).to.equal('Phường Lập Lễ')
    expect(fold(findUnit('11551', '2025-01-01')?.district ?? '')).to.equal('thanh pho thuy nguyen')
    expect(before?.successors).to.deep.equal([{ code: '11542', name: 'Phường Nam Triệu' }])
  })

  it('are known although their code ended with it', () => {
    expect(findUnit('11398', '2023-05-01')).to.deep.include({
      name: 'Phường Niệm Nghĩa',
      district: 'Quận Lê Chân',
      successors: [{ code: '11407', name: 'Phường An Biên' }],
    })
    expect(findUnit('11398', '2025-01-01')).to.equal(null)
    expect(formerProvinceOf('11398', '2023-05-01')).to.deep.equal(HAI_PHONG)
    expect(findUnit('10522', '2024-11-30')?.name).to.equal('Phường Phạm Ngũ Lão')
    expect(findUnit('10522', '2024-12-01')).to.equal(null)
  })

  it('were 217 in Hải Phòng and 235 in Hải Dương, then 167 and 207', () => {
    const count = (from: number, to: number, day: string): number =>
      Array.from({ length: to - from }, (_, at) => String(from + at))
        .filter((code) => code !== '11948')
        .filter((code) => findUnit(code, day) !== null).length
    expect(count(11296, 11950, '2024-12-31')).to.equal(217)
    expect(count(11296, 11950, '2025-01-01')).to.equal(167)
    expect(count(10507, 11296, '2024-11-30')).to.equal(235)
    expect(count(10507, 11296, '2024-12-01')).to.equal(207)
  })

  it('lie in wards of today that agree with the table of the merger', () => {
    const wards = new Set(wardsOf('31').map(({ code }) => code))
    const without = [...COMMUNES_OF_2024.values()].filter((each) => each.newWardCode === null)
    expect(without.map(({ name }) => name)).to.have.members([
      'Xã Nam Hồng',
      'Xã Phúc Thành A',
      'Xã Thanh Khê',
      'Xã Thạch Lỗi',
    ])
    for (const { code, newWardCode, provinceCode } of COMMUNES_OF_2024.values()) {
      expect(provinceOfCommuneCode(code)?.code, code).to.equal(provinceCode)
      if (newWardCode === null) continue
      expect(wards.has(newWardCode), code).to.equal(true)
      expect(successorOf(code)?.code, code).to.equal(newWardCode)
    }
  })
})

describe('the successor of a former commune', () => {
  it('is a ward of 01/07/2025', () => {
    expect(successorOf('11917')).to.deep.equal({
      code: '11914',
      name: 'Đặc khu Cát Hải',
      provinceCode: '31',
      provinceName: 'Thành phố Hải Phòng',
    })
    expect(successorOf('11948')?.name).to.equal('Đặc khu Bạch Long Vĩ')
    expect(successorOf('99999')).to.equal(null)
    expect(successorOf('11915')).to.equal(null)
  })
})
