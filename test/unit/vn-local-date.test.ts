import { expect } from 'chai'
import {
  addDays,
  addMonths,
  daysBetween,
  isLocalDate,
  isMonth,
  localDateOf,
  monthOf,
  monthRange,
  startOfLocalDate,
} from '../../src/vn/local-date.ts'

describe('local dates', () => {
  it('are days of the calendar in one spelling', () => {
    for (const day of ['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31']) {
      expect(isLocalDate(day), day).to.equal(true)
    }
    const none = [
      '2023-02-29',
      '1900-02-29',
      '2024-04-31',
      '2024-13-01',
      '2024-00-10',
      '2024-01-00',
    ]
    const misspelt = [
      '0000-01-01',
      '2024-1-1',
      '20240101',
      '2024-01-01T00:00:00Z',
      '',
      '+2024-01-01',
    ]
    for (const day of [...none, ...misspelt, ' 2024-01-01', '2024-01-01\n', '２０24-01-01']) {
      expect(isLocalDate(day), day).to.equal(false)
    }
  })

  it('agree with the calendar of the language for each day of 150 years', () => {
    let day = '1950-01-01'
    for (let at = 0; at < 54_787; at++) {
      const instant = new Date(Date.UTC(1950, 0, 1 + at))
      expect(day).to.equal(instant.toISOString().slice(0, 10))
      day = addDays(day, 1)
    }
    expect(day).to.equal('2100-01-01')
  })

  it('begin at 17:00 UTC of the day before', () => {
    expect(localDateOf(new Date('2024-04-30T16:59:59.999Z'))).to.equal('2024-04-30')
    expect(localDateOf(new Date('2024-04-30T17:00:00Z'))).to.equal('2024-05-01')
    expect(startOfLocalDate('2024-05-01').toISOString()).to.equal('2024-04-30T17:00:00.000Z')
    expect(localDateOf(new Date('1970-01-01T00:00:00Z'))).to.equal('1970-01-01')
    expect(localDateOf(new Date('1969-12-31T16:00:00Z'))).to.equal('1969-12-31')
  })

  it('agree with the table of time zones since 13/06/1975', () => {
    const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' })
    const from = Date.UTC(1975, 5, 13)
    const step = 41 * 3_600_000 + 59_999
    for (let at = 0; at < 12_000; at++) {
      const instant = new Date(from + at * step)
      expect(localDateOf(instant), instant.toISOString()).to.equal(zone.format(instant))
    }
  })

  it('are counted and moved in whole days', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).to.equal(2)
    expect(daysBetween('2024-03-01', '2024-02-28')).to.equal(-2)
    expect(daysBetween('2024-03-01', '2024-03-01')).to.equal(0)
    expect(addDays('2024-12-31', 1)).to.equal('2025-01-01')
    expect(addDays('2024-03-01', -1)).to.equal('2024-02-29')
    for (const days of [-40_000, -1, 0, 365, 146_097]) {
      expect(daysBetween('2022-01-01', addDays('2022-01-01', days))).to.equal(days)
    }
  })

  it('belong to months, which have a first and a last day', () => {
    expect(monthOf('2024-02-29')).to.equal('2024-02')
    expect(monthRange('2024-02')).to.deep.equal({ from: '2024-02-01', to: '2024-02-29' })
    expect(monthRange('2023-02').to).to.equal('2023-02-28')
    expect(monthRange('2024-11').to).to.equal('2024-11-30')
    expect(monthRange('2024-12').to).to.equal('2024-12-31')
    expect(
      ['2024-05', '2024-13', '2024-00', '2024-5', '0000-01', '2024'].map(isMonth),
    ).to.deep.equal([true, false, false, false, false, false])
  })

  it('follow each other month by month', () => {
    expect(addMonths('2024-12', 1)).to.equal('2025-01')
    expect(addMonths('2024-01', -1)).to.equal('2023-12')
    expect(addMonths('2022-01', 47)).to.equal('2025-12')
    expect(addMonths('2022-01', -24)).to.equal('2020-01')
    expect(addMonths('2022-07', 0)).to.equal('2022-07')
  })

  it('are refused where they are none or leave the calendar', () => {
    expect(() => addDays('2023-02-29', 1)).to.throw(RangeError)
    expect(() => addDays('9999-12-31', 1)).to.throw(RangeError)
    expect(() => addDays('0001-01-01', -1)).to.throw(RangeError)
    expect(() => addDays('2024-01-01', 0.5)).to.throw(RangeError)
    expect(() => addDays('2024-01-01', Number.MAX_SAFE_INTEGER)).to.throw(RangeError)
    expect(() => daysBetween('2024-01-01', '2024-1-2')).to.throw(RangeError)
    expect(() => monthRange('2024-13')).to.throw(RangeError)
    expect(() => monthOf('2024-02-30')).to.throw(RangeError)
    expect(() => addMonths('9999-12', 1)).to.throw(RangeError)
    expect(() => addMonths('2024-05', 0.5)).to.throw(RangeError)
    expect(() => startOfLocalDate('yesterday')).to.throw(RangeError)
    expect(() => localDateOf(new Date(Number.NaN))).to.throw(RangeError)
  })
})
