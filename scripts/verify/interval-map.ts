export interface Cell {
  from: number
  to: number
}

const BLOCK_CELLS_MAX = 512

/**
 * Values of the indexes 0 to size − 1, equal ones of neighbours in one cell. Cells stand in blocks
 * of bounded length, so that a cut in a batch of a million cells moves a few hundred of them.
 */
export function createIntervalMap<C extends Cell>(first: C) {
  const blocks: C[][] = [[first]]

  /** Position of the cell that holds an index: its block and its place there. */
  function locate(index: number): { block: C[]; blockAt: number; at: number } {
    const blockAt = lastNotAfter(blocks.length, (at) => blocks[at]?.[0]?.from ?? 0, index)
    const block = blocks[blockAt] ?? []
    return { block, blockAt, at: lastNotAfter(block.length, (at) => block[at]?.from ?? 0, index) }
  }

  /** Makes a cell begin at an index. */
  function cutAt(index: number): void {
    const { block, blockAt, at } = locate(index)
    const cell = block[at]
    if (cell === undefined || cell.from === index || cell.to < index) return
    block.splice(at + 1, 0, { ...cell, from: index })
    cell.to = index - 1
    if (block.length <= BLOCK_CELLS_MAX) return
    blocks.splice(blockAt + 1, 0, block.splice(block.length >> 1))
  }

  return {
    /** Shows every cell of a range, which is cut at both ends of it. The visitor may change it. */
    visit(from: number, to: number, visitor: (cell: C) => void): void {
      cutAt(from)
      cutAt(to + 1)
      let { blockAt, at } = locate(from)
      for (; blockAt < blocks.length; blockAt += 1, at = 0) {
        const block = blocks[blockAt] ?? []
        for (; at < block.length; at += 1) {
          const cell = block[at]
          if (cell === undefined || cell.from > to) return
          visitor(cell)
        }
      }
    },

    *cells(): Generator<C> {
      for (const block of blocks) yield* block
    },
  }
}

/** The parts of cells, ascending and apart, that lie in a range. */
export function* overlapping<C extends Cell>(
  cells: readonly C[],
  from: number,
  to: number,
): Generator<C> {
  const first = lastNotAfter(cells.length, (at) => cells[at]?.from ?? 0, from)
  for (let at = first; at < cells.length; at += 1) {
    const cell = cells[at]
    if (cell === undefined || cell.from > to) return
    if (cell.to < from) continue
    yield { ...cell, from: Math.max(cell.from, from), to: Math.min(cell.to, to) }
  }
}

/** The last position whose value is not above the one sought; 0 where all are. */
function lastNotAfter(length: number, valueAt: (at: number) => number, sought: number): number {
  let low = 0
  let high = length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (valueAt(middle) <= sought) low = middle
    else high = middle - 1
  }
  return low
}
