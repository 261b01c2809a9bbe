import type { Sheet } from '../../src/features/labels/label-sheets.rules.ts'
import { blurred, type Damage, turned, turnedBack } from './degrade.ts'
import { type DrawnPage, drawPages } from './draw.ts'
import { cropOf, type Picture, type Point } from './picture.ts'
import { readByZbar, readByZxing } from './readers.ts'

/** Where the labels of a sheet lie. */
export type LabelGrid = Pick<
  Sheet,
  | 'columns'
  | 'rows'
  | 'leftMm'
  | 'topMm'
  | 'pitchXMm'
  | 'pitchYMm'
  | 'labelWidthMm'
  | 'labelHeightMm'
>

export type ReaderName = 'zxing' | 'zbar'

/** What each reader read on one label; both count from 1, labels row by row. */
export type LabelReading = { page: number; label: number } & Record<ReaderName, string[]>

/** A page read label by label. `stray` are codes that lie on no label. */
export type PageReading = { page: number; labels: LabelReading[]; stray: string[] }

/** What a scanner that is a little off may see of the neighbours of a label. */
const BESIDE_MM = 0.5

/**
 * Reads the codes of a PDF back: zxing the whole pages, zbar label by label.
 * @param dpi resolution of the picture that the readers get
 */
export async function* readLabels(
  pdf: Uint8Array,
  { dpi, grid, damage }: { dpi: number; grid: LabelGrid; damage: Damage },
): AsyncGenerator<PageReading, void, void> {
  for await (const page of drawPages(pdf, dpi)) yield await readPage(page, grid, damage)
}

/** Reads one page after it was blurred and turned; what is turned is what a reader gets. */
export async function readPage(
  drawn: DrawnPage,
  grid: LabelGrid,
  { blurMm, turnDegrees }: Damage,
): Promise<PageReading> {
  const pixelMm = drawn.widthMm / drawn.picture.width
  const picture = blurMm > 0 ? await blurred(drawn.picture, blurMm, pixelMm) : drawn.picture
  const page: PageReading = { page: drawn.page, labels: [], stray: [] }
  for (let label = 1; label <= grid.columns * grid.rows; label++) {
    const cut = cropOf(picture, partOf(label, grid, pixelMm))
    const zbar = await readByZbar(turnDegrees === 0 ? cut : await turned(cut, turnDegrees))
    page.labels.push({ page: drawn.page, label, zxing: [], zbar })
  }
  for (const { text, at } of await readWhole(picture, turnDegrees)) {
    const label = labelAt({ x: at.x * pixelMm, y: at.y * pixelMm }, grid)
    const texts = page.labels[label - 1]?.zxing ?? page.stray
    texts.push(text)
  }
  return page
}

/** The codes of a page with their middles, in pixels of the page before it was turned. */
async function readWhole(
  picture: Picture,
  degrees: number,
): Promise<{ text: string; at: Point }[]> {
  const lying = degrees === 0 ? picture : await turned(picture, degrees)
  const codes = await readByZxing(lying)
  return codes.map(({ text, position: { topLeft, bottomRight } }) => {
    const middle = { x: (topLeft.x + bottomRight.x) / 2, y: (topLeft.y + bottomRight.y) / 2 }
    return { text, at: turnedBack(middle, { from: picture, to: lying, degrees }) }
  })
}

function partOf(label: number, grid: LabelGrid, pixelMm: number) {
  const leftMm = grid.leftMm + ((label - 1) % grid.columns) * grid.pitchXMm
  const topMm = grid.topMm + Math.floor((label - 1) / grid.columns) * grid.pitchYMm
  return {
    left: Math.floor((leftMm - BESIDE_MM) / pixelMm),
    top: Math.floor((topMm - BESIDE_MM) / pixelMm),
    width: Math.ceil((grid.labelWidthMm + 2 * BESIDE_MM) / pixelMm),
    height: Math.ceil((grid.labelHeightMm + 2 * BESIDE_MM) / pixelMm),
  }
}

/** The label on which a point in millimetres lies, from 1; 0 where it lies on none. */
function labelAt({ x, y }: Point, grid: LabelGrid): number {
  const [fromLeft, fromTop] = [x - grid.leftMm, y - grid.topMm]
  const column = Math.floor(fromLeft / grid.pitchXMm)
  const row = Math.floor(fromTop / grid.pitchYMm)
  const isOnLabel =
    column >= 0 &&
    column < grid.columns &&
    row >= 0 &&
    row < grid.rows &&
    fromLeft - column * grid.pitchXMm <= grid.labelWidthMm &&
    fromTop - row * grid.pitchYMm <= grid.labelHeightMm
  return isOnLabel ? row * grid.columns + column + 1 : 0
}
