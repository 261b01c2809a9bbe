import { expect } from 'chai'
import fc from 'fast-check'
import { deviceOf, networkOf } from '../../src/features/visits/device.rules.ts'
import { regionOf } from '../../src/features/visits/region.rules.ts'
import {
  type CountedVisit,
  DAY_DEVICES_MAX,
  DAYS_KEPT,
  HOUR_DEVICES_MAX,
  isApplied,
  markApplied,
  tally,
} from '../../src/features/visits/tally.rules.ts'
import type { TotalsRecord } from '../../src/features/visits/visits.schema.ts'

const STATES = ['in_stock', 'delivered', 'affixed', 'voided'] as const

function visit(at: string | Date, more: Partial<CountedVisit> = {}): CountedVisit {
  return {
    place: 1_048_576,
    enterpriseId: 'e',
    productId: 'p',
    state: 'affixed',
    affixedOn: '2024-01-01',
    at: new Date(at),
    device: 'a',
    region: null,
    ...more,
  }
}

function totalsOf(...visits: CountedVisit[]): TotalsRecord {
  const totals = tally(null, visits)
  if (totals === null) throw new Error('No visits')
  return totals
}

const HOUR_MS = 3_600_000
const START = Date.parse('2024-01-01T00:00:00Z')

const anyVisit = fc
  .record({
    hours: fc.integer({ min: 0, max: 80 * 24 }),
    state: fc.constantFrom(...STATES),
    device: fc.integer({ min: 0, max: 300 }).map(String),
    region: fc.constantFrom(null, '31', '79', 'KH'),
  })
  .map(({ hours, ...rest }) => visit(new Date(START + hours * HOUR_MS), rest))

describe('the totals of the scans of a stamp', () => {
  it('count every visit, by day and by state, from the first to the last', () => {
    const totals = totalsOf(
      visit('2024-01-02T01:00:00Z', { state: 'delivered', affixedOn: null }),
      visit('2024-01-01T18:00:00Z', { state: 'delivered', affixedOn: null }),
      visit('2024-01-05T01:00:00Z'),
    )
    expect(totals).to.include({ count: 3, affixedOn: '2024-01-01' })
    expect(totals.firstAt.toISOString()).to.equal('2024-01-01T18:00:00.000Z')
    expect(totals.lastAt.toISOString()).to.equal('2024-01-05T01:00:00.000Z')
    // 18:00 UTC is the next day in Việt Nam.
    expect(totals.days).to.deep.equal([
      { on: '2024-01-02', count: 2, unreported: 2 },
      { on: '2024-01-05', count: 1, unreported: 0 },
    ])
    expect(totals.states.map(({ state, count }) => [state, count])).to.deep.equal([
      ['delivered', 2],
      ['affixed', 1],
    ])
  })

  it('are the same however the visits are shared among flushes', () => {
    fc.assert(
      fc.property(fc.array(anyVisit, { minLength: 1, maxLength: 60 }), fc.nat(), (visits, cut) => {
        const ordered = [...visits].sort((a, b) => a.at.getTime() - b.at.getTime())
        const at = cut % (ordered.length + 1)
        const inTwo = tally(tally(null, ordered.slice(0, at)), ordered.slice(at))
        expect(inTwo).to.deep.equal(tally(null, ordered))
        expect(inTwo?.count).to.equal(visits.length)
        const byState = inTwo?.states.reduce((sum, { count }) => sum + count, 0)
        expect(byState).to.equal(visits.length)
      }),
      { numRuns: 200 },
    )
  })

  it('stay small, however often and for however long a stamp is scanned', () => {
    const many = Array.from({ length: 5_000 }, (_, n) =>
      visit(new Date(START + n * 20 * 60_000), {
        device: `device-${n}`,
        region: String.fromCharCode(65 + (n % 26), 65 + ((n * 7) % 26)),
        state: STATES[n % 4] ?? 'affixed',
      }),
    )
    const totals = totalsOf(...many)
    expect(totals.count).to.equal(5_000)
    expect(totals.days).to.have.length(DAYS_KEPT)
    expect(totals.day.devices.length).to.be.at.most(DAY_DEVICES_MAX)
    expect(totals.hour.devices.length).to.be.at.most(HOUR_DEVICES_MAX)
    expect(JSON.stringify(totals).length).to.be.lessThan(9_000)
  })

  it('remember the busiest hour and day when later ones are quiet', () => {
    const busy = Array.from({ length: 12 }, (_, n) =>
      visit(`2024-01-01T05:${String(n).padStart(2, '0')}:00Z`, { device: `d${n}` }),
    )
    const totals = totalsOf(...busy, visit('2024-01-03T05:00:00Z'))
    expect(totals.peakHour).to.deep.equal({ at: new Date('2024-01-01T05:00:00Z'), devices: 12 })
    expect(totals.peakDay).to.deep.equal({ on: '2024-01-01', devices: 12 })
    expect(totals.hour.devices).to.deep.equal(['a'])
  })

  it('count a device once in an hour, a day and a region', () => {
    const totals = totalsOf(
      visit('2024-01-01T05:00:00Z', { region: '31' }),
      visit('2024-01-01T05:20:00Z', { region: '31' }),
      visit('2024-01-01T05:40:00Z', { region: '31', device: 'b' }),
      visit('2024-01-01T06:00:00Z', { region: '79' }),
    )
    expect(totals.peakHour.devices).to.equal(2)
    const { regions } = totals.day
    // The first device was counted in the other region that day: that it is in 79 proves little.
    expect(regions.map(({ region, devices }) => [region, devices])).to.deep.equal([['31', 2]])
    expect(totals.regions.map(({ region, count }) => [region, count])).to.deep.equal([
      ['79', 1],
      ['31', 3],
    ])
  })

  it('know which flush of which copy is in them', () => {
    const totals = markApplied(markApplied(totalsOf(visit('2024-01-01T05:00:00Z')), 'x', 3), 'y', 1)
    expect(isApplied(totals, 'x', 3)).to.equal(true)
    expect(isApplied(totals, 'x', 4)).to.equal(false)
    expect(isApplied(totals, 'z', 1)).to.equal(false)
    expect(markApplied(totals, 'x', 4).applied).to.have.length(2)
  })
})

describe('a device', () => {
  const key = Buffer.alloc(32, 1)
  const traits = { address: '203.0.113.7', userAgent: 'Mozilla/5.0', acceptLanguage: 'vi' }

  it('is the same as long as network, browser and language are', () => {
    const device = deviceOf(key, traits)
    expect(device).to.match(/^[\w-]{11}$/)
    expect(deviceOf(key, { ...traits })).to.equal(device)
    for (const other of [
      { address: '203.0.113.8' },
      { userAgent: 'Mozilla/5.1' },
      { acceptLanguage: 'en' },
    ]) {
      expect(deviceOf(key, { ...traits, ...other })).not.to.equal(device)
    }
  })

  it('is another one on another day: its key is another', () => {
    expect(deviceOf(Buffer.alloc(32, 2), traits)).not.to.equal(deviceOf(key, traits))
  })

  for (const [address, network] of [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
  ] as const) {
    it(`has of ${address} the network ${network}`, () => {
      expect(networkOf(address)).to.equal(network)
    })
  }
})

describe('the region that a proxy names', () => {
  for (const [value, region] of [
    ['31', '31'],
    ['30', '31'],
    ['VN-HP', '31'],
    ['vn-61', '31'],
    ['VN-SG', '79'],
    ['VN-44', '91'],
    ['44', '44'],
    ['KH', 'KH'],
    ['VN', null],
    ['XX', null],
    ['T1', null],
    ['99', null],
    ['VN-99', null],
    ['Hải Phòng', null],
    ['', null],
    [undefined, null],
  ] as const) {
    it(`is ${region} for ${value}`, () => {
      expect(regionOf(value)).to.equal(region)
    })
  }
})
