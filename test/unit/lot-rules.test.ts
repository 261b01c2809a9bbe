import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import {
  assertEventTime,
  assertExpiry,
  assertProducedOn,
  assertRoom,
  expiryOf,
  formatEventCursor,
  LOT_EVENTS_MAX,
  lotCodeFault,
  parseEventCursor,
  traceCode,
  zoneFault,
  zoneOf,
} from '../../src/features/lots/lots.rules.ts'
import { actionOf, BIZ_STEPS } from '../../src/features/lots/trace-steps.ts'

function codeOf(act: () => void): string | null {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

const GTIN = { key: '08938501000019', keyKind: 'GTIN' } as const
const GDTI = { key: '9520009900009', keyKind: 'GDTI' } as const
const FARM = { kind: 'farm', gln: '8938501000019', ownCode: 'VT-01' } as const

describe('The number of a lot', () => {
  it('takes exactly the 82 characters of GS1 CSET 82', () => {
    const cset82 =
      '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
    const taken: string[] = []
    for (let unit = 0; unit <= 0x17f; unit += 1) {
      const character = String.fromCharCode(unit)
      if (lotCodeFault(character) === null) taken.push(character)
    }
    expect(taken.join('')).to.equal(cset82)
  })

  it('is 1 to 20 characters long', () => {
    expect(lotCodeFault('')).to.not.equal(null)
    expect(lotCodeFault('A'.repeat(20))).to.equal(null)
    expect(lotCodeFault('A'.repeat(21))).to.not.equal(null)
  })

  it('does not end in a line break', () => {
    expect(lotCodeFault('L1\n')).to.not.equal(null)
  })
})

describe('The day a lot expires', () => {
  it('is the given one, else follows from the shelf life, else is unknown', () => {
    expect(expiryOf('2024-05-03', '2024-05-01', 30)).to.equal('2024-05-03')
    expect(expiryOf(null, '2024-02-27', 3)).to.equal('2024-03-01')
    expect(expiryOf(null, '2024-05-01', null)).to.equal(null)
  })

  it('may be the day it was made but not one before', () => {
    expect(codeOf(() => assertExpiry('2024-05-01', '2024-05-01'))).to.equal(null)
    expect(codeOf(() => assertExpiry('2024-05-01', '2024-04-30'))).to.equal('invalid_fields')
    expect(codeOf(() => assertExpiry('2024-05-01', null))).to.equal(null)
  })
})

describe('The day a lot is made', () => {
  it('may lie a year ahead or a century back, no further', () => {
    const today = '2024-05-10'
    for (const day of ['2025-05-11', '1924-05-10']) {
      expect(
        codeOf(() => assertProducedOn(day, today)),
        day,
      ).to.equal(null)
    }
    for (const day of ['2025-05-12', '1924-05-09', '9990-01-01', '0001-01-01']) {
      expect(
        codeOf(() => assertProducedOn(day, today)),
        day,
      ).to.equal('invalid_fields')
    }
  })
})

describe('The traceability code of an event', () => {
  it('names product, place and lot, in the order of NĐ 37/2026 Art. 3(25)', () => {
    expect(traceCode(GTIN, FARM, 'L1')).to.equal('(01)08938501000019(416)8938501000019(10)L1')
  })

  it('calls the GLN of a place that makes nothing a physical location', () => {
    const shop = { ...FARM, kind: 'shop' } as const
    expect(traceCode(GTIN, shop, 'L1')).to.equal('(01)08938501000019(414)8938501000019(10)L1')
  })

  it("uses the place's own code where it has no GLN", () => {
    expect(traceCode(GTIN, { ...FARM, gln: null }, 'L1')).to.equal(
      '(01)08938501000019(91)VT-01(10)L1',
    )
  })

  it('uses the GDTI of a product that has no GTIN', () => {
    expect(traceCode(GDTI, FARM, 'L1')).to.equal('(253)9520009900009(416)8938501000019(10)L1')
  })

  it('can be taken apart whatever the number of the lot holds', () => {
    const code = traceCode(GTIN, { ...FARM, gln: null }, 'A(10)B(416)')
    const [, product, place, lot] = /^\(01\)(\d{14})\(91\)([0-9A-Z-]+)\(10\)(.+)$/.exec(code) ?? []
    expect([product, place, lot]).to.deep.equal([GTIN.key, 'VT-01', 'A(10)B(416)'])
  })
})

describe('The time of an event', () => {
  it('keeps the zone it was given in, and takes that of Viet Nam for UTC', () => {
    expect(zoneOf('2024-05-01T06:30:00+07:00')).to.equal('+07:00')
    expect(zoneOf('2024-05-01T06:30:00-03:30')).to.equal('-03:30')
    expect(zoneOf('2024-05-01T06:30:00Z')).to.equal('+07:00')
  })

  it('has a zone that EPCIS 2.0 knows', () => {
    expect(zoneFault('2024-05-01T06:30:00+14:00')).to.equal(null)
    expect(zoneFault('2024-05-01T06:30:00+14:01')?.rule).to.equal('event.zone')
    expect(zoneFault('2024-05-01T06:30:00+15:00')?.rule).to.equal('event.zone')
  })

  it('is not later than now', () => {
    const now = new Date('2024-05-01T00:00:00.000Z')
    const later = new Date(now.getTime() + 1)
    expect(codeOf(() => assertEventTime(now, now))).to.equal(null)
    expect(codeOf(() => assertEventTime(later, now))).to.equal('invalid_fields')
  })

  it('is not a century back, where a year was mistyped', () => {
    const now = new Date('2024-05-01T00:00:00.000Z')
    expect(codeOf(() => assertEventTime(new Date('1994-05-01T00:00:00Z'), now))).to.equal(null)
    const mistyped = new Date('0024-05-01T00:00:00Z')
    expect(codeOf(() => assertEventTime(mistyped, now))).to.equal('invalid_fields')
  })
})

describe('The events of a lot', () => {
  it('are at most 200', () => {
    expect(LOT_EVENTS_MAX).to.equal(200)
    expect(codeOf(() => assertRoom(199))).to.equal(null)
    expect(codeOf(() => assertRoom(200))).to.equal('wrong_state')
  })

  it('are paged by a cursor that reads back, also before 1970', () => {
    for (const iso of ['2024-05-01T06:30:00.123Z', '1969-12-31T23:59:59.999Z']) {
      const cursor = { eventTime: new Date(iso), id: '65a0c0ffee00000000000001' }
      expect(parseEventCursor(formatEventCursor(cursor))).to.deep.equal(cursor)
    }
    expect(parseEventCursor('65a0c0ffee00000000000001')).to.equal(null)
  })

  it('name only steps of CBV 2.0, and ADD only where a lot comes into being', () => {
    // The bizSteps of GS1 CBV 2.0, section 7.1.
    const cbv = new Set(
      (
        'accepting arriving assembling collecting commissioning consigning ' +
        'creating_class_instance cycle_counting decommissioning departing destroying ' +
        'disassembling dispensing encoding entering_exiting holding inspecting installing ' +
        'killing loading other packing picking receiving removing repackaging repairing ' +
        'replacing reserving retail_selling sampling sensor_reporting shipping ' +
        'staging_outbound stock_taking stocking storing transporting unloading unpacking ' +
        'void_shipping'
      ).split(' '),
    )
    expect(cbv.size).to.equal(41)
    expect(BIZ_STEPS.filter((step) => !cbv.has(step))).to.deep.equal([])
    const adding = BIZ_STEPS.filter((step) => actionOf(step) === 'ADD')
    expect(adding.sort()).to.deep.equal(['commissioning', 'creating_class_instance'])
  })
})
