import {
  type Content,
  type Form,
  hangAndStand,
  type Row,
  rowsOf,
  shift,
  stack,
  type Try,
} from './label-rows.ts'
import { MM_PER_PT } from './label-sheets.rules.ts'
import { LabelTooSmall, MODULE_MM, QUIET_MODULES, TYPE_PT_MIN } from './symbol.rules.ts'

/** How the label is shared between symbol and text, in millimetres from its top left corner. */
export interface Arrangement {
  moduleMm: number
  /** The corner of the symbol's quiet zone. */
  symbolXMm: number
  symbolYMm: number
  textXMm: number
  textWidthMm: number
  centred: boolean
  /** How many of the fields found room. */
  fieldCount: number
  rows: Row[]
}

interface Label {
  labelWidthMm: number
  labelHeightMm: number
  /** Kept free between the edge and the quiet zone. */
  edgeMm: number
}

/** The order is the order of preference where two leave the same modules. */
const FORMS: readonly Form[] = [
  { side: 'beside', parts: halves() },
  { side: 'below', parts: [[0, 19]] },
  { side: 'below', parts: halves() },
  { side: 'beside', parts: quarters() },
]

function halves(): [number, number][] {
  return [
    [0, 9],
    [10, 19],
  ]
}

function quarters(): [number, number][] {
  return [
    [0, 4],
    [5, 9],
    [10, 14],
    [15, 19],
  ]
}

/** Print drifts on the label by up to this much; beyond its edge the product may be dark. */
const SIDE_MM = 0.8
const EDGES_MM = [SIDE_MM, 0]
const BOTTOM_MM = 0.5
/** Modules that a phone reads at ease: fields may not take more than down to the first of them. */
const EASY_MODULE_MM = { least: 0.416, good: 0.5 }
const SCALES = [1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1]
/** Lines of a name that look well beside large type, and the most that a long name may take. */
const NAME_LINES = { good: 3, most: 6 }
const STEP_MM = 0.006

/**
 * Shares a label between symbol and text. Symbol, serial and number always stand; then as many
 * fields as fit beside modules that a phone reads at ease. Then modules grow to a good size,
 * names get their lines, type grows, and what is left goes to the modules.
 * @throws LabelTooSmall
 */
export function arrange(area: Omit<Label, 'edgeMm'>, content: Content): Arrangement {
  for (let count = content.fields.length; count >= 0; count -= 1) {
    const least = count === 0 ? MODULE_MM.min : EASY_MODULE_MM.least
    for (const edgeMm of EDGES_MM) {
      const found = bestForm({ ...area, edgeMm }, content, count, least)
      if (found !== null) return found
    }
  }
  throw new LabelTooSmall(smallestLabel(content))
}

function bestForm(
  label: Label,
  content: Content,
  count: number,
  least: number,
): Arrangement | null {
  let best: { moduleMm: number; scale: number; made: Arrangement } | null = null
  for (const form of FORMS) {
    const first = { form, count, linesMax: 1, scale: 1, cuts: true }
    const firstMm = largestModule(label, content, first, EASY_MODULE_MM.good)
    if (firstMm < least) continue
    const grown = grow(label, content, first, firstMm)
    const largestMm = largestModule(label, content, grown, MODULE_MM.max)
    const moduleMm = Math.max(firstMm, largestMm)
    const better: boolean =
      best === null ||
      firstMm > Math.min(best.moduleMm, EASY_MODULE_MM.good) + STEP_MM ||
      (firstMm > Math.min(best.moduleMm, EASY_MODULE_MM.good) - STEP_MM && grown.scale > best.scale)
    const made: Arrangement | null = better ? setOut(label, content, grown, moduleMm) : null
    if (made !== null) best = { moduleMm, scale: grown.scale, made }
  }
  return best?.made ?? null
}

/** Larger type for whole names; else as many lines of them as there is room for. */
function grow(label: Label, content: Content, from: Try, moduleMm: number): Try {
  const whole = (linesMax: number, scale: number) => ({ ...from, linesMax, scale, cuts: false })
  const sizes = [...SCALES.map((scale) => whole(NAME_LINES.good, scale)), whole(NAME_LINES.most, 1)]
  const lines = Array.from({ length: NAME_LINES.most }, (_, cut) => ({
    ...from,
    linesMax: NAME_LINES.most - cut,
  }))
  const fits = (wanted: Try) => setOut(label, content, wanted, moduleMm) !== null
  return [...sizes, ...lines].find(fits) ?? from
}

/** The largest module side up to `limitMm` at which the try fits; 0 where there is none. */
function largestModule(label: Label, content: Content, wanted: Try, limitMm: number): number {
  const { dotMm } = content
  const stepMm = dotMm ?? STEP_MM
  const across = content.modules + 2 * QUIET_MODULES
  const sideMm = Math.min(label.labelWidthMm, label.labelHeightMm) - 2 * label.edgeMm
  // Where dots are coarse, the least module may be larger than a good size.
  const mostMm = Math.min(Math.max(limitMm, leastModule(dotMm)), sideMm / across)
  let steps = Math.floor((mostMm + 1e-9) / stepMm)
  for (; ; steps -= 1) {
    // Off a grid of dots the last step is the least module itself.
    const moduleMm = dotMm === undefined ? Math.max(steps * stepMm, MODULE_MM.min) : steps * stepMm
    if (moduleMm < MODULE_MM.min - 1e-9 || moduleMm * across > sideMm + 1e-9) return 0
    if (setOut(label, content, wanted, moduleMm) !== null) return moduleMm
    if (moduleMm <= MODULE_MM.min) return 0
  }
}

/** The smallest module side that the rules allow, on whole dots. */
function leastModule(dotMm: number | undefined): number {
  if (dotMm === undefined) return MODULE_MM.min
  return Math.ceil((MODULE_MM.min - 1e-9) / dotMm) * dotMm
}

/** Puts everything in its place, or finds that it does not fit. */
function setOut(label: Label, content: Content, wanted: Try, moduleMm: number): Arrangement | null {
  const { labelWidthMm, labelHeightMm, edgeMm } = label
  const symbolMm = (content.modules + 2 * QUIET_MODULES) * moduleMm
  const below = wanted.form.side === 'below'
  const textXMm = below ? SIDE_MM : edgeMm + symbolMm
  const textWidthMm = labelWidthMm - textXMm - SIDE_MM
  const rows = rowsOf(content, wanted, textWidthMm)
  if (rows === null) return null
  const heightMm = stack(rows)
  const belowMm = labelHeightMm - edgeMm - symbolMm - BOTTOM_MM
  const roomMm = below ? belowMm : labelHeightMm - 2 * SIDE_MM
  if (heightMm > roomMm + 1e-9) return null
  if (below) shift(rows, labelHeightMm - BOTTOM_MM - heightMm)
  else hangAndStand(rows, SIDE_MM, roomMm - heightMm)
  return {
    moduleMm,
    symbolXMm: below ? (labelWidthMm - symbolMm) / 2 : edgeMm,
    symbolYMm: below ? edgeMm + (belowMm - heightMm) / 2 : (labelHeightMm - symbolMm) / 2,
    textXMm,
    textWidthMm,
    centred: below,
    fieldCount: wanted.count,
    rows,
  }
}

/** The label of least area on which symbol, serial and number stand, rounded up to 0.1 mm. */
function smallestLabel(content: Content): { widthMm: number; heightMm: number } {
  const moduleMm = leastModule(content.dotMm)
  const symbolMm = (content.modules + 2 * QUIET_MODULES) * moduleMm
  const up = (mm: number) => Math.ceil(mm * 10 - 1e-6) / 10
  const sizes = FORMS.map((form) => {
    const rows = rowsOf(content, { form, count: 0, linesMax: 1, scale: 1, cuts: true }, 1_000) ?? []
    const heightMm = stack(rows)
    const longest = Math.max(...form.parts.map(([from, to]) => to - from))
    const widest = Math.max(longest * content.digitPt, content.numberPt)
    const textMm = widest * TYPE_PT_MIN * MM_PER_PT
    return form.side === 'below'
      ? {
          widthMm: up(Math.max(symbolMm, textMm + 2 * SIDE_MM)),
          heightMm: up(symbolMm + heightMm + BOTTOM_MM),
        }
      : {
          widthMm: up(symbolMm + textMm + SIDE_MM),
          heightMm: up(Math.max(symbolMm, heightMm + 2 * SIDE_MM)),
        }
  })
  return sizes.reduce((a, b) => (b.widthMm * b.heightMm < a.widthMm * a.heightMm ? b : a))
}
