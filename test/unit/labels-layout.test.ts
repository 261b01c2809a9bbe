import { expect } from 'chai'
import fc from 'fast-check'
import {
  codeLines,
  type LabelLayout,
  layOut,
  type PlacedLine,
  type StampText,
} from '../../src/features/labels/label-layout.ts'
import {
  LABEL_FIELDS,
  MM_PER_PT,
  SHEET_NAMES,
  SHEETS,
} from '../../src/features/labels/label-sheets.rules.ts'
import { outlines, widthPt } from '../../src/features/labels/label-type.ts'
import { qrForm } from '../../src/features/labels/qr-symbol.ts'
import {
  LabelTooSmall,
  MODULE_MM,
  QUIET_MODULES,
  TYPE_PT_MIN,
} from '../../src/features/labels/symbol.rules.ts'

const RUNS = { numRuns: 400, seed: 6_2024 }
/** To a tenth of a micrometre: sums of decimal numbers are no rounder. */
const SLACK_MM = 1e-4
const MODULES = 33
const MM_PER_INCH = 25.4
const SERIAL = '00007000QXJW8MG4'
/** The first stamp of a batch and the last of the largest. */
const NUMBERS = [1, 99_999, 1_048_576]
const ORDINARY: StampText = {
  product: 'Vải thiều Thanh Hà loại một',
  enterprise: 'Hợp tác xã nông nghiệp Thủy Nguyên',
  department: 'Sở NN&MT',
  hotline: '0225 3 123 456',
}

const SYLLABLES = [
  ...['Hợp', 'tác', 'xã', 'nông', 'nghiệp', 'Thủy', 'Nguyên', 'Vải', 'thiều', 'Ễ', 'Ộ', 'Ự', 'Ặ'],
  ...[
    'chế',
    'biến',
    'và',
    'xuất',
    'khẩu',
    'THỦY',
    'SẢN',
    'Đồ',
    'Sơn',
    'gg',
    'OCOP',
    '(4★)',
    'WWWW',
  ],
]
const name = fc
  .tuple(
    fc.oneof(
      fc
        .array(fc.constantFrom(...SYLLABLES), { minLength: 40, maxLength: 40 })
        .map((words) => words.join(' ')),
      fc.constantFrom('W', 'Ễ', 'i').map((letter) => letter.repeat(120)),
    ),
    fc.integer({ min: 1, max: 120 }),
  )
  .map(([text, length]) => text.slice(0, length).trim() || 'Ễ')
const texts: fc.Arbitrary<StampText> = fc.record({
  product: name,
  enterprise: name,
  department: fc.oneof(fc.constantFrom('', 'Sở NN&MT'), name),
  hotline: fc.constantFrom('', '1900 1234', 'Đường dây nóng: 0225 3 123 456'),
})
/** Of any shape, near what just fits, and narrow ones, where text has only the room below. */
const sizes = fc.oneof(
  fc.record({
    labelWidthMm: fc.integer({ min: 120, max: 1_100 }).map((tenths) => tenths / 10),
    labelHeightMm: fc.integer({ min: 100, max: 800 }).map((tenths) => tenths / 10),
  }),
  fc.record({
    labelWidthMm: fc.integer({ min: 1_500, max: 3_600 }).map((part) => part / 100),
    labelHeightMm: fc.integer({ min: 1_500, max: 2_600 }).map((part) => part / 100),
  }),
  fc.record({
    labelWidthMm: fc.integer({ min: 145, max: 220 }).map((tenths) => tenths / 10),
    labelHeightMm: fc.integer({ min: 240, max: 700 }).map((tenths) => tenths / 10),
  }),
)
const modules = fc.constantFrom(29, 33, 37)
/** Of printers, in round numbers and as they are sold. */
const dots = fc.constantFrom(
  ...[undefined, 1 / 8, 1 / 12, 1 / 24],
  ...[203, 300, 600].map((dpi) => MM_PER_INCH / dpi),
)

interface Box {
  what: string
  left: number
  right: number
  top: number
  bottom: number
}

/** How far the ink of a line reaches above and below its baseline, in parts of its size. */
function ink({ face, text }: PlacedLine): { above: number; below: number } {
  const { path, width } = outlines(text, face)
  const emPerUnit = widthPt(text, face, 1) / width
  const ys = [...path.matchAll(/(-?\d+) (-?\d+)/g)].map(([, , y]) => Number(y) * emPerUnit)
  return { above: -Math.min(0, ...ys), below: Math.max(0, ...ys) }
}

/** Of a line of names its ascent and descent by the font; codes are digits and capitals. */
function body(line: PlacedLine): { above: number; below: number } {
  return line.face === 'code' ? ink(line) : { above: 0.928, below: 0.236 }
}

function boxOf(line: PlacedLine, extent: { above: number; below: number }): Box {
  const emMm = line.sizePt * MM_PER_PT
  return {
    what: `"${line.text}"`,
    left: line.xMm,
    right: line.xMm + widthPt(line.text, line.face, line.sizePt) * MM_PER_PT,
    top: line.baselineMm - extent.above * emMm,
    bottom: line.baselineMm + extent.below * emMm,
  }
}

function quietZone({ symbol }: LabelLayout, modulesAcross: number): Box {
  const { xMm, yMm, moduleMm } = symbol
  const quietMm = QUIET_MODULES * moduleMm
  const sideMm = modulesAcross * moduleMm + 2 * quietMm
  const [left, top] = [xMm - quietMm, yMm - quietMm]
  return { what: 'quiet zone', left, top, right: left + sideMm, bottom: top + sideMm }
}

function meet(a: Box, b: Box): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return across > SLACK_MM && down > SLACK_MM
}

function linesOf(layout: LabelLayout, number: number): PlacedLine[] {
  return [...layout.lines, ...codeLines(layout, { link: '', serial: SERIAL, number })]
}

function expectWithin({ what, ...box }: Box, layout: LabelLayout): void {
  expect(box.left, `${what} left`).to.be.at.least(-SLACK_MM)
  expect(box.top, `${what} top`).to.be.at.least(-SLACK_MM)
  expect(box.right, `${what} right`).to.be.at.most(layout.widthMm + SLACK_MM)
  expect(box.bottom, `${what} bottom`).to.be.at.most(layout.heightMm + SLACK_MM)
}

function expectPrintable(layout: LabelLayout, modulesAcross: number, dotMm?: number): void {
  const { moduleMm, xMm, yMm } = layout.symbol
  expect(moduleMm, 'module').to.be.within(MODULE_MM.min - 1e-9, MODULE_MM.max + 1e-9)
  const onDots = dotMm === undefined ? [] : [moduleMm, xMm, yMm].map((mm) => mm / dotMm)
  for (const count of onDots) expect(count, 'dots').to.be.closeTo(Math.round(count), 1e-6)
  const quiet = quietZone(layout, modulesAcross)
  expectWithin(quiet, layout)
  for (const number of NUMBERS) {
    const lines = linesOf(layout, number)
    for (const line of lines) {
      expect(line.sizePt, line.text).to.be.at.least(TYPE_PT_MIN)
      const box = boxOf(line, ink(line))
      expectWithin(box, layout)
      expect(meet(box, quiet), `${line.text} in the quiet zone`).to.equal(false)
    }
    expectApart(lines.map((line) => boxOf(line, body(line))))
  }
}

function expectApart(boxes: readonly Box[]): void {
  for (const [at, box] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      expect(meet(box, other), `${box.what} over ${other.what}`).to.equal(false)
    }
  }
}

/** The layout, or the label that would have been large enough. */
function tryLayOut(...args: Parameters<typeof layOut>): LabelLayout | LabelTooSmall {
  try {
    return layOut(...args)
  } catch (error) {
    if (error instanceof LabelTooSmall) return error
    throw error
  }
}

describe('a label of any size, with any names', () => {
  it('has its symbol whole and readable type outside its quiet zone, or is refused', () => {
    fc.assert(
      fc.property(sizes, texts, modules, dots, (size, text, modulesAcross, dotMm) => {
        const area = { ...size, fields: LABEL_FIELDS }
        const layout = tryLayOut(area, text, modulesAcross, dotMm)
        if (layout instanceof LabelTooSmall) {
          const { widthMm, heightMm } = layout.smallest
          const enough = size.labelWidthMm >= widthMm && size.labelHeightMm >= heightMm
          expect(enough, 'refused although large enough').to.equal(false)
        } else {
          expectPrintable(layout, modulesAcross, dotMm)
          const known = LABEL_FIELDS.filter((field) => text[field] !== '')
          expect(layout.fields).to.deep.equal(known.slice(0, layout.fields.length))
        }
      }),
      RUNS,
    )
  })

  it('is refused with the smallest that works, and less than that does not', () => {
    fc.assert(
      fc.property(texts, modules, dots, (text, modulesAcross, dotMm) => {
        const at = (labelWidthMm: number, labelHeightMm: number) => {
          const area = { labelWidthMm, labelHeightMm, fields: LABEL_FIELDS }
          return tryLayOut(area, text, modulesAcross, dotMm)
        }
        const refused = at(12, 10)
        if (!(refused instanceof LabelTooSmall)) throw new Error('12 × 10 mm cannot be enough')
        const { widthMm, heightMm } = refused.smallest
        const layout = at(widthMm, heightMm)
        if (layout instanceof LabelTooSmall) throw layout
        expectPrintable(layout, modulesAcross, dotMm)
        expect(at(widthMm - 0.1, heightMm - 0.1)).to.be.instanceOf(LabelTooSmall)
      }),
      { ...RUNS, numRuns: 60 },
    )
  })
})

describe('the sheets of the list', () => {
  for (const sheetName of SHEET_NAMES) {
    it(`${sheetName} states just the fields that it prints for ordinary names`, () => {
      const link = `https://tem.example/01/08938501000019/21/${SERIAL}`
      const { size } = qrForm(link)
      expect(size).to.equal(MODULES)
      const layout = layOut(SHEETS[sheetName], ORDINARY, size)
      expect(layout.fields).to.deep.equal(SHEETS[sheetName].fields)
      expectPrintable(layout, size)
    })
  }

  it('that state no field have no room for one', () => {
    for (const sheetName of SHEET_NAMES.filter((known) => SHEETS[known].fields.length === 0)) {
      const area = { ...SHEETS[sheetName], fields: LABEL_FIELDS }
      expect(layOut(area, ORDINARY, MODULES).fields, sheetName).to.deep.equal([])
    }
  })

  it('print on label printers from 203 dpi where there is room for whole dots', () => {
    const printed = (dpi: number) =>
      SHEET_NAMES.filter((sheetName) => {
        const layout = tryLayOut(SHEETS[sheetName], ORDINARY, MODULES, MM_PER_INCH / dpi)
        if (layout instanceof LabelTooSmall) return false
        expectPrintable(layout, MODULES, MM_PER_INCH / dpi)
        return true
      })
    const large = ['a4-65', 'a4-48', 'a4-40', 'a4-24', 'a4-50x30', 'roll-50x30']
    expect(printed(203)).to.have.members(large)
    expect(printed(300)).to.have.members([...large, 'a4-30x20', 'roll-30x20'])
    expect(printed(600)).to.have.members([...large, 'a4-30x20', 'roll-30x20'])
  })
})
