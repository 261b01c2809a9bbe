import { expect } from 'chai'
import { createSegmentHints } from '../../src/features/scans/segment-hints.ts'
import { seeded } from '../support/proof.ts'

const BATCH = 2 ** 20

describe('Hints of where segments begin', () => {
  it('name the last known beginning at or before a place, as a plain search does', () => {
    const random = seeded(7)
    const hints = createSegmentHints()
    const known = new Set<number>()
    for (let n = 0; n < 2_000; n += 1) {
      const start = Math.floor(random() * 5_000)
      known.add(start)
      hints.put({ start: BATCH + start, lotId: null })
      const place = Math.floor(random() * 5_000)
      const best = Math.max(-1, ...[...known].filter((each) => each <= place))
      expect(hints.before(BATCH + place)?.start ?? null).to.equal(best < 0 ? null : BATCH + best)
    }
  })

  it('never lead from one batch into another', () => {
    const hints = createSegmentHints()
    hints.put({ start: BATCH, lotId: 'a' })
    expect(hints.before(2 * BATCH - 1)).to.deep.equal({ start: BATCH, lotId: 'a' })
    expect(hints.before(2 * BATCH)).to.equal(null)
    expect(hints.before(BATCH - 1)).to.equal(null)
  })

  it('keep what was seen last of a beginning, and of the places of a lot', () => {
    const hints = createSegmentHints()
    hints.put({ start: BATCH, lotId: null })
    hints.put({ start: BATCH, lotId: 'b' })
    expect(hints.before(BATCH + 9)?.lotId).to.equal('b')
    expect(hints.placesOf('b')).to.deep.equal([])
    hints.putPlaces('b', ['x', 'y'])
    expect(hints.placesOf('b')).to.deep.equal(['x', 'y'])
    expect(hints.placesOf(null)).to.deep.equal([])
  })

  it('go when the segments that they name are joined', () => {
    const hints = createSegmentHints()
    for (const start of [0, 50, 99, 100]) hints.put({ start: BATCH + start, lotId: null })
    hints.dropWithin(BATCH, BATCH + 99)
    expect(hints.before(BATCH + 64)?.start).to.equal(BATCH)
    expect(hints.before(BATCH + 100)?.start).to.equal(BATCH + 100)
  })

  it('stay within a bound, and may be forgotten whole', () => {
    const hints = createSegmentHints()
    for (let n = 0; n <= 200_000; n += 1) hints.put({ start: BATCH + n, lotId: null })
    expect(hints.before(BATCH + 150_000)).to.equal(null)
    expect(hints.before(BATCH + 200_000)?.start).to.equal(BATCH + 200_000)
  })
})
