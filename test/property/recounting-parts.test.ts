import canonicalize from 'canonicalize'
import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalTextOf } from '../../scripts/verify/canonical-json.ts'
import { isDay, localDateOf, monthAfter } from '../../scripts/verify/dates.ts'
import type { Finding } from '../../scripts/verify/findings.ts'
import { createIntervalMap, overlapping } from '../../scripts/verify/interval-map.ts'
import { openReplay } from '../../scripts/verify/replay-events.ts'
import { type Facts, forkNodeOf } from '../../scripts/verify/transitions.ts'
import { nodeOf } from '../../src/features/stamps/ranges.rules.ts'
import { localDateOf as dateOf, isLocalDate } from '../../src/vn/local-date.ts'

const SIZE_MAX = 2_000
const SEED = Date.now() % 0x7fffffff

/** Time that ten thousand events may take on a machine that is busy with other tests. */
const REPLAY_MS_MAX = 5_000

function within(size: number) {
  const index = fc.integer({ min: 0, max: size - 1 })
  return fc.tuple(index, index).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
}

describe(`The parts of the recount (seed ${SEED})`, () => {
  it('an interval map says of every index what an array would', () => {
    const cases = fc
      .integer({ min: 1, max: SIZE_MAX })
      .chain((size) => fc.tuple(fc.constant(size), fc.array(within(size), { maxLength: 60 })))
    fc.assert(
      fc.property(cases, ([size, ranges]) => {
        const plain = new Array<number>(size).fill(0)
        const map = createIntervalMap({ from: 0, to: size - 1, value: 0 })
        for (const [at, { from, to }] of ranges.entries()) {
          plain.fill(at + 1, from, to + 1)
          let next = from
          map.visit(from, to, (cell) => {
            expect(cell.from).to.equal(next)
            next = cell.to + 1
            cell.value = at + 1
          })
          expect(next).to.equal(to + 1)
        }
        const cells = [...map.cells()]
        const spread = cells.flatMap(({ from, to, value }) => new Array(to - from + 1).fill(value))
        expect(spread).to.deep.equal(plain)
        for (const { from, to } of ranges) {
          const parts = [...overlapping(cells, from, to)]
          const shown = parts.flatMap((part) => new Array(part.to - part.from + 1).fill(part.value))
          expect(shown).to.deep.equal(plain.slice(from, to + 1))
        }
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  it('its canonical JSON is that of the package that the service uses', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(canonicalTextOf(value)).to.equal(canonicalize(value))
      }),
      { seed: SEED },
    )
    const dated = { at: new Date('2024-05-02T00:00:00Z'), none: null, numbers: [1e21, 0.1, -0] }
    expect(canonicalTextOf(dated)).to.equal(canonicalize(dated))
    expect(() => canonicalTextOf([Number.NaN])).to.throw(RangeError)
  })

  it('its fork nodes and days are those of the service', () => {
    fc.assert(
      fc.property(within(2 ** 20), fc.date({ noInvalidDate: true }), ({ from, to }, date) => {
        expect(forkNodeOf(from, to)).to.equal(nodeOf({ from, to }))
        if (date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9998) return
        expect(localDateOf(date)).to.equal(dateOf(date))
        expect(isDay(localDateOf(date))).to.equal(isLocalDate(dateOf(date)))
      }),
      { seed: SEED },
    )
    expect(isDay('2023-02-29')).to.equal(false)
    expect(monthAfter('2023-12')).to.equal('2024-01')
  })

  it('replays ten thousand events of one stamp each in little time', () => {
    const quantity = 20_000
    const owner = { enterpriseId: 'e', productId: 'p', productGroup: 'g' }
    const issuedAt = new Date('2024-05-01T02:00:00Z')
    const batch = { _id: 1, ...owner, quantity, issuedOn: '2024-05-01', issuedAt, issuedBy: 'A' }
    const none: Facts = { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null }
    const delivered = { ...none, state: 'delivered', deliveredOn: '2024-05-01' }
    const affixed = { ...delivered, state: 'affixed', lotId: 'l', affixedOn: '2024-05-01' }
    const findings: Finding[] = []
    const replay = openReplay(batch, (finding) => findings.push(finding))
    let seq = 0
    const take = (
      action: string,
      from: number,
      to: number,
      prev: Facts | null,
      next: Facts,
    ): void => {
      seq += 1
      replay.take({
        ...{
          _id: `1:${seq}`,
          batchId: 1,
          seq,
          opId: `o${seq}`,
          action,
          from,
          to,
          n: to - from + 1,
        },
        ...{ node: forkNodeOf(from, to), prev, next, undoes: null, occurredOn: '2024-05-01' },
        ...{ postingMonth: '2024-05', recordedAt: issuedAt, ...owner, reason: null },
        ...{ documentId: null, handoverId: null, by: 'A', byRole: 'officer' },
      })
    }
    const began = performance.now()
    take('issue', 0, quantity - 1, null, none)
    take('deliver', 0, quantity - 1, none, delivered)
    for (let n = 0; n < 10_000; n += 1) {
      // 7,919 is prime to 10,000: every second stamp, in no order.
      const index = ((n * 7_919) % 10_000) * 2
      take('affix', index, index, delivered, affixed)
    }
    expect(replay.stretches()).to.have.length(quantity)
    expect(performance.now() - began).to.be.below(REPLAY_MS_MAX)
    expect(findings).to.deep.equal([])
  })
})
