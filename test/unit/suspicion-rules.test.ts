import { expect } from 'chai'
import { assertAnswerable, judge, raise } from '../../src/features/suspicions/judging.rules.ts'
import { REASON_CODES } from '../../src/features/suspicions/reason-codes.ts'
import { reasonText } from '../../src/features/suspicions/reason-texts.rules.ts'
import {
  type CheckFact,
  LIMITS,
  newReasons,
  type Reason,
  reasonsOf,
} from '../../src/features/suspicions/suspicions.rules.ts'
import {
  ANSWERS_MAX,
  type SuspicionRecord,
} from '../../src/features/suspicions/suspicions.schema.ts'
import { type CountedVisit, tally } from '../../src/features/visits/tally.rules.ts'

type Scan = Partial<Omit<CountedVisit, 'at'>> & { at: string }

let devices = 0

/** Scans of one stamp, each by a device of its own unless it names one. */
function scans(...given: Scan[]) {
  const visits = given.map(({ at, ...more }): CountedVisit => {
    devices += 1
    return {
      place: 5,
      enterpriseId: 'e',
      productId: 'p',
      state: 'affixed',
      affixedOn: '2024-01-01',
      device: `d${devices}`,
      region: null,
      ...more,
      at: new Date(at),
    }
  })
  return tally(null, visits)
}

const codes = (totals: ReturnType<typeof scans>, checks: CheckFact[] = []) =>
  reasonsOf({ totals, checks }).map(({ code, n }) => `${code} ${n}`)

const many = (count: number, minutes: number, more: Partial<Scan> = {}): Scan[] =>
  Array.from({ length: count }, (_, n) => ({
    at: new Date(Date.parse('2024-02-01T01:00:00Z') + n * minutes * 60_000).toISOString(),
    ...more,
  }))

const check = (
  region: string,
  at: string,
  finding: CheckFact['finding'] = 'ok',
  state: CheckFact['state'] = 'affixed',
): CheckFact => ({ region, at: new Date(at), finding, state })

describe('the rules of suspicion', () => {
  it('find nothing in ordinary scans', () => {
    expect(codes(scans({ at: '2024-02-01T01:00:00Z' }))).to.deep.equal([])
    expect(codes(null)).to.deep.equal([])
    expect(codes(scans(...many(9, 5)))).to.deep.equal([])
    expect(codes(scans(...many(60, 61)))).to.deep.equal([])
  })

  it('find a scan of a stamp in stock', () => {
    const scan = { at: '2024-02-01T01:00:00Z', state: 'in_stock' as const, affixedOn: null }
    expect(codes(scans(scan, scan))).to.deep.equal(['not_released 2'])
  })

  it('find scans of stamps that are withdrawn, whatever way', () => {
    const of = (state: CountedVisit['state']): Scan => ({ at: '2024-02-01T01:00:00Z', state })
    const all = scans(of('voided'), of('spoiled'), of('handed_in'), of('destroyed'), of('lost'))
    expect(codes(all)).to.deep.equal(['after_withdrawal 5'])
  })

  describe('before affixing', () => {
    const delivered = (at: string): Scan => ({ at, state: 'delivered', affixedOn: null })
    const affixed: Scan = { at: '2024-02-10T01:00:00Z', affixedOn: '2024-02-05' }

    it('find scans on a day before the one that is reported later', () => {
      const early = scans(delivered('2024-02-03T01:00:00Z'), delivered('2024-02-04T16:59:00Z'))
      expect(codes(early), 'not reported yet').to.deep.equal([])
      const reported = scans(
        delivered('2024-02-03T01:00:00Z'),
        delivered('2024-02-04T16:59:00Z'),
        affixed,
      )
      expect(codes(reported)).to.deep.equal(['before_affixing 2'])
    })

    it('find nothing where it was affixed first and reported days later', () => {
      // 17:00 UTC is midnight in Việt Nam.
      expect(codes(scans(delivered('2024-02-04T17:00:00Z'), affixed))).to.deep.equal([])
      expect(codes(scans(delivered('2024-02-07T01:00:00Z'), affixed))).to.deep.equal([])
    })

    it('remember a first scan whose day is no longer kept', () => {
      const long = scans(delivered('2023-10-01T01:00:00Z'), affixed)
      expect(codes(long)).to.deep.equal(['before_affixing 1'])
    })
  })

  it('find a pace that one piece of goods does not have', () => {
    expect(codes(scans(...many(9, 6)))).to.deep.equal([])
    expect(codes(scans(...many(10, 5)))).to.deep.equal(['pace_hour 10'])
    expect(codes(scans(...many(10, 5, { device: 'one' })))).to.deep.equal([])
    // From 08:00 on: 29 and 30 devices within the day.
    expect(codes(scans(...many(29, 30)))).to.deep.equal([])
    expect(codes(scans(...many(30, 30)))).to.deep.equal(['pace_day 30'])
  })

  describe('places', () => {
    const inRegion = (region: string, at: string): Scan => ({ at, region })

    it('find three provinces within a day, not within two', () => {
      const one = [inRegion('31', '2024-02-01T01:00:00Z'), inRegion('33', '2024-02-01T05:00:00Z')]
      const two = [...one, ...one]
      expect(codes(scans(...two))).to.deep.equal([])
      const third = inRegion('01', '2024-02-01T09:00:00Z')
      expect(codes(scans(...two, third)), 'one device').to.deep.equal([])
      expect(codes(scans(...two, third, third))).to.deep.equal(['places 3'])
      const tomorrow = inRegion('01', '2024-02-02T09:00:00Z')
      expect(codes(scans(...two, tomorrow, tomorrow))).to.deep.equal([])
    })

    it('take a device that was counted that day for no evidence of another region', () => {
      const at = '2024-02-01T01:00:00Z'
      const there = ['31', '33', '22'].flatMap((region) => [
        { ...inRegion(region, at), device: 'roaming' },
        { ...inRegion(region, at), device: 'roaming too' },
      ])
      const totals = scans(...there)
      expect(totals?.day.regions.map(({ region }) => region)).to.deep.equal(['31'])
      expect(codes(totals)).to.deep.equal([])
    })

    it('add where inspectors saw it on that day', () => {
      const each = [inRegion('31', '2024-02-01T01:00:00Z'), inRegion('33', '2024-02-01T05:00:00Z')]
      const two = scans(...each, ...each)
      expect(codes(two, [check('22', '2024-02-01T09:00:00Z')])).to.deep.equal(['places 3'])
      expect(codes(two, [check('22', '2024-02-03T09:00:00Z')])).to.deep.equal([])
    })

    it('find two distant places too soon after one another', () => {
      const north = check('31', '2024-02-01T01:00:00Z')
      expect(codes(null, [north, check('79', '2024-02-01T02:00:00Z')])).to.deep.equal([
        'distance 923',
      ])
      expect(codes(null, [north, check('79', '2024-02-01T05:00:00Z')]), 'a flight').to.deep.equal(
        [],
      )
      expect(codes(null, [north, check('01', '2024-02-01T01:01:00Z')]), 'next door').to.deep.equal(
        [],
      )
      expect(codes(null, [north, check('KH', '2024-02-01T01:01:00Z')]), 'unknown').to.deep.equal([])
    })

    it('believe a network that one device had less than an inspector', () => {
      const [north, south] = ['2024-02-01T01:00:00Z', '2024-02-01T01:30:00Z']
      const one = [inRegion('31', north), inRegion('79', south)]
      expect(codes(scans(...one))).to.deep.equal([])
      expect(codes(scans(...one, ...one))).to.deep.equal(['distance 1846'])
      expect(codes(scans(inRegion('31', north)), [check('79', south)])).to.deep.equal([])
    })
  })

  it('find that an inspector had goods in hand whose stamp is withdrawn or in stock', () => {
    const at = '2024-02-01T01:00:00Z'
    expect(codes(null, [check('31', at, 'ok', 'voided')])).to.deep.equal(['after_withdrawal 1'])
    expect(codes(null, [check('31', at, 'ok', 'in_stock')])).to.deep.equal(['not_released 1'])
    const scanned = scans({ at, state: 'voided' })
    expect(codes(scanned, [check('31', at, 'ok', 'voided')])).to.deep.equal(['after_withdrawal 2'])
  })

  it('find what an inspector doubts', () => {
    const checks = [
      check('31', '2024-02-01T01:00:00Z', 'suspect'),
      check('31', '2024-02-01T02:00Z'),
    ]
    expect(codes(null, checks)).to.deep.equal(['inspection 1'])
  })

  it('say for each reason the limit, why it is that, and in words what was seen', () => {
    for (const code of REASON_CODES) {
      expect(LIMITS[code].limit).to.be.greaterThan(0)
      expect(LIMITS[code].why.length, code).to.be.greaterThan(30)
      const reason = {
        ...{ code, n: 1_234, regions: ['31', 'KH'], affixedOn: '2024-02-05' },
        states: ['voided' as const],
      }
      const { vi, en } = reasonText(reason)
      for (const text of [vi, en]) expect(text, code).to.match(/1234/)
      expect(vi, code).not.to.match(/giả/)
    }
  })
})

describe('a suspicion', () => {
  const at = new Date('2024-02-01T03:00:00Z')
  const reason = (code: Reason['code'], n: number): Reason => ({
    ...{ code, n, since: at, until: at },
    ...{ regions: [], states: [], affixedOn: null },
  })
  const stamp = { place: 5, enterpriseId: 'e', productId: 'p' }
  const found = (...reasons: Reason[]) => ({ ...stamp, reasons })
  const raised = (before: SuspicionRecord | null, ...reasons: Reason[]) =>
    raise(before, found(...reasons), () => 'id', at)
  const opened = (...reasons: Reason[]): SuspicionRecord => {
    const first = raised(null, ...reasons)
    if (first === null) throw new Error('Nothing was raised')
    return first.after
  }
  const judged = (before: SuspicionRecord, finding: 'confirmed' | 'false_alarm') =>
    judge(before, { finding, reason: 'Biên bản', by: 'Cán bộ', at })

  it('is opened once, and again only by what is new or has doubled', () => {
    const first = opened(reason('pace_hour', 10))
    expect(first).to.include({ status: 'open', revision: 1 })
    expect(raised(first, reason('pace_hour', 19))).to.equal(null)
    const grown = raised(first, reason('pace_hour', 20))
    expect(grown?.after.reasons.map(({ n }) => n)).to.deep.equal([20])
    expect(grown?.figures, 'still the same reason').to.deep.equal([])
    expect(newReasons(first.reasons, [reason('places', 3)])).to.have.length(1)
  })

  it('is new whenever another inspector doubts, though the number has not doubled', () => {
    const { after } = judged(opened(reason('inspection', 3)), 'false_alarm')
    expect(raised(after, reason('inspection', 3))).to.equal(null)
    const again = raised(after, reason('inspection', 4))
    expect(again?.after.status).to.equal('open')
    expect(again?.figures).to.deep.equal([
      { of: 'all', opened: 1 },
      { of: 'inspection', opened: 1 },
    ])
  })

  it('counts answers since the last verdict only', () => {
    const answer = (time: string) => ({ text: 'Hàng mẫu', by: 'Cơ sở', at: new Date(time) })
    const early = Array.from({ length: ANSWERS_MAX }, () => answer('2024-02-01T02:00:00Z'))
    const full = { ...opened(reason('pace_hour', 10)), answers: early }
    expect(() => assertAnswerable(full)).to.throw()
    const again = raised(judged(full, 'false_alarm').after, reason('places', 3))
    if (again === null) throw new Error('Nothing was raised')
    expect(() => assertAnswerable(again.after)).not.to.throw()
    const late = Array.from({ length: ANSWERS_MAX }, () => answer('2024-02-01T04:00:00Z'))
    expect(() => assertAnswerable({ ...again.after, answers: [...early, ...late] })).to.throw()
  })

  it('waits for an answer again when a reason joins, and is opened again after a verdict', () => {
    const answered: SuspicionRecord = { ...opened(reason('pace_hour', 10)), status: 'answered' }
    const joined = raised(answered, reason('places', 3))
    expect(joined?.after.status).to.equal('open')
    expect(joined?.figures).to.deep.equal([{ of: 'places', opened: 1 }])
    const { after, figures } = judged(joined?.after ?? answered, 'false_alarm')
    expect(after.status).to.equal('false_alarm')
    expect(after.reasons.map(({ finding }) => finding)).to.deep.equal([
      'false_alarm',
      'false_alarm',
    ])
    expect(figures).to.deep.equal([
      { of: 'all', falseAlarms: 1 },
      { of: 'pace_hour', falseAlarms: 1 },
      { of: 'places', falseAlarms: 1 },
    ])
    expect(raised(after, reason('pace_hour', 12), reason('places', 3))).to.equal(null)
    const again = raised(after, reason('pace_hour', 24))
    expect(again?.after.status).to.equal('open')
    expect(again?.figures).to.deep.equal([
      { of: 'all', opened: 1 },
      { of: 'pace_hour', opened: 1 },
    ])
    expect(again?.after.verdicts, 'nothing is forgotten').to.have.length(1)
    const second = judged(again?.after ?? after, 'confirmed')
    expect(second.figures).to.deep.equal([
      { of: 'all', confirmed: 1 },
      { of: 'pace_hour', confirmed: 1 },
    ])
    const findings = second.after.reasons.map(({ code, finding }) => `${code} ${finding}`)
    expect(findings).to.have.members(['places false_alarm', 'pace_hour confirmed'])
  })
})
