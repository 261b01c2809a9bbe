import { SHEETS, type SheetName } from '../../src/features/labels/label-sheets.rules.ts'
import type { QrForm, QrLevel } from '../../src/features/labels/qr-symbol.ts'
import { LabelTooSmall } from '../../src/features/labels/symbol.rules.ts'
import { compare, isTrue, type Outcome } from './compare.ts'
import type { Damage } from './degrade.ts'
import { drawPages } from './draw.ts'
import { type PageReading, type ReaderName, readPage } from './read-labels.ts'
import { makeSheetPdf } from './sample-sheet.ts'

/**
 * Blurs, as standard deviations. The mild one is a quarter of the smallest module that tills read
 * (a light module alone among dark ones keeps 91 % of its contrast): a print on plain paper and a
 * scanner not quite in focus. The strong one is three eighths (66 %), where readers begin to fail:
 * only there do the forms of a symbol differ.
 */
const BLUR_MM = { mild: 0.1, strong: 0.15 }
const TURN_DEGREES = 3

export const CONDITIONS = {
  clean: { title: 'nguyên / clean', blurMm: 0, turnDegrees: 0 },
  blurred: { title: 'nhòe / blurred 0.1 mm', blurMm: BLUR_MM.mild, turnDegrees: 0 },
  turned: { title: 'xoay / turned 3°', blurMm: 0, turnDegrees: TURN_DEGREES },
  both: { title: 'nhòe, xoay / both', blurMm: BLUR_MM.mild, turnDegrees: TURN_DEGREES },
  strong: { title: 'nhòe / both, 0.15 mm', blurMm: BLUR_MM.strong, turnDegrees: TURN_DEGREES },
} as const satisfies Record<string, Damage & { title: string }>

type Condition = keyof typeof CONDITIONS

const USUAL: readonly Condition[] = ['clean', 'blurred', 'turned', 'both']
const COMPARING: readonly Condition[] = [...USUAL, 'strong']

/** Stamps on one kind of sheet; where the form is left out, in the form that the service prints. */
export type Trial = { sheet: SheetName; form?: { level: QrLevel; mask?: QrForm['mask'] } }

/** What came of a trial in one resolution and condition. */
export type Result = {
  trial: Trial
  dpi: number
  condition: Condition
  outcomes: Record<ReaderName, Outcome>
}

/** Stamps that are printed one a page, where no other number is asked for. */
const COUNT_MIN = 10

/** Resolutions at which every undamaged code must be read. */
const SURE_DPI_MIN = 200

/**
 * Prints stamps and reads them back in each resolution and condition.
 * @returns nothing at all where the symbols of a stated form do not fit the labels
 */
export async function* runTrial(
  trial: Trial,
  options: { count?: number; seed: string; dpis: readonly number[] },
): AsyncGenerator<Result, void, void> {
  const grid = SHEETS[trial.sheet]
  const { seed, dpis } = options
  const count = options.count ?? Math.max(grid.columns * grid.rows, COUNT_MIN)
  const printed = await makeSheetPdf(grid, { count, seed, ...trial.form }).catch((error) => {
    if (trial.form !== undefined && error instanceof LabelTooSmall) return null
    throw error
  })
  if (printed === null) return
  const { pdf, links } = printed
  const conditions = trial.form === undefined ? USUAL : COMPARING
  for (const dpi of dpis) {
    const pages = conditions.map((): PageReading[] => [])
    for await (const page of drawPages(pdf, dpi)) {
      for (const [at, condition] of conditions.entries()) {
        pages[at]?.push(await readPage(page, grid, CONDITIONS[condition]))
      }
    }
    for (const [at, condition] of conditions.entries()) {
      const read = pages[at] ?? []
      const outcomes = {
        zxing: compare(read, 'zxing', links),
        zbar: compare(read, 'zbar', links),
      }
      yield { trial, dpi, condition, outcomes }
    }
  }
}

/**
 * Whether a result breaks what printing promises: of undamaged stamps in the service's own form
 * every one is read at 200 dpi and above, and nothing is ever read wrong or twice.
 */
export function isBroken({ trial, dpi, condition, outcomes }: Result): boolean {
  const isSure = trial.form === undefined && condition === 'clean' && dpi >= SURE_DPI_MIN
  return Object.values(outcomes).some(
    (outcome) => !isTrue(outcome) || (isSure && outcome.read < outcome.asked),
  )
}
