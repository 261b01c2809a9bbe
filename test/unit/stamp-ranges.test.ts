import { expect } from 'chai'
import {
  firstReaching,
  nodeOf,
  nodesTouching,
  type Range,
  rangesOf,
  sizeOf,
  sortRanges,
  within,
} from '../../src/features/stamps/ranges.rules.ts'
import { segment } from '../support/ledger-facts.ts'

const LAST = 2 ** 20 - 1

describe('Ranges of stamps', () => {
  it('are sorted, and neighbours are no overlap', () => {
    const ranges = [
      { from: 10, to: 19 },
      { from: 0, to: 9 },
      { from: 20, to: 20 },
    ]
    expect(sortRanges(ranges)).to.deep.equal({
      ok: true,
      ranges: [
        { from: 0, to: 9 },
        { from: 10, to: 19 },
        { from: 20, to: 20 },
      ],
    })
  })

  it('overlap where they share one stamp, or one lies in the other', () => {
    for (const other of [
      { from: 9, to: 12 },
      { from: 3, to: 4 },
      { from: 0, to: 9 },
    ]) {
      expect(sortRanges([{ from: 0, to: 9 }, other]).ok, JSON.stringify(other)).to.equal(false)
    }
  })

  it('count both their ends', () => {
    expect(sizeOf({ from: 7, to: 7 })).to.equal(1)
    expect(sizeOf({ from: 0, to: LAST })).to.equal(2 ** 20)
  })

  it('take of each segment the part that lies in them', () => {
    const parts = within([segment(0, 4, 'in_stock'), segment(5, 9, 'delivered')], {
      from: 4,
      to: 5,
    })
    expect(parts).to.deep.equal([segment(4, 4, 'in_stock'), segment(5, 5, 'delivered')])
    expect(within([segment(0, 4, 'in_stock')], { from: 5, to: 9 })).to.deep.equal([])
  })

  it('find the first item that reaches an index, also among items with gaps', () => {
    const items = [3, 4, 9, 20].map((to) => ({ from: to - 1, to }))
    for (let index = 0; index <= 22; index += 1) {
      const expected = items.filter(({ to }) => to < index).length
      expect(firstReaching(items, index), String(index)).to.equal(expected)
    }
  })

  it('are made of single stamps that follow each other', () => {
    expect(rangesOf([])).to.deep.equal([])
    expect(rangesOf([0, 1, 2, 5, 7, 8])).to.deep.equal([
      { from: 0, to: 2 },
      { from: 5, to: 5 },
      { from: 7, to: 8 },
    ])
  })
})

describe('The interval tree over the stamps of a batch', () => {
  /** Whether an index would find the event of `held` among those that touch `asked`. */
  function isFound(held: Range, asked: Range): boolean {
    const node = nodeOf(held)
    const { single, run } = nodesTouching(asked)
    return single.includes(node) || (node >= run.from && node <= run.to)
  }
  function rangesIn(first: number, count: number): Range[] {
    return Array.from({ length: count }, (_, at) => first + at).flatMap((from) =>
      Array.from({ length: first + count - from }, (_, more) => ({ from, to: from + more })),
    )
  }

  it('finds every event that touches a range, for all pairs of ranges of some stamps', () => {
    // At both ends of a batch and around marks of the tree of all sizes.
    for (const first of [0, 58, 1_020, 2 ** 19 - 6, LAST - 11]) {
      const ranges = rangesIn(first, 12)
      for (const held of ranges) {
        const node = nodeOf(held)
        expect(node).to.be.within(held.from + 1, held.to + 1)
        for (const asked of ranges) {
          if (held.from > asked.to || held.to < asked.from) continue
          expect(isFound(held, asked), JSON.stringify({ held, asked })).to.equal(true)
        }
      }
    }
  })

  it('finds the events of one stamp among a score of nodes, however long the events are', () => {
    for (const index of [0, 1, 777, 2 ** 19 - 1, 2 ** 19, 1_000_000, LAST]) {
      const { single, run } = nodesTouching({ from: index, to: index })
      expect(single).to.have.length.at.most(21)
      expect(run).to.deep.equal({ from: index + 1, to: index + 1 })
      for (let reach = 0; reach < 20; reach += 1) {
        const held = {
          from: Math.max(0, index - 2 ** reach),
          to: Math.min(LAST, index + 3 ** reach),
        }
        expect(single, JSON.stringify(held)).to.include(nodeOf(held))
      }
      expect(single, 'the whole batch').to.include(nodeOf({ from: 0, to: LAST }))
    }
  })

  it('gives each single stamp a node of its own', () => {
    const nodes = Array.from({ length: 2_000 }, (_, from) => nodeOf({ from, to: from }))
    expect(nodes).to.deep.equal(nodes.map((_, at) => at + 1))
    expect(nodeOf({ from: LAST, to: LAST })).to.equal(2 ** 20)
  })
})
