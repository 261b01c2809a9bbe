import type { Range } from '../stamps/ranges.rules.ts'

/** A place on a sheet, in millimetres from the paper's top left corner. */
export interface Corner {
  xMm: number
  yMm: number
}

export interface Grid {
  columns: number
  rows: number
  leftMm: number
  topMm: number
  pitchXMm: number
  pitchYMm: number
}

export function labelsPerSheet({ columns, rows }: Pick<Grid, 'columns' | 'rows'>): number {
  return columns * rows
}

/** Where a label lies; places on a sheet count from 0, row by row. */
export function cornerOf(place: number, grid: Grid): Corner {
  const column = place % grid.columns
  const row = Math.floor(place / grid.columns)
  return {
    xMm: grid.leftMm + column * grid.pitchXMm,
    yMm: grid.topMm + row * grid.pitchYMm,
  }
}

/** Stamps on one page: places in the job from `first` to `last`; where the first one goes. */
export interface Page {
  first: number
  last: number
  firstPlace: number
}

/**
 * The pages that hold the stamps of a job.
 * @param firstLabel place of the first free label on the first sheet, from 1
 */
export function pageAt(page: number, stamps: number, firstLabel: number, perSheet: number): Page {
  const skipped = firstLabel - 1
  const first = Math.max(page * perSheet - skipped, 0)
  const last = Math.min((page + 1) * perSheet - skipped, stamps) - 1
  return { first, last, firstPlace: page === 0 ? skipped : 0 }
}

export function pageCount(stamps: number, firstLabel: number, perSheet: number): number {
  return Math.ceil((stamps + firstLabel - 1) / perSheet)
}

/** The indexes of the stamps from one place in a job to another, in order. */
export function* indexesOf(
  ranges: readonly Range[],
  first: number,
  last: number,
): Generator<number, void, void> {
  let place = 0
  for (const { from, to } of ranges) {
    const size = to - from + 1
    const start = Math.max(first - place, 0)
    const end = Math.min(last - place, size - 1)
    for (let offset = start; offset <= end; offset += 1) yield from + offset
    place += size
    if (place > last) return
  }
}

/** The index of the stamp at one place in a job. @throws RangeError beyond its end */
export function placeAt(ranges: readonly Range[], place: number): number {
  for (const index of indexesOf(ranges, place, place)) return index
  throw new RangeError(`There is no place ${place} in the job`)
}
